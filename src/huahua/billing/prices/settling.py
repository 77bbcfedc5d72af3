"""The correction of months that are priced by their whole volume, booked once when the month is over.

One transaction for each wallet, customer and entry of the price book. Its source names all of them, so that neither a
second process nor a second try after a crash books it again. Calls whose lines come later than `SETTLED` after the
month's end keep the price that they were charged by.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping
from datetime import datetime, timedelta
from fractions import Fraction

from pydantic import ValidationError

from huahua.billing.errors import SourceTaken, WalletNotFound
from huahua.billing.ledger.api import REVENUE, Ledger
from huahua.billing.plans.domain.periods import month_of
from huahua.billing.prices.domain.book import Entry
from huahua.billing.prices.domain.month import Settlement, VolumeMonth
from huahua.billing.prices.domain.reprice import exact_by_tier
from huahua.billing.prices.shapes import ContentBody
from huahua.billing.prices.store import PriceStore
from huahua.gateway.api import UsageRecord, UsageRecords
from huahua.kit.clock import Clock, utc_now

SETTLED = timedelta(hours=1)
"""So long after a month's end its last calls are booked."""
CHUNK = 500
_SOURCE = "volume"

Entries = Mapping[tuple[str, str], Entry]
"""Those whose months are priced as a whole, by version and key."""


class VolumeSettling:
    """Port `MonthsEnd` of invoices and `Corrections` of the views."""

    def __init__(
        self, store: PriceStore, ledger: Ledger, records: UsageRecords, *, clock: Clock = utc_now
    ) -> None:
        self._store = store
        self._ledger = ledger
        self._records = records
        self._clock = clock

    async def settle(self, month: str) -> int:
        """Book what is missing of '2026-11'; how many corrections. Nothing before `SETTLED` after its end."""
        first, until = month_of(month)
        mark = f"{_SOURCE}:{month}"
        if self._clock() < until + SETTLED or await self._store.marked(mark):
            return 0
        entries, count = await self._entries(first, until), 0
        if entries:
            for payer_id in sorted({one.payer_id for one in await self._records.used(first, until)}):
                count += await self._settle(payer_id, month, entries)
        await self._store.mark(mark)
        return count

    async def booked(self, record: UsageRecord) -> int | None:
        """What the correction that the call is in changed in the wallet, in micros; None where there is none (yet)."""
        if record.wallet_id is None or record.price is None or record.price.terms is None:
            return None
        month, entry = f"{record.created_at:%Y-%m}", record.price.terms.entry
        found = await self._ledger.by_source(_source(month, record.wallet_id, record.payer_id, entry))
        return None if found is None else found.micros

    async def _entries(self, first: datetime, until: datetime) -> Entries:
        found = {}
        for row in await self._store.in_force(first):
            if row.effective_at is None or row.effective_at >= until:
                continue
            try:
                content = ContentBody.model_validate(row.content).content()
            except (ValidationError, ValueError):
                continue  # the keeper, too, left it out
            for entry in content.entries:
                if entry.tiers is not None and entry.tiers.mode == "volume":
                    found[row.id, entry.key] = entry
        return found

    async def _settle(self, payer_id: str, month: str, entries: Entries) -> int:
        keys = {key for _, key in entries}
        months: dict[str, VolumeMonth] = defaultdict(VolumeMonth)
        unpaid: dict[str, dict[str, Fraction]] = {}
        async for record, charge in self._lines(payer_id, month):
            price = record.price
            if price is None or price.terms is None or price.terms.entry not in keys:
                continue
            volume = months[price.terms.entry]
            if record.status < 400:
                volume.count(record.usage)
            entry = entries.get((price.terms.book, price.terms.entry))
            if entry is None or entry.tiers is None or record.wallet_id is None:
                continue
            if (
                price.currency == self._ledger.currency
            ):  # all prices of a book are, but for a rate that is gone
                exact = exact_by_tier(record, entry, price)
                if record.wallet_id not in unpaid:
                    unpaid[record.wallet_id] = await self._unpaid(record.wallet_id, month)
                bore = unpaid[record.wallet_id].get(record.request_id, Fraction(0))
                volume.add(record.wallet_id, price.terms.book, entry.tiers, charge, exact, bore)
        count = 0
        for key, volume in months.items():
            for wallet_id, settlement in volume.settlements().items():
                source = _source(month, wallet_id, payer_id, key)
                count += await self._book(wallet_id, source, f"{key} · {month}", settlement)
        return count

    async def _unpaid(self, wallet_id: str, month: str) -> dict[str, Fraction]:
        """What of its calls since the month began the wallet did not have, by request. Calls are booked together: of
        what such a booking lacked each bears as much as it was charged of it."""
        first, until = month_of(month)
        short = await self._ledger.shortfalls(wallet_id, first)
        return {
            request_id: Fraction(charge * short[booking].lacked_micros, short[booking].charged_micros)
            for request_id, booking, charge in await self._records.posted_in(sorted(short), first, until)
        }

    async def _lines(self, payer_id: str, month: str) -> AsyncIterator[tuple[UsageRecord, int]]:
        first, until = month_of(month)
        after: tuple[datetime, str] | None = None
        while True:
            found = await self._records.paid_lines(payer_id, first, until, after, CHUNK)
            for each in found:
                yield each
            if len(found) < CHUNK:
                return
            after = found[-1][0].created_at, found[-1][0].request_id
            await asyncio.sleep(0)  # calls go first

    async def _book(self, wallet_id: str, source: str, what: str, settled: Settlement) -> bool:
        micros = settled.correction_micros
        if not micros or await self._ledger.by_source(source) is not None:
            return False
        memo = f"{what} · {settled.volume:,} {settled.unit.replace('_', ' ')} (≥ {settled.above:,})"
        try:
            if micros < 0:
                await self._ledger.credit(wallet_id, -micros, source, REVENUE, memo, kind="adjustment")
            else:
                await self._ledger.debit(
                    wallet_id, micros, source, REVENUE, memo, kind="adjustment", from_grants=True, beyond=True
                )
        except (SourceTaken, WalletNotFound):  # another process was quicker; the wallet is gone
            return False
        return True


def month_corrected(source: str) -> str | None:
    """The month that the transaction with this source corrects, such as '2026-11'; None for every other one."""
    kind, _, rest = source.partition(":")
    return rest.partition(":")[0] if kind == _SOURCE else None


def _source(month: str, wallet_id: str, payer_id: str, entry: str) -> str:
    digest = hashlib.sha256(entry.encode()).hexdigest()[:16]
    return f"{_SOURCE}:{month}:{wallet_id}:{payer_id}:{digest}"
