"""Anthropic's dialect: messages, the token count, and the shape of its errors.

https://docs.anthropic.com/en/api/messages, https://docs.anthropic.com/en/api/errors
"""

from __future__ import annotations

from functools import partial

import msgspec

from huahua.gateway.domain.calls import Caller, Dialect
from huahua.gateway.errors import GatewayError, InvalidRequest
from huahua.gateway.http._asgi import Exchange
from huahua.gateway.http.controls import read_controls
from huahua.gateway.http.dialect import add_route, write_stream
from huahua.gateway.http.queue_shown import open_shown
from huahua.gateway.outcomes import plain
from huahua.gateway.service import GatewayService
from huahua.gateway.wire import sse
from huahua.gateway.wire.anthropic import BETA_FIELD, split_betas
from huahua.gateway.wire.anthropic_tokens import estimate_input_tokens

_TYPES = {
    401: "authentication_error",
    402: "billing_error",
    403: "permission_error",
    404: "not_found_error",
    409: "conflict_error",
    413: "request_too_large",
    429: "rate_limit_error",
    503: "overloaded_error",
    504: "timeout_error",
    529: "overloaded_error",
}


async def handle_messages(exchange: Exchange, caller: Caller, service: GatewayService) -> None:
    """`POST /v1/messages`, whole or streamed. A stream ends with its own `message_stop`."""
    controls = read_controls(exchange.scope["headers"])
    body = await exchange.read_object(service.limits.max_body_bytes)
    betas = exchange.header(b"anthropic-beta")
    if betas is not None and BETA_FIELD not in body:
        body[BETA_FIELD] = split_betas(betas)
    async with exchange.cancelled_on_disconnect():
        if _is_true(body.get("stream")):
            opening = service.stream(
                caller, Dialect.ANTHROPIC, body, exchange.request_id, controls, spent=exchange.spent
            )
            render = partial(stream_error, request_id=exchange.request_id)
            stream = await open_shown(exchange, controls.queue, opening, render)
            if stream is not None:
                await write_stream(exchange, stream, render, b"")
            return
        outcome = await service.chat(
            caller, Dialect.ANTHROPIC, body, exchange.request_id, controls, spent=exchange.spent
        )
        add_route(exchange, outcome.route, outcome.receipt)
        await exchange.send_json(200, outcome.encode())


async def handle_count_tokens(exchange: Exchange, caller: Caller, service: GatewayService) -> None:
    """`POST /v1/messages/count_tokens`: an estimate, and marked as one by `x-huahua-token-count`, because
    a pool may end at models that count differently."""
    body = plain(await exchange.read_object(service.limits.max_body_bytes))
    model = body.get("model")
    if not isinstance(model, str) or not model:
        raise InvalidRequest("'model' is missing: name the model to ask.", param="model")
    service.model(caller, model)
    if not isinstance(body.get("messages"), list):
        raise InvalidRequest("'messages' must be a list.", param="messages")
    counted = msgspec.json.encode({"input_tokens": estimate_input_tokens(body)})
    await exchange.send_json(200, counted, [(b"x-huahua-token-count", b"estimate")])


def render_error(fault: GatewayError, request_id: str) -> bytes:
    """`{"type": "error", "error": {type, message}, "request_id"}`; `code` and `param` say more to those who
    look."""
    error: dict[str, str] = {"type": error_type(fault.status), "message": fault.message, "code": fault.code}
    if fault.param:
        error["param"] = fault.param
    return msgspec.json.encode({"type": "error", "error": error, "request_id": request_id})


def stream_error(fault: GatewayError, request_id: str) -> bytes:
    return sse.encode(render_error(fault, request_id), "error")


def error_type(status: int) -> str:
    """Anthropic's name of the error for an HTTP status."""
    return _TYPES.get(status, "invalid_request_error" if 400 <= status < 500 else "api_error")


def _is_true(raw: object) -> bool:
    return bytes(raw) == b"true" if isinstance(raw, msgspec.Raw) else raw is True
