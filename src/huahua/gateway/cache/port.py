"""What the service and the fast lane ask of a cache, and the cache of a gateway that has none."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

from huahua.gateway.cache.key import CacheKey
from huahua.gateway.cache.reply import CachedReply
from huahua.gateway.domain.ask import Ask
from huahua.gateway.domain.calls import JsonObject, StreamEvent, Usage
from huahua.gateway.domain.route import Route
from huahua.gateway.outcomes import EventSource


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole reply in the caller's dialect. `route.cache` tells how the cache took part."""

    body: JsonObject
    usage: Usage
    route: Route


@dataclass(slots=True)
class Opened:
    """A stream whose first event has arrived, in the caller's dialect, its usage chunk still in it.

    `route` may change while the events come: when the caller leaves for whom the upstream call was made, another
    becomes that caller.
    """

    first: StreamEvent
    events: EventSource
    route: Route


Make = Callable[[], Awaitable[Answer]]
Open = Callable[[], Awaitable[Opened]]


class Cache(Protocol):
    """`wants`, `key` and `peek` do no I/O and take microseconds, for callers that cannot wait."""

    replays_slowly: bool
    """Whether there are pauses between the events of a stream that is replayed."""

    def wants(self, ask: Ask) -> bool:
        """May this call be answered from the cache, and its reply be kept?"""
        ...

    def key(self, ask: Ask) -> CacheKey:
        """Of a call for which `wants` is true."""
        ...

    def peek(self, key: CacheKey) -> CachedReply | None:
        """What this process has in memory. Not for a call that asked for a new reply (`must_call`)."""
        ...

    def route(self, reply: CachedReply) -> Route:
        """What a call that is answered with `reply` shows and costs."""
        ...

    async def whole(self, ask: Ask, make: Make) -> Answer:
        """The reply from the cache, from an equal call that is running, or from `make`. Raises what `make`
        raises."""
        ...

    async def stream(self, ask: Ask, open_: Open) -> Opened:
        """The same for a stream."""
        ...


def must_call(ask: Ask) -> bool:
    """Did the caller ask for a new reply, which may then be kept?"""
    return ask.controls.no_cache or ask.controls.cache == "refresh"


class NoCache:
    """Every call goes to its model."""

    replays_slowly = False

    def wants(self, _ask: Ask) -> bool:
        return False

    def key(self, ask: Ask) -> CacheKey:
        raise NotImplementedError("no call wants this cache")

    def peek(self, _key: CacheKey) -> CachedReply | None:
        return None

    def route(self, reply: CachedReply) -> Route:
        return reply.route("hit", 0.0)

    async def whole(self, _ask: Ask, make: Make) -> Answer:
        return await make()

    async def stream(self, _ask: Ask, open_: Open) -> Opened:
        return await open_()
