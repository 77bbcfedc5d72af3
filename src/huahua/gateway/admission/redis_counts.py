"""Counts that processes share in Redis: a Lua script changes all keys of a call, or none."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Sequence
from contextlib import asynccontextmanager
from typing import Any

from redis.asyncio import Redis
from redis.exceptions import RedisError

from huahua.gateway.admission.counts import Draw, Drawn, StoreAway

PREFIX = "huahua:"
_DRAW = """
local at = redis.call('TIME')
local now = at[1] + at[2] / 1000000
local found, wait, tight = {}, 0, 0
for i, key in ipairs(KEYS) do
  local limit, need = tonumber(ARGV[3 * i - 2]), tonumber(ARGV[3 * i - 1])
  local level, then_ = unpack(redis.call('HMGET', key, 'level', 'at'))
  level = level and math.min(limit, tonumber(level) + (now - tonumber(then_)) * limit / 60) or limit
  found[i] = level
  local missing = math.min(need, limit) - level
  if missing > 0 and missing * 60 / limit > wait then wait, tight = missing * 60 / limit, i end
end
local answer = {tostring(wait), tight}
for i, key in ipairs(KEYS) do
  local limit, need, extra = tonumber(ARGV[3 * i - 2]), tonumber(ARGV[3 * i - 1]), tonumber(ARGV[3 * i])
  local taken = 0
  if wait == 0 then taken = need + math.max(0, math.min(extra, math.floor(found[i] - need))) end
  local level = found[i] - taken
  redis.call('HSET', key, 'level', tostring(level), 'at', tostring(now))
  redis.call('PEXPIRE', key, 120000 + math.max(0, math.floor(-level * 60000 / limit)))
  answer[#answer + 1] = tostring(taken)
  answer[#answer + 1] = tostring(level)
end
return answer
"""
"""KEYS: buckets. ARGV: for each its limit, what the call needs, and what may be leased beyond. Answers the seconds to
wait, the bucket that lacks most, and for each bucket what was taken and what is left. Levels are numbers with a
fraction, which Redis would cut off: they travel as texts."""
_GIVE = """
local level = redis.call('HGET', KEYS[1], 'level')
if not level then
  local at = redis.call('TIME')
  redis.call('HSET', KEYS[1], 'at', tostring(at[1] + at[2] / 1000000))
end
local new = (level or ARGV[1]) + ARGV[2]
redis.call('HSET', KEYS[1], 'level', tostring(new))
redis.call('PEXPIRE', KEYS[1], 120000 + math.max(0, math.floor(-new * 60000 / ARGV[1])))
return 1
"""
"""KEYS: a bucket. ARGV: its limit, and what comes back, less than 0 for a debt."""


_ENTER = """
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
_KEEP = """
local at = redis.call('TIME')
local now = at[1] * 1000 + math.floor(at[2] / 1000)
for i, call in ipairs(ARGV) do
  if i > 1 then redis.call('ZADD', KEYS[1], 'XX', now + ARGV[1], call) end
end
redis.call('PEXPIRE', KEYS[1], ARGV[1])
return 0
"""
"""KEYS: a set. ARGV: how many milliseconds, and its calls."""


@asynccontextmanager
async def _answering() -> AsyncIterator[None]:
    try:
        yield
    except (RedisError, OSError) as fault:
        raise StoreAway(str(fault)) from fault


class RedisBuckets:
    """Port `Buckets`."""

    def __init__(self, redis: Redis, *, prefix: str = PREFIX) -> None:
        self._prefix = f"{prefix}rate:"
        self._draw = redis.register_script(_DRAW)
        self._give = redis.register_script(_GIVE)
        self._ping = redis.ping

    async def draw(self, draws: Sequence[Draw]) -> Drawn:
        keys = [f"{self._prefix}{draw.name}" for draw in draws]
        args = [number for draw in draws for number in (draw.limit, draw.need, draw.extra)]
        async with _answering():
            answer: list[Any] = await self._draw(keys=keys, args=args)
        return Drawn(
            float(answer[0]),
            int(answer[1]) - 1,
            [float(taken) for taken in answer[2::2]],
            [float(level) for level in answer[3::2]],
        )

    async def give(self, name: str, limit: int, amount: float) -> None:
        async with _answering():
            await self._give(keys=[f"{self._prefix}{name}"], args=[limit, amount])

    async def ping(self) -> None:
        async with _answering():
            await self._ping()


class RedisCallSets:
    """Port `CallSets`: sorted sets, a member for each call, which a process that is killed keeps alive no more."""

    def __init__(self, redis: Redis, *, prefix: str = PREFIX) -> None:
        self._redis = redis
        self._prefix = f"{prefix}parallel:"
        self._enter = redis.register_script(_ENTER)
        self._keep = redis.register_script(_KEEP)

    async def enter(
        self, names: Sequence[str], limits: Sequence[int], call: str, live_s: float
    ) -> int | None:
        keys = [f"{self._prefix}{name}" for name in names]
        async with _answering():
            full = int(await self._enter(keys=keys, args=[call, round(live_s * 1000), *limits]))
        return full - 1 if full else None

    async def keep(self, name: str, calls: Sequence[str], live_s: float) -> None:
        async with _answering():
            await self._keep(keys=[f"{self._prefix}{name}"], args=[round(live_s * 1000), *calls])

    async def leave(self, names: Sequence[str], call: str) -> None:
        async with _answering():
            for name in names:
                removed: Awaitable[int] = self._redis.zrem(f"{self._prefix}{name}", call)
                await removed
