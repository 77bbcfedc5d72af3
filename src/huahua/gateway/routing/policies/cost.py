"""The cheapest first, by the price of the estimated tokens. A model without a price comes after all that have one,
except one of this machine, which is free."""

from __future__ import annotations

from huahua.gateway.routing.estimate import estimate_micros, usual_price
from huahua.gateway.routing.runners import Request, Runner, Scored


def score(request: Request, runners: list[Runner]) -> list[Scored]:
    costs = [_micros(request, runner) for runner in runners]
    cheapest = min((cost for cost in costs if cost is not None), default=0.0)
    return [_scored(runner, cost, cheapest) for runner, cost in zip(runners, costs, strict=True)]


def _micros(request: Request, runner: Runner) -> float | None:
    row = runner.candidate.row
    price = usual_price(request.prices, request.ask.caller, row)
    if price is not None:
        return estimate_micros(price, request.ask)
    return 0.0 if runner.candidate.builtin or row.near else None


def _scored(runner: Runner, cost: float | None, cheapest: float) -> Scored:
    if cost is None:
        return Scored(runner, 0.0, "price not known")
    # One micro more on both sides, so that a free model does not make all others equally worthless.
    return Scored(runner, (cheapest + 1) / (cost + 1), f"cost {cost:.0f} micros")
