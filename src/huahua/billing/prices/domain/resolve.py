"""From a price book to the plain price of one customer's calls to one row at one moment. Pure.

The entry for the name at the row's provider comes first, then that for the name, then that for `provider/upstream
model`, then that for the upstream model whoever offers it; without an entry the row's own price stands. The price of
the tier is multiplied by the factors of the hour, of the customer's group and of the customer's plan, converted into
the ledger's currency, and each amount is rounded up to a micro once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from huahua.billing.prices.domain.book import Content, Entry
from huahua.billing.prices.domain.factor import ONE, Factor, scaled
from huahua.billing.prices.domain.hours import LOOK_AGAIN, window_at
from huahua.gateway.domain.api import Price, Terms


@dataclass(frozen=True, slots=True)
class Row:
    """What a price depends on of a model's row."""

    name: str
    provider: str
    model: str
    price: Price | None = None
    cost: Price | None = None


@dataclass(frozen=True, slots=True)
class CustomerTerms:
    """`group` of the price book; the plan's name and factor."""

    group: str = ""
    plan: str = ""
    plan_factor: Factor = ONE
    included: tuple[tuple[str, int], ...] = ()
    """Units (calls, tokens, pictures) up to which the month's calls cost nothing."""


PLAIN = CustomerTerms()
VolumeOf = Callable[[Entry], int]
"""The customer's volume of an entry this month, in the unit of its tiers."""


@dataclass(frozen=True, slots=True)
class Resolved:
    price: Price | None
    until: datetime
    """The price may be another one then."""
    tiered: bool = False
    """It also depends on the month's volume."""


@dataclass(frozen=True, slots=True)
class Rates:
    """What one unit of other currencies is worth in the ledger's."""

    currency: str
    rates: Mapping[str, Factor]

    def to_ledger(self, currency: str) -> Factor | None:
        """None where no rate is set: then nothing is converted."""
        return ONE if currency == self.currency else self.rates.get(currency)

    def micros(self, amount: int, currency: str | None) -> int | None:
        """An amount in the ledger's currency, rounded up."""
        rate = self.to_ledger(currency) if currency else None
        return None if rate is None else -(-amount * rate // ONE)


class Book:
    """One version, ready to be asked. `id` is what calls are to remember it by."""

    def __init__(self, id_: str, content: Content, rates: Rates) -> None:
        self.id = id_
        self.content = content
        self.rates = rates
        self._index = content.index()

    def entry(self, row: Row) -> Entry | None:
        index = self._index
        return (
            index.get((row.name, row.provider))
            or index.get((row.name, ""))
            or index.get((f"{row.provider}/{row.model}", ""))
            or index.get((row.model, ""))
        )

    def price(self, row: Row, customer: CustomerTerms, moment: datetime, volume: VolumeOf) -> Resolved:
        """What `customer` pays for calls that begin at `moment`."""
        entry = self.entry(row)
        if entry is None:
            return self._own(row, customer, moment)
        tier = entry.tiers.reached(volume(entry)) if entry.tiers else 0
        base, above = entry.at_tier(tier)
        window, until = window_at(entry.windows, moment)
        factors = self._factors(customer)
        if window is not None:
            factors = (("hours", window.factor), *factors)
        price = self._priced(base, Terms(self.id, entry.key, tier, above), factors)
        return Resolved(price, until, tiered=entry.tiers is not None)

    def vendor(self, row: Row, moment: datetime) -> Resolved:
        """What the vendor takes, in the vendor's own currency."""
        entry = self.entry(row)
        if entry is None or entry.cost is None:
            return Resolved(row.cost, moment + LOOK_AGAIN)
        window, until = window_at(entry.windows, moment)
        return Resolved(scaled(entry.cost, () if window is None else (window.cost_factor,)), until)

    def covered(self, found: Resolved, customer: CustomerTerms, used: Callable[[str], int]) -> Resolved:
        """The same, or nothing to pay while each unit that the customer's plan includes for such calls lasts."""
        price = found.price
        if price is None or not customer.included:
            return found
        limits = dict(customer.included)
        paints = bool(price.picture or price.pictures) and not (price.input or price.output)
        if paints and "pictures" in limits:
            limits = {"pictures": limits["pictures"]}
        else:
            limits.pop("pictures", None)
        if not limits or any(used(unit) >= most for unit, most in limits.items()):
            return replace(found, tiered=True)
        terms = price.terms or Terms(self.id, "")
        free = replace(
            scaled(price, (0,)),
            terms=replace(terms, factors=(*terms.factors, (f"included in {customer.plan}", "0"))),
        )
        return Resolved(free, found.until, tiered=True)

    def _own(self, row: Row, customer: CustomerTerms, moment: datetime) -> Resolved:
        factors = self._factors(customer)
        until = moment + LOOK_AGAIN
        if row.price is None or (not factors and self.rates.to_ledger(row.price.currency) in (None, ONE)):
            return Resolved(row.price, until)
        return Resolved(self._priced(row.price, Terms(self.id, ""), factors), until)

    def _factors(self, customer: CustomerTerms) -> tuple[tuple[str, Factor], ...]:
        found = []
        group = self.content.groups.get(customer.group)
        if group is not None and group != ONE:
            found.append((f"group {customer.group}", group))
        if customer.plan_factor != ONE:
            found.append((f"plan {customer.plan}", customer.plan_factor))
        return tuple(found)

    def _priced(self, base: Price, terms: Terms, factors: tuple[tuple[str, Factor], ...]) -> Price:
        rate = self.rates.to_ledger(base.currency)
        currency = None
        if rate is not None and base.currency != self.rates.currency:
            currency = self.rates.currency
            factors = (*factors, (f"{base.currency} to {currency}", rate))
        price = scaled(base, (number for _, number in factors), currency)
        return replace(price, terms=replace(terms, factors=tuple((what, str(n)) for what, n in factors)))
