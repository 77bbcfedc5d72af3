"""WebSocket `/v1/realtime?model=`: frames pass both ways, one at a time, until either side ends or time is up.

Keys come as a bearer header, or from browsers as the subprotocol `openai-insecure-api-key.KEY`.
https://platform.openai.com/docs/guides/realtime-websocket
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Coroutine
from typing import Any
from urllib.parse import parse_qs

import msgspec

from huahua.gateway.admission.permits import check_address
from huahua.gateway.config import GatewayLimits
from huahua.gateway.domain.calls import Caller
from huahua.gateway.domain.realtime import SUBPROTOCOL, Frame
from huahua.gateway.errors import GatewayError, InvalidRequest, NotAuthenticated
from huahua.gateway.http._asgi import Authenticate, RawHeaders, Receive, Scope, Send, peer_of
from huahua.gateway.http.controls import read_controls
from huahua.gateway.http.dialect import error_headers
from huahua.gateway.http.openai import error_body, render_error
from huahua.gateway.service import GatewayService
from huahua.gateway.service.realtime import RealtimeSession, RefusedEvent

PATH = "/v1/realtime"
_KEY_PREFIX = "openai-insecure-api-key."
_DENIAL = "websocket.http.response"
"""The extension of ASGI by which a handshake is answered with a status and a body."""
_BETA = re.compile(r"[\w=.,; -]{1,200}", re.ASCII)
_MAX_REASON_BYTES = 120
_NORMAL, _GOING_AWAY, _TOO_BIG, _FAILED = 1000, 1001, 1009, 1011


class _Ended(Exception):
    """The conversation is over; `code` and `reason` are what the client is told."""

    def __init__(self, code: int, reason: str = "", fault: GatewayError | None = None) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason
        self.fault = fault


async def serve_realtime(
    scope: Scope,
    receive: Receive,
    send: Send,
    service: GatewayService,
    authenticate: Authenticate,
    request_id: str,
) -> None:
    """One conversation from handshake to close. Errors before it begins are HTTP answers."""
    if (await receive())["type"] != "websocket.connect":
        return
    offered: list[str] = list(scope.get("subprotocols") or ())
    try:
        session = await _begin(scope, service, authenticate, request_id, offered)
    except GatewayError as fault:
        await _deny(scope, send, fault, request_id)
        return
    accepted = SUBPROTOCOL if SUBPROTOCOL in offered else None
    head = [(b"x-request-id", request_id.encode())]
    came_of_it: BaseException | None = None
    try:
        await send({"type": "websocket.accept", "subprotocol": accepted, "headers": head})
        came_of_it = await _converse(receive, send, session, service.limits)
    except BaseException as broken:
        came_of_it = broken
        raise
    finally:
        await session.close(came_of_it)


async def _begin(
    scope: Scope,
    service: GatewayService,
    authenticate: Authenticate,
    request_id: str,
    offered: list[str],
) -> RealtimeSession:
    if scope["path"].rstrip("/") != PATH:
        raise InvalidRequest(f"There is no WebSocket at {scope['path']}.", code="unknown_url", status=404)
    caller = await _caller(scope["headers"], offered, authenticate)
    check_address(caller, peer_of(scope))
    query = parse_qs(scope.get("query_string", b"").decode("latin-1"))
    model = query.get("model", [""])[-1]
    asked = next((value for name, value in scope["headers"] if name == b"openai-beta"), b"").decode("latin-1")
    subprotocols = (SUBPROTOCOL,) if SUBPROTOCOL in offered else ()
    return await service.converse(
        caller,
        model,
        request_id,
        subprotocols=subprotocols,
        beta=asked if _BETA.fullmatch(asked) else "",
        controls=read_controls(scope["headers"]),
    )


async def _caller(headers: RawHeaders, offered: list[str], authenticate: Authenticate) -> Caller:
    """Raises NotAuthenticated."""
    keys = [name.removeprefix(_KEY_PREFIX) for name in offered if name.startswith(_KEY_PREFIX)]
    shown = [(b"authorization", f"Bearer {keys[0]}".encode())] if keys else headers
    caller = await authenticate(shown)
    if caller is None:
        raise NotAuthenticated(
            "The API key is missing, wrong or revoked. Send it as a bearer token, or from a browser as the "
            f"subprotocol '{_KEY_PREFIX}KEY'."
        )
    return caller


async def _converse(
    receive: Receive, send: Send, session: RealtimeSession, limits: GatewayLimits
) -> GatewayError | None:
    """Both directions at once; the first that ends ends the other. Tells the client why, where it is there.

    What the upstream did wrong, or None where the conversation ended in order.
    """
    try:
        async with asyncio.timeout(limits.realtime_s), asyncio.timeout(limits.realtime_idle_s) as idle:

            def seen() -> None:
                idle.reschedule(asyncio.get_running_loop().time() + limits.realtime_idle_s)

            ended = await _first(
                _to_upstream(receive, send, session, limits, seen), _to_client(send, session, seen)
            )
    except TimeoutError:
        ended = _Ended(_GOING_AWAY, "nothing was said for too long, or the conversation lasted too long")
    if ended is None:
        return None
    if ended.fault is not None:
        event = {"type": "error", "error": error_body(ended.fault)}
        await send({"type": "websocket.send", "text": msgspec.json.encode(event).decode()})
    reason = ended.reason.encode()[:_MAX_REASON_BYTES].decode(errors="ignore")
    await send({"type": "websocket.close", "code": ended.code, "reason": reason})
    return ended.fault


async def _first(*parts: Coroutine[Any, Any, None]) -> _Ended | None:
    """How the first of `parts` ended, when all have: None where it just returned (the client left)."""
    tasks = [asyncio.ensure_future(part) for part in parts]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    for task in done:
        fault = task.exception()
        if isinstance(fault, _Ended):
            return fault
        if fault is not None:
            raise fault
    return None


async def _to_upstream(
    receive: Receive, send: Send, session: RealtimeSession, limits: GatewayLimits, seen: Callable[[], None]
) -> None:
    """Until the client leaves."""
    while True:
        message = await receive()
        if message["type"] == "websocket.disconnect":
            return
        seen()
        frame: Frame = message.get("text") or message.get("bytes") or ""
        if len(frame) > limits.max_realtime_frame_bytes:
            raise _Ended(_TOO_BIG, f"a frame is larger than {limits.max_realtime_frame_bytes} bytes")
        try:
            await session.send(frame)
        except RefusedEvent as refused:
            await send({"type": "websocket.send", "text": refused.told})
        except GatewayError as fault:
            raise _Ended(_FAILED, fault.message, fault) from fault


async def _to_client(send: Send, session: RealtimeSession, seen: Callable[[], None]) -> None:
    """Until the upstream closes. The next frame is read when the client has taken the last."""
    while True:
        try:
            frame = await session.receive()
        except GatewayError as fault:
            raise _Ended(_FAILED, fault.message, fault) from fault
        if frame is None:
            raise _Ended(_NORMAL)
        seen()
        kind = "text" if isinstance(frame, str) else "bytes"
        await send({"type": "websocket.send", kind: frame})


async def _deny(scope: Scope, send: Send, fault: GatewayError, request_id: str) -> None:
    """An HTTP answer where the server can give one; else the handshake is refused with 403 by the server."""
    if _DENIAL not in (scope.get("extensions") or {}):
        await send({"type": "websocket.close", "code": 1008, "reason": fault.code})
        return
    headers = [
        (b"content-type", b"application/json"),
        (b"x-request-id", request_id.encode()),
        *error_headers(fault),
    ]
    await send({"type": f"{_DENIAL}.start", "status": fault.status, "headers": headers})
    await send({"type": f"{_DENIAL}.body", "body": render_error(fault, request_id)})
