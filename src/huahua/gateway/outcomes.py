"""What the service gives back: a whole reply, or a stream whose first event has already arrived."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Protocol

import msgspec

from huahua.gateway.domain.calls import Dialect, JsonObject, StreamEvent, Usage
from huahua.gateway.domain.route import Route
from huahua.gateway.errors import InvalidRequest


def plain(body: JsonObject) -> JsonObject:
    """The body with every value decoded; bodies of the hot path hold undecoded `msgspec.Raw` values.

    Raises InvalidRequest.
    """
    if any(isinstance(value, msgspec.Raw) for value in body.values()):
        try:
            decoded: JsonObject = msgspec.json.decode(msgspec.json.encode(body))
        except (ValueError, RecursionError) as fault:  # such as a number of thousands of digits
            raise InvalidRequest("The body holds a value that cannot be read.") from fault
        return decoded
    return body


@dataclass(frozen=True, slots=True)
class Outcome:
    """A whole reply in the caller's dialect."""

    dialect: Dialect
    raw_body: JsonObject
    """May hold `msgspec.Raw` values; `body` is always decoded."""
    usage: Usage
    route: Route

    @property
    def body(self) -> JsonObject:
        return plain(self.raw_body)

    def encode(self) -> bytes:
        return msgspec.json.encode(self.raw_body)


class EventSource(Protocol):
    """An asynchronous generator of events."""

    def __aiter__(self) -> AsyncIterator[StreamEvent]: ...
    async def __anext__(self) -> StreamEvent: ...
    async def aclose(self) -> None: ...


class ChatStream:
    """Events of one reply in the caller's dialect. Iterate it once, and close it (`async with` does).

    Iterating raises GatewayError where the upstream breaks. Closing early cancels the upstream call.
    """

    def __init__(
        self,
        first: StreamEvent | None,
        events: EventSource,
        route: Route,
        dialect: Dialect,
        on_end: Callable[[BaseException | None], None],
    ) -> None:
        self.route = route
        self.dialect = dialect
        self._first = first
        self._events = events
        self._on_end: Callable[[BaseException | None], None] | None = on_end

    def __aiter__(self) -> ChatStream:
        return self

    async def __anext__(self) -> StreamEvent:
        if self._first is not None:
            event, self._first = self._first, None
            return event
        try:
            return await anext(self._events)
        except StopAsyncIteration:
            self._end(None)
            raise
        except BaseException as fault:
            self._end(fault)
            raise

    async def __aenter__(self) -> ChatStream:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Idempotent. A stream that is closed before its end counts as left by its client."""
        try:
            await self._events.aclose()
        finally:
            self._end(GeneratorExit())

    def _end(self, fault: BaseException | None) -> None:
        on_end, self._on_end = self._on_end, None
        if on_end is not None:
            on_end(fault)
