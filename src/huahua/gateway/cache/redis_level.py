"""The level that several processes share: replies in Redis, sealed, each for its time.

Redis is never waited for longer than the look-up's limit, and its troubles are no caller's: while it is away
every look-up is a miss that costs nothing.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from itertools import chain, repeat

import msgspec
from redis.asyncio import Redis
from redis.exceptions import RedisError

from huahua.gateway.cache.key import CacheKey
from huahua.gateway.cache.reply import CachedReply
from huahua.infra.sealing import Envelope, SealBroken

log = logging.getLogger(__name__)

PREFIX = "huahua:cache:"
MAX_WRITES = 64
"""Replies on their way to Redis at once; what comes while so many are under way is not written."""
WRITE_S = 2.0
_PAUSES_S = (0.5, 1.0, 2.0, 5.0)
"""Between two questions whether Redis is back."""
_SCAN = 500


class _Kept(msgspec.Struct, frozen=True):
    reply: CachedReply
    until: float
    """Seconds since 1970."""


_decode = msgspec.msgpack.Decoder(_Kept).decode
_encode = msgspec.msgpack.Encoder().encode


class RedisLevel:
    """Port `FarLevel`. `close` it at the end."""

    def __init__(
        self,
        client: Redis,
        envelope: Envelope,
        *,
        wait_s: float = 0.02,
        prefix: str = PREFIX,
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """`clock` gives seconds since 1970. The client should give up connecting after a second or two."""
        self.hits = 0
        self.misses = 0
        self._client = client
        self._envelope = envelope
        self._wait_s = wait_s
        self._prefix = prefix
        self._clock = clock
        self._sleep = sleep
        self._writes: set[asyncio.Task[None]] = set()
        self._probe: asyncio.Task[None] | None = None

    @property
    def away(self) -> bool:
        """Did the last word with Redis fail? Nobody asks it then but the task that waits for it."""
        return self._probe is not None

    async def get(self, key: CacheKey) -> tuple[CachedReply, float] | None:
        """The reply and the seconds for which it may still be used."""
        if self.away:
            return None
        name = self._name(key)
        try:
            async with asyncio.timeout(self._wait_s):
                sealed = await self._client.get(name)
        except (RedisError, OSError, TimeoutError) as fault:
            self._lost(fault)
            return None
        kept = self._opened(sealed, key) if isinstance(sealed, bytes) else None
        left_s = kept.until - self._clock() if kept else 0.0
        if kept is None or left_s <= 0:
            self.misses += 1
            return None
        self.hits += 1
        return kept.reply, left_s

    def put(self, key: CacheKey, reply: CachedReply, ttl_s: float) -> None:
        """Returns at once; the reply is written beside."""
        if len(self._writes) >= MAX_WRITES or self.away:
            return
        task = asyncio.create_task(self._write(key, reply, ttl_s))
        self._writes.add(task)
        task.add_done_callback(self._writes.discard)

    async def clear(self, model: str | None = None, tenant: str | None = None) -> int:
        """Delete what is of this model and this tenant (None: of any); how many those were. A Redis that is away
        deletes nothing: its replies are covered by the mark of the clearing until their time is over."""
        gone = 0
        try:
            batch: list[bytes] = []
            async for name in self._client.scan_iter(match=self._pattern(tenant, model), count=_SCAN):
                batch.append(name)
                if len(batch) >= _SCAN:
                    gone += await self._client.unlink(*batch)
                    batch.clear()
            if batch:
                gone += await self._client.unlink(*batch)
        except (RedisError, OSError) as fault:
            self._lost(fault)
        return gone

    async def written(self) -> None:
        """Returns when every reply that was handed in is written or given up."""
        await asyncio.gather(*self._writes)

    async def close(self) -> None:
        if self._probe is not None:
            self._probe.cancel()
        await self.written()
        await self._client.aclose()

    async def _write(self, key: CacheKey, reply: CachedReply, ttl_s: float) -> None:
        packed = _encode(_Kept(reply, self._clock() + ttl_s))
        sealed = self._envelope.seal(packed, key.digest)
        try:
            async with asyncio.timeout(WRITE_S):
                await self._client.set(self._name(key), sealed, px=max(1, round(ttl_s * 1000)))
        except (RedisError, OSError, TimeoutError) as fault:
            self._lost(fault)

    def _opened(self, sealed: bytes, key: CacheKey) -> _Kept | None:
        """None for what another secret sealed, or another version of the product wrote."""
        try:
            return _decode(self._envelope.open(sealed, key.digest))
        except (SealBroken, msgspec.MsgspecError):
            return None

    def _name(self, key: CacheKey) -> str:
        """Tenant and model stand in the name, so that a clearing finds them; nobody can read them there."""
        parts = (self._part(key.tenant), self._part(key.model), self._envelope.name(key.digest))
        return self._prefix + ":".join(parts)

    def _pattern(self, tenant: str | None, model: str | None) -> str:
        parts = ("*" if part is None else self._part(part) for part in (tenant, model))
        return self._prefix + ":".join((*parts, "*"))

    def _part(self, text: str) -> str:
        return self._envelope.name(text.encode())[:16]

    def _lost(self, fault: Exception) -> None:
        if self._probe is None:
            log.warning("Redis is away; replies come from this process's memory alone (%r)", fault)
            self._probe = asyncio.create_task(self._until_back())

    async def _until_back(self) -> None:
        """Ask beside the calls whether Redis answers again, in time. The first question may take longer: it is
        the one that connects."""
        for pause_s in chain(_PAUSES_S, repeat(_PAUSES_S[-1])):
            await self._sleep(pause_s)
            try:
                for limit_s in (WRITE_S, self._wait_s):
                    async with asyncio.timeout(limit_s):
                        await self._client.get(self._prefix)
            except (RedisError, OSError, TimeoutError):
                continue
            log.info("Redis is back; replies are shared again")
            self._probe = None
            return
