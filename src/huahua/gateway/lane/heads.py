"""Heads of the lane's responses: everything but what differs from call to call is made once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from typing import TYPE_CHECKING

from huahua.gateway.domain.route import Route
from huahua.gateway.errors import GatewayError
from huahua.gateway.http.dialect import error_headers, header_value

if TYPE_CHECKING:
    from huahua.gateway.lane.exchange import LaneExchange

_WHOLE = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n"
_STREAM = (
    b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\ncache-control: no-cache\r\n"
    b"x-accel-buffering: no\r\ntransfer-encoding: chunked\r\n"
)
_CLOSE = b"connection: close\r\n"


@dataclass(frozen=True, slots=True)
class Lines:
    """Of the heads of one route's responses."""

    whole: bytes
    """Up to the value of `x-request-id`, as is `stream`."""
    stream: bytes


class Heads:
    """`always`: header lines of every response, such as the security headers."""

    def __init__(self, always: bytes = b"") -> None:
        self._always = always

    def lines(self, route: Route) -> Lines:
        told = b"%bx-huahua-model: %b\r\nx-huahua-route: %b\r\nx-huahua-cache: %b\r\nx-request-id: " % (
            self._always,
            header_value(route.model),
            header_value(f"{route.reason}: {route.provider}/{route.upstream_model}"),
            route.cache.encode(),
        )
        return Lines(_WHOLE + told, _STREAM + told)

    def whole(self, exchange: LaneExchange, length: int) -> bytes:
        """The head of a whole reply of `length` bytes, with what it cost."""
        rate = exchange.ticket.rate
        return b"%b%b\r\nx-huahua-cost-micros: %d\r\n%b%bcontent-length: %d\r\n%b\r\n" % (
            exchange.lines.whole,
            exchange.ask.request_id.encode(),
            exchange.cost_micros,
            b"" if exchange.price is None else _currency(exchange.price.currency),
            b"" if rate is None else rate.state.lines(),
            length,
            b"" if exchange.keep_alive else _CLOSE,
        )

    def stream(self, exchange: LaneExchange) -> bytes:
        rate = exchange.ticket.rate
        return b"%b%b\r\n%b%b\r\n" % (
            exchange.lines.stream,
            exchange.ask.request_id.encode(),
            b"" if rate is None else rate.state.lines(),
            b"" if exchange.keep_alive else _CLOSE,
        )

    def error(self, request_id: str, fault: GatewayError, length: int, *, keep_alive: bool) -> bytes:
        """As the ordinary way has it, to the order of its lines."""
        return b"HTTP/1.1 %d %b\r\n%bcontent-length: %d\r\nx-request-id: %b\r\n%b%b%b\r\n" % (
            fault.status,
            HTTPStatus(fault.status).phrase.encode(),
            b"content-type: application/json\r\n",
            length,
            request_id.encode(),
            b"".join(b"%b: %b\r\n" % line for line in error_headers(fault)),
            self._always,
            b"" if keep_alive else _CLOSE,
        )


@cache
def _currency(code: str) -> bytes:
    return b"x-huahua-currency: %b\r\n" % code.encode()
