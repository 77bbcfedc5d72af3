"""How much each customer, a user or a team, used this month of what is priced by volume.

Counted from the usage lines: the part of the month that is long over once, and what came since every few seconds. Lines
that reach the database late (it was away for minutes) are counted when the whole month is, once an hour.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Protocol

from huahua.billing.prices.domain.book import Entry, units_of
from huahua.billing.prices.domain.reprice import Rows
from huahua.billing.prices.domain.resolve import Book
from huahua.gateway.api import Used
from huahua.kit.clock import Clock, utc_now

EVERY = timedelta(seconds=5)
SETTLED = timedelta(minutes=1)
"""After so long all lines of a moment are expected to be there."""
ALL_AGAIN = timedelta(hours=1)

_TOTAL = "\x1f"
"""Begins the names of totals among those of entries."""
_Counts = dict[tuple[str, str], int]


class Source(Protocol):
    async def used(self, first: datetime, until: datetime) -> Iterable[Used]: ...


class Volumes:
    def __init__(self, source: Source, rows: Callable[[], Rows], *, clock: Clock = utc_now) -> None:
        self._source = source
        self._rows = rows
        self._clock = clock
        self._book: Book | None = None
        self._month = self._counted_to = self._whole_at = datetime.min.replace(tzinfo=UTC)
        self._settled: _Counts = {}
        self._counts: _Counts = {}
        self._seen_at = self._whole_at

    def total(self, payer_id: str, unit: str) -> int:
        """Of all calls with a price: `calls` (without those that painted, which `pictures` counts), or `tokens`."""
        return self._counts.get((payer_id, _TOTAL + unit), 0)

    def of(self, payer_id: str, entry: Entry) -> int:
        """In the unit of the entry's tiers, as it was seen a few seconds ago."""
        return self._counts.get((payer_id, entry.key), 0)

    def is_old(self, now: datetime) -> bool:
        return now - self._seen_at >= EVERY

    async def refresh(self, book: Book, *, totals: bool = False) -> None:
        """`totals`: whether those are wanted, too."""
        now = self._clock()
        self._seen_at = now
        if not totals and not any(entry.tiers for entry in book.content.entries):
            self._counts, self._book = {}, None
            return
        month = now.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        if book is not self._book or month != self._month or now - self._whole_at >= ALL_AGAIN:
            self._book, self._month, self._whole_at = book, month, now
            self._settled, self._counted_to = {}, month
        settled = max(self._counted_to, now - SETTLED)
        if settled > self._counted_to:
            more = await self._source.used(self._counted_to, settled)
            self._settled = self._added(self._settled, more, book)
            self._counted_to = settled
        latest = await self._source.used(self._counted_to, now + SETTLED)
        self._counts = self._added(self._settled, latest, book)

    def _added(self, counts: _Counts, used: Iterable[Used], book: Book) -> _Counts:
        found, rows = dict(counts), self._rows()
        for one in used:
            entry = book.entry(rows.of(one.model, one.provider, one.upstream_model))
            if entry is not None and entry.tiers is not None:
                place = one.payer_id, entry.key
                found[place] = found.get(place, 0) + units_of(entry.tiers.unit, one.usage, one.calls)
            for unit, count in used_units(one).items():
                place = one.payer_id, _TOTAL + unit
                found[place] = found.get(place, 0) + count
        return found


def used_units(one: Used) -> dict[str, int]:
    """In the units that plans include."""
    paints = one.usage.images > 0
    return {
        "calls": 0 if paints else one.calls,
        "tokens": one.usage.prompt_tokens + one.usage.completion_tokens,
        "pictures": one.usage.images,
    }
