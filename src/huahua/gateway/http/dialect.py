"""What the dialects' edges share: headers out, and how a stream is written."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Protocol
from urllib.parse import quote

from huahua.gateway.domain.calls import StreamEvent
from huahua.gateway.domain.money import Receipt
from huahua.gateway.domain.route import Route
from huahua.gateway.errors import GatewayError
from huahua.gateway.http._asgi import SSE_TYPE, Exchange, RawHeaders
from huahua.gateway.http._writer import EventWriter
from huahua.gateway.outcomes import ChatStream
from huahua.gateway.wire import sse

RenderError = Callable[[GatewayError, str], bytes]
"""(error, request id) → the JSON body of the error in one dialect."""


def error_headers(fault: GatewayError) -> RawHeaders:
    """`retry-after` in whole seconds (RFC 9110), where waiting helps, and what the error itself says in headers."""
    if fault.retry_after is None:
        return fault.headers
    return [(b"retry-after", str(max(1, math.ceil(fault.retry_after))).encode()), *fault.headers]


def add_route(exchange: Exchange, route: Route, receipt: Receipt) -> None:
    """`x-huahua-*` headers: the model asked for, where it went and why, how the cache took part, what it cost (of a
    stream nobody knows yet); and `x-ratelimit-*` where rates are limited."""
    exchange.headers_out += (
        (b"x-huahua-model", header_value(route.model)),
        (b"x-huahua-route", header_value(f"{route.reason}: {route.provider}/{route.upstream_model}")),
        (b"x-huahua-cache", route.cache.encode()),
    )
    if receipt.cost_micros is not None:
        exchange.headers_out.append((b"x-huahua-cost-micros", str(receipt.cost_micros).encode()))
        if receipt.currency is not None:
            exchange.headers_out.append((b"x-huahua-currency", receipt.currency.encode()))
    if receipt.queued_s:
        exchange.headers_out.append((b"x-huahua-queue-wait-ms", str(round(receipt.queued_s * 1000)).encode()))
    if receipt.masked:
        exchange.headers_out.append((b"x-huahua-masked", str(receipt.masked).encode()))
    if receipt.rate is not None:
        exchange.headers_out += receipt.rate.headers()


class StreamRenderer(Protocol):
    """Turns the events of one stream into the bytes that its caller reads. Empty bytes are not sent."""

    content_type: str

    def feed(self, event: StreamEvent) -> bytes:
        """Raises GatewayError."""
        ...

    def close(self) -> bytes:
        """After the last event of a whole stream."""
        ...

    def error(self, fault: GatewayError) -> bytes:
        """In place of `close`, when the stream broke."""
        ...


async def write_stream(
    exchange: Exchange, stream: ChatStream, render_error: Callable[[GatewayError], bytes], end: bytes
) -> None:
    """Write every event as it is, then `end`. A break becomes one error event (`render_error` gives its bytes
    as they go over the wire) and then the end of the body, without the end mark."""
    await write_rendered(exchange, stream, _Verbatim(render_error, end))


async def write_rendered(exchange: Exchange, stream: ChatStream, renderer: StreamRenderer) -> None:
    """Write what `renderer` makes of every event. A break of the stream ends the body with its error."""
    async with (
        stream
    ):  # from the first: a client that leaves before the head is written leaves the stream, too
        add_route(exchange, stream.route, stream.receipt)
        if not exchange.started:  # a queue place was shown
            await exchange.start_stream(renderer.content_type)
        async with EventWriter(exchange.send_raw) as writer:
            try:
                async for event in stream:
                    if piece := renderer.feed(event):
                        await writer.write(piece)
                last = renderer.close()
                if renderer.content_type == SSE_TYPE:
                    last = _cost_comment(exchange, stream.receipt) + last
            except GatewayError as fault:
                last = renderer.error(fault)
            if last:
                await writer.write(last)
    await exchange.end()


class _Verbatim:
    """The caller's dialect is that of the stream."""

    content_type = SSE_TYPE

    def __init__(self, render_error: Callable[[GatewayError], bytes], end: bytes) -> None:
        self._end = end
        self.error = render_error

    def feed(self, event: StreamEvent) -> bytes:
        return sse.encode(event.data, event.event)

    def close(self) -> bytes:
        return self._end


def header_value(text: str) -> bytes:
    """Header values are visible ASCII (RFC 9110); the rest of a model's name is percent-encoded."""
    return quote(text, safe=" /:;,.@+-_()[]").encode()


def _cost_comment(exchange: Exchange, receipt: Receipt) -> bytes:
    """`x-huahua-usage: stream` asks for the cost in a stream: a comment (readers of events skip it) after the last
    event, because the head has left before anybody knows."""
    if exchange.header(b"x-huahua-usage") != b"stream" or receipt.cost_micros is None:
        return b""
    currency = f" currency={receipt.currency}" if receipt.currency else ""
    return f": huahua-cost-micros={receipt.cost_micros}{currency}\n\n".encode()
