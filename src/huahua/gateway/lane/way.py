"""What is the same for every call of one model that goes to one upstream. Made with the first such call."""

from __future__ import annotations

from dataclasses import dataclass

from huahua.gateway.cache.port import Cache
from huahua.gateway.cache.reply import CachedReply
from huahua.gateway.candidate import Candidate
from huahua.gateway.domain.calls import Dialect
from huahua.gateway.domain.route import Route
from huahua.gateway.lane.heads import Heads, Lines
from huahua.gateway.ports import FastUpstream
from huahua.gateway.resilience.history import route_of
from huahua.gateway.routing.plan import Choice

MAX_WAYS = 4096


@dataclass(frozen=True, slots=True)
class Way:
    candidate: Candidate
    route: Route
    lines: Lines
    upstream: FastUpstream | None
    """None where the ordinary way has to be gone: a translation or a time limit of the row's own is needed."""


class Ways:
    def __init__(self, heads: Heads, cache: Cache) -> None:
        self._heads = heads
        self._cache = cache
        self._ways: dict[tuple[str, str, str, Dialect], Way] = {}
        self._to_cache: dict[tuple[str, str, str, bool], tuple[Route, Lines]] = {}

    def of(self, model: str, choice: Choice, dialect: Dialect) -> Way:
        candidate = choice.candidate
        name = (model, candidate.key, choice.reason, dialect)
        way = self._ways.get(name)
        if way is None or way.candidate is not candidate:  # the catalogue may have changed
            if len(self._ways) >= MAX_WAYS:
                self._ways.clear()
            route = route_of(model, choice, 0)
            upstream = _fast(candidate, dialect)
            way = Way(candidate, route, self._heads.lines(route), upstream)
            self._ways[name] = way
        return way

    def to(self, reply: CachedReply) -> tuple[Route, Lines]:
        """The way of a call that is answered from the cache, which is the same for all replies from one upstream."""
        name = (reply.model, reply.provider, reply.upstream_model, reply.builtin)
        known = self._to_cache.get(name)
        if known is None:
            if len(self._to_cache) >= MAX_WAYS:
                self._to_cache.clear()
            route = self._cache.route(reply)
            known = self._to_cache[name] = route, self._heads.lines(route)
        return known


def _fast(candidate: Candidate, dialect: Dialect) -> FastUpstream | None:
    if candidate.provider.dialect is not dialect or candidate.row.has_own_pace:
        return None
    return getattr(candidate.provider, "fast", None)
