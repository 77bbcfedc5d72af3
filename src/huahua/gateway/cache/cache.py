"""The cache as a call meets it: found, shared with an equal call that runs, or made and kept."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import aclosing
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

import msgspec

from huahua.gateway.cache.config import CacheConfig
from huahua.gateway.cache.convert import with_body, with_events
from huahua.gateway.cache.flights import Flight
from huahua.gateway.cache.key import EVERYONE, CacheKey, cache_key
from huahua.gateway.cache.levels import FarLevel, Levels
from huahua.gateway.cache.marks import MarkStore
from huahua.gateway.cache.pools import PoolStamps, RowsOf
from huahua.gateway.cache.port import Answer, Make, Open, Opened, must_call
from huahua.gateway.cache.replay import Replay
from huahua.gateway.cache.reply import CachedEvent, CachedReply, recorded
from huahua.gateway.cache.rules import Rules, RulesOfPage
from huahua.gateway.cache.stream_flight import StreamFlight
from huahua.gateway.cache.takeover import following, with_takeover
from huahua.gateway.cache.whole import is_whole, is_whole_stream
from huahua.gateway.domain.ask import Ask
from huahua.gateway.domain.calls import Usage
from huahua.gateway.domain.route import Route
from huahua.gateway.domain.usage import merge_usage

if TYPE_CHECKING:  # it brings numpy, which a gateway without this level does not load
    from huahua.gateway.cache.semantic import Look, SemanticLevel

F = TypeVar("F", Flight[tuple[CachedReply, bool]], StreamFlight)

_FIELDS = msgspec.json.Decoder(dict[str, msgspec.Raw])


class ReplyCache:
    """Port `Cache`: in memory, with a level beyond this process where there is one."""

    def __init__(
        self,
        config: CacheConfig,
        rows_of: RowsOf,
        *,
        catalogue_stamp: Callable[[], str | None] = lambda: None,
        far: FarLevel | None = None,
        marks: MarkStore | None = None,
        rules_of_page: RulesOfPage = dict,
        clock: Callable[[], float] = time.time,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """`clock` gives seconds since 1970."""
        self.rules = rules = Rules(config, rules_of_page)
        self.levels = Levels(config, rules, far=far, marks=marks, clock=clock, monotonic=monotonic)
        self.made = 0
        """Calls that wanted a reply from the cache and got one from their model."""
        self.shared = 0
        """Calls that got the reply of an equal one that ran at the same time."""
        self.config = config
        self._stamps = PoolStamps(rows_of, catalogue_stamp)
        self._clock = clock
        self.semantic: SemanticLevel | None = None
        self._semantic_maker: Callable[[], SemanticLevel] | None = None
        self._flights: dict[bytes, Flight[tuple[CachedReply, bool]]] = {}
        self._streams: dict[bytes, StreamFlight] = {}
        self.wants = self.rules.wants
        self.replays_slowly = config.replay_pause_s > 0

    @property
    def waiting(self) -> int:
        """Calls that wait for, or read, an upstream call at this moment."""
        whole = sum(flight.readers for flight in self._flights.values())
        return whole + sum(stream.readers for stream in self._streams.values())

    def use_semantic(self, level: SemanticLevel) -> None:
        """From whoever has the gateway, whose models the level asks."""
        self.semantic = level
        self.levels.on_clear = level.forget

    def offer_semantic(self, make: Callable[[], SemanticLevel]) -> None:
        """The level is made at the first call whose model wants it, which the page may say at any time."""
        self._semantic_maker = make

    def _semantic_for(self, ask: Ask) -> SemanticLevel | None:
        """The level, where this call is to use it."""
        if (self.semantic is None and self._semantic_maker is None) or self.rules.semantic(ask) == "off":
            return None
        if self.semantic is None and self._semantic_maker is not None:
            self.use_semantic(self._semantic_maker())
        return self.semantic

    def key(self, ask: Ask) -> CacheKey:
        everyone = self.rules.of(ask.model).scope == "everyone"
        return cache_key(ask, EVERYONE if everyone else ask.caller.user_id, self._stamps.of(ask.model))

    def peek(self, key: CacheKey) -> CachedReply | None:
        """None also where the page says the price: whoever peeks remembers it, and the page may change it."""
        if self.rules.has_price_of_page(key.model):
            return None
        return self.levels.memory.get(key.digest)

    def route(self, reply: CachedReply) -> Route:
        return reply.route("hit", self.rules.price(reply.model))

    async def whole(self, ask: Ask, make: Make) -> Answer:
        if not self.wants(ask):
            return await make()
        key = self.key(ask)
        return await with_takeover(lambda: self._whole(ask, key, make))

    async def stream(self, ask: Ask, open_: Open) -> Opened:
        if not self.wants(ask):
            return await open_()
        key = self.key(ask)
        return await with_takeover(lambda: self._stream(ask, key, open_))

    async def _whole(self, ask: Ask, key: CacheKey, make: Make) -> Answer:
        name = self._flight_name(ask, key)
        if not must_call(ask):
            if (found := await self.levels.find(key)) and (reply := with_body(found)):
                self.levels.keep_both(key, found, reply)
                return _answer(reply, self.route(reply))
            if running := self._flights.get(name):
                return self._flown(*await following(running.join(), ask.controls.deadline_s))
            if (stream := self._streams.get(name)) and (
                answer := await following(self._drained(ask, key, stream), ask.controls.deadline_s)
            ):
                return answer
        flight = Flight(lambda: self._make(ask, key, make), lambda over: _remove(self._flights, name, over))
        self._flights[name] = flight
        return self._flown(*await flight.join())

    async def _stream(self, ask: Ask, key: CacheKey, open_: Open) -> Opened:
        name = self._flight_name(ask, key)
        if not must_call(ask):
            if (found := await self.levels.find(key)) and (reply := with_events(found)):
                self.levels.keep_both(key, found, reply)
                return await self._replayed(reply, self.route(reply))
            if stream := self._streams.get(name):
                opened = await following(stream.join(), ask.controls.deadline_s)
                self.shared += opened.route.cache == "shared"
                return opened
            if flight := self._flights.get(name):
                (whole, by_meaning), pays = await following(flight.join(), ask.controls.deadline_s)
                if reply := with_events(whole):
                    return await self._replayed(reply, self._shown(whole, by_meaning, pays))
        looks: list[Look | None] = []
        stream = StreamFlight(
            lambda: self._open(ask, key, open_, looks),
            self.config.entry_bytes,
            shared_price=self.rules.price(ask.model),
            on_over=lambda over: _remove(self._streams, name, over),
            on_whole=lambda events, route: self._keep_stream(ask, key, events, route, looks[0]),
        )
        self._streams[name] = stream
        return await stream.join()

    def _flight_name(self, ask: Ask, key: CacheKey) -> bytes:
        """Calls that take a reply found by meaning and calls that do not share no upstream call."""
        return key.digest + b"~" if self._semantic_for(ask) is not None else key.digest

    async def _make(self, ask: Ask, key: CacheKey, make: Make) -> tuple[CachedReply, bool]:
        """The reply, and whether it was found by meaning."""
        look, found = await self._alike(ask, key)
        if found and (alike := with_body(found)):
            return alike, True
        self.made += 1
        answer = await make()
        body = msgspec.json.encode(answer.body)
        reply = self._reply(ask, key, answer.route, answer.usage, body=body)
        if is_whole(ask.task, ask.dialect, body) and self.levels.keep(key, reply):
            self._learn(key, look)
        return reply, False

    async def _open(self, ask: Ask, key: CacheKey, open_: Open, looks: list[Look | None]) -> Opened:
        """`looks` takes what was found out, for when the stream has ended."""
        look, found = await self._alike(ask, key)
        looks.append(look)
        if found and (alike := with_events(found)):
            return await self._replayed(alike, alike.route("semantic", self.rules.price(alike.model)))
        self.made += 1
        return await open_()

    async def _alike(self, ask: Ask, key: CacheKey) -> tuple[Look | None, CachedReply | None]:
        """What the semantic level knows of this question, and the reply that it would give."""
        if must_call(ask) or (semantic := self._semantic_for(ask)) is None:
            return None, None
        look = await semantic.look(ask, key, self._stamps.of(ask.model))
        if look is None or look.match is None:
            return look, None
        return look, await self.levels.find(CacheKey(look.match, key.tenant, key.model))

    def _keep_stream(
        self, ask: Ask, key: CacheKey, events: tuple[CachedEvent, ...], route: Route, look: Look | None
    ) -> None:
        """What was found by meaning is not kept again: likes of likes would lead from one question to any other."""
        if route.cache == "semantic" or not is_whole_stream(ask.dialect, events):
            return
        if self.levels.keep(key, self._reply(ask, key, route, _usage_of(events), events=events)):
            self._learn(key, look)

    def _learn(self, key: CacheKey, look: Look | None) -> None:
        if look is not None and self.semantic is not None:
            self.semantic.learn(look, key)

    async def _drained(self, ask: Ask, key: CacheKey, stream: StreamFlight) -> Answer | None:
        """The stream of an equal call as a whole reply; None where its events make none."""
        opened = await stream.join()
        events = [recorded(opened.first)]
        async with aclosing(opened.events):
            async for event in opened.events:
                events.append(recorded(event))
        usage = _usage_of(events)
        self.shared += opened.route.cache == "shared"
        whole = with_body(self._reply(ask, key, opened.route, usage, events=tuple(events)))
        return _answer(whole, opened.route) if whole else None

    def _reply(
        self,
        ask: Ask,
        key: CacheKey,
        route: Route,
        usage: Usage,
        *,
        body: bytes | None = None,
        events: tuple[CachedEvent, ...] | None = None,
    ) -> CachedReply:
        return CachedReply(
            dialect=ask.dialect,
            tenant=key.tenant,
            model=key.model,
            provider=route.provider,
            upstream_model=route.upstream_model,
            reason=route.reason,
            builtin=route.builtin,
            usage=usage,
            stored_at=self._clock(),
            body=body,
            events=events,
        )

    def _flown(self, result: tuple[CachedReply, bool], pays: bool) -> Answer:
        reply, by_meaning = result
        return _answer(reply, self._shown(reply, by_meaning, pays))

    def _shown(self, reply: CachedReply, by_meaning: bool, pays: bool) -> Route:
        """The route of one of the calls that one upstream call served."""
        price = self.rules.price(reply.model)
        if by_meaning:
            return reply.route("semantic", price)
        route = replace(reply.route("miss", 1.0), reason=reply.reason)
        if pays:
            return route
        self.shared += 1
        return replace(route, cache="shared", price_share=price)

    async def _replayed(self, reply: CachedReply, route: Route) -> Opened:
        events = Replay(reply.events or (), reply.dialect, self.config.replay_pause_s)
        return Opened(await anext(events), events, route)


def _answer(reply: CachedReply, route: Route) -> Answer:
    return Answer(_FIELDS.decode(reply.body or b"{}"), reply.usage, route)


def _usage_of(events: Sequence[CachedEvent]) -> Usage:
    usage: Usage | None = None
    for event in events:
        if event.usage is not None:
            usage = merge_usage(usage, event.usage)
    return usage or Usage()


def _remove(flights: dict[bytes, F], name: bytes, over: F) -> None:
    """A newer call may stand in the place of the one that is over."""
    if flights.get(name) is over:
        del flights[name]
