"""OpenAI's dialect: chat completions, embeddings, models, and the shape of its errors.

https://platform.openai.com/docs/api-reference
"""

from __future__ import annotations

from typing import Any

import msgspec

from huahua.gateway.domain.calls import Caller, Dialect
from huahua.gateway.domain.models import ModelInfo
from huahua.gateway.errors import (
    GatewayError,
    InsufficientCredit,
    InvalidRequest,
    NotAllowed,
    NotAuthenticated,
    NotSupported,
    Overloaded,
    PictureRejected,
    RequestTooLarge,
    UnknownModel,
    UpstreamLimited,
    UpstreamRefused,
)
from huahua.gateway.http._asgi import Exchange
from huahua.gateway.http.controls import read_controls
from huahua.gateway.http.dialect import add_route, write_stream
from huahua.gateway.http.queue_shown import open_shown
from huahua.gateway.service import GatewayService
from huahua.gateway.wire import sse

_TYPES: tuple[tuple[type[GatewayError], str], ...] = (
    (NotAuthenticated, "authentication_error"),
    (InsufficientCredit, "insufficient_quota"),
    (NotAllowed, "permission_error"),
    (UpstreamLimited, "rate_limit_error"),
    (Overloaded, "rate_limit_error"),
    (UpstreamRefused, "invalid_request_error"),
    (InvalidRequest, "invalid_request_error"),
    (UnknownModel, "invalid_request_error"),
    (NotSupported, "invalid_request_error"),
    (RequestTooLarge, "invalid_request_error"),
    (PictureRejected, "invalid_request_error"),
)


async def handle_chat(exchange: Exchange, caller: Caller, service: GatewayService) -> None:
    """`POST /v1/chat/completions`, whole or streamed."""
    controls = read_controls(exchange.scope["headers"])
    body = await exchange.read_object(service.limits.max_body_bytes)
    async with exchange.cancelled_on_disconnect():
        if _wants_stream(body.get("stream")):
            opening = service.stream(
                caller, Dialect.OPENAI, body, exchange.request_id, controls, spent=exchange.spent
            )
            stream = await open_shown(exchange, controls.queue, opening, stream_error)
            if stream is not None:
                await write_stream(exchange, stream, stream_error, sse.DONE)
            return
        outcome = await service.chat(
            caller, Dialect.OPENAI, body, exchange.request_id, controls, spent=exchange.spent
        )
        add_route(exchange, outcome.route, outcome.receipt)
        await exchange.send_json(200, outcome.encode())


async def handle_embeddings(exchange: Exchange, caller: Caller, service: GatewayService) -> None:
    """`POST /v1/embeddings`."""
    controls = read_controls(exchange.scope["headers"])
    body = await exchange.read_object(service.limits.max_body_bytes)
    async with exchange.cancelled_on_disconnect():
        outcome = await service.embed(caller, body, exchange.request_id, controls)
        add_route(exchange, outcome.route, outcome.receipt)
        await exchange.send_json(200, outcome.encode())


async def handle_models(exchange: Exchange, caller: Caller, service: GatewayService) -> None:
    """`GET /v1/models`: a list that both SDKs can page through (there is one page)."""
    rows = [model_body(info) for info in service.models(caller)]
    body = {
        "object": "list",
        "data": rows,
        "has_more": False,
        "first_id": rows[0]["id"] if rows else None,
        "last_id": rows[-1]["id"] if rows else None,
    }
    await exchange.send_json(200, msgspec.json.encode(body))


async def handle_model(exchange: Exchange, caller: Caller, service: GatewayService) -> None:
    """`GET /v1/models/{id}`; ids hold slashes."""
    name = exchange.path.removeprefix("/v1/models/")
    await exchange.send_json(200, msgspec.json.encode(model_body(service.model(caller, name))))


def model_body(info: ModelInfo) -> dict[str, Any]:
    """One model: OpenAI's fields, Anthropic's, and what the model can be asked for."""
    return {
        "id": info.id,
        "object": "model",
        "created": info.created,
        "owned_by": info.owned_by,
        "type": "model",
        "display_name": info.id,
        "created_at": "1970-01-01T00:00:00Z",
        "tasks": sorted(info.tasks),
        "vision": info.vision,
        "tools": info.tools,
    }


def render_error(fault: GatewayError, request_id: str) -> bytes:
    """`{"error": {message, type, param, code}}`; https://platform.openai.com/docs/guides/error-codes"""
    return msgspec.json.encode({"error": error_body(fault)})


def error_body(fault: GatewayError) -> dict[str, str | None]:
    kind = next((name for error, name in _TYPES if isinstance(fault, error)), "server_error")
    return {"message": fault.message, "type": kind, "param": fault.param, "code": fault.code}


def stream_error(fault: GatewayError) -> bytes:
    return sse.encode(render_error(fault, ""))


def _wants_stream(raw: object) -> bool:
    return raw is not None and bytes(raw) == b"true" if isinstance(raw, msgspec.Raw) else raw is True
