"""Money of calls: what one is expected to cost at most, what it cost, what is left. Pure, whole micros."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from huahua.gateway.domain.ask import Ask
from huahua.gateway.domain.calls import Usage
from huahua.gateway.domain.price import MILLION, Price
from huahua.gateway.domain.rates import RateState

DEFAULT_OUTPUT_TOKENS = 4096
"""Expected at most of a call that sets no limit of its own."""


@dataclass(frozen=True, slots=True)
class Balance:
    """Of one user, in the running period. `limit_micros` is None where credit was paid in instead of capped; then
    there is a wallet. What is left may be below 0 where calls are made on credit."""

    left_micros: int
    currency: str
    limit_micros: int | None = None
    period: str | None = None
    """Such as `2026-11`; None for ever."""
    held_micros: int = 0
    """Set aside for calls that run: no part of what is left."""
    grants_micros: int = 0
    credit_limit_micros: int = 0
    wallet_id: str | None = None


@dataclass(frozen=True, slots=True)
class Grant:
    """A part of a spending limit that one process may spend, and what is left for all after that."""

    micros: int
    """0 where it was refused."""
    left_micros: int


@dataclass(slots=True)
class Receipt:
    """What the caller is told of money and limits. The meter fills it in while the call goes on."""

    cost_micros: int | None = None
    """None before the call's end."""
    currency: str | None = None
    """None where the model has no price."""
    rate: RateState | None = None
    """None where no rate is limited."""
    queued_s: float = 0.0
    """How long the call waited for its places."""
    masked: int = 0
    """Places at which personal data was kept from the model."""


def together(receipts: Sequence[Receipt]) -> Receipt:
    """Of the calls that one request made: the sum of their costs, and the rates as the last call found them. Calls
    to one model have one currency."""
    last = receipts[-1]
    return Receipt(
        cost_micros=sum(receipt.cost_micros or 0 for receipt in receipts),
        currency=last.currency,
        queued_s=sum(receipt.queued_s for receipt in receipts),
        rate=last.rate,
        masked=sum(receipt.masked for receipt in receipts),
    )


def estimate_micros(
    ask: Ask,
    prices: Iterable[Price | None],
    converted: Callable[[int, str], int] = lambda micros, _currency: micros,
) -> int:
    """The most that the call should cost at the dearest of these prices, in the currency of who pays."""
    return max(
        (converted(most_micros(ask, price), price.currency) for price in prices if price is not None),
        default=0,
    )


def most_micros(ask: Ask, price: Price) -> int:
    """The most that the call should cost. 1 where it costs something that nobody can tell before (sound, the
    model's time): who has nothing left is refused, and the truth counts in the end."""
    if price.longer:
        price = price.at(ask.input_tokens)
    output = ask.output_tokens(DEFAULT_OUTPUT_TOKENS if price.output else 0)
    cost = price.cost(Usage(ask.input_tokens, 0, 0, output, 0, ask.pictures), kind=ask.picture)
    return cost if cost or price.is_free else 1


def fair_part(left_micros: int, least_micros: int, most_micros: int) -> int:
    """How much of what is left one of several who share it may take: `most`, or half of what is left where that is
    less, but `least` in any case. 0 where not even that is left.

    So who takes what is left of 2ⁿ times `least` takes n times, and leaves some to the others until the last.
    """
    if least_micros > left_micros:
        return 0
    return max(least_micros, min(most_micros, left_micros // 2))


def shared_cost(cost_micros: int, share: float) -> int:
    """`share` (0..1, to a millionth) of a cost, rounded up."""
    return -(-cost_micros * round(share * MILLION) // MILLION)


def charge(price: Price, usage: Usage, elapsed_ms: int, share: float, kind: str = "") -> int:
    """What a call costs that used this and took so long; `share` is its route's part of the price, `kind` the size
    and quality of its pictures."""
    cost = price.cost(usage, duration_ms=elapsed_ms, kind=kind)
    return cost if share == 1.0 else shared_cost(cost, share)
