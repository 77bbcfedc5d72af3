"""What the dialects' edges share: headers out, and how a stream is written."""

from __future__ import annotations

import math
from collections.abc import Callable
from urllib.parse import quote

from huahua.gateway.domain.route import Route
from huahua.gateway.errors import GatewayError
from huahua.gateway.http._asgi import Exchange, RawHeaders
from huahua.gateway.http._writer import EventWriter
from huahua.gateway.outcomes import ChatStream
from huahua.gateway.wire import sse

RenderError = Callable[[GatewayError, str], bytes]
"""(error, request id) → the JSON body of the error in one dialect."""


def error_headers(fault: GatewayError) -> RawHeaders:
    """`retry-after` in whole seconds (RFC 9110), where waiting helps."""
    if fault.retry_after is None:
        return []
    return [(b"retry-after", str(max(1, math.ceil(fault.retry_after))).encode())]


def add_route(exchange: Exchange, route: Route) -> None:
    """`x-huahua-*` headers: the model asked for, where it went and why, and that no cache was used."""
    exchange.headers_out += (
        (b"x-huahua-model", _header(route.model)),
        (b"x-huahua-route", _header(f"{route.reason}: {route.provider}/{route.upstream_model}")),
        (b"x-huahua-cache", b"off"),
    )


async def write_stream(
    exchange: Exchange, stream: ChatStream, render_error: Callable[[GatewayError], bytes], end: bytes
) -> None:
    """Write every event, then `end`. A break becomes one error event (`render_error` gives its bytes as
    they go over the wire) and then the end of the body, without the end mark."""
    add_route(exchange, stream.route)
    await exchange.start_sse()
    async with stream, EventWriter(exchange.send_raw) as writer:
        try:
            async for event in stream:
                await writer.write(sse.encode(event.data, event.event))
        except GatewayError as fault:
            await writer.write(render_error(fault))
        else:
            if end:
                await writer.write(end)
    await exchange.end()


def _header(text: str) -> bytes:
    """Header values are visible ASCII (RFC 9110); the rest of a model's name is percent-encoded."""
    return quote(text, safe=" /:;,.@+-_()[]").encode()
