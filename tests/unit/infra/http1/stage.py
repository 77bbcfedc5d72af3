"""A connection without sockets: a clock that tests move, a transport that remembers, sinks that count."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, cast

from huahua.infra.http1 import CallLimits, OutboundError
from huahua.infra.http1.call import Call
from huahua.infra.http1.connection import Connection

HEAD = b"POST /v1 HTTP/1.1\r\nhost: h\r\ncontent-length: 2\r\n\r\n"


class Timer:
    def __init__(self, when: float, callback: Callable[..., None], arguments: tuple[Any, ...]) -> None:
        self.when, self._callback, self._arguments = when, callback, arguments
        self.alive = True

    def cancel(self) -> None:
        self.alive = False

    def ring(self) -> None:
        self.alive = False
        self._callback(*self._arguments)


class Clock:
    """The part of an event loop that a connection uses."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.timers: list[Timer] = []
        self.reported: list[BaseException] = []

    def time(self) -> float:
        return self.now

    def call_at(self, when: float, callback: Callable[..., None], *arguments: Any) -> Timer:
        timer = Timer(when, callback, arguments)
        self.timers.append(timer)
        return timer

    def call_exception_handler(self, context: dict[str, Any]) -> None:
        self.reported.append(context["exception"])

    def advance(self, seconds: float) -> None:
        end = self.now + seconds
        while due := [timer for timer in self.timers if timer.alive and timer.when <= end]:
            first = min(due, key=lambda timer: timer.when)
            self.now = max(self.now, first.when)
            first.ring()
        self.now = end


class Transport:
    def __init__(self) -> None:
        self.written = b""
        self.closed = False
        self.reading = True
        self.unsent = 0

    def write(self, data: bytes) -> None:
        self.written += data

    def abort(self) -> None:
        self.closed = True

    def is_closing(self) -> bool:
        return self.closed

    def get_write_buffer_size(self) -> int:
        return self.unsent

    def pause_reading(self) -> None:
        self.reading = False

    def resume_reading(self) -> None:
        self.reading = True


class Sink:
    """Remembers what it heard, and insists on the order of `ReplySink`."""

    def __init__(self) -> None:
        self.status = 0
        self.headers: list[tuple[bytes, bytes]] = []
        self.body = b""
        self.ends = 0
        self.fault: OutboundError | None = None

    def on_head(self, status: int, headers: list[tuple[bytes, bytes]]) -> None:
        assert not self.status and not self.over
        self.status, self.headers = status, headers

    def on_body(self, piece: bytes) -> None:
        assert self.status and not self.over and piece
        self.body += piece

    def on_end(self) -> None:
        assert self.status and not self.over
        self.ends += 1

    def on_fault(self, fault: OutboundError) -> None:
        assert not self.over
        self.fault = fault

    @property
    def over(self) -> bool:
        return bool(self.ends or self.fault is not None)


class Owner:
    idle_s = 30.0
    host = "host.example"

    def __init__(self) -> None:
        self.idle: list[Connection] = []
        self.gone: list[Connection] = []
        self.repeated: list[Call] = []

    def released(self, connection: Connection) -> None:
        self.idle.append(connection)
        connection.rest()

    def lost(self, connection: Connection) -> None:
        if connection not in self.gone:
            self.gone.append(connection)
        if connection in self.idle:
            self.idle.remove(connection)

    def again(self, call: Call) -> None:
        self.repeated.append(call)

    def forget(self, call: Call) -> None:
        raise AssertionError("no call waits here")


class Stage:
    """An open connection with its surroundings."""

    def __init__(self) -> None:
        self.clock, self.owner, self.transport = Clock(), Owner(), Transport()
        self.connection = Connection(self.owner, cast(asyncio.AbstractEventLoop, self.clock))
        self.connection.connection_made(cast(asyncio.BaseTransport, self.transport))

    def call(self, limits: CallLimits | None = None, *, head: bytes = HEAD, sink: Sink | None = None) -> Sink:
        """A call on the connection, taken out of the idle ones."""
        sink = sink or Sink()
        self.owner.idle.clear()
        self.last = Call(cast(Any, self.owner), head, b"hi", sink, limits or CallLimits(), self.clock.time())
        self.connection.begin(self.last)
        return sink

    def receive(self, *pieces: bytes) -> None:
        """What the loop would hand over: nothing after the transport was closed."""
        for piece in pieces:
            if not self.transport.closed:
                self.connection.data_received(piece)

    def lose(self, fault: Exception | None = None) -> None:
        self.connection.connection_lost(fault)
