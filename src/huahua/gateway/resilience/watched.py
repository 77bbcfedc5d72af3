"""The rest of a stream after its first event, watched for how it ends."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Callable
from typing import Generic, TypeVar

Event = TypeVar("Event")

OnEnd = Callable[[BaseException | None], None]


class WatchedStream(Generic[Event]):
    """Events as they are; `on_end` is called once: with None at the normal end, the fault where it broke, or
    GeneratorExit where its reader left."""

    def __init__(self, events: AsyncGenerator[Event], on_end: OnEnd) -> None:
        self._events = events
        self._on_end: OnEnd | None = on_end

    def __aiter__(self) -> AsyncIterator[Event]:
        return self

    async def __anext__(self) -> Event:
        try:
            return await anext(self._events)
        except StopAsyncIteration:
            self._end(None)
            raise
        except BaseException as fault:
            self._end(fault)
            raise

    async def aclose(self) -> None:
        try:
            await self._events.aclose()
        finally:
            self._end(GeneratorExit())

    def _end(self, fault: BaseException | None) -> None:
        on_end, self._on_end = self._on_end, None
        if on_end is not None:
            on_end(fault)
