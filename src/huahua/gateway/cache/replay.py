"""A kept reply as a stream again, with the boundaries of its events."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from huahua.gateway.cache.reply import CachedEvent, replayed
from huahua.gateway.domain.calls import Dialect, StreamEvent


class Replay:
    """Events as fast as they are taken, or one every `pause_s` seconds."""

    def __init__(
        self,
        events: tuple[CachedEvent, ...],
        dialect: Dialect,
        pause_s: float = 0.0,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._events = iter(events)
        self._dialect = dialect
        self._pause_s = pause_s
        self._sleep = sleep
        self._begun = False

    def __aiter__(self) -> Replay:
        return self

    async def __anext__(self) -> StreamEvent:
        for event in self._events:
            if self._pause_s and self._begun:
                await self._sleep(self._pause_s)
            self._begun = True
            return replayed(event, self._dialect)
        raise StopAsyncIteration

    async def aclose(self) -> None:
        self._events = iter(())
