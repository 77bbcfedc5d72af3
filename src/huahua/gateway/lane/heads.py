"""Heads of the lane's responses: everything but what differs from call to call is made once."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from huahua.gateway.domain.route import Route
from huahua.gateway.http.dialect import header_value

if TYPE_CHECKING:
    from huahua.gateway.lane.exchange import LaneExchange

_WHOLE = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n"
_STREAM = (
    b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\ncache-control: no-cache\r\n"
    b"x-accel-buffering: no\r\ntransfer-encoding: chunked\r\n"
)
_CLOSE = b"connection: close\r\n"
MAX_KEPT = 4096


class Heads:
    """`always`: header lines of every response, such as the security headers."""

    def __init__(self, always: bytes = b"") -> None:
        self._always = always
        self._kept: dict[tuple[Route, bool], bytes] = {}

    def whole(self, exchange: LaneExchange, length: int) -> bytes:
        """The head of a whole reply of `length` bytes, with what it cost."""
        price = exchange.price
        cost = (
            b"x-huahua-cost-micros: %d\r\nx-huahua-currency: %b\r\n"
            % (exchange.cost_micros, price.currency.encode())
            if price is not None
            else b"x-huahua-cost-micros: 0\r\n"
        )
        return b"%b%b\r\n%b%bcontent-length: %d\r\n%b\r\n" % (
            self._kept_lines(exchange.route, stream=False),
            exchange.ask.request_id.encode(),
            cost,
            _rate(exchange),
            length,
            b"" if exchange.keep_alive else _CLOSE,
        )

    def stream(self, exchange: LaneExchange) -> bytes:
        return b"%b%b\r\n%b%b\r\n" % (
            self._kept_lines(exchange.route, stream=True),
            exchange.ask.request_id.encode(),
            _rate(exchange),
            b"" if exchange.keep_alive else _CLOSE,
        )

    def error(self, request_id: str, status: int, length: int) -> bytes:
        """The head of an error after which the connection ends."""
        return (
            b"HTTP/1.1 %d %b\r\ncontent-type: application/json\r\n%bx-request-id: %b\r\n"
            b"content-length: %d\r\n%b\r\n"
            % (
                status,
                HTTPStatus(status).phrase.encode(),
                self._always,
                request_id.encode(),
                length,
                _CLOSE,
            )
        )

    def _kept_lines(self, route: Route, *, stream: bool) -> bytes:
        """Up to the value of `x-request-id`."""
        kept = self._kept.get((route, stream))
        if kept is None:
            if len(self._kept) >= MAX_KEPT:
                self._kept.clear()
            kept = self._kept[route, stream] = self._lines(route, _STREAM if stream else _WHOLE)
        return kept

    def _lines(self, route: Route, begin: bytes) -> bytes:
        return b"%b%bx-huahua-model: %b\r\nx-huahua-route: %b\r\nx-huahua-cache: %b\r\nx-request-id: " % (
            begin,
            self._always,
            header_value(route.model),
            header_value(f"{route.reason}: {route.provider}/{route.upstream_model}"),
            route.cache.encode(),
        )


def _rate(exchange: LaneExchange) -> bytes:
    """`x-ratelimit-*`, where rates are limited."""
    rate = exchange.ticket.rate
    return b"" if rate is None else rate.state.lines()
