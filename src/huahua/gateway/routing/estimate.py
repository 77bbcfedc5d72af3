"""What a call would cost, before it is made. Pure."""

from __future__ import annotations

from huahua.gateway.domain.ask import Ask
from huahua.gateway.domain.calls import Caller, Task, Usage
from huahua.gateway.domain.models import ModelConfig
from huahua.gateway.domain.price import Price
from huahua.gateway.ports import Prices

USUAL_OUTPUT_TOKENS = 500
"""Of a reply whose caller set no limit."""
WORTH = {
    "USD": 1.0,
    "EUR": 1.15,
    "GBP": 1.3,
    "CNY": 0.14,
    "JPY": 0.0066,
    "KRW": 0.0007,
    "HKD": 0.13,
    "SGD": 0.77,
    "INR": 0.0115,
}
"""US dollars of one unit, rounded, November 2026: to compare models, never to charge. Others count as a dollar."""


def usual_price(prices: Prices, caller: Caller, row: ModelConfig) -> Price | None:
    """What the operator pays now where that is known, else what this customer pays."""
    cost = prices.vendor(row)
    return cost if cost is not None else prices.of(caller, row)


def estimate_micros(price: Price, ask: Ask) -> float:
    """Of one call, in micros of the US dollar."""
    return _micros(price, ask, ask.output_tokens(USUAL_OUTPUT_TOKENS, most=USUAL_OUTPUT_TOKENS))


def ceiling_micros(price: Price, ask: Ask) -> float:
    """The most that one call is expected to cost: with all the output that its caller allows."""
    return _micros(price, ask, ask.output_tokens(USUAL_OUTPUT_TOKENS))


def _micros(price: Price, ask: Ask, output_tokens: int) -> float:
    if ask.task is Task.PAINTING:
        own = price.cost(Usage(images=1))
    else:
        own = price.cost(Usage(input_tokens=ask.input_tokens, output_tokens=output_tokens))
    return own * WORTH.get(price.currency, 1.0)
