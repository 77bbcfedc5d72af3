"""What is read of prices: lists for customers, margins for operators, explanations of calls."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Protocol

from huahua.billing.prices.domain.book import Entry
from huahua.billing.prices.domain.resolve import Resolved, Row
from huahua.billing.prices.explanation import explain
from huahua.billing.prices.keeper import PriceKeeper, row_of
from huahua.billing.prices.store import PriceStore
from huahua.gateway.api import Margin, ModelConfig, UsageRecord, UsageRecords
from huahua.kit.clock import Clock, iso, utc_now

_BY = {"model": ["model"], "upstream": ["provider", "upstream_model"], "user": ["user_id"]}


@dataclass(frozen=True, slots=True)
class Listed:
    row: Row
    found: Resolved
    entry: Entry | None


class Corrections(Protocol):
    async def booked(self, record: UsageRecord) -> int | None:
        """Micros by which the correction of the call's month changed the wallet; None where there is none (yet)."""
        ...


class PriceViews:
    def __init__(
        self,
        store: PriceStore,
        keeper: PriceKeeper,
        records: UsageRecords,
        corrections: Corrections,
        *,
        clock: Clock = utc_now,
    ) -> None:
        self._store = store
        self._keeper = keeper
        self._records = records
        self._corrections = corrections
        self._clock = clock

    def price_list(self, user_id: str, rows: Iterable[ModelConfig]) -> list[Listed]:
        """Of each enabled row with a price, what the customer pays now; rows of one name and price once."""
        now = self._clock()
        book, _ = self._keeper.book_at(now)
        found: dict[tuple[str, Any], Listed] = {}
        for config in rows:
            if not config.enabled:
                continue
            row = row_of(config)
            resolved = self._keeper.resolve(user_id, row, now)
            if resolved.price is not None:
                found.setdefault((row.name, resolved.price), Listed(row, resolved, book.entry(row)))
        return sorted(found.values(), key=lambda one: (one.row.name, one.row.provider))

    async def margins(self, first: date, last: date, by: str) -> Sequence[Margin]:
        """Of the days from `first` to `last`, both included, in UTC."""
        if by == "day":
            found: list[Margin] = []
            for number in range((last - first).days + 1):
                day = first + timedelta(days=number)
                start = datetime.combine(day, time(), UTC)
                rows = await self._records.margins(start, start + timedelta(days=1), [])
                found += [
                    Margin((day.isoformat(),), *(getattr(row, name) for name in Margin.__slots__[1:]))
                    for row in rows
                ]
            return found
        start = datetime.combine(first, time(), UTC)
        return await self._records.margins(
            start, datetime.combine(last, time(), UTC) + timedelta(days=1), _BY[by]
        )

    async def explanation(self, request_id: str, *, owner: str | None, vendor: bool) -> dict[str, Any] | None:
        """None where there is no such call, or it is somebody else's."""
        record = await self._records.one(request_id)
        if record is None or (owner is not None and record.user_id != owner):
            return None
        book = mode = None
        if record.price is not None and record.price.terms is not None and record.price.terms.book:
            row = await self._store.get(record.price.terms.book)
            if row is not None:
                at = row.effective_at
                book = {"id": row.id, "number": row.number, "effective_at": iso(at) if at else None}
                mode = _mode(row.content, record.price.terms.entry)
        corrected = await self._corrections.booked(record) if mode == "volume" else None
        return explain(
            record, book, rates=self._keeper.rates, vendor=vendor, mode=mode, corrected_micros=corrected
        )


def _mode(content: Mapping[str, Any], key: str) -> str | None:
    """How the tiers of an entry count; None without any."""
    for entry in content["entries"]:
        provider = entry.get("provider")
        if key == (f"{entry['model']} @ {provider}" if provider else entry["model"]):
            return entry["tiers"]["mode"] if entry.get("tiers") else None
    return None
