"""Streams that go on after their caller has left, where the operator wants them charged whole."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress

from huahua.gateway.domain.calls import StreamEvent
from huahua.gateway.metering.meter import CallMeter
from huahua.gateway.outcomes import EventSource

log = logging.getLogger(__name__)

AHEAD = 64
"""Events that are read before the caller takes them."""


class Finishing:
    """Of one process: the streams whose callers have left. `stop` when the server ends."""

    def __init__(self, limit_s: float) -> None:
        self._limit_s = limit_s
        self._running: set[asyncio.Task[None]] = set()

    def stream(self, events: EventSource, meter: CallMeter) -> FinishedStream:
        return FinishedStream(events, meter, self._go_on)

    async def stop(self) -> None:
        """What they have written so far is charged."""
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)

    def _go_on(self, pump: asyncio.Task[None], end: Callable[[], Awaitable[None]]) -> None:
        task = asyncio.get_running_loop().create_task(self._finish(pump, end), name="stream-finishing")
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _finish(self, pump: asyncio.Task[None], end: Callable[[], Awaitable[None]]) -> None:
        try:
            async with asyncio.timeout(self._limit_s):
                await pump
        except (asyncio.CancelledError, TimeoutError):
            pass  # `await pump` has cancelled it
        try:
            await end()
        except Exception:
            log.exception("a stream whose caller left could not be recorded")


class FinishedStream:
    """An `EventSource` that reads another in a task of its own, which nobody's leaving cancels. Pass its `end` to
    the stream instead of the meter's."""

    def __init__(
        self,
        events: EventSource,
        meter: CallMeter,
        go_on: Callable[[asyncio.Task[None], Callable[[], Awaitable[None]]], None],
    ) -> None:
        self._events = events
        self._meter = meter
        self._go_on = go_on
        self._queue: asyncio.Queue[StreamEvent | BaseException] = asyncio.Queue(AHEAD)
        self._left = False
        self._pump: asyncio.Task[None] | None = None

    def __aiter__(self) -> FinishedStream:
        return self

    async def __anext__(self) -> StreamEvent:
        if self._pump is None:
            self._pump = asyncio.get_running_loop().create_task(self._read(), name="stream-reading")
        found = await self._queue.get()
        if isinstance(found, BaseException):
            raise found
        return found

    async def aclose(self) -> None:
        """The caller leaves, or has had everything."""
        self._left = True
        while not self._queue.empty():  # who waits for room goes on
            self._queue.get_nowait()

    async def end(self, fault: BaseException | None) -> None:
        if not isinstance(fault, asyncio.CancelledError | GeneratorExit):
            await self._meter.end(fault)
            return
        if self._pump is None:
            self._pump = asyncio.get_running_loop().create_task(self._read(), name="stream-reading")
        await self.aclose()
        self._meter.finished = True
        self._go_on(self._pump, lambda: self._meter.end(fault))

    async def _read(self) -> None:
        try:
            async for event in self._events:
                await self._put(event)
        except asyncio.CancelledError:
            raise
        except BaseException as fault:  # noqa: BLE001 - raised where the events are read
            await self._put(fault)
        else:
            await self._put(StopAsyncIteration())
        finally:
            with suppress(Exception):
                await self._events.aclose()

    async def _put(self, found: StreamEvent | BaseException) -> None:
        if not self._left:
            await self._queue.put(found)
