"""What a month costs at the price of the tier that its whole volume reached. Pure.

This is what Stripe calls volume pricing: the total of the month decides on one tier, whose price counts for every unit
of the month. Calls are priced as they come, each by the tier that was reached so far; when the month is over, the
difference to what it costs is one correction. A month's sum is exact first and rounded up to a micro once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil

from huahua.billing.prices.domain.book import TIER_UNITS, Entry, Tiers, TierUnit, units_of
from huahua.billing.prices.domain.factor import factor, scaled
from huahua.gateway.domain.api import MILLION, Price, Terms, Usage


@dataclass(frozen=True, slots=True)
class Settlement:
    """`volume` in `unit` reached the tier that begins at `above`. Amounts are micros."""

    unit: TierUnit
    volume: int
    above: int
    charged_micros: int
    due_micros: int
    unpaid_micros: int = 0
    """What of the charge the wallet did not have: the operator bore it."""

    @property
    def correction_micros(self) -> int:
        """What is to be charged beside what was; below 0: given back, of what was paid alone."""
        more = self.due_micros - self.charged_micros
        return more if more >= 0 else min(0, more + self.unpaid_micros)


@dataclass(slots=True)
class _Share:
    charged_micros: int = 0
    unpaid_micros: Fraction = Fraction(0)
    by_version: dict[str, tuple[Tiers, list[int]]] = field(default_factory=dict)
    """Millionths of a micro that the calls cost at each tier's price."""


class VolumeMonth:
    """One customer's calls of one month that one entry priced, in shares (of wallets, of rows) that pay apart. The
    volume is that of all of them; a version of the book that came within the month prices the calls made by it."""

    def __init__(self) -> None:
        self._volumes = Counter[str]()
        self._shares: dict[str, _Share] = {}

    def count(self, usage: Usage) -> None:
        """Of a call that did not fail."""
        for unit in TIER_UNITS:
            self._volumes[unit] += units_of(unit, usage)  # type: ignore[arg-type]

    def add(
        self,
        share: str,
        version: str,
        tiers: Tiers,
        charged_micros: int,
        exact: Sequence[int],
        unpaid_micros: Fraction = Fraction(0),
    ) -> None:
        """`exact`: millionths of a micro that the call costs at the price of each tier, the first before any step.
        `unpaid_micros`: what of the charge its wallet did not have."""
        paid = self._shares.setdefault(share, _Share())
        paid.charged_micros += charged_micros
        paid.unpaid_micros += unpaid_micros
        _, sums = paid.by_version.setdefault(version, (tiers, [0] * (len(tiers.steps) + 1)))
        for tier, millionths in enumerate(exact):
            sums[tier] += millionths

    def settlements(self) -> dict[str, Settlement]:
        """By share. Where several versions priced a share, the tier that is named is the last one's."""
        return {name: self._settled(share) for name, share in self._shares.items()}

    def _settled(self, share: _Share) -> Settlement:
        exact, unit, above = 0, TIER_UNITS[0], 0
        for tiers, sums in share.by_version.values():
            tier = tiers.reached(self._volumes[tiers.unit])
            exact += sums[tier]
            unit, above = tiers.unit, tiers.steps[tier - 1].above if tier else 0
        return Settlement(
            unit,  # type: ignore[arg-type]
            self._volumes[unit],
            above,
            share.charged_micros,
            -(-exact // MILLION),
            ceil(share.unpaid_micros),
        )


def tier_prices(entry: Entry, terms: Terms, currency: str) -> tuple[Price, ...]:
    """What the call that was made on `terms` is charged by in each tier: its own factors hold in all of them."""
    assert entry.tiers is not None
    factors = [factor(number) for _, number in terms.factors]
    return tuple(
        scaled(price, factors, currency)
        for price in (entry.price, *(step.price for step in entry.tiers.steps))
    )
