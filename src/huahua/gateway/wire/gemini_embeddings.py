"""OpenAI's embeddings through `batchEmbedContents`: https://ai.google.dev/api/embeddings."""

from __future__ import annotations

import base64
import struct
from typing import Any

from huahua.gateway.domain.calls import EXTRAS, EmbeddingReply, JsonObject, Usage
from huahua.gateway.errors import InvalidRequest, NotSupported
from huahua.gateway.translate.fields import loose_object, loose_objects
from huahua.gateway.wire.gemini_reply import NotAGeminiReply, decode, read_usage

_OPENAI_ONLY = frozenset({"model", "input", "dimensions", "encoding_format", "user", EXTRAS})


def embed_request(model_path: str, body: JsonObject) -> JsonObject:
    """One request per input; unknown fields (`taskType`, `title`) go into each, and what a caller of Gemini's
    dialect said of one input goes into that one. Raises InvalidRequest."""
    extra = {name: value for name, value in body.items() if name not in _OPENAI_ONLY}
    if body.get("dimensions") is not None:
        extra["outputDimensionality"] = body["dimensions"]
    inputs = _inputs(body.get("input"))
    own = loose_objects(loose_object(loose_object(body.get(EXTRAS)).get("gemini")).get("requests"))
    own += [{}] * (len(inputs) - len(own))
    return {
        "requests": [
            {**extra, **said, "model": model_path, "content": {"parts": [{"text": item}]}}
            for item, said in zip(inputs, own, strict=False)
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
    return _as_openai(vectors, model, body, read_usage(data) or Usage())


def predict_requests(model: str, body: JsonObject) -> list[JsonObject]:
    """The same for Vertex's `predict`, whose Gemini models take one text a call, and older ones 250.

    https://cloud.google.com/vertex-ai/generative-ai/docs/model-reference/text-embeddings-api
    """
    inputs = _inputs(body.get("input"))
    extra = {name: value for name, value in body.items() if name not in _OPENAI_ONLY}
    size = 1 if "gemini" in model else 250
    parameters = {"outputDimensionality": body["dimensions"]} if body.get("dimensions") is not None else {}
    return [
        {
            "instances": [{**extra, "content": text} for text in inputs[start : start + size]],
            "parameters": parameters,
        }
        for start in range(0, len(inputs), size)
    ]


def read_predictions(replies: list[bytes], model: str, body: JsonObject) -> EmbeddingReply:
    """Raises NotAGeminiReply."""
    rows = [row for reply in replies for row in loose_objects(decode(reply).get("predictions"))]
    found = [loose_object(row.get("embeddings")) for row in rows]
    vectors = [row.get("values") for row in found]
    if len(vectors) != len(_inputs(body.get("input"))) or not all(isinstance(row, list) for row in vectors):
        raise NotAGeminiReply("answered JSON without an embedding for each input")
    counts = [loose_object(row.get("statistics")).get("token_count") for row in found]
    tokens = sum(int(count) for count in counts if isinstance(count, int | float))
    return _as_openai(vectors, model, body, Usage(input_tokens=tokens))


def _as_openai(vectors: list[Any], model: str, body: JsonObject, usage: Usage) -> EmbeddingReply:
    packed = body.get("encoding_format") == "base64"
    rows = [
        {"object": "embedding", "index": index, "embedding": _pack(vector) if packed else vector}
        for index, vector in enumerate(vectors)
    ]
    counts = {"prompt_tokens": usage.prompt_tokens, "total_tokens": usage.prompt_tokens}
    return EmbeddingReply({"object": "list", "model": model, "data": rows, "usage": counts}, usage)


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
