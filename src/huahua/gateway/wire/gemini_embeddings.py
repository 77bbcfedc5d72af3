"""OpenAI's embeddings through `batchEmbedContents`: https://ai.google.dev/api/embeddings."""

from __future__ import annotations

import base64
import struct
from typing import Any

from huahua.gateway.domain.calls import EmbeddingReply, JsonObject, Usage
from huahua.gateway.errors import InvalidRequest, NotSupported
from huahua.gateway.wire.gemini_reply import NotAGeminiReply, decode, read_usage

_OPENAI_ONLY = frozenset({"model", "input", "dimensions", "encoding_format", "user"})


def embed_request(model_path: str, body: JsonObject) -> JsonObject:
    """One request per input; unknown fields (`taskType`, `title`) go into each. Raises InvalidRequest."""
    extra = {name: value for name, value in body.items() if name not in _OPENAI_ONLY}
    if body.get("dimensions") is not None:
        extra["outputDimensionality"] = body["dimensions"]
    return {
        "requests": [
            {**extra, "model": model_path, "content": {"parts": [{"text": item}]}}
            for item in _inputs(body.get("input"))
        ]
    }


def read_embeddings(reply: bytes, model: str, body: JsonObject) -> EmbeddingReply:
    """Raises NotAGeminiReply."""
    data = decode(reply)
    rows = data.get("embeddings")
    if not isinstance(rows, list) or len(rows) != len(_inputs(body.get("input"))):
        raise NotAGeminiReply("answered JSON without an embedding for each input")
    vectors = [row.get("values") if isinstance(row, dict) else None for row in rows]
    if not all(isinstance(vector, list) for vector in vectors):
        raise NotAGeminiReply("answered an embedding without values")
    packed = body.get("encoding_format") == "base64"
    usage = read_usage(data) or Usage()
    return EmbeddingReply(
        {
            "object": "list",
            "model": model,
            "data": [
                {
                    "object": "embedding",
                    "index": index,
                    "embedding": _pack(vector) if packed else vector,
                }
                for index, vector in enumerate(vectors)
            ],
            "usage": {"prompt_tokens": usage.prompt_tokens, "total_tokens": usage.prompt_tokens},
        },
        usage,
    )


def _inputs(value: Any) -> list[str]:
    items = [value] if isinstance(value, str) else value
    if not isinstance(items, list) or not items:
        raise InvalidRequest("'input' must be a string or a list of strings", param="input")
    if not all(isinstance(item, str) for item in items):
        raise NotSupported("this model takes texts, not token ids", param="input")
    return items


def _pack(vector: Any) -> str:
    """OpenAI's `base64`: 32-bit floats, little-endian."""
    try:
        return base64.b64encode(struct.pack(f"<{len(vector)}f", *vector)).decode()
    except struct.error as fault:
        raise NotAGeminiReply("answered an embedding that is not numbers") from fault
