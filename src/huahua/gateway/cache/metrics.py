"""What `/metrics` says of the cache. The cache counts in plain numbers, which are read when somebody asks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from weakref import WeakSet

from prometheus_client import REGISTRY
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

from huahua.gateway.cache.cache import ReplyCache

_shown: WeakSet[ReplyCache] = WeakSet()


def show(cache: ReplyCache) -> None:
    """Let `/metrics` tell of this cache as long as it lives."""
    _shown.add(cache)


class CacheCollector:
    """Sums over the caches of this process, of which a server has one."""

    def __init__(self, caches: Collection[ReplyCache]) -> None:
        self._caches = caches

    def collect(self) -> Iterator[Metric]:
        caches = list(self._caches)
        memories = [cache.levels.memory for cache in caches]
        sources: Counter[str] = Counter()
        outcomes: Counter[str] = Counter()
        for cache in caches:
            sources += _sources(cache)
            outcomes += cache.semantic.counts if cache.semantic else Counter()
        yield _counter(
            "huahua_cache_replies",
            "Replies to calls that may use the cache, by where they came from",
            "source",
            sources,
        )
        yield _counter(
            "huahua_cache_questions",
            "Questions compared with answered ones, by what came of it",
            "outcome",
            outcomes,
        )
        evicted = CounterMetricFamily("huahua_cache_evicted", "Replies that gave way to newer ones")
        evicted.add_metric([], sum(memory.evicted for memory in memories))
        yield evicted
        yield _gauge("huahua_cache_bytes", "Memory that replies take", sum(one.bytes for one in memories))
        yield _gauge("huahua_cache_entries", "Replies kept in memory", sum(map(len, memories)))
        away = any(cache.levels.far is not None and cache.levels.far.away for cache in caches)
        yield _gauge("huahua_cache_redis_away", "1 while Redis is configured and cannot be reached", away)

    def describe(self) -> Iterator[Metric]:
        return iter(())


def _sources(cache: ReplyCache) -> Counter[str]:
    far = cache.levels.far
    return Counter(
        memory=cache.levels.memory.hits,
        redis=far.hits if far else 0,
        shared=cache.shared,
        model=cache.made,
    )


def _counter(name: str, help_: str, label: str, counts: Counter[str]) -> CounterMetricFamily:
    family = CounterMetricFamily(name, help_, labels=[label])
    for value, count in counts.items():
        family.add_metric([value], count)
    return family


def _gauge(name: str, help_: str, value: float) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, help_)
    family.add_metric([], float(value))
    return family


REGISTRY.register(CacheCollector(_shown))
