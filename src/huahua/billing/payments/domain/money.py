"""Exact conversions between micros, a currency's smallest coins, and decimal texts. Never floats.

Exponents are those of ISO 4217 (list one, https://www.six-group.com/en/products-services/financial-information/
market-reference-data/data-standards.html); what is not listed here has two digits.
"""

from __future__ import annotations

import re
from decimal import ROUND_DOWN, Decimal

from huahua.billing.payments.errors import NotWhole

MICRO_DIGITS = 6
MICROS = 10**MICRO_DIGITS
_NO_DIGITS = frozenset(
    "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split()  # noqa: SIM905
)
_THREE_DIGITS = frozenset("BHD IQD JOD KWD LYD OMR TND".split())  # noqa: SIM905
_AMOUNT = re.compile(r"[0-9]{1,12}(\.[0-9]{1,6})?")


def exponent(currency: str) -> int:
    """Digits behind the point."""
    if currency in _NO_DIGITS:
        return 0
    return 3 if currency in _THREE_DIGITS else 2


def _coin(digits: int) -> int:
    """Micros of the smallest coin."""
    return int(10 ** (MICRO_DIGITS - digits))


def to_minor(micros: int, digits: int) -> int:
    """Micros as a whole number of coins with `digits` digits behind the point. Raises NotWhole."""
    coin = _coin(digits)
    minor, rest = divmod(micros, coin)
    if rest:
        raise NotWhole(f"the amount must be a multiple of {coin} micros")
    return minor


def from_minor(minor: int, digits: int) -> int:
    return minor * _coin(digits)


def to_text(micros: int, currency: str) -> str:
    """`12.34` or, of a currency without digits, `1234`. Raises NotWhole."""
    digits = exponent(currency)
    minor = to_minor(micros, digits)
    if not digits:
        return str(minor)
    whole, rest = divmod(minor, 10**digits)
    return f"{whole}.{rest:0{digits}d}"


def from_text(text: str) -> int:
    """Micros of a plain decimal number, such as vendors write amounts. Raises ValueError for anything else."""
    if not _AMOUNT.fullmatch(text):
        raise ValueError("that is no amount of money")
    return int(Decimal(text).scaleb(MICRO_DIGITS))


def converted(micros: int, rate: Decimal) -> int:
    """Micros of the ledger's currency for micros of another; what is less than a micro is dropped."""
    return int((Decimal(micros) * rate).to_integral_value(ROUND_DOWN))


def share(whole: int, part: int, of: int) -> int:
    """What `part` out of `of` is of `whole`, rounded down; all of it when part and of are the same."""
    return whole * part // of
