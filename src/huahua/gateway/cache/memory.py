"""The memory level: the most recently used replies within a bound of bytes, each for its time."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable

from huahua.gateway.cache.key import CacheKey
from huahua.gateway.cache.reply import CachedReply


class MemoryLevel:
    """Every operation but `clear` takes the same time however much is kept. Not thread-safe."""

    def __init__(
        self, max_bytes: int, max_entry_bytes: int, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self.bytes = 0
        self.evicted = 0
        self.hits = 0
        self._max_bytes = max_bytes
        self._max_entry_bytes = min(max_bytes, max_entry_bytes)
        self._monotonic = monotonic
        self._entries: OrderedDict[bytes, tuple[CachedReply, float, int]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._entries)

    def get(self, digest: bytes) -> CachedReply | None:
        """The reply, which is now the most recently used; None where there is none or its time is over."""
        entry = self._entries.get(digest)
        if entry is None:
            return None
        if self._monotonic() >= entry[1]:
            self._drop(digest)
            return None
        self._entries.move_to_end(digest)
        self.hits += 1
        return entry[0]

    def put(self, key: CacheKey, reply: CachedReply, ttl_s: float) -> bool:
        """Keep `reply` for `ttl_s` seconds, in place of the least recently used; False when it is too large."""
        digest, size = key.digest, reply.size
        if digest in self._entries:
            self._drop(digest)
        if size > self._max_entry_bytes or ttl_s <= 0:
            return False
        self._entries[digest] = (reply, self._monotonic() + ttl_s, size)
        self.bytes += size
        while self.bytes > self._max_bytes:
            self._drop(next(iter(self._entries)))
            self.evicted += 1
        return True

    def time_left_s(self, digest: bytes) -> float:
        """0 where there is no such reply."""
        entry = self._entries.get(digest)
        return max(0.0, entry[1] - self._monotonic()) if entry else 0.0

    def clear(self, model: str | None = None, tenant: str | None = None, before: float | None = None) -> int:
        """Forget what is of this model and this tenant (None: of any) and was stored up to `before` (seconds
        since 1970; None: at any time); how many those were."""
        gone = [
            digest
            for digest, (reply, _until, _size) in self._entries.items()
            if model in (None, reply.model)
            and tenant in (None, reply.tenant)
            and (before is None or reply.stored_at <= before)
        ]
        for digest in gone:
            self._drop(digest)
        return len(gone)

    def _drop(self, digest: bytes) -> None:
        self.bytes -= self._entries.pop(digest)[2]
