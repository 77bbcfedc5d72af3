"""What looks wrong in a price book, though it could be meant. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from huahua.billing.prices.domain.book import Entry
from huahua.billing.prices.domain.resolve import Rates
from huahua.gateway.domain.api import MILLION, UNITS, Price

PER_MILLION = frozenset(name for name, unit in UNITS.items() if unit.startswith("per 1,000,000"))
CHEAPEST = 1_000
"""Micros for a million tokens, a thousandth of a dollar: less was probably typed per token."""
DEAREST = 10_000 * MILLION
"""Ten thousand for a million tokens."""


@dataclass(frozen=True, slots=True)
class Warning_:
    """`code`: `per_token` (probably typed for one token), `very_dear`, `below_cost`, or `free` beside a cost;
    `field` is the price at fault."""

    code: str
    entry: str
    field: str


def warnings_of(entries: Iterable[Entry], rates: Rates) -> list[Warning_]:
    return [warning for entry in entries for warning in _of(entry, rates)]


def _of(entry: Entry, rates: Rates) -> Iterator[Warning_]:
    prices = (
        [entry.price, *(step.price for step in entry.tiers.steps if entry.tiers)]
        if entry.tiers
        else [entry.price]
    )
    seen: set[tuple[str, str]] = set()
    for price in prices:
        for code, field in (*_odd(price), *_below(price, entry.cost, rates)):
            if (code, field) not in seen:
                seen.add((code, field))
                yield Warning_(code, entry.key, field)


def _odd(price: Price) -> Iterator[tuple[str, str]]:
    for name in PER_MILLION:
        amount = getattr(price, name)
        if amount and amount < CHEAPEST:
            yield "per_token", name
        if amount and amount > DEAREST:
            yield "very_dear", name


def _below(price: Price, cost: Price | None, rates: Rates) -> Iterator[tuple[str, str]]:
    if cost is None:
        return
    ours, theirs = rates.to_ledger(price.currency), rates.to_ledger(cost.currency)
    if ours is None or theirs is None:
        return
    if price.is_free and not cost.is_free:
        yield "free", ""
        return
    for name in UNITS:
        asked, taken = getattr(price, name) or 0, getattr(cost, name) or 0
        if getattr(price, name) is not None and asked * ours < taken * theirs:
            yield "below_cost", name
    known = dict(price.pictures)
    for kind, taken in cost.pictures:
        if known.get(kind, price.picture) * ours < taken * theirs:
            yield "below_cost", f"pictures {kind}"


__all__ = ["CHEAPEST", "DEAREST", "Warning_", "warnings_of"]
