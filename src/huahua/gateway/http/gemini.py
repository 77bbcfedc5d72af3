"""Gemini's dialect: generateContent, its stream, countTokens, embeddings, models, and the shape of its errors.

https://ai.google.dev/api, https://ai.google.dev/gemini-api/docs/troubleshooting. A call goes through the gateway as
a chat completion (see `translate/gemini_to_openai.py`).
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from urllib.parse import parse_qs

import msgspec

from huahua.gateway.domain.calls import Caller, Dialect, JsonObject, StreamEvent, Task
from huahua.gateway.domain.models import ModelInfo
from huahua.gateway.errors import GatewayError, InvalidRequest
from huahua.gateway.http._asgi import SSE_TYPE, Exchange, RawHeaders, Scope
from huahua.gateway.http.controls import read_controls
from huahua.gateway.http.dialect import add_route, write_rendered
from huahua.gateway.http.gemini_pictures import only_paints, paint_content
from huahua.gateway.outcomes import plain
from huahua.gateway.service import GatewayService
from huahua.gateway.translate import translate_request
from huahua.gateway.translate.gemini_embeddings import (
    embedding_usage,
    embeddings_to_gemini,
    embeddings_to_openai,
)
from huahua.gateway.translate.gemini_fields import get_object, get_objects
from huahua.gateway.translate.gemini_to_openai import gemini_request_to_openai, wants_thoughts
from huahua.gateway.translate.openai_to_gemini import OpenAIToGeminiStream, reply_to_gemini
from huahua.gateway.wire import sse
from huahua.gateway.wire.anthropic_tokens import estimate_input_tokens

Handler = Callable[[Exchange, Caller, GatewayService], Awaitable[None]]

_CALL = re.compile(r"/(?:v1|v1beta)/models/(?P<model>[^:]+):(?P<verb>[A-Za-z]+)")
_MODELS = re.compile(r"/(?:v1|v1beta)/models")
_MODEL = re.compile(r"/(?:v1|v1beta)/models/(?P<model>.+)")
_STATUS = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    402: "FAILED_PRECONDITION",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    408: "CANCELLED",
    409: "ABORTED",
    413: "INVALID_ARGUMENT",
    422: "INVALID_ARGUMENT",
    429: "RESOURCE_EXHAUSTED",
    499: "CANCELLED",
    500: "INTERNAL",
    501: "UNIMPLEMENTED",
    502: "UNAVAILABLE",
    503: "UNAVAILABLE",
    504: "DEADLINE_EXCEEDED",
}
"""https://github.com/googleapis/googleapis/blob/master/google/rpc/code.proto"""
_MAX_PAGE = 1000


def find_handler(exchange: Exchange) -> Handler | None:
    """The handler of a request in this dialect; its path may hold a model's name with slashes."""
    path = exchange.path.rstrip("/")
    if exchange.method == "GET" and speaks(exchange):
        if _MODELS.fullmatch(path):
            return handle_models
        if (found := _MODEL.fullmatch(path)) is not None:
            return partial(handle_model, found["model"])
    found = _CALL.fullmatch(path) if exchange.method == "POST" else None
    verb = _VERBS.get(found["verb"]) if found else None
    return partial(verb, found["model"]) if found and verb else None


def speaks(exchange: Exchange) -> bool:
    """Whether a request is in this dialect: by its path, or by its key's header where OpenAI has the same path."""
    path = exchange.path
    if path.startswith("/v1beta/") or _CALL.fullmatch(path):
        return True
    return path.startswith("/v1/models") and exchange.header(b"x-goog-api-key") is not None


def headers_with_key(scope: Scope) -> RawHeaders:
    """The request's headers, with the key that Google's clients may put into the address (`?key=`)."""
    headers: RawHeaders = scope["headers"]
    key = _query(scope).get("key")
    return [*headers, (b"x-goog-api-key", key.encode("latin-1", "replace"))] if key else headers


async def _generate(model: str, exchange: Exchange, caller: Caller, service: GatewayService) -> None:
    body = await _body(exchange, service)
    async with exchange.cancelled_on_disconnect():
        if only_paints(model, caller, service):
            await exchange.send_json(200, await paint_content(model, body, exchange, caller, service))
            return
        chat = gemini_request_to_openai(body, model)
        controls = read_controls(exchange.scope["headers"])
        outcome = await service.chat(caller, Dialect.OPENAI, chat, exchange.request_id, controls)
        add_route(exchange, outcome.route, outcome.receipt)
        reply = reply_to_gemini(outcome.body, outcome.usage, thoughts=wants_thoughts(body))
        await exchange.send_json(200, msgspec.json.encode(reply))


async def _stream(model: str, exchange: Exchange, caller: Caller, service: GatewayService) -> None:
    body = await _body(exchange, service)
    translator = OpenAIToGeminiStream(thoughts=wants_thoughts(body))
    as_sse = _query(exchange.scope).get("alt") == "sse"
    renderer = _Events(translator) if as_sse else _Array(translator)
    async with exchange.cancelled_on_disconnect():
        if only_paints(model, caller, service):
            painted = await paint_content(model, body, exchange, caller, service)
            await exchange.start_stream(renderer.content_type)
            await exchange.send_raw(sse.encode(painted) if as_sse else b"[" + painted + b"]")
            await exchange.end()
            return
        chat = gemini_request_to_openai(body, model)
        chat |= {"stream": True, "stream_options": {"include_usage": True}}
        controls = read_controls(exchange.scope["headers"])
        stream = await service.stream(caller, Dialect.OPENAI, chat, exchange.request_id, controls)
        await write_rendered(exchange, stream, renderer)


async def _count_tokens(model: str, exchange: Exchange, caller: Caller, service: GatewayService) -> None:
    """An estimate, and marked as one by `x-huahua-token-count`."""
    body = await _body(exchange, service)
    service.model(caller, model)
    request = get_object(body, "generateContentRequest", "") or body
    asked = gemini_request_to_openai(request, model)
    total = estimate_input_tokens(translate_request(asked, Dialect.OPENAI, Dialect.ANTHROPIC))
    counted = {"totalTokens": total, "promptTokensDetails": [{"modality": "TEXT", "tokenCount": total}]}
    await exchange.send_json(200, msgspec.json.encode(counted), [(b"x-huahua-token-count", b"estimate")])


async def _embed(model: str, exchange: Exchange, caller: Caller, service: GatewayService) -> None:
    body = await _body(exchange, service)
    rows, usage = await _vectors([("", body)], model, exchange, caller, service)
    await exchange.send_json(200, msgspec.json.encode({"embedding": rows[0], "usageMetadata": usage}))


async def _embed_batch(model: str, exchange: Exchange, caller: Caller, service: GatewayService) -> None:
    body = await _body(exchange, service)
    requests = get_objects(body, "requests", "")
    rows, usage = await _vectors(requests, model, exchange, caller, service)
    await exchange.send_json(200, msgspec.json.encode({"embeddings": rows, "usageMetadata": usage}))


async def _vectors(
    requests: list[tuple[str, JsonObject]],
    model: str,
    exchange: Exchange,
    caller: Caller,
    service: GatewayService,
) -> tuple[list[JsonObject], JsonObject]:
    async with exchange.cancelled_on_disconnect():
        asked = embeddings_to_openai(requests, model)
        controls = read_controls(exchange.scope["headers"])
        outcome = await service.embed(caller, asked, exchange.request_id, controls)
        add_route(exchange, outcome.route, outcome.receipt)
        return embeddings_to_gemini(outcome.body), embedding_usage(outcome.usage)


_VERBS: Mapping[str, Callable[[str, Exchange, Caller, GatewayService], Awaitable[None]]] = {
    "generateContent": _generate,
    "streamGenerateContent": _stream,
    "countTokens": _count_tokens,
    "embedContent": _embed,
    "batchEmbedContents": _embed_batch,
}
VERBS = tuple(_VERBS)


async def handle_models(exchange: Exchange, caller: Caller, service: GatewayService) -> None:
    """`GET /v1beta/models?pageSize=&pageToken=`; a page's token is the number of models before it."""
    query = _query(exchange.scope)
    start = _number(query, "pageToken", 0)
    size = min(_number(query, "pageSize", 50) or 50, _MAX_PAGE)
    infos = service.models(caller)
    body: JsonObject = {"models": [model_body(info) for info in infos[start : start + size]]}
    if start + size < len(infos):
        body["nextPageToken"] = str(start + size)
    await exchange.send_json(200, msgspec.json.encode(body))


async def handle_model(model: str, exchange: Exchange, caller: Caller, service: GatewayService) -> None:
    """`GET /v1beta/models/{id}`."""
    await exchange.send_json(200, msgspec.json.encode(model_body(service.model(caller, model))))


def model_body(info: ModelInfo) -> JsonObject:
    """https://ai.google.dev/api/models#Model"""
    methods = []
    if Task.DIALOGUE in info.tasks:
        methods += ["generateContent", "countTokens"]
    elif info.tasks & {Task.PAINTING, Task.AVATAR}:
        methods += ["generateContent"]
    if Task.EMBEDDING in info.tasks:
        methods += ["embedContent", "batchEmbedContents"]
    body: JsonObject = {
        "name": f"models/{info.id}",
        "baseModelId": info.id,
        "version": "1",
        "displayName": info.id,
        "description": f"{info.id} of {info.owned_by}",
        "supportedGenerationMethods": methods,
    }
    if info.context_tokens is not None:
        body["inputTokenLimit"] = info.context_tokens
    return body


def render_error(fault: GatewayError, request_id: str) -> bytes:
    """`{"error": {code, message, status, details}}`: https://cloud.google.com/apis/design/errors#http_mapping."""
    info: JsonObject = {
        "@type": "type.googleapis.com/google.rpc.ErrorInfo",
        "reason": "API_KEY_INVALID" if fault.status == 401 else fault.code.upper(),
        "domain": "huahua",
    }
    if request_id:
        info["metadata"] = {"request_id": request_id}
    details = [info]
    if fault.param:
        field = {"field": fault.param, "description": fault.message}
        details.append({"@type": "type.googleapis.com/google.rpc.BadRequest", "fieldViolations": [field]})
    if fault.retry_after is not None:
        delay = f"{max(1, round(fault.retry_after))}s"
        details.append({"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": delay})
    status = _STATUS.get(fault.status, "INVALID_ARGUMENT" if fault.status < 500 else "INTERNAL")
    error = {"code": fault.status, "message": fault.message, "status": status, "details": details}
    return msgspec.json.encode({"error": error})


class _Events:
    """`?alt=sse`: one event for each response object; there is no end mark."""

    content_type = SSE_TYPE

    def __init__(self, translator: OpenAIToGeminiStream) -> None:
        self._translator = translator

    def feed(self, event: StreamEvent) -> bytes:
        return _frames(self._translator.feed(event))

    def close(self) -> bytes:
        return _frames(self._translator.close())

    def error(self, fault: GatewayError) -> bytes:
        return sse.encode(render_error(fault, ""))


class _Array:
    """Without `alt`: one JSON array, element by element."""

    content_type = "application/json; charset=utf-8"

    def __init__(self, translator: OpenAIToGeminiStream) -> None:
        self._translator = translator
        self._before = b"["

    def feed(self, event: StreamEvent) -> bytes:
        return self._elements([msgspec.json.encode(part) for part in self._translator.feed(event)])

    def close(self) -> bytes:
        return self._elements([msgspec.json.encode(part) for part in self._translator.close()]) + b"]"

    def error(self, fault: GatewayError) -> bytes:
        return self._elements([render_error(fault, "")]) + b"]"

    def _elements(self, elements: list[bytes]) -> bytes:
        if not elements:
            return b""
        piece = self._before + b",\r\n".join(elements)
        self._before = b",\r\n"
        return piece


def _frames(parts: list[JsonObject]) -> bytes:
    return b"".join(sse.encode(msgspec.json.encode(part)) for part in parts)


async def _body(exchange: Exchange, service: GatewayService) -> JsonObject:
    return plain(await exchange.read_object(service.limits.max_body_bytes))


def _query(scope: Scope) -> dict[str, str]:
    """The last value of each parameter. Raises InvalidRequest for an address with far too many."""
    try:
        found = parse_qs(scope.get("query_string", b"").decode("latin-1"), max_num_fields=32)
    except ValueError as fault:
        raise InvalidRequest("The address holds too many parameters.") from fault
    return {name: values[-1] for name, values in found.items()}


def _number(query: dict[str, str], name: str, otherwise: int) -> int:
    value = query.get(name) or str(otherwise)
    if not re.fullmatch(r"\d{1,9}", value):
        raise InvalidRequest(f"'{name}' must be a number.", param=name)
    return int(value)
