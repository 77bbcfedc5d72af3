"""Past calls at other prices, warnings, the starter table, and why a call cost what it cost."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huahua.billing.prices.domain.reprice import Repricer, Rows
from huahua.billing.prices.domain.resolve import PLAIN, Row
from huahua.billing.prices.domain.warnings import warnings_of
from huahua.billing.prices.explanation import explain
from huahua.billing.prices.shapes import ContentBody
from huahua.billing.prices.starter import starter_entries
from huahua.gateway.api import PRESETS
from huahua.gateway.domain.api import Price, Terms, Usage, UsageRecord
from tests.unit.billing.prices.support import DOLLARS, NOW, ROW, book, entry, record

USD = {"currency": "USD"}


def repriced(found: Any, *records: UsageRecord, rows: tuple[Row, ...] = (ROW,)) -> Repricer:
    repricer = Repricer(found, Rows(rows), lambda _user: PLAIN)
    for one in records:
        repricer.add(one)
    repricer.settle()
    return repricer


def test_old_and_new_by_model_and_customer() -> None:
    found = repriced(
        book(entry(cost={**USD, "input": 500_000})),
        record(cost_micros=250),
        record(user_id="usr_b", cost_micros=1_000, currency="CNY"),
        record(model="auto", cost_micros=0),
        record(model="gone", provider="x", upstream_model="y", cost_micros=5),
    )
    total = found.total
    assert (total.calls, total.old_micros, total.new_micros) == (4, 250 + 140 + 0 + 5, 3 * 300)
    assert total.vendor_micros == 3 * 50 and total.unpriced == 1 and total.cost_unknown == 1
    assert found.by_model["talk · up"].calls == 3
    assert found.by_customer["usr_b"].new_micros == 300


def test_volume_moves_tiers_and_starts_anew_each_month() -> None:
    tiers = {"mode": "graduated", "unit": "calls", "steps": [{"above": 2, "price": {**USD, "call": 1}}]}
    calls = [record(usage=Usage()) for _ in range(3)]
    later = [replace(one, created_at=NOW.replace(month=12)) for one in calls]
    failed = record(usage=Usage(), status=502)
    found = repriced(book(entry(price={**USD, "call": 10}, tiers=tiers)), failed, *calls, *later)
    assert found.total.new_micros == 2 * (10 + 10 + 1)


def test_a_failed_call_stays_free_and_one_from_the_cache_keeps_its_share() -> None:
    dear = book(entry(price={**USD, "call": 1_000}))
    old = Price(call=100)
    found = repriced(
        dear,
        record(status=502, usage=Usage(), cost_micros=0),
        record(cache="hit", cost_micros=0, price=old),
        record(cache="hit", cost_micros=25, price=old),
    )
    assert found.total.new_micros == 250
    assert found.total.vendor_micros == 0


COUNTS = st.integers(0, 10**6)
AMOUNTS = st.integers(0, 10**8)


@given(st.builds(Usage, *(COUNTS for _ in Usage.__struct_fields__)), AMOUNTS, AMOUNTS, AMOUNTS)
def test_at_the_same_price_a_call_costs_what_it_cost(usage: Usage, put_in: int, out: int, call: int) -> None:
    same = {**USD, "input": put_in, "output": out, "call": call}
    cost = Price(input=put_in, output=out, call=call).cost(usage, duration_ms=1_000)
    found = repriced(book(entry(price=same)), record(usage=usage, cost_micros=cost))
    assert found.total.old_micros == found.total.new_micros == cost


def test_prices_typed_per_token_and_below_cost_are_noticed() -> None:
    body = ContentBody.model_validate(
        {
            "entries": [
                entry(price={**USD, "input": 3}),
                entry(model="dear", price={**USD, "output": 20_000_000_000}),
                entry(
                    model="loss", price={**USD, "input": 10_000}, cost={"currency": "CNY", "input": 100_000}
                ),
                entry(model="gift", price=USD, cost={**USD, "call": 1}),
                entry(
                    model="pictures",
                    price={**USD, "picture": 5},
                    cost={**USD, "picture": 5, "pictures": {"/high": 6}},
                ),
                entry(model="good", cost={**USD, "input": 900_000}),
            ]
        }
    )
    found = {(one.code, one.entry, one.field) for one in warnings_of(body.content().entries, DOLLARS)}
    assert found == {
        ("per_token", "talk", "input"),
        ("very_dear", "dear", "output"),
        ("below_cost", "loss", "input"),
        ("free", "gift", ""),
        ("below_cost", "pictures", "pictures /high"),
    }


def test_the_starter_table_is_a_book_of_models_that_presets_name() -> None:
    body = ContentBody.model_validate({"entries": starter_entries()})
    assert warnings_of(body.content().entries, DOLLARS) == []
    known = {model.id for preset in PRESETS for model in preset.models}
    assert {one.model for one in body.entries} <= known
    assert all("check it" in one.source for one in body.entries)


def explained(one: UsageRecord, *, vendor: bool = True) -> dict[str, Any]:
    return explain(one, None, rates=DOLLARS, vendor=vendor)


def test_an_explanation_adds_up() -> None:
    price = Price(
        input=1_500_001, output=4_000_000, call=7, terms=Terms("prb_1", "talk", 1, 1_000, (("hours", "0.5"),))
    )
    usage = Usage(input_tokens=3, output_tokens=2)
    cost = price.cost(usage)
    found = explained(
        record(usage=usage, price=price, cost_micros=cost, vendor_micros=5, vendor_currency="CNY")
    )
    assert [(part["name"], part["count"], part["micros"]) for part in found["parts"]] == [
        ("input", 3, "4.500003"),
        ("output", 2, "8"),
        ("call", 1, "7"),
    ]
    assert sum(Decimal(part["micros"]) for part in found["parts"]) == Decimal(found["sum_micros"])
    assert (found["sum_micros"], found["rounded_micros"], found["cost_micros"]) == ("19.500003", 20, 20)
    assert found["outcome"] == "charged" and found["parts"][0]["unit"] == "per 1,000,000 tokens"
    assert found["tier"] == {"number": 1, "above": 1_000, "mode": None}
    assert found["factors"] == [{"what": "hours", "factor": "0.5"}]
    assert found["vendor"]["margin_micros"] == 20 - 1
    assert explained(record(price=price), vendor=False)["vendor"] is None


@pytest.mark.parametrize(
    ("changes", "outcome"),
    [
        ({"price": None}, "no_price"),
        ({"price": Price(call=5), "cost_micros": 0, "status": 502, "usage": Usage()}, "failed"),
        ({"price": Price(call=5), "cost_micros": 0, "cache": "hit"}, "from_cache"),
        ({"price": Price(), "cost_micros": 0}, "free"),
    ],
)
def test_why_nothing_was_charged(changes: dict[str, Any], outcome: str) -> None:
    assert explained(record(**changes))["outcome"] == outcome


def test_a_longer_prompt_and_pictures_are_named() -> None:
    long = Price(input=1_000_000, longer=((100, Price(input=2_000_000)),))
    found = explained(record(usage=Usage(input_tokens=101), price=long, cost_micros=202))
    assert found["longer_prompt_above"] == 100 and found["parts"][0]["price_micros"] == 2_000_000
    kinds = Price(pictures=(("1024x1024/high", 9),))
    found = explained(record(usage=Usage(images=8), price=kinds, cost_micros=72, picture="1024x1024/high"))
    assert found["parts"][0]["kind"] == "1024x1024/high" and found["parts"][0]["count"] == 8
