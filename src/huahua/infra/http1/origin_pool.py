"""The connections to one origin, and the calls that wait for one.

A call that finds no idle connection starts a new one and takes whichever is free first: its own, or one
that another call gave back meanwhile. A fault of connecting is told to the call that started it.
"""

from __future__ import annotations

import asyncio

from huahua.infra.http1.call import Call, tell_fault
from huahua.infra.http1.connection import Connection
from huahua.infra.http1.connector import Connector
from huahua.infra.http1.errors import OutboundError, OutboundTimeout, OutboundUnreachable
from huahua.infra.http1.origin import Origin


class OriginPool:
    def __init__(
        self,
        origin: Origin,
        connector: Connector,
        loop: asyncio.AbstractEventLoop,
        *,
        limit: int,
        idle_s: float,
    ) -> None:
        self.host = origin.host
        self.idle_s = idle_s
        self._origin = origin
        self._connector = connector
        self._loop = loop
        self._limit = limit
        self._idle: dict[Connection, None] = {}
        """The last one used is the first to be used again, so that a pool shrinks when calls get fewer."""
        self._open: set[Connection] = set()
        self._connecting: set[asyncio.Task[None]] = set()
        self._waiting: dict[Call, None] = {}
        """In the order of their coming."""
        self._queued: dict[Call, None] = {}
        """Those of the waiting for which the limit allowed no connection yet."""

    @property
    def empty(self) -> bool:
        return not (self._open or self._connecting or self._waiting)

    def start(self, call: Call) -> None:
        if self._idle and not call.fresh:
            self._idle.popitem()[0].begin(call)
        else:
            self._wait(call)

    def forget(self, call: Call) -> None:
        """The call no longer waits, and what was connecting for it stops."""
        task = call.connecting
        self._leave(call)
        if task is not None:
            task.cancel()

    def close(self, fault: OutboundError) -> list[asyncio.Task[None]]:
        """Fail all calls and close all connections; the tasks that are still to end."""
        self._limit = 0
        for call in list(self._waiting):
            self._fail(call, fault)
        for connection in list(self._open):
            connection.fail(fault)
        for task in self._connecting:
            task.cancel()
        return list(self._connecting)

    # What connections tell (`Owner`)

    def released(self, connection: Connection) -> None:
        for call in self._waiting:
            if not call.fresh:
                self._leave(call)
                connection.begin(call)
                return
        self._idle[connection] = None
        connection.rest()

    def lost(self, connection: Connection) -> None:
        if connection in self._open:
            self._open.discard(connection)
            self._idle.pop(connection, None)
            self._connect_queued()

    def again(self, call: Call) -> None:
        call.fresh = True
        self._wait(call)

    # Waiting and connecting

    def _wait(self, call: Call) -> None:
        limits = call.limits
        deadline = min(
            self._loop.time() + limits.connect_s,
            call.started + limits.first_byte_s,
            call.started + limits.whole_s,
        )
        call.timer = self._loop.call_at(deadline, self._too_late, call)
        self._waiting[call] = None
        if call.fresh:  # its last connection has just gone, so the limit is kept but for a moment
            self._connect_for(call)
        else:
            self._queued[call] = None
            self._connect_queued()

    def _leave(self, call: Call) -> None:
        self._waiting.pop(call, None)
        self._queued.pop(call, None)
        if call.timer is not None:
            call.timer.cancel()
        call.timer = call.connecting = None

    def _connect_queued(self) -> None:
        while self._queued and len(self._open) + len(self._connecting) < self._limit:
            call = next(iter(self._queued))
            del self._queued[call]
            self._connect_for(call)

    def _connect_for(self, call: Call) -> None:
        call.connecting = self._loop.create_task(self._connect(call))
        self._connecting.add(call.connecting)
        call.connecting.add_done_callback(self._connected)

    def _connected(self, task: asyncio.Task[None]) -> None:
        self._connecting.discard(task)
        self._connect_queued()

    async def _connect(self, call: Call) -> None:
        try:
            connection = await self._connector.connect(self._origin, lambda: Connection(self, self._loop))
            if not connection.usable:
                raise OutboundUnreachable(f"cannot reach {self.host}: it closed the connection at once")
        except OutboundError as fault:
            if call in self._waiting:
                call.connecting = None
                self._fail(call, fault)
            return
        self._open.add(connection)
        if call in self._waiting:
            self._leave(call)
            connection.begin(call)
        else:
            self.released(connection)

    def _too_late(self, call: Call) -> None:
        limits = call.limits
        waited = self._loop.time() - call.started
        if limits.whole_s <= min(limits.first_byte_s, waited + 0.001):
            fault = OutboundTimeout(f"no whole reply within {limits.whole_s:g} s", "whole")
        elif limits.first_byte_s <= waited + 0.001:
            fault = OutboundTimeout(
                f"no reply from {self.host} within {limits.first_byte_s:g} s", "first_byte"
            )
        else:
            fault = OutboundTimeout(f"no connection to {self.host} within {limits.connect_s:g} s", "connect")
        self._fail(call, fault)

    def _fail(self, call: Call, fault: OutboundError) -> None:
        self.forget(call)
        tell_fault(self._loop, call.sink, fault)
