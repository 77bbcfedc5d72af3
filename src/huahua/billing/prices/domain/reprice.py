"""What calls of the past would have cost by another price book. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from huahua.billing.prices.domain.book import Entry, units_of
from huahua.billing.prices.domain.month import VolumeMonth, tier_prices
from huahua.billing.prices.domain.resolve import Book, CustomerTerms, Rates, Row
from huahua.gateway.domain.api import MILLION, Price, UsageRecord

FROM_CACHE = frozenset({"hit", "semantic", "shared"})


@dataclass(slots=True)
class Sum:
    """Of some calls, in micros of the ledger's currency."""

    calls: int = 0
    old_micros: int = 0
    new_micros: int = 0
    vendor_micros: int = 0
    unpriced: int = 0
    """Calls to models that the new book has no price for."""
    cost_unknown: int = 0
    """Calls of which nobody knows what the vendor takes."""

    def add(self, old: int, new: int | None, vendor: int | None) -> None:
        self.calls += 1
        self.old_micros += old
        self.new_micros += new or 0
        self.vendor_micros += vendor or 0
        self.unpriced += new is None
        self.cost_unknown += vendor is None


class Rows:
    """The rows of the catalogue, by what a usage line says of them."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._exact: dict[tuple[str, str, str], Row] = {}
        self._upstream: dict[tuple[str, str], Row] = {}
        for row in rows:
            self._exact.setdefault((row.name, row.provider, row.model), row)
            self._upstream.setdefault((row.provider, row.model), row)

    def of(self, model: str, provider: str, upstream_model: str) -> Row:
        """A call may have asked for a virtual model; the row that served it is known by its upstream. A row that is
        gone has no price of its own."""
        return (
            self._exact.get((model, provider, upstream_model))
            or self._upstream.get((provider, upstream_model))
            or Row(model, provider, upstream_model)
        )


@dataclass(slots=True)
class Repricer:
    """Calls are to be added in the order in which they were made: tiers follow the volume of each month, as far as it
    was seen. `settle` when all were: where a month's whole volume decides, it corrects the sums."""

    book: Book
    rows: Rows
    customer_of: Callable[[str], CustomerTerms]
    total: Sum = field(default_factory=Sum)
    by_model: dict[str, Sum] = field(default_factory=lambda: defaultdict(Sum))
    by_customer: dict[str, Sum] = field(default_factory=lambda: defaultdict(Sum))
    _volumes: dict[tuple[str, str, str], int] = field(default_factory=dict)
    _months: dict[tuple[str, str, str], VolumeMonth] = field(default_factory=lambda: defaultdict(VolumeMonth))

    def add(self, record: UsageRecord) -> None:
        rates = self.book.rates
        row = self.rows.of(record.model, record.provider, record.upstream_model)
        old = rates.micros(record.cost_micros, record.currency) or 0
        new, vendor = self.price_of(record, row), self._vendor(record, row)
        for each in (self.total, self.by_model[_name(record, row)], self.by_customer[record.payer_id]):
            each.add(old, new, vendor)

    def settle(self) -> None:
        """Once, at the end."""
        for (payer_id, _, _), month in self._months.items():
            for name, settled in month.settlements().items():
                for each in (self.total, self.by_model[name], self.by_customer[payer_id]):
                    each.new_micros += settled.correction_micros

    def price_of(self, record: UsageRecord, row: Row) -> int | None:
        """Micros of the ledger's currency; None without a price."""

        def volume(entry: Entry) -> int:
            return self._volumes.get((record.payer_id, entry.key, f"{record.created_at:%Y-%m}"), 0)

        price = self.book.price(row, self.customer_of(record.payer_id), record.created_at, volume).price
        if price is None:
            return None
        new = self.book.rates.micros(charged(record, price), price.currency) or 0
        entry = self.book.entry(row)
        if entry is not None and entry.tiers is not None:
            self._count(record, row, entry, price, new)
        return new

    def _count(self, record: UsageRecord, row: Row, entry: Entry, price: Price, new: int) -> None:
        assert entry.tiers is not None
        place = record.payer_id, entry.key, f"{record.created_at:%Y-%m}"
        if record.status < 400:
            self._volumes[place] = self._volumes.get(place, 0) + units_of(entry.tiers.unit, record.usage)
        if entry.tiers.mode != "volume" or price.currency != self.book.rates.currency:
            return
        month = self._months[place]
        if record.status < 400:
            month.count(record.usage)
        exact = exact_by_tier(record, entry, price)
        month.add(_name(record, row), self.book.id, entry.tiers, new, exact)

    def _vendor(self, record: UsageRecord, row: Row) -> int | None:
        return vendor_of(record, self.book.vendor(row, record.created_at).price, self.book.rates)


def _name(record: UsageRecord, row: Row) -> str:
    return row.name if not record.provider else f"{row.name} · {record.provider}"


def vendor_of(record: UsageRecord, price: Price | None, rates: Rates) -> int | None:
    """What the vendor takes by this price, in the ledger's currency; by the line where there is none."""
    if not record.provider or record.cache in FROM_CACHE:
        return 0
    if price is None:
        taken = record.vendor_micros
        return taken if not taken else rates.micros(taken, record.vendor_currency)
    cost = price.cost(record.usage, duration_ms=record.latency_ms, kind=record.picture)
    return rates.micros(cost, price.currency)


def charged(record: UsageRecord, price: Price) -> int:
    """What the call costs at this price: nothing where it used nothing and failed, a part where the cache answered."""
    full = price.cost(record.usage, duration_ms=record.latency_ms, kind=record.picture)
    if record.status >= 400 and not any(
        getattr(record.usage, name) for name in record.usage.__struct_fields__
    ):
        return 0
    if record.cache not in FROM_CACHE:
        return full
    if record.price is None:
        return 0
    before = record.price.cost(record.usage, duration_ms=record.latency_ms, kind=record.picture)
    return -(-full * record.cost_micros // before) if before else 0


def exact_by_tier(record: UsageRecord, entry: Entry, price: Price) -> list[int]:
    """Millionths of a micro that the call costs by each tier of the entry that `price` came from, before rounding."""
    assert price.terms is not None
    return [exactly(record, each) for each in tier_prices(entry, price.terms, price.currency)]


def exactly(record: UsageRecord, price: Price) -> int:
    """`charged` in millionths of a micro. What is but a part of a price is whole micros anyway."""
    whole = charged(record, price)
    if not whole or record.cache in FROM_CACHE:
        return whole * MILLION
    parts = price.parts(record.usage, duration_ms=record.latency_ms, kind=record.picture)
    return sum(part.millionths for part in parts)
