"""What keeps a candidate from serving a call. Pure.

*Demands* (where data may go, what may be spent) hold whatever happens. *Fitness* (can it see, does the text fit) gives
way when nobody fits, because what the catalogue says of a model may be wrong.
"""

from __future__ import annotations

from huahua.gateway.candidate import Candidate
from huahua.gateway.domain.ask import NO_CONTROLS, Ask
from huahua.gateway.domain.routing import Rule
from huahua.gateway.ports import Prices
from huahua.gateway.routing.estimate import ceiling_micros


def has_demands(ask: Ask, rule: Rule | None) -> bool:
    controls = ask.controls
    asked = controls is not NO_CONTROLS and (
        controls.region is not None or controls.data_class is not None or controls.max_cost_micros is not None
    )
    ruled = rule is not None and (
        rule.region is not None or rule.max_cost_micros is not None or bool(rule.data_classes)
    )
    return asked or ruled


def against_demands(ask: Ask, rule: Rule | None, candidate: Candidate, prices: Prices) -> str | None:
    """Why this row must not serve the call, or None."""
    row, controls = candidate.row, ask.controls
    for region in (controls.region, rule.region if rule else None):
        if region is not None and row.region != region:
            return f"region is {row.region or 'not known'}, not {region}"
    if row.data_classes:
        wanted = set(rule.data_classes) if rule else set()
        if controls.data_class is not None:
            wanted.add(controls.data_class)
        if not wanted <= row.data_classes:
            return f"may not see {', '.join(sorted(wanted - row.data_classes))} data"
    limits = (controls.max_cost_micros, rule.max_cost_micros if rule else None)
    return _too_dear(
        ask, candidate, prices, min((limit for limit in limits if limit is not None), default=None)
    )


def unfit(ask: Ask, candidate: Candidate) -> str | None:
    """Why this row would probably fail, or None."""
    row = candidate.row
    if not row.enabled:
        return "disabled"
    if ask.needs_vision and not row.vision:
        return "cannot see pictures"
    if ask.needs_tools and not row.tools:
        return "cannot call tools"
    if (
        row.context_tokens is not None
        and ask.input_tokens + (ask.max_output_tokens or 0) > row.context_tokens
    ):
        return f"context of {row.context_tokens} tokens is too small"
    return None


def _too_dear(ask: Ask, candidate: Candidate, prices: Prices, limit: int | None) -> str | None:
    if limit is None:
        return None
    row = candidate.row
    price = prices.of(ask.caller, row)
    if price is None:
        price = prices.vendor(row)
    if price is None:
        return None if candidate.builtin or row.near else "price not known"
    cost = ceiling_micros(price, ask)
    return f"would cost {cost:.0f} micros of {limit}" if cost > limit else None
