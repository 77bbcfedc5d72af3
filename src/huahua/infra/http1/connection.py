"""One connection of the pool: writes a call, reads its reply with httptools (llhttp), watches the clock.

llhttp is strict by default and refuses what requests and replies are smuggled with (RFC 9112, section 11.2):
content-length beside transfer-encoding or given twice, bare LF, folded headers, bad sizes of chunks.
Whatever it refuses ends the connection, and so does a byte that nobody asked for.
"""

from __future__ import annotations

import asyncio
import math
from typing import Protocol, cast

from httptools import HttpParserCallbackError, HttpParserError, HttpParserUpgrade, HttpResponseParser

from huahua.infra.http1.call import Call, ReplySink, report, tell_fault
from huahua.infra.http1.errors import (
    OutboundBroken,
    OutboundError,
    OutboundTimeout,
    OutboundTooLarge,
    OutboundUnreachable,
)

MAX_HEAD_BYTES = 64 * 1024
"""Of a head; as well of anything else that is not body: informational replies, extensions of chunks, trailers."""
MAX_HEADERS = 256
_JOINED_BYTES = 64 * 1024
"""Bodies up to this length go out in one piece with the head; longer ones are not copied."""
_TICK_S = 0.001
"""Loops count in milliseconds."""
_FRAMING = (b"content-length", b"transfer-encoding")

Headers = list[tuple[bytes, bytes]]


class Owner(Protocol):
    """What a connection tells its pool."""

    idle_s: float
    host: str

    def released(self, connection: Connection) -> None:
        """It may serve the next call."""

    def lost(self, connection: Connection) -> None:
        """It will serve no more. Told at least once."""

    def again(self, call: Call) -> None:
        """The connection had been closed before it saw the call, which may go out once more."""


class _Nobody:
    """Hears what is left of a reply that nobody waits for."""

    def on_head(self, status: int, headers: Headers) -> None: ...
    def on_body(self, piece: bytes) -> None: ...
    def on_end(self) -> None: ...
    def on_fault(self, fault: OutboundError) -> None: ...


_NOBODY: ReplySink = _Nobody()


class _Refused(Exception):
    """Stops the parser; the reason is in `Connection._refusal`, or the reply is whole."""


class Connection(asyncio.Protocol):
    __slots__ = (
        "_call",
        "_complete",
        "_head_done",
        "_headers",
        "_heard",
        "_informational",
        "_loop",
        "_owner",
        "_parser",
        "_paused",
        "_progress",
        "_refusal",
        "_reply_headers",
        "_reusable",
        "_room",
        "_served",
        "_sink",
        "_timer",
        "_transport",
        "_unframed",
        "_wake_at",
        "_watched",
    )

    def __init__(self, owner: Owner, loop: asyncio.AbstractEventLoop) -> None:
        self._owner = owner
        self._loop = loop
        self._transport: asyncio.Transport | None = None
        self._parser: HttpResponseParser | None = None
        self._call: Call | None = None
        self._sink = _NOBODY
        self._served = self._watched = False
        self._timer: asyncio.TimerHandle | None = None
        self._wake_at = math.inf
        self._progress = 0.0
        self._headers: Headers = []
        self._reply_headers: Headers = []
        self._refusal: OutboundError | None = None
        self._informational = False
        self._paused = False
        self._unframed = 0
        """Bytes since the last byte of a body."""

    # What the pool and the call ask for

    @property
    def usable(self) -> bool:
        """Whether it is open and idle."""
        return self._transport is not None and self._call is None and not self._transport.is_closing()

    def begin(self, call: Call) -> None:
        """Write the call; it must be idle."""
        transport = self._transport
        assert transport is not None
        limits = call.limits
        self._call = call
        self._sink = call.sink
        self._heard = self._head_done = self._complete = self._reusable = self._watched = False
        self._room = limits.max_bytes
        self._unframed = 0
        self._progress = -1.0
        if self._headers:  # trailers of the last reply
            self._headers = []
        call.connection = self
        body = call.body
        if len(body) <= _JOINED_BYTES:
            transport.write(call.head + body)
        else:
            transport.write(call.head)
            transport.write(body)
        deadline = call.started + min(limits.first_byte_s, limits.whole_s)
        if deadline < self._wake_at:
            self._arm(deadline)

    def rest(self) -> None:
        """Idle from now on, and not for ever."""
        self._progress = self._loop.time()
        deadline = self._progress + self._owner.idle_s
        if deadline < self._wake_at:
            self._arm(deadline)

    def abandon(self) -> None:
        """Close at once; whoever waits for the reply hears nothing more."""
        call, self._call = self._call, None
        if call is not None:
            call.connection = None
        self._sink = _NOBODY
        self._close()

    def fail(self, fault: OutboundError) -> None:
        """Close at once; whoever waits for the reply hears of the fault."""
        sink = self._sink
        self.abandon()
        tell_fault(self._loop, sink, fault)

    def pause(self) -> None:
        if not self._paused and self._transport is not None and not self._transport.is_closing():
            self._paused = True
            self._transport.pause_reading()

    def resume(self) -> None:
        if not self._paused or self._transport is None:
            return
        self._paused = False
        if not self._transport.is_closing():
            self._transport.resume_reading()
            self._progress = self._loop.time()
            self._watch_body()

    # What the loop tells (asyncio.Protocol)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is no subclass
        self._parser = HttpResponseParser(self)

    def data_received(self, data: bytes) -> None:
        if self._call is None:  # junk on an idle connection, or the rest of an abandoned reply
            self._close()
            return
        assert self._parser is not None
        self._heard = True
        self._unframed += len(data)
        try:
            self._parser.feed_data(data)
        except (HttpParserError, HttpParserUpgrade) as fault:
            self._stopped(fault)
            return
        if self._complete:
            self._finish()
        elif self._unframed > MAX_HEAD_BYTES:
            self.fail(OutboundBroken(f"the reply has more than {MAX_HEAD_BYTES} bytes of headers or framing"))
        elif self._head_done and self._call is not None:
            if self._unframed == 0 or self._progress < 0:
                self._progress = self._loop.time()
            if not self._watched:
                self._watch_body()

    def eof_received(self) -> None:
        self._ended(None)

    def connection_lost(self, exc: Exception | None) -> None:
        self._ended(exc)
        self._transport = None
        self._parser = None

    # What the parser tells (httptools)

    def on_message_begin(self) -> None:
        if self._complete:
            self._reusable = False
            raise _Refused

    def on_header(self, name: bytes, value: bytes) -> None:
        self._headers.append((name.lower(), value.rstrip(b" \t")))

    def on_headers_complete(self) -> None:
        assert self._parser is not None
        headers, self._headers = self._headers, []
        status = self._parser.get_status_code()
        if status < 200:
            self._skip_informational(status)
            return
        if len(headers) > MAX_HEADERS or (
            self._unframed > MAX_HEAD_BYTES
            and sum(len(name) + len(value) for name, value in headers) > MAX_HEAD_BYTES
        ):
            raise self._refuse(OutboundBroken(f"the reply has over {MAX_HEADERS} headers, or too long ones"))
        self._head_done = True
        self._reply_headers = headers
        self._sink.on_head(status, headers)
        if self._call is not None and self._call.head.startswith(b"HEAD "):
            # llhttp cannot be told that no body follows, whatever the headers say.
            self._complete = True
            raise _Refused

    def on_body(self, body: bytes) -> None:
        if self._informational:
            raise self._refuse(OutboundBroken("an informational reply has a body"))
        self._unframed = 0
        self._room -= len(body)
        if self._room < 0:
            raise self._refuse(OutboundTooLarge(f"the reply is larger than {self._limit()} bytes"))
        self._sink.on_body(body)

    def on_message_complete(self) -> None:
        if self._informational:
            self._informational = False
            return
        assert self._parser is not None
        self._complete = True
        self._reusable = self._parser.should_keep_alive()

    # Ends of a reply

    def _finish(self) -> None:
        """The reply is whole: the connection first goes where it may serve the next call, which the sink
        may be about to send."""
        call, sink, transport = self._call, self._sink, self._transport
        if call is None:  # abandoned while its last bytes were parsed
            return
        assert transport is not None
        self._call = call.connection = None
        self._sink = _NOBODY
        if self._paused:
            self.resume()
        # What is still to be written belongs to a call that was answered early.
        if self._reusable and transport.get_write_buffer_size() == 0:
            self._served = True
            self._owner.released(self)
        else:
            self._close()
        try:
            sink.on_end()
        except Exception as raised:  # noqa: BLE001  a sink must not raise; the loop goes on if one does
            report(self._loop, raised)

    def _stopped(self, fault: Exception) -> None:
        """The parser takes no more, so that the connection is of no use."""
        self._reusable = False
        if self._complete:
            self._finish()
        elif self._refusal is not None:
            self.fail(self._refusal)
        elif isinstance(fault, HttpParserCallbackError) and fault.__context__ is not None:
            report(self._loop, fault.__context__)
            self.fail(OutboundBroken("the reply could not be handled"))
        else:
            self.fail(OutboundBroken(f"the reply of {self._owner.host} is not HTTP"))

    def _ended(self, exc: Exception | None) -> None:
        """The other side closed, or the transport broke."""
        call, sink = self._call, self._sink
        if call is None:
            self._close()
            return
        self.abandon()
        if self._head_done:
            if exc is None and not any(name in _FRAMING for name, _ in self._reply_headers):
                sink.on_end()
            else:
                tell_fault(self._loop, sink, OutboundBroken("the reply broke off"))
        elif self._heard:
            tell_fault(self._loop, sink, OutboundBroken(f"the reply of {self._owner.host} broke off"))
        elif self._served and not call.fresh:
            self._owner.again(call)
        else:
            reason = getattr(exc, "strerror", None) or "it closed the connection without a reply"
            tell_fault(
                self._loop, sink, OutboundUnreachable(f"cannot reach {self._owner.host}: {reason}", sent=True)
            )

    def _close(self) -> None:
        self._owner.lost(self)
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._transport is not None:
            self._transport.abort()

    # Time

    def _watch_body(self) -> None:
        """Once: silence is measured from the last byte, so that its end only moves on from here."""
        self._watched = True
        deadline = self._deadline()[0]
        if deadline < self._wake_at:
            self._arm(deadline)

    def _arm(self, deadline: float) -> None:
        """One timer a connection, set anew only when it would ring too late; ringing early costs a look."""
        if self._timer is not None:
            self._timer.cancel()
        self._wake_at = deadline
        self._timer = self._loop.call_at(deadline, self._look_at_clock)

    def _look_at_clock(self) -> None:
        self._timer, self._wake_at = None, math.inf
        deadline, phase = self._deadline()
        if deadline - self._loop.time() >= _TICK_S:
            if deadline < math.inf:
                self._arm(deadline)
        elif self._call is None:
            self._close()
        else:
            self.fail(self._timeout(phase))

    def _deadline(self) -> tuple[float, str]:
        """When patience ends, and in which phase."""
        call = self._call
        if call is None:
            return self._progress + self._owner.idle_s, "unused"
        limits = call.limits
        whole = call.started + limits.whole_s
        if not self._head_done:
            phase, deadline = "first_byte", call.started + limits.first_byte_s
        elif self._paused:
            return whole, "whole"
        else:
            phase, deadline = "idle", self._progress + limits.idle_s
        return (whole, "whole") if whole <= deadline else (deadline, phase)

    def _timeout(self, phase: str) -> OutboundTimeout:
        assert self._call is not None
        limits = self._call.limits
        if phase == "first_byte":
            words = f"no reply from {self._owner.host} within {limits.first_byte_s:g} s"
        elif phase == "idle":
            words = f"no data for {limits.idle_s:g} s"
        else:
            words = f"no whole reply within {limits.whole_s:g} s"
        return OutboundTimeout(words, phase)

    # Small parts

    def _skip_informational(self, status: int) -> None:
        """1xx other than 101, which nobody asked for (RFC 9110, section 15.2)."""
        if status < 100 or status == 101:
            raise self._refuse(OutboundBroken(f"the reply has the status {status}"))
        self._informational = True

    def _refuse(self, fault: OutboundError) -> _Refused:
        self._refusal = fault
        return _Refused()

    def _limit(self) -> int:
        return self._call.limits.max_bytes if self._call is not None else 0
