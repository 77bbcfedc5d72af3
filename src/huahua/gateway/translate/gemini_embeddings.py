"""Gemini's embeddings as OpenAI's: https://ai.google.dev/api/embeddings."""

from __future__ import annotations

from typing import Any

from huahua.gateway.domain.calls import EXTRAS, JsonObject, Usage
from huahua.gateway.errors import InvalidRequest, NotSupported, UpstreamBroken
from huahua.gateway.translate.fields import loose_objects, text
from huahua.gateway.translate.gemini_fields import get, get_object, get_objects, integer, others

_TRANSLATED = frozenset({"model", "content", "outputDimensionality", "embedContentConfig"})


def embeddings_to_openai(requests: list[tuple[str, JsonObject]], model: str) -> JsonObject:
    """One embeddings request for several `EmbedContentRequest`s with their paths. What else each says (`taskType`,
    `title`) travels under `EXTRAS` to a model of Google's.

    Raises InvalidRequest, or NotSupported when the requests ask for different sizes or for more than text.
    """
    if not requests:
        raise InvalidRequest("'requests' must hold at least one request", param="requests")
    rows = [_Row(where, request) for where, request in requests]
    sizes = {row.size for row in rows}
    if len(sizes) > 1:
        raise NotSupported("all requests must ask for one 'outputDimensionality'", param="requests")
    body: JsonObject = {"model": model, "input": [row.text for row in rows], "encoding_format": "float"}
    if (size := sizes.pop()) is not None:
        body["dimensions"] = size
    extras = [row.extras for row in rows]
    if any(extras):
        body[EXTRAS] = {"gemini": {"requests": extras}}
    return body


def embeddings_to_gemini(body: JsonObject) -> list[JsonObject]:
    """`ContentEmbedding`s, in the order of the requests. Raises UpstreamBroken."""
    rows = sorted(loose_objects(body.get("data")), key=_index)
    vectors: list[Any] = [row.get("embedding") for row in rows]
    if not all(isinstance(vector, list) for vector in vectors):
        raise UpstreamBroken("the provider's reply holds no vectors")
    return [{"values": vector} for vector in vectors]


def embedding_usage(usage: Usage) -> JsonObject:
    return {"promptTokenCount": usage.prompt_tokens}


class _Row:
    def __init__(self, where: str, request: JsonObject) -> None:
        config = get_object(request, "embedContentConfig", where)
        content = get_object(request, "content", where)
        parts = get_objects(content, "parts", f"{where}.content" if where else "content")
        if any("text" not in part for _, part in parts):
            raise NotSupported("this server embeds texts only", param="content")
        self.text = "".join(text(part["text"], f"{path}.text") for path, part in parts)
        given = get(request, "outputDimensionality") or get(config, "outputDimensionality")
        self.size = integer(given, "outputDimensionality")
        self.extras = {**others(config, _TRANSLATED), **others(request, _TRANSLATED)}


def _index(row: JsonObject) -> int:
    index = row.get("index")
    return index if isinstance(index, int) else 0
