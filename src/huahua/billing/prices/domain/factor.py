"""Multipliers of prices: decimal numbers with at most six places, held as whole millionths. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal, InvalidOperation

from huahua.gateway.domain.api import MILLION, UNITS, Price

MAX_FACTOR = 1000


class Factor(int):
    """A multiplier in millionths: `Factor(800_000)` is 0.8."""

    def __str__(self) -> str:
        return format((Decimal(int(self)) / MILLION).normalize(), "f")


ONE = Factor(MILLION)


def factor(text: str | int) -> Factor:
    """'0.8' as a factor. Raises ValueError."""
    try:
        exact = Decimal(text) * MILLION
    except InvalidOperation as fault:
        raise ValueError(f"'{text}' is no decimal number") from fault
    if not exact.is_finite() or exact != int(exact) or not 0 <= exact <= MAX_FACTOR * MILLION:
        raise ValueError(f"a factor is from 0 to {MAX_FACTOR}, with six places at most, such as 0.8")
    return Factor(int(exact))


def scaled(price: Price, factors: Iterable[int], currency: str | None = None) -> Price:
    """The price times all factors, each amount rounded up to a micro; in `currency`, where one of the factors is the
    rate to it."""
    over, under = 1, 1
    for each in factors:
        over, under = over * each, under * MILLION
    if over == under and currency in (None, price.currency):
        return price
    return _times(price, over, under, currency or price.currency)


def _times(price: Price, over: int, under: int, currency: str) -> Price:
    def times(amount: int) -> int:
        return -(-amount * over // under)

    amounts = {name: times(value) for name in UNITS if (value := getattr(price, name)) is not None}
    return replace(
        price,
        **amounts,  # type: ignore[arg-type]
        currency=currency,
        pictures=tuple((kind, times(micros)) for kind, micros in price.pictures),
        longer=tuple((above, _times(longer, over, under, currency)) for above, longer in price.longer),
    )
