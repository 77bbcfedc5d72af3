"""What months of tiered prices cost: piece by piece (graduated), or all at the tier that was reached (volume)."""

from __future__ import annotations

from fractions import Fraction
from math import ceil
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from huahua.billing.prices.domain.reprice import Repricer, Rows
from huahua.billing.prices.domain.resolve import PLAIN, CustomerTerms
from huahua.gateway.domain.api import Usage, UsageRecord
from tests.unit.billing.prices.support import NOW, ROW, book, entry, record

MICROS = st.integers(0, 5_000_000)
STEPS = st.lists(
    st.tuples(st.integers(1, 30), MICROS), min_size=1, max_size=4, unique_by=lambda step: step[0]
)


def month(mode: str, unit: str, first: int, steps: list[tuple[int, int]], bucket: str, **more: Any) -> Any:
    tiers = {
        "mode": mode,
        "unit": unit,
        "steps": [
            {"above": above, "price": {"currency": "USD", bucket: price}} for above, price in sorted(steps)
        ],
    }
    return book(entry(price={"currency": "USD", bucket: first}, tiers=tiers, **more), vip="0.7")


def total(found: Any, records: list[UsageRecord], customer: CustomerTerms = PLAIN) -> int:
    repricer = Repricer(found, Rows((ROW,)), lambda _user: customer)
    for one in records:
        repricer.add(one)
    repricer.settle()
    sums = [repricer.total, *repricer.by_customer.values(), *repricer.by_model.values()]
    assert len({one.new_micros for one in sums}) == 1
    return repricer.total.new_micros


def price_at(volume: int, first: int, steps: list[tuple[int, int]]) -> int:
    return [first, *(price for above, price in sorted(steps) if volume >= above)][-1]


@given(MICROS, STEPS, st.integers(1, 60))
def test_graduated_is_the_integral_over_the_pieces(first: int, steps: list[Any], calls: int) -> None:
    edges = [0, *(above for above, _ in sorted(steps)), 10**9]
    prices = [first, *(price for _, price in sorted(steps))]
    pieces = [
        (min(end, calls) - begin) * price
        for begin, end, price in zip(edges, edges[1:], prices, strict=False)
        if calls > begin
    ]
    found = month("graduated", "calls", first, steps, "call")
    assert total(found, [record(usage=Usage()) for _ in range(calls)]) == sum(pieces)


@given(MICROS, STEPS, st.lists(st.integers(0, 20), min_size=1, max_size=20))
def test_graduated_charges_a_call_by_the_tier_in_which_it_begins(
    first: int, steps: list[Any], tokens: list[int]
) -> None:
    found = month("graduated", "tokens", first, steps, "input")
    begun = [sum(tokens[:at]) for at in range(len(tokens))]
    costs = [
        ceil(Fraction(count * price_at(volume, first, steps), 10**6))
        for count, volume in zip(tokens, begun, strict=True)
    ]
    assert total(found, [record(usage=Usage(input_tokens=count)) for count in tokens]) == sum(costs)


@given(MICROS, STEPS, st.lists(st.integers(0, 20), min_size=1, max_size=20))
def test_volume_is_the_total_at_the_price_of_its_tier_to_the_micro(
    first: int, steps: list[Any], tokens: list[int]
) -> None:
    found = month("volume", "tokens", first, steps, "input")
    whole = sum(tokens)
    due = ceil(Fraction(whole * price_at(whole, first, steps), 10**6))
    assert total(found, [record(usage=Usage(input_tokens=count)) for count in tokens]) == due


def test_volume_keeps_each_calls_own_factors_and_each_months_own_volume() -> None:
    hours = [{"zone": "UTC", "from": "00:00", "until": "06:00", "factor": "0.5"}]
    found = month("volume", "calls", 100, [(3, 10)], "call", windows=hours)
    day = [record(usage=Usage()) for _ in range(2)]
    night = [record(usage=Usage(), created_at=NOW.replace(hour=3, day=19))]
    december = [record(usage=Usage(), created_at=NOW.replace(month=12))]
    failed = [record(usage=Usage(), status=502)]
    assert total(found, [*day, *failed, *night, *december]) == 10 + 10 + 5 + 100
    assert total(found, [*day, *night], CustomerTerms(group="vip")) == 7 + 7 + 4


def test_what_the_cache_answered_keeps_its_share_at_the_tiers_price() -> None:
    found = month("volume", "calls", 100, [(2, 10)], "call")
    old = found.price(ROW, PLAIN, NOW, lambda _entry: 0).price
    hit = record(usage=Usage(), cache="hit", cost_micros=20, price=old)
    assert total(found, [record(usage=Usage()), hit]) == 10 + 2
