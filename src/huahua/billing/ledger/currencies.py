"""Prices in other currencies than the ledger's: converted by a rate that the operator set, or not at all. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from huahua.billing.errors import NoRate

MILLION = 1_000_000


@dataclass(frozen=True)
class Currencies:
    """`rates` to one unit of the ledger's currency, in whole millionths: {"CNY": 140_000} for 0.14."""

    ledger: str = "USD"
    rates: Mapping[str, int] = field(default_factory=dict)

    def converted(self, micros: int, currency: str) -> int:
        """Rounded up. Raises NoRate."""
        if currency == self.ledger:
            return micros
        rate = self.rates.get(currency)
        if rate is None:
            raise NoRate(currency, self.ledger)
        return -(-micros * rate // MILLION)


def shown(micros: int, currency: str) -> str:
    """An amount for people, such as `0.0123 USD`: every digit that is not a trailing zero, two at least."""
    text = f"{Decimal(micros).scaleb(-6):f}"
    whole, _, fraction = text.partition(".")
    return f"{whole}.{fraction.rstrip('0').ljust(2, '0')} {currency}"
