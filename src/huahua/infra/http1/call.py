"""One call: what it sends, its limits, who is told of the reply, and where it stands.

Everything here runs in the event loop's thread, in call-backs: a call on a kept-alive connection costs
neither a task nor a future.
"""

from __future__ import annotations

import asyncio
import math
from typing import TYPE_CHECKING, Protocol

from huahua.infra.http1.errors import OutboundError

if TYPE_CHECKING:
    from huahua.infra.http1.connection import Connection
    from huahua.infra.http1.origin_pool import OriginPool


class ReplySink(Protocol):
    """Who is told of a reply, in this order: `on_head`, any number of `on_body`, `on_end`; `on_fault` at any
    point instead of the rest. Exactly one of `on_end` and `on_fault` is called, and nothing after
    `Call.cancel`. A sink may send further calls, pause or cancel from inside; it must not raise.
    """

    def on_head(self, status: int, headers: list[tuple[bytes, bytes]]) -> None:
        """Status 200 to 999 and the headers, names in lower case. The list is not to be changed.
        Informational replies (1xx) are not shown."""

    def on_body(self, piece: bytes) -> None:
        """Bytes of the body as they arrive, without the framing of chunks. `content-encoding` is not undone:
        where the head names one although `identity` was asked for, the bytes are compressed."""

    def on_end(self) -> None:
        """The whole reply was read; the connection went back to the pool or was closed."""

    def on_fault(self, fault: OutboundError) -> None:
        """The call failed; the connection is closed."""


class CallLimits:
    """Seconds for each phase and bytes of the body; made once and shared by many calls.

    connect_s: until a connection is there, with name look-up and TLS, or a free one of a full pool.
    first_byte_s: from `send` until the head of the reply. idle_s: silence in the body; time during which
    the sink has paused does not count. whole_s: from `send` until the end. max_bytes: length of the body.
    """

    __slots__ = ("connect_s", "first_byte_s", "idle_s", "max_bytes", "whole_s")

    def __init__(
        self,
        *,
        connect_s: float = 10.0,
        first_byte_s: float = 120.0,
        idle_s: float = 120.0,
        whole_s: float = math.inf,
        max_bytes: int = 64 * 1024 * 1024,
    ) -> None:
        self.connect_s = connect_s
        self.first_byte_s = first_byte_s
        self.idle_s = idle_s
        self.whole_s = whole_s
        self.max_bytes = max_bytes


class Call:
    """A call under way; `HttpPool.send` makes it. Three states: waiting for a connection (`timer` set),
    on a connection (`connection` set), over (neither)."""

    __slots__ = (
        "body",
        "connecting",
        "connection",
        "fresh",
        "head",
        "limits",
        "pool",
        "sink",
        "started",
        "timer",
    )

    def __init__(
        self, pool: OriginPool, head: bytes, body: bytes, sink: ReplySink, limits: CallLimits, started: float
    ) -> None:
        self.pool = pool
        self.head = head
        self.body = body
        self.sink = sink
        self.limits = limits
        self.started = started
        """Time of the loop's clock."""
        self.fresh = False
        """Whether only a new connection will do: a kept one was closed, or the call must not go out twice."""
        self.connection: Connection | None = None
        self.timer: asyncio.TimerHandle | None = None
        self.connecting: asyncio.Task[None] | None = None

    def cancel(self) -> None:
        """Close the connection and never call the sink again. Harmless when the call is over."""
        if self.connection is not None:
            self.connection.abandon()
        elif self.timer is not None:
            self.pool.forget(self)

    def pause(self) -> None:
        """Read no more of the reply for now: the sink cannot keep up."""
        if self.connection is not None:
            self.connection.pause()

    def resume(self) -> None:
        if self.connection is not None:
            self.connection.resume()


def tell_fault(loop: asyncio.AbstractEventLoop, sink: ReplySink, fault: OutboundError) -> None:
    try:
        sink.on_fault(fault)
    except Exception as raised:  # noqa: BLE001  a sink must not raise; the loop goes on if one does
        report(loop, raised)


def report(loop: asyncio.AbstractEventLoop, raised: BaseException) -> None:
    """A sink raised: a fault of ours, which must not stop the connections of others."""
    loop.call_exception_handler({"message": "a sink of the HTTP client raised", "exception": raised})
