"""The pool of one origin as a state machine: whatever happens in whatever order, every call ends once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, cast

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from huahua.infra.http1 import CallLimits, Origin, OutboundUnreachable
from huahua.infra.http1.call import Call
from huahua.infra.http1.connection import Connection
from huahua.infra.http1.origin_pool import OriginPool
from tests.unit.infra.http1.stage import HEAD, Sink, Transport

OK = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi"
LAST = [OK + b"junk", b"garbage", OK.replace(b"\r\n\r\n", b"\r\nconnection: close\r\n\r\n")]
LIMIT = 3


class Connector:
    """Connections come about when the test says so."""

    def __init__(self) -> None:
        self.waiting: list[asyncio.Future[None]] = []
        self.made: list[Connection] = []

    async def connect(self, origin: Origin, make: Callable[[], Connection]) -> Connection:
        wish = asyncio.get_running_loop().create_future()
        self.waiting.append(wish)
        try:
            await wish
        finally:
            self.waiting.remove(wish)
        connection = make()
        connection.connection_made(cast(asyncio.BaseTransport, Transport()))
        self.made.append(connection)
        return connection


class PoolMachine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.connector = Connector()
        self.pool = OriginPool(
            Origin("https://api.example.com"), cast(Any, self.connector), self.loop, limit=LIMIT, idle_s=1e6
        )
        self.calls: list[tuple[Call, Sink]] = []
        self.cancelled: set[Call] = set()

    @property
    def busy(self) -> list[Connection]:
        return [connection for connection in self.connector.made if connection._call is not None]

    @rule()
    def send(self) -> None:
        sink = Sink()
        limits = CallLimits(connect_s=1e6, first_byte_s=1e6)
        call = Call(self.pool, HEAD, b"hi", sink, limits, self.loop.time())
        self.calls.append((call, sink))
        self.pool.start(call)
        self.turn()

    @precondition(lambda self: self.connector.waiting)
    @rule(data=st.data(), succeeds=st.booleans())
    def connect(self, data: st.DataObject, succeeds: bool) -> None:
        wish = data.draw(st.sampled_from(self.connector.waiting))
        wish.set_result(None) if succeeds else wish.set_exception(OutboundUnreachable("refused"))
        self.turn()

    @precondition(lambda self: self.busy)
    @rule(data=st.data())
    def answer(self, data: st.DataObject) -> None:
        data.draw(st.sampled_from(self.busy)).data_received(OK)
        self.turn()

    @precondition(lambda self: self.busy)
    @rule(data=st.data(), raw=st.sampled_from(LAST))
    def answer_for_the_last_time(self, data: st.DataObject, raw: bytes) -> None:
        data.draw(st.sampled_from(self.busy)).data_received(raw)
        self.turn()

    @precondition(lambda self: self.connector.made)
    @rule(data=st.data())
    def lose(self, data: st.DataObject) -> None:
        """The upstream closes a connection, in use or idle: some calls go out once more."""
        connection = data.draw(st.sampled_from(self.connector.made))
        connection.eof_received()
        self.turn()

    @precondition(lambda self: self.calls)
    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        call, sink = data.draw(st.sampled_from(self.calls))
        if not sink.over:
            self.cancelled.add(call)
        call.cancel()
        self.turn()

    @precondition(lambda self: self.calls)
    @rule(data=st.data())
    def run_out_of_time(self, data: st.DataObject) -> None:
        call, _ = data.draw(st.sampled_from(self.calls))
        if call.timer is not None:
            self.pool._too_late(call)
        self.turn()

    def turn(self) -> None:
        """Let tasks run, and transports tell that they closed."""
        for _ in range(3):
            self.loop.run_until_complete(asyncio.sleep(0))
        for connection in list(self.connector.made):
            transport = cast(Transport | None, connection._transport)
            if transport is None or transport.closed:
                connection.connection_lost(None)
                self.connector.made.remove(connection)
        self.loop.run_until_complete(asyncio.sleep(0))

    @invariant()
    def connections_are_accounted_for(self) -> None:
        pool = self.pool
        assert pool._open == set(self.connector.made)
        assert set(pool._idle) == pool._open - set(self.busy)
        fresh = sum(call.fresh for call, _ in self.calls)
        assert len(pool._open) + len(pool._connecting) <= LIMIT + fresh

    @invariant()
    def every_call_is_somewhere(self) -> None:
        served = {connection._call for connection in self.busy}
        for call, sink in self.calls:
            places = (call in self.pool._waiting, call in served, sink.over, call in self.cancelled)
            assert sum(places) == 1, places
            assert (call.timer is not None) == (call in self.pool._waiting)

    @invariant()
    def nobody_waits_beside_an_idle_connection(self) -> None:
        waiting = [call for call in self.pool._waiting if not call.fresh]
        assert not (waiting and self.pool._idle)
        assert self.pool._queued.keys() <= self.pool._waiting.keys()
        room = LIMIT - len(self.pool._open) - len(self.pool._connecting)
        assert not (self.pool._queued and room > 0)

    def teardown(self) -> None:
        for task in self.pool.close(OutboundUnreachable("closed")):
            self.loop.run_until_complete(asyncio.gather(task, return_exceptions=True))
        self.turn()
        assert all(sink.over or call in self.cancelled for call, sink in self.calls)
        assert self.pool.empty
        self.loop.close()


TestPool = PoolMachine.TestCase
TestPool.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
