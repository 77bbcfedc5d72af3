"""What was cleared, and when: a reply that was kept before is no longer given, in any process."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from huahua.gateway.cache.reply import CachedReply

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Mark:
    """Replies of this model and this tenant (None: of any) from before `at`, in seconds since 1970, are gone."""

    model: str | None
    tenant: str | None
    at: float

    def covers(self, reply: CachedReply) -> bool:
        return (
            reply.stored_at <= self.at
            and self.model in (None, reply.model)
            and self.tenant in (None, reply.tenant)
        )


class MarkStore(Protocol):
    async def save(self, mark: Mark, keep_from: float) -> None:
        """Marks older than `keep_from` may be forgotten: no reply from before them can be alive."""
        ...

    async def load(self) -> list[Mark]: ...


class Marks:
    """The marks as this process knows them. Run `watch` beside."""

    def __init__(self, store: MarkStore, on_mark: Callable[[Mark], object]) -> None:
        """`on_mark` is called once with each mark that is new."""
        self._store = store
        self._on_mark = on_mark
        self._known: frozenset[Mark] = frozenset()

    def cover(self, reply: CachedReply) -> bool:
        return any(mark.covers(reply) for mark in self._known)

    async def add(self, mark: Mark, keep_from: float) -> None:
        await self._store.save(mark, keep_from)
        await self.refresh()

    async def refresh(self) -> None:
        marks = frozenset(await self._store.load())
        new = marks - self._known
        self._known = marks
        for mark in new:
            self._on_mark(mark)

    async def watch(self, needed: Callable[[], bool], interval_s: float = 1.0) -> None:
        """Look for ever, as long as `needed` says that there is anything to forget; a database that is away for a
        while changes nothing."""
        while True:
            try:
                if needed():
                    await self.refresh()
            except Exception:
                log.exception("what was cleared from the cache could not be read; it is tried again")
            await asyncio.sleep(interval_s)
