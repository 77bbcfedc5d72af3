"""What requests that pass through must look like; the rest of them is the upstream's business."""

from __future__ import annotations

from typing import Any

import msgspec

from huahua.gateway.config import GatewayLimits
from huahua.gateway.domain.calls import JsonObject
from huahua.gateway.errors import InvalidRequest, RequestTooLarge
from huahua.gateway.shapes import convert


class _Speech(msgspec.Struct):
    input: str
    model: str = ""
    voice: Any = None
    stream_format: str | None = None


class _Moderation(msgspec.Struct):
    input: str | list[Any]
    model: str = ""


class _Rerank(msgspec.Struct):
    query: str | dict[str, Any]
    documents: list[Any]
    model: str = ""


def check_speech(body: JsonObject, limits: GatewayLimits) -> tuple[str, int]:
    """The model's name, and how many characters are to be spoken. Raises InvalidRequest, RequestTooLarge."""
    shape: _Speech = _convert(body, _Speech)
    if not shape.input.strip():
        raise InvalidRequest("'input' is empty: give the words to speak.", param="input")
    if len(shape.input) > limits.max_speech_chars:
        raise RequestTooLarge(
            f"'input' has {len(shape.input)} characters; this server takes {limits.max_speech_chars}.",
            param="input",
            code="text_too_long",
        )
    return _named(shape.model, "speech"), len(shape.input)


def check_moderation(body: JsonObject, limits: GatewayLimits) -> str:
    """The model's name, empty where none was given. Raises InvalidRequest or RequestTooLarge."""
    shape: _Moderation = _convert(body, _Moderation)
    if not shape.input:
        raise InvalidRequest("'input' must not be empty.", param="input")
    _check_items(shape.input if isinstance(shape.input, list) else [shape.input], "input", limits)
    return shape.model


def check_rerank(body: JsonObject, limits: GatewayLimits) -> str:
    """The model's name. Raises InvalidRequest or RequestTooLarge."""
    shape: _Rerank = _convert(body, _Rerank)
    if not shape.query:
        raise InvalidRequest("'query' must not be empty.", param="query")
    if not shape.documents:
        raise InvalidRequest("'documents' must hold at least one document.", param="documents")
    _check_items(shape.documents, "documents", limits)
    return _named(shape.model, "reranking")


def check_transcription(fields: dict[str, str], files: int) -> str:
    """The model's name. Raises InvalidRequest."""
    if files != 1:
        raise InvalidRequest("'file' is missing: attach one audio file.", param="file")
    return _named(fields.get("model", ""), "transcription")


def _check_items(items: list[Any], name: str, limits: GatewayLimits) -> None:
    if len(items) > limits.max_embedding_inputs:
        raise RequestTooLarge(
            f"'{name}' holds {len(items)} items; this server takes {limits.max_embedding_inputs}.", param=name
        )
    if sum(len(item) for item in items if isinstance(item, str)) > limits.max_text_chars:
        raise RequestTooLarge(
            f"'{name}' holds more than {limits.max_text_chars} characters.", param=name, code="text_too_long"
        )


def _named(model: str, what: str) -> str:
    if not model:
        raise InvalidRequest(f"'model' is missing: name the {what} model.", param="model")
    return model


def _convert(body: JsonObject, shape: Any) -> Any:
    fields = {name: body[name] for name in shape.__struct_fields__ if name in body}
    return convert(msgspec.json.encode(fields), shape)
