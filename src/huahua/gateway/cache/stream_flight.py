"""One streamed upstream call for equal calls that run at the same time: everybody reads the same events."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import aclosing
from dataclasses import replace

from huahua.gateway.cache.port import Open, Opened
from huahua.gateway.cache.reply import CachedEvent, recorded
from huahua.gateway.domain.calls import StreamEvent
from huahua.gateway.domain.route import Route

MAX_AHEAD_BYTES = 256 * 1024
"""How far a stream that is too large to be kept may run ahead of its slowest reader."""


class StreamFlight:
    """The call runs in a task of its own, as long as somebody reads.

    Its events are kept from the first, so that who comes later starts at the beginning, until they take more
    than `max_bytes`; from then on nobody may join, what all have read is dropped, and the upstream waits for
    the slowest reader.
    """

    def __init__(
        self,
        open_: Open,
        max_bytes: int,
        *,
        shared_price: float,
        on_over: Callable[[StreamFlight], None],
        on_whole: Callable[[tuple[CachedEvent, ...], Route], None],
    ) -> None:
        """`on_over` is called when nobody may join any more; `on_whole` with the events of a stream that came to
        its end within `max_bytes`."""
        self._max_bytes = max_bytes
        self._shared_price = shared_price
        self._on_over = on_over
        self._on_whole = on_whole
        self._events: list[StreamEvent] = []
        self._dropped = 0
        self._kept_bytes = 0
        self._overflown = False
        self._ended = False
        self._fault: BaseException | None = None
        self._readers: list[Reader] = []
        self._leader: Reader | None = None
        self._sleepers: list[asyncio.Future[None]] = []
        self._room = asyncio.Event()
        self._opened: asyncio.Future[Route] = asyncio.get_running_loop().create_future()
        self._opened.add_done_callback(_retrieve)
        self._task = asyncio.create_task(self._run(open_))

    @property
    def readers(self) -> int:
        return len(self._readers)

    async def join(self) -> Opened:
        """A stream of all events. Returns with the first one; raises what opening the stream raised."""
        reader = Reader(self)
        self._readers.append(reader)
        self._leader = self._leader or reader
        try:
            route = await asyncio.shield(self._opened)
            first = await anext(reader)
        except BaseException:
            self.leave(reader)
            raise
        reader.opened = Opened(first, reader, self._route(route, leads=reader is self._leader))
        return reader.opened

    def leave(self, reader: Reader) -> None:
        """The call is cancelled with its last reader; when the one left on whose behalf it was made, it goes on
        on behalf of the next."""
        if reader not in self._readers:
            return
        self._readers.remove(reader)
        self._room.set()
        if self._ended:
            return
        if not self._readers:
            self._on_over(self)
            self._task.cancel()
        elif self._leader is reader:
            self._leader = self._readers[0]
            if (heir := self._leader.opened) is not None:
                heir.route = self._route(heir.route, leads=True)

    async def next_event(self, position: int) -> StreamEvent:
        """The event at `position`, when it is there. Raises StopAsyncIteration after the last one."""
        while position >= self._dropped + len(self._events):
            if self._fault is not None:
                raise self._fault
            if self._ended:
                raise StopAsyncIteration
            sleeper: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._sleepers.append(sleeper)
            await sleeper
        event = self._events[position - self._dropped]
        if self._overflown:
            self._room.set()
        return event

    def _route(self, route: Route, *, leads: bool) -> Route:
        if route.cache == "semantic":
            return route
        if leads:
            return replace(route, cache="miss", price_share=1.0)
        return replace(route, cache="shared", price_share=self._shared_price)

    async def _run(self, open_: Open) -> None:
        try:
            opened = await open_()
            self._opened.set_result(opened.route)
            self._add(opened.first)
            async with aclosing(opened.events) as events:
                async for event in events:
                    self._add(event)
                    if self._overflown:
                        await self._wait_for_room()
        except BaseException as fault:
            self._fault = fault
            if not self._opened.done():
                self._opened.set_exception(fault)
            if not isinstance(fault, Exception):
                raise
        else:
            if not self._overflown:
                self._on_whole(tuple(map(recorded, self._events)), opened.route)
        finally:
            self._ended = True
            self._on_over(self)
            self._wake()

    def _add(self, event: StreamEvent) -> None:
        self._events.append(event)
        self._kept_bytes += len(event.data)
        if not self._overflown and self._kept_bytes > self._max_bytes:
            self._overflown = True
            self._on_over(self)
        self._wake()

    def _wake(self) -> None:
        sleepers, self._sleepers = self._sleepers, []
        for sleeper in sleepers:
            if not sleeper.done():
                sleeper.set_result(None)

    async def _wait_for_room(self) -> None:
        while True:
            slowest = min((reader.position for reader in self._readers), default=0)
            gone = self._events[: slowest - self._dropped]
            del self._events[: len(gone)]
            self._dropped += len(gone)
            self._kept_bytes -= sum(len(event.data) for event in gone)
            if self._kept_bytes <= MAX_AHEAD_BYTES:
                return
            self._room.clear()
            await self._room.wait()


class Reader:
    """One caller's way through the events of a flight."""

    def __init__(self, flight: StreamFlight) -> None:
        self.position = 0
        self.opened: Opened | None = None
        self._flight = flight

    def __aiter__(self) -> Reader:
        return self

    async def __anext__(self) -> StreamEvent:
        try:
            event = await self._flight.next_event(self.position)
        except BaseException:
            self._flight.leave(self)
            raise
        self.position += 1
        return event

    async def aclose(self) -> None:
        """Idempotent."""
        self._flight.leave(self)


def _retrieve(future: asyncio.Future[Route]) -> None:
    """An error that nobody waits for any more is no news to the event loop."""
    if not future.cancelled():
        future.exception()
