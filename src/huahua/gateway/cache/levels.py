"""Where replies are kept: the memory of this process, a level beyond it, and the marks of what was cleared."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Protocol

from huahua.gateway.cache.config import CacheConfig
from huahua.gateway.cache.key import CacheKey
from huahua.gateway.cache.marks import Mark, Marks, MarkStore
from huahua.gateway.cache.memory import MemoryLevel
from huahua.gateway.cache.reply import CachedReply
from huahua.gateway.cache.rules import Rules


class FarLevel(Protocol):
    """A level beyond this process. Its troubles are its own: a look-up that fails is a miss."""

    hits: int
    misses: int

    @property
    def away(self) -> bool:
        """It cannot be reached at this moment."""
        ...

    async def get(self, key: CacheKey) -> tuple[CachedReply, float] | None:
        """The reply and the seconds for which it may still be used."""
        ...

    def put(self, key: CacheKey, reply: CachedReply, ttl_s: float) -> None:
        """Returns at once; the reply is written beside."""
        ...

    async def clear(self, model: str | None = None, tenant: str | None = None) -> int:
        """Forget what is of this model and this tenant (None: of any); how many those were."""
        ...

    async def close(self) -> None: ...


class Levels:
    """Memory first, then the level beyond this process where there is one."""

    def __init__(
        self,
        config: CacheConfig,
        rules: Rules,
        *,
        far: FarLevel | None = None,
        marks: MarkStore | None = None,
        clock: Callable[[], float] = time.time,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """`clock` gives seconds since 1970."""
        self.memory = MemoryLevel(config.memory_bytes, config.entry_bytes, monotonic)
        self.far = far
        self.on_clear: Callable[[str | None], object] = lambda _tenant: None
        """Called with the tenant (None: all of them) whose replies were cleared."""
        self._rules = rules
        self._marks = Marks(marks, self._forget) if marks else None
        self._clock = clock

    async def find(self, key: CacheKey) -> CachedReply | None:
        reply = self.memory.get(key.digest)
        if reply is not None or self.far is None:
            return reply
        found = await self.far.get(key)
        if found is None or (self._marks is not None and self._marks.cover(found[0])):
            return None
        self.memory.put(key, *found)
        return found[0]

    def keep(self, key: CacheKey, reply: CachedReply) -> bool:
        """False when the reply is too large."""
        ttl_s = self._rules.ttl_s(key.model)
        kept = self.memory.put(key, reply, ttl_s)
        if kept and self.far is not None:
            self.far.put(key, reply, ttl_s)
        return kept

    def keep_both(self, key: CacheKey, found: CachedReply, both: CachedReply) -> None:
        """A form of the reply that had to be made is there the next time."""
        if both is not found:
            self.memory.put(key, both, self.memory.time_left_s(key.digest))

    async def clear(self, model: str | None = None, tenant: str | None = None) -> int:
        """Forget what was kept of this model and this tenant (None: of any), in every process within a second;
        how many replies this process and the level beyond it had of it."""
        gone = self.memory.clear(model, tenant)
        self.on_clear(tenant)
        if self._marks is not None:
            now = self._clock()
            await self._marks.add(Mark(model, tenant, now), now - self._rules.longest_s)
        if self.far is not None:
            gone += await self.far.clear(model, tenant)
        return gone

    async def watch(self) -> None:
        """Notice what other processes clear. Run it in the background."""
        if self._marks is not None:
            await self._marks.watch(lambda: self.far is not None or len(self.memory) > 0)

    async def refresh(self) -> None:
        """Notice it once."""
        if self._marks is not None:
            await self._marks.refresh()

    async def close(self) -> None:
        """Replies on their way to the level beyond get there first."""
        if self.far is not None:
            await self.far.close()

    def _forget(self, mark: Mark) -> None:
        self.memory.clear(mark.model, mark.tenant, mark.at)
        self.on_clear(mark.tenant)
