"""What one call costs: prices in whole micros (millionths of the currency), never floats. Pure.

Token prices are per million tokens, so one token of a price of 1 costs a millionth of a micro: a call's
parts are summed exactly first and rounded up once, so that no call with a price is free.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from huahua.gateway.domain.calls import Usage

MILLION = 1_000_000
CURRENCY = re.compile(r"[A-Z]{3}")
"""A code of ISO 4217."""
MAX_MICROS = 10**15
"""A billion of the currency: what one price may be at most, so that sums stay within 64 bits."""


@dataclass(frozen=True, slots=True)
class Price:
    """Micros of `currency`: tokens and characters per million, the others per picture, call, second of the model's
    time and second of sound that was listened to.

    A bucket of None is charged like the one it is part of: cached input like input, reasoning like output.
    """

    currency: str = "USD"
    input: int = 0
    output: int = 0
    cache_read: int | None = None
    cache_write: int | None = None
    reasoning: int | None = None
    picture: int = 0
    call: int = 0
    second: int = 0
    character: int = 0
    sound: int = 0

    def __post_init__(self) -> None:
        """Raises ValueError for what is no price."""
        if not CURRENCY.fullmatch(self.currency):
            raise ValueError(f"'{self.currency}' is no currency; use a code such as USD or CNY")
        for name, value in asdict(self).items():
            if name == "currency" or value is None:
                continue
            if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MAX_MICROS:
                raise ValueError(f"the price '{name}' must be a whole number of micros, 0 or more")

    def cost(self, usage: Usage, *, duration_ms: int = 0) -> int:
        """Micros of one call, rounded up. `duration_ms` is the model's own time."""
        millionths = usage.input_tokens * self.input + usage.output_tokens * self.output
        if usage.cache_read_tokens:
            millionths += usage.cache_read_tokens * (
                self.input if self.cache_read is None else self.cache_read
            )
        if usage.cache_write_tokens:
            price = self.input if self.cache_write is None else self.cache_write
            millionths += usage.cache_write_tokens * price
        if usage.reasoning_tokens:
            millionths += usage.reasoning_tokens * (self.output if self.reasoning is None else self.reasoning)
        if usage.images:
            millionths += usage.images * self.picture * MILLION
        if usage.characters:
            millionths += usage.characters * self.character
        if usage.audio_seconds:
            millionths += usage.audio_seconds * self.sound * MILLION
        millionths += self.call * MILLION + duration_ms * self.second * (MILLION // 1000)
        return -(-millionths // MILLION)

    def as_json(self) -> dict[str, Any]:
        """Every field; `from_json` reads it back."""
        return asdict(self)

    @classmethod
    def from_json(cls, value: Mapping[str, Any] | None) -> Price | None:
        """Raises ValueError (also for fields that a price does not have)."""
        if value is None:
            return None
        unknown = set(value) - set(cls.__dataclass_fields__)
        if unknown:
            raise ValueError(f"a price has no '{min(unknown)}'")
        return cls(**value)


def micros(amount: Decimal | int | str) -> int:
    """An amount of the currency, such as '0.14', in whole micros; finer digits are rounded up.

    Raises ValueError: negative, or over `MAX_MICROS`.
    """
    exact = Decimal(amount) * MILLION
    if not exact.is_finite() or not 0 <= exact <= MAX_MICROS:
        raise ValueError("an amount must be 0 or more, and less than a billion")
    return int(exact.to_integral_value(rounding="ROUND_CEILING"))
