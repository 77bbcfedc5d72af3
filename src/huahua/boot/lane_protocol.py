"""The server's protocol class with the gateway's fast lane in it (`gateway/lane/`).

A request for a path of the lane is held until its body is there, then offered to the lane. What the lane does
not take, now or after its upstream failed, starts over as an ASGI request, as if it had just come.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from math import inf
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from huahua.boot.known_head import KnownHead
from huahua.boot.protocol import BoundedHttpProtocol
from huahua.gateway.lane.exchange import LaneExchange
from huahua.gateway.lane.lane import Lane
from huahua.gateway.lane.request import MAX_BODY_BYTES, PATHS, read_key
from huahua.gateway.resilience.attempts import SPENT, FailedAttempt

LANE = "lane"
"""In the lifespan's state: the lane of this process, where there is one."""
BODY_WAIT_S = 0.2
"""How long a body is waited for before the request goes the ordinary way, which knows about slow ones."""


@dataclass(slots=True)
class _Head:
    """What the parser found."""

    url: bytes
    headers: list[tuple[bytes, bytes]]
    keep_alive: bool
    key: str | None
    """The caller's API key; None where a header asks for what the lane does not do."""
    is_first: bool = False
    """Whether the key comes from there for the first time: once it goes the ordinary way, which tells of it."""


@dataclass(slots=True)
class _Held:
    """A request on its way to the lane, or in it: enough to start over."""

    head: _Head
    body: bytes | bytearray = b""
    whole: bool = False


class LaneHttpProtocol(BoundedHttpProtocol):
    """Implements the lane's port `Client` too."""

    _known: tuple[KnownHead, _Head] | None = None
    """Of the last request, where the lane was offered it and it came in one piece."""
    _piece: bytes | None = None
    """What the parser reads, where it began with the beginning of a request."""
    _held: _Held | None = None
    _exchange: LaneExchange | None = None
    _body_timer: asyncio.TimerHandle | None = None

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._lane: Lane | None = self.app_state.get(LANE)

    # --- from the parser --------------------------------------------------------------------------

    def on_message_begin(self) -> None:
        self.url = b""
        self.headers = []
        self.expect_100_continue = False
        self._await_head()

    def on_headers_complete(self) -> None:
        self._head_ended()
        self._known = None
        if self._lane is not None and self._is_free() and self.url in PATHS and self._is_plain_post():
            keep_alive, key = self.parser.should_keep_alive(), read_key(self.headers, PATHS[self.url])
            places = self._lane.places
            is_first = (
                places is not None and key is not None and places.is_new(key, self._host(), self.headers)
            )
            self._held = _Held(_Head(self.url, self.headers, keep_alive, key, is_first))
            self._leave_trailers_out()
            return
        self._check_version()
        self._begin_asgi(self.url, self.headers)

    def on_body(self, body: bytes) -> None:
        held = self._held
        if held is None:
            super().on_body(body)
            return
        self._unframed_bytes = 0
        if not held.body:
            held.body = body
        elif isinstance(held.body, bytearray):
            held.body += body
        else:
            held.body = bytearray(held.body) + body
        if len(held.body) > MAX_BODY_BYTES:
            self._leave_lane()

    def on_message_complete(self) -> None:
        held = self._held
        if held is None:
            super().on_message_complete()
            return
        self._body_open = False
        self._held = None
        self._stop_body_timer()
        held.whole = True
        if self._piece is not None and held.head.keep_alive and not held.head.is_first:
            known = KnownHead.of(self._piece, len(held.body))
            self._known = None if known is None else (known, held.head)
        self._offer(held)

    # --- from the transport -----------------------------------------------------------------------

    def data_received(self, data: bytes) -> None:
        is_between = not self._head_bytes if self._head_open else not self._body_open
        if is_between and self._known is not None and self._is_free():
            known, head = self._known
            body = known.body_of(data)
            if body is not None and not self.transport.is_closing():
                self.deadline = inf
                self._offer(_Held(head, body, whole=True))
                return
        self._piece = data if is_between else None
        super().data_received(data)
        self._piece = None
        if self._held is not None and self._body_timer is None:
            self._body_timer = self.loop.call_later(BODY_WAIT_S, self._leave_lane)

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_body_timer()
        self._held = None
        exchange, self._exchange = self._exchange, None
        if exchange is not None:
            exchange.client_gone()
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        super().pause_writing()
        if self._exchange is not None:
            self._exchange.pause()

    def resume_writing(self) -> None:
        super().resume_writing()
        if self._exchange is not None:
            self._exchange.resume()

    # --- from the lane ----------------------------------------------------------------------------

    def write(self, data: bytes) -> None:
        self.transport.write(data)

    def done(self, exchange: LaneExchange) -> None:
        self._exchange = None
        if not exchange.keep_alive:
            self.transport.close()
        self.on_response_complete()

    def fall_back(self, exchange: LaneExchange, spent: Sequence[FailedAttempt]) -> None:
        self._exchange = None
        if not self.transport.is_closing():
            self._start_over(exchange.raw_request, spent, keep_alive=exchange.keep_alive)

    # --- to the lane, or the ordinary way ---------------------------------------------------------

    def _offer(self, held: _Held) -> None:
        """The request is whole."""
        assert self._lane is not None
        head = held.head
        exchange = None
        if head.key is not None and not head.is_first:
            exchange = self._lane.try_start(
                self, head.url, head.key, bytes(held.body), held, keep_alive=head.keep_alive
            )
        if exchange is None:
            self._lane.counts.declined += 1
            self._start_over(held, ())
        elif not exchange.response_complete:
            self._exchange = exchange
            self.cycle = exchange  # type: ignore[assignment]  # stands where a cycle stands

    def _leave_lane(self) -> None:
        """The body is too large or too slow for the lane."""
        self._stop_body_timer()
        held, self._held = self._held, None
        if held is not None and self._lane is not None and not self.transport.is_closing():
            self._lane.counts.declined += 1
            self._start_over(held, ())

    def _start_over(
        self, held: _Held, spent: Sequence[FailedAttempt], *, keep_alive: bool | None = None
    ) -> None:
        # A request that came behind this one waits in the pipeline, and may still be arriving.
        behind = (self.url, self.headers, self.scope, self.expect_100_continue, self.cycle)
        self.cycle = None  # type: ignore[assignment]
        head = held.head
        self._begin_asgi(head.url, head.headers, spent)
        self.scope["method"] = "POST"  # the parser may be at the next request already
        cycle = self.cycle
        cycle.keep_alive = head.keep_alive if keep_alive is None else keep_alive
        cycle.body += held.body
        cycle.more_body = not held.whole
        cycle.message_event.set()
        if held.whole and (self.pipeline or self._head_open):
            self.url, self.headers, self.scope, self.expect_100_continue, _ = behind
            if self.pipeline:
                self.cycle = behind[4]

    def _begin_asgi(
        self, url: bytes, headers: list[tuple[bytes, bytes]], spent: Sequence[FailedAttempt] = ()
    ) -> None:
        HttpToolsProtocol.on_message_begin(self)
        self.url = url
        for name, value in headers:
            self.on_header(name, value)
        if spent:
            self.scope["state"][SPENT] = spent
        HttpToolsProtocol.on_headers_complete(self)
        self._leave_trailers_out()

    def _host(self) -> str | None:
        return self.client[0] if self.client else None

    def _is_free(self) -> bool:
        """Whether the next request may be served at once. The ordinary way waits for a client that does not take
        what was written to it."""
        cycle = self.cycle
        return (cycle is None or cycle.response_complete) and not (self.flow.write_paused or self.pipeline)

    def _is_plain_post(self) -> bool:
        return (
            self.parser.get_method() == b"POST"
            and self.parser.get_http_version() == "1.1"
            and not self.parser.should_upgrade()
            and not self.expect_100_continue
        )

    def _may_refuse(self) -> bool:
        return self._held is not None or super()._may_refuse()

    def _stop_body_timer(self) -> None:
        if self._body_timer is not None:
            self._body_timer.cancel()
            self._body_timer = None
