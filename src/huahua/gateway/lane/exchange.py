"""One call in the lane: from its request to the last byte of its reply, driven by call-backs.

Asked → head → body → end, or a fault at any point. Nothing is awaited and no task is made. Until the first
byte is written, every fault hands the request to the ordinary way, which knows about retries and other
upstreams; afterwards a fault ends the stream with one error event.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from huahua.gateway.admission.gate import Ticket
from huahua.gateway.domain.ask import Ask
from huahua.gateway.domain.calls import Usage
from huahua.gateway.domain.price import Price
from huahua.gateway.domain.route import Route
from huahua.gateway.domain.usage import CLIENT_CLOSED
from huahua.gateway.errors import GatewayError
from huahua.gateway.lane.client import Client
from huahua.gateway.lane.heads import Lines
from huahua.gateway.metering.purse import NoPurse
from huahua.gateway.ports import FastCall, FastUpstream, Hold, Purse, RawHeaders
from huahua.gateway.resilience.attempts import FailedAttempt
from huahua.gateway.wire.sse import BOM

if TYPE_CHECKING:
    from huahua.gateway.lane.lane import Lane

MAX_ERROR_BYTES = 64 * 1024
log = logging.getLogger(__name__)


class _Unused:
    """Where the server's protocol class wakes a task that waits for a message: nobody waits here."""

    def set(self) -> None:
        return


_UNUSED = _Unused()
_NOTHING = Usage()
_NO_PURSE = NoPurse()


class LaneExchange:
    """Stands in the server's protocol class where an ASGI request-response cycle otherwise stands, so that
    requests behind it on the connection wait their turn."""

    # Values of the class until a call has its own: one is made for every call.
    key: str | None = None
    """Under which the health of its upstream is kept; None where no upstream is asked."""
    price: Price | None = None
    vendor: Price | None = None
    """What the vendor takes."""
    hold: Hold | None = None
    purse: Purse = _NO_PURSE
    cost_micros = 0
    first_byte_at = 0.0
    finishing = False
    """The caller left, and the upstream goes on: what it writes is charged and goes nowhere."""
    settled = False
    response_started = False
    response_complete = False
    disconnected = False
    more_body = False
    body = b""
    message_event = _UNUSED
    client: Client
    """Set before `start`, like `raw_request` and `keep_alive`."""
    raw_request: Any
    """Whatever the connection needs to start over on the ordinary way."""
    keep_alive: bool

    def __init__(self, lane: Lane, ask: Ask, route: Route, lines: Lines, ticket: Ticket) -> None:
        self.lane = lane
        self.ask = ask
        self.route = route
        self.lines = lines
        self.ticket = ticket
        self.started_at = lane.books.monotonic()

    def start(self) -> None:
        raise NotImplementedError

    def give_up(self, fault: GatewayError | None = None) -> None:
        """Nothing was written: the ordinary way takes the call over, and books it. `fault`: of the upstream's."""
        self.drop_call()
        self.settled = self.response_complete = True
        self.lane.ended(self)
        self.lane.books.gave_up(self, fault)

    # --- what the caller's connection calls -------------------------------------------------------

    def client_gone(self) -> None:
        """The caller left: so does the upstream call."""
        self.disconnected = self.response_complete = True
        self.drop_call()
        if not self.settled:
            self.settle(self.usage_so_far(), CLIENT_CLOSED, "client_closed")

    def pause(self) -> None:
        """The caller reads more slowly than the upstream writes."""

    def resume(self) -> None:
        """The caller has caught up."""

    def cut(self, fault: GatewayError) -> None:
        """End now, from this side."""
        if self.settled:
            return
        self.drop_call()
        self.response_complete, self.keep_alive = True, False
        if self.finishing:
            self.settle(self.usage_so_far(), CLIENT_CLOSED, "client_closed")
            return
        self.settle(self.usage_so_far(), fault.status, fault.code)
        self.client.write(self.last_words(fault))
        self.client.done(self)

    # --- steps that all kinds share ---------------------------------------------------------------

    def settle(
        self,
        usage: Usage,
        status: int,
        code: str | None,
        on_durable: Callable[[], None] | None = None,
        fault: GatewayError | None = None,
    ) -> None:
        self.settled = True
        self.lane.ended(self)
        self.lane.books.settle(self, usage, status, code, on_durable, fault)

    def write_whole(self, body: bytes) -> None:
        """The record is durable: the reply may leave."""
        if self.disconnected:
            return
        self.response_complete = True
        self.lane.counts.served += 1
        self.client.write(self.lane.heads.whole(self, len(body)) + body)
        self.client.done(self)

    def last_words(self, fault: GatewayError) -> bytes:
        return self.lane.error_response(self, fault)

    def usage_so_far(self) -> Usage:
        return _NOTHING

    def limits_told(self) -> dict[str, str] | None:
        """What the upstream said of its rate limit; None where it said nothing, as most of the time."""
        return None

    def drop_call(self) -> None:
        """Cancel the upstream call, where there is one."""


class UpstreamExchange(LaneExchange):
    """Port `FastSink`: asks an upstream."""

    upstream: FastUpstream
    """Set before `start`, like `request`, the body."""
    request: bytes
    call: FastCall | None = None
    error_status = 0
    """Of a reply that the lane does not understand."""
    reply_headers: RawHeaders

    raw: bytes | bytearray = b""
    """The reply's body so far, or that of an error."""

    def start(self) -> None:
        self.call = self.upstream.send(self.request, stream=self.ask.stream, sink=self)

    def on_head(self, status: int, headers: RawHeaders) -> None:
        self.reply_headers = headers
        if status != 200 or not self.is_plain(headers):
            self.error_status = status

    def on_body(self, piece: bytes) -> None:
        if not self.raw:
            self.raw = piece
        elif isinstance(self.raw, bytearray):
            self.raw += piece
        else:  # a list of pieces would take many times the room of very small ones
            self.raw = bytearray(self.raw) + piece
        if self.error_status and len(self.raw) >= MAX_ERROR_BYTES:
            self.refused()

    def on_end(self) -> None:
        self.call = None
        try:
            self.ended()
        except Exception:
            log.exception("call %s failed in the lane", self.ask.request_id)
            self.cut(GatewayError("The server failed; quote the request id when you report it."))

    def on_fault(self, fault: Exception) -> None:
        self.call = None
        self.failed(self.upstream.translate(fault))

    def ended(self) -> None:
        """The reply is whole."""
        raise NotImplementedError

    def pause(self) -> None:
        if self.call is not None:
            self.call.pause()

    def resume(self) -> None:
        if self.call is not None:
            self.call.resume()

    def limits_told(self) -> dict[str, str] | None:
        told = {
            name.decode("latin-1"): value.decode("latin-1")
            for name, value in self.reply_headers
            if b"ratelimit" in name
        }
        return told or None

    def drop_call(self) -> None:
        call, self.call = self.call, None
        if call is not None:
            call.cancel()

    def failed(self, fault: GatewayError | None) -> None:
        """Before the first byte: on to the ordinary way, with this attempt behind it; None: no fault of the
        upstream's, which may be asked again."""
        self.give_up(fault)
        self.lane.counts.handed_over += 1
        whole_s = self.lane.books.monotonic() - self.started_at
        tried = () if fault is None or self.key is None else (FailedAttempt(self.key, fault, whole_s),)
        self.client.fall_back(self, tried)

    def refused(self) -> bool:
        """Whether the reply was an error or nothing that the lane can read; then it went the ordinary way."""
        if not self.error_status:
            return False
        if any(name == b"content-encoding" for name, _ in self.reply_headers):
            self.failed(None)  # the ordinary way knows how to decode
        else:
            raw = bytes(self.raw[:MAX_ERROR_BYTES])
            self.failed(self.upstream.refusal(self.error_status, self.reply_headers, raw))
        return True

    def is_plain(self, headers: RawHeaders) -> bool:
        return b"content-encoding" not in [name for name, _ in headers]


class WholeExchange(UpstreamExchange):
    """A reply that is read whole, measured, recorded, and then written with one call."""

    def ended(self) -> None:
        if self.refused():
            return
        raw = self.raw = bytes(self.raw).removeprefix(BOM)
        try:
            usage = self.upstream.read_reply(raw)
        except GatewayError as fault:
            self.failed(fault)
            return
        self.settle(usage, 200, None, self._write)

    def _write(self) -> None:
        self.write_whole(bytes(self.raw))
