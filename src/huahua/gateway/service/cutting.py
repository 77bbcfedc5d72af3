"""A stream whose caller asked for whole sentences."""

from __future__ import annotations

from collections import deque

from huahua.gateway.domain.calls import Dialect, StreamEvent
from huahua.gateway.errors import GatewayError
from huahua.gateway.outcomes import EventSource
from huahua.gateway.translate.sentences import SentenceEvents


class InSentences:
    """An `EventSource` over another. Text that is held when the stream breaks comes before the error."""

    def __init__(self, first: StreamEvent | None, events: EventSource, dialect: Dialect) -> None:
        self._events = events
        self._sentences = SentenceEvents(dialect)
        self._ready = deque(self._sentences.feed(first) if first is not None else ())
        self._end: GatewayError | StopAsyncIteration | None = None

    def __aiter__(self) -> InSentences:
        return self

    async def __anext__(self) -> StreamEvent:
        while not self._ready:
            if self._end is not None:
                raise self._end
            try:
                self._ready += self._sentences.feed(await anext(self._events))
            except (GatewayError, StopAsyncIteration) as end:
                self._end = end
                self._ready += self._sentences.close()
        return self._ready.popleft()

    async def aclose(self) -> None:
        await self._events.aclose()
