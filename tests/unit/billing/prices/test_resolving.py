"""From a price book to the price of one call: entries, tiers, hours, groups, currencies."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from huahua.billing.prices.domain.book import Window
from huahua.billing.prices.domain.factor import ONE, Factor, factor, scaled
from huahua.billing.prices.domain.hours import window_at
from huahua.billing.prices.domain.resolve import PLAIN, Book, CustomerTerms, Rates, Row
from huahua.billing.prices.shapes import ContentBody
from huahua.gateway.domain.api import UNITS, Price, Usage
from tests.unit.billing.prices.support import DOLLARS, NOW, ROW, book, entry

USD = {"currency": "USD"}
TIERS = {
    "mode": "graduated",
    "unit": "calls",
    "steps": [
        {"above": 1_000, "price": {**USD, "call": 80}},
        {"above": 10_000, "price": {**USD, "call": 50}},
    ],
}


def price(
    found: Book, row: Row = ROW, customer: CustomerTerms = PLAIN, at: datetime = NOW, volume: int = 0
) -> Price:
    resolved = found.price(row, customer, at, lambda _entry: volume).price
    assert resolved is not None
    return resolved


def test_the_narrowest_entry_counts() -> None:
    entries = [
        entry(model="gpt-4o", price={**USD, "call": 4}),
        entry(model="up/gpt-4o", price={**USD, "call": 3}),
        entry(price={**USD, "call": 2}),
        entry(provider="up", price={**USD, "call": 1}),
    ]
    for number in range(4):
        assert price(book(*entries[: number + 1])).call == 4 - number
    assert price(book(*entries), Row("talk", "other", "gpt-4o")).call == 2


def test_without_an_entry_the_rows_own_price_stands() -> None:
    own = Price(input=7)
    assert price(book(), replace(ROW, price=own)) is own
    assert book().price(ROW, PLAIN, NOW, lambda _entry: 0).price is None
    grouped = price(book(vip="0.5"), replace(ROW, price=own), CustomerTerms("vip"))
    assert grouped.input == 4 and grouped.terms is not None and grouped.terms.entry == ""


@pytest.mark.parametrize(("volume", "call"), [(0, 100), (999, 100), (1_000, 80), (9_999, 80), (10_000, 50)])
def test_a_call_is_charged_by_the_tier_in_which_it_begins(volume: int, call: int) -> None:
    found = price(book(entry(price={**USD, "call": 100}, tiers=TIERS)), volume=volume)
    assert found.call == call
    assert found.terms is not None and found.terms.above == {100: 0, 80: 1_000, 50: 10_000}[call]


@given(st.lists(st.integers(1, 300), min_size=1, max_size=3, unique=True).map(sorted), st.integers(0, 1_000))
def test_graduated_calls_cost_the_sum_of_what_falls_into_each_tier(above: list[int], calls: int) -> None:
    steps = [{"above": at, "price": {**USD, "call": 90 - 10 * number}} for number, at in enumerate(above)]
    found = book(entry(price={**USD, "call": 100}, tiers={**TIERS, "steps": steps}))
    charged = sum(price(found, volume=before).cost(Usage()) for before in range(calls))
    bounds = [0, *above, calls]
    amounts = [100, *(90 - 10 * number for number in range(len(above)))]
    parts = sum(
        max(
            0,
            min(bounds[number + 1] if number + 1 < len(amounts) else calls, calls)
            - min(bounds[number], calls),
        )
        * amounts[number]
        for number in range(len(amounts))
    )
    assert charged == parts


def test_factors_multiply_and_are_told() -> None:
    hours = [{"zone": "Asia/Shanghai", "from": "19:00", "until": "23:00", "factor": "0.5"}]
    customer = CustomerTerms("vip", "Pro", factor("0.9"))
    found = price(book(entry(windows=hours), vip="0.8"), customer=customer)
    assert (found.input, found.output) == (360_000, 1_440_000)
    assert found.terms is not None
    assert found.terms.factors == (("hours", "0.5"), ("group vip", "0.8"), ("plan Pro", "0.9"))


def test_prices_in_other_currencies_are_converted_by_the_explicit_rate_alone() -> None:
    yuan = entry(price={"currency": "CNY", "input": 1_000_001})
    found = price(book(yuan))
    assert (found.currency, found.input) == ("USD", 140_001)
    assert found.terms is not None and found.terms.factors == (("CNY to USD", "0.14"),)
    unknown = price(book(yuan, rates=Rates("USD", {})))
    assert (unknown.currency, unknown.input) == ("CNY", 1_000_001)


def test_the_vendor_has_hours_of_its_own() -> None:
    peak = [{"zone": "UTC", "from": "11:00", "until": "13:00", "factor": "1", "cost_factor": "2"}]
    found = book(entry(cost={**USD, "input": 10}, windows=peak))
    assert found.vendor(ROW, NOW).price == Price(input=20)
    assert found.vendor(ROW, NOW + timedelta(hours=2)).price == Price(input=10)
    assert book().vendor(replace(ROW, cost=Price(input=3)), NOW).price == Price(input=3)
    assert book().vendor(ROW, NOW).price is None


FACTORS = st.integers(0, 3_000_000).map(Factor)
AMOUNTS = st.integers(0, 10**9)


@given(st.builds(Price, **dict.fromkeys(UNITS, AMOUNTS)), st.lists(FACTORS, max_size=3), FACTORS)
def test_scaling_is_exact_up_to_a_micro_rises_with_the_factor_and_has_no_float(
    base: Price, factors: list[Factor], more: Factor
) -> None:
    exact = Fraction(1)
    for each in factors:
        exact *= Fraction(each, 1_000_000)
    found = scaled(base, factors)
    larger = scaled(base, [*factors, Factor(ONE + more)])
    for name in UNITS:
        amount, wanted = getattr(found, name), getattr(base, name) * exact
        assert type(amount) is int and wanted <= amount < wanted + 1
        assert getattr(larger, name) >= amount


@given(st.decimals(0, 1_000, places=6))
def test_a_factor_is_shown_as_it_was_written(number: object) -> None:
    assert factor(str(factor(str(number)))) == factor(str(number))
    for wrong in ("1.0000001", "-1", "1001", "NaN", "x"):
        with pytest.raises(ValueError, match=r"factor|decimal"):
            factor(wrong)


# --- hours ------------------------------------------------------------------------------------------

WINDOWS = st.builds(
    Window,
    st.sampled_from(["Asia/Shanghai", "UTC", "America/New_York", "Europe/Berlin", "Australia/Lord_Howe"]),
    st.integers(0, 1_439),
    st.integers(0, 1_439),
    st.just(ONE),
    st.frozensets(st.integers(0, 6), min_size=1),
)
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)).map(lambda at: at.replace(tzinfo=UTC))


@given(WINDOWS, MOMENTS)
def test_nothing_changes_before_it_is_looked_at_again(window: Window, moment: datetime) -> None:
    found, until = window_at([window], moment)
    assert moment < until <= moment + timedelta(days=1)
    for part in (0.25, 0.5, 0.999):
        between = moment + (until - moment) * part
        assert window_at([window], between)[0] is found


@pytest.mark.parametrize(
    ("local", "inside"),
    [
        ("2026-11-20 22:59", False),
        ("2026-11-20 23:00", True),  # a Friday
        ("2026-11-21 06:59", True),  # what began on Friday
        ("2026-11-21 07:00", False),
        ("2026-11-21 23:30", False),  # a Saturday
    ],
)
def test_hours_over_midnight_belong_to_the_day_on_which_they_begin(local: str, inside: bool) -> None:
    window = Window("Asia/Shanghai", 23 * 60, 7 * 60, ONE, frozenset({4}))
    moment = datetime.fromisoformat(local).replace(tzinfo=ZoneInfo("Asia/Shanghai")).astimezone(UTC)
    assert (window_at([window], moment)[0] is window) is inside


# --- what is no book --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content",
    [
        {"entries": [entry(), entry()]},
        {"entries": [entry(price={"currency": "USD", "input": 1.5})]},
        {"entries": [entry(price={"currency": "USD", "input": -1})]},
        {"entries": [entry(price={"input": 1})]},
        {
            "entries": [
                entry(windows=[{"zone": "Mars/Base", "from": "01:00", "until": "02:00", "factor": "1"}])
            ]
        },
        {"entries": [entry(windows=[{"zone": "UTC", "from": "24:00", "until": "02:00", "factor": "1"}])]},
        {"entries": [entry(tiers={**TIERS, "steps": TIERS["steps"][::-1]})]},  # type: ignore[index]
        {"entries": [entry(tiers={**TIERS, "steps": [{"above": 1, "price": {"currency": "CNY"}}]})]},
        {"entries": [entry(price={**USD, "longer": [{"above": 5, "price": {}}, {"above": 5, "price": {}}]})]},
        {"entries": [entry(price={**USD, "pictures": {"large": 1}})]},
        {"groups": {"vip": "free"}},
        {"groups": {"v i p": "1"}},
    ],
)
def test_what_is_no_price_book_is_refused(content: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        ContentBody.model_validate(content)


def test_a_document_says_what_was_given() -> None:
    given_ = {"entries": [entry(tiers=TIERS, cost={**USD, "input": 1})], "groups": {"vip": "0.8"}}
    body = ContentBody.model_validate(given_)
    assert ContentBody.model_validate(body.document()) == body
    assert body.content().groups == {"vip": Factor(800_000)}
    assert DOLLARS.micros(100, "CNY") == 14 and DOLLARS.micros(1, "JPY") is None
