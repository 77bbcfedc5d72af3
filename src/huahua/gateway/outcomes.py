"""What the service gives back: a whole reply, or a stream whose first event has already arrived."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Protocol

import msgspec

from huahua.gateway.domain.calls import Dialect, ImageReply, JsonObject, StreamEvent, Usage
from huahua.gateway.domain.money import Receipt
from huahua.gateway.domain.relay import RelayStream
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
    receipt: Receipt = field(default_factory=Receipt)

    @property
    def body(self) -> JsonObject:
        return plain(self.raw_body)

    def encode(self) -> bytes:
        return msgspec.json.encode(self.raw_body)


@dataclass(frozen=True, slots=True)
class RelayOutcome:
    """A whole reply that passed through untouched."""

    raw_body: bytes
    content_type: str
    usage: Usage
    route: Route
    receipt: Receipt


@dataclass(frozen=True, slots=True)
class PaintOutcome:
    """Pictures, and where they came from."""

    reply: ImageReply
    route: Route
    receipt: Receipt


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
        on_end: Callable[[BaseException | None], Awaitable[None]],
        receipt: Receipt,
    ) -> None:
        """`receipt` has the cost when the stream has ended."""
        self.receipt = receipt
        self.route = route
        self.dialect = dialect
        self._first = first
        self._events = events
        self._on_end: Callable[[BaseException | None], Awaitable[None]] | None = on_end

    def __aiter__(self) -> ChatStream:
        return self

    async def __anext__(self) -> StreamEvent:
        if self._first is not None:
            event, self._first = self._first, None
            return event
        try:
            return await anext(self._events)
        except StopAsyncIteration:
            await self._end(None)
            raise
        except BaseException as fault:
            await self._end(fault)
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
            await self._end(GeneratorExit())

    async def _end(self, fault: BaseException | None) -> None:
        on_end, self._on_end = self._on_end, None
        if on_end is not None:
            await on_end(fault)


class ByteStream:
    """A reply that passes through as it arrives: sound, or events in the upstream's own bytes. Iterate it once,
    and close it (`async with` does). `observe` sees each piece that is handed out.

    Iterating raises GatewayError where the upstream breaks. Closing early cancels the upstream call.
    """

    def __init__(
        self,
        first: bytes,
        pieces: RelayStream,
        route: Route,
        observe: Callable[[bytes], None],
        on_end: Callable[[BaseException | None], Awaitable[None]],
        receipt: Receipt,
    ) -> None:
        """`receipt` has the cost when the stream has ended."""
        self.receipt = receipt
        self.content_type = pieces.content_type
        self.route = route
        self._first: bytes | None = first
        self._pieces = pieces
        self._observe = observe
        self._on_end: Callable[[BaseException | None], Awaitable[None]] | None = on_end

    def __aiter__(self) -> ByteStream:
        return self

    async def __anext__(self) -> bytes:
        try:
            if self._first is not None:
                piece, self._first = self._first, None
            else:
                piece = await anext(self._pieces)
        except StopAsyncIteration:
            await self._end(None)
            raise
        except BaseException as fault:
            await self._end(fault)
            raise
        self._observe(piece)
        return piece

    async def __aenter__(self) -> ByteStream:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Idempotent. A stream that is closed before its end counts as left by its client."""
        try:
            await self._pieces.aclose()
        finally:
            await self._end(GeneratorExit())

    async def _end(self, fault: BaseException | None) -> None:
        on_end, self._on_end = self._on_end, None
        if on_end is not None:
            await on_end(fault)
