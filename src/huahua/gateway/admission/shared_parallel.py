"""Calls at a time that several processes count together: sorted sets in Redis, a member for each call.

A member lives for `LIVE_S` and is kept alive while its call runs, so the calls of a process that is killed stop
counting by themselves. One script adds the call to all its sets, or to none. While Redis is away each process counts
for itself.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence

from redis.asyncio import Redis
from redis.exceptions import RedisError

from huahua.gateway.admission.parallel import LocalParallel, LocalSlots, too_many_at_once
from huahua.gateway.admission.subjects import Subject
from huahua.kit.ids import new_id

log = logging.getLogger(__name__)

LIVE_S = 60.0
BEAT_S = 15.0
PREFIX = "huahua:parallel:"
_TAKE = """
local at = redis.call('TIME')
local now = at[1] * 1000 + math.floor(at[2] / 1000)
for i, key in ipairs(KEYS) do
  redis.call('ZREMRANGEBYSCORE', key, '-inf', now)
  if redis.call('ZCARD', key) >= tonumber(ARGV[i + 2]) then return i end
end
for i, key in ipairs(KEYS) do
  redis.call('ZADD', key, now + ARGV[2], ARGV[1])
  redis.call('PEXPIRE', key, ARGV[2])
end
return 0
"""
"""KEYS: sets. ARGV: the call, how many milliseconds it counts, and the limit of each set. Answers the first set that is
full, 0 for none."""
_BEAT = """
local at = redis.call('TIME')
local now = at[1] * 1000 + math.floor(at[2] / 1000)
for i, call in ipairs(ARGV) do
  if i > 1 then redis.call('ZADD', KEYS[1], 'XX', now + ARGV[1], call) end
end
redis.call('PEXPIRE', KEYS[1], ARGV[1])
return 0
"""
"""KEYS: a set. ARGV: how many milliseconds, and its calls."""


class SharedSlots:
    __slots__ = ("_here", "_home", "call", "keys")

    def __init__(self, home: SharedParallel, here: LocalSlots, call: str, keys: list[str]) -> None:
        self._home: SharedParallel | None = home
        self._here = here
        self.call = call
        self.keys = keys

    def leave(self) -> None:
        home, self._home = self._home, None
        if home is not None:
            self._here.leave()
            home.left(self)


class SharedParallel:
    """Port `Parallel`."""

    def __init__(
        self,
        redis: Redis,
        *,
        prefix: str = PREFIX,
        live_s: float = LIVE_S,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._redis = redis
        self._prefix = prefix
        self._live_ms = round(live_s * 1000)
        self._sleep = sleep
        self._take = redis.register_script(_TAKE)
        self._beat = redis.register_script(_BEAT)
        self._here = LocalParallel()
        self._open: set[SharedSlots] = set()
        self._leaving: set[asyncio.Task[None]] = set()

    def take(self, subjects: Sequence[Subject]) -> None:
        """Redis has to be asked; but who is over the limit here is so everywhere."""
        self._here.take(subjects).leave()

    async def acquire(self, subjects: Sequence[Subject]) -> SharedSlots:
        here = self._here.take(subjects)
        call, keys = new_id("call"), [f"{self._prefix}{name}" for name, _ in subjects]
        limits = [limits.parallel_calls for _, limits in subjects]
        slots = SharedSlots(self, here, call, keys)
        try:
            full = int(await self._take(keys=keys, args=[call, self._live_ms, *limits]))
        except (RedisError, OSError) as fault:
            log.error("Redis does not answer (%s); each process counts parallel calls by itself", fault)
            full = 0
        except BaseException:
            slots.leave()  # nobody knows whether Redis heard of it
            raise
        if full:
            here.leave()
            raise too_many_at_once(limits[full - 1])
        self._open.add(slots)
        return slots

    def left(self, slots: SharedSlots) -> None:
        self._open.discard(slots)
        task = asyncio.get_running_loop().create_task(self._remove(slots))
        self._leaving.add(task)
        task.add_done_callback(self._leaving.discard)

    async def run(self) -> None:
        while True:
            await self._sleep(BEAT_S)
            try:
                await self.beat()
            except (RedisError, OSError) as fault:
                log.warning("parallel calls were not kept alive in Redis: %s", fault)

    async def beat(self) -> None:
        """Every open call counts for `live_s` more. Raises RedisError, or OSError."""
        calls: dict[str, list[str]] = {}
        for slots in self._open:
            for key in slots.keys:
                calls.setdefault(key, []).append(slots.call)
        for key, found in calls.items():
            await self._beat(keys=[key], args=[self._live_ms, *found])

    async def close(self) -> None:
        for slots in list(self._open):
            slots.leave()
        await asyncio.gather(*self._leaving)

    async def _remove(self, slots: SharedSlots) -> None:
        try:
            for key in slots.keys:
                await self._redis.zrem(key, slots.call)
        except (RedisError, OSError) as fault:
            log.warning("a parallel call goes on counting in Redis for a minute: %s", fault)
