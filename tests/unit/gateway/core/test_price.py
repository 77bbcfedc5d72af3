from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huahua.gateway.domain.calls import Usage
from huahua.gateway.domain.price import MAX_MICROS, Price, micros

COUNTS = st.integers(0, 10**9)
PRICES = st.integers(0, 10**10)


def test_a_call_costs_its_buckets() -> None:
    price = Price("USD", input=280_000, output=420_000, cache_read=28_000)
    usage = Usage(input_tokens=1_000_000, cache_read_tokens=1_000_000, output_tokens=2_000_000)
    assert price.cost(usage) == 280_000 + 28_000 + 840_000


def test_what_has_no_price_of_its_own_costs_like_what_it_is_part_of() -> None:
    price = Price(input=3_000_000, output=7_000_000)
    assert price.cost(Usage(cache_read_tokens=1_000, cache_write_tokens=1_000)) == 6_000
    assert price.cost(Usage(reasoning_tokens=1_000)) == 7_000
    assert Price(input=3, cache_read=0).cost(Usage(cache_read_tokens=10**9)) == 0


def test_pictures_calls_and_seconds() -> None:
    price = Price(picture=40_000, call=7, second=1_000)
    assert price.cost(Usage(images=2), duration_ms=1_500) == 80_000 + 7 + 1_500


def test_a_part_of_a_micro_is_rounded_up_once() -> None:
    price = Price(input=1, output=1)
    assert price.cost(Usage(input_tokens=1)) == 1
    assert price.cost(Usage(input_tokens=1, output_tokens=1)) == 1
    assert price.cost(Usage()) == 0


@given(COUNTS, COUNTS, PRICES, PRICES)
def test_the_cost_is_exact_up_to_one_micro_and_never_below(
    fresh: int, output: int, price_in: int, price_out: int
) -> None:
    exact = Fraction(fresh * price_in + output * price_out, 1_000_000)
    cost = Price(input=price_in, output=price_out).cost(Usage(input_tokens=fresh, output_tokens=output))
    assert exact <= cost < exact + 1


@given(st.builds(Price, input=PRICES, output=PRICES, cache_read=st.none() | PRICES, picture=PRICES))
def test_json_there_and_back(price: Price) -> None:
    assert Price.from_json(price.as_json()) == price


@pytest.mark.parametrize(
    "wrong",
    [
        {"input": -1},
        {"input": 1.5},
        {"input": True},
        {"currency": "dollars"},
        {"inputs": 1},
        {"call": MAX_MICROS + 1},
    ],
)
def test_what_is_no_price_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"price|currency"):
        Price.from_json(wrong)


def test_amounts_become_micros() -> None:
    assert micros("0.14") == 140_000
    assert micros("0.0000001") == 1
    assert micros(15) == 15_000_000
    for wrong in ("-1", "NaN", "Infinity", "1e12"):
        with pytest.raises(ValueError, match="amount"):
            micros(wrong)


def test_speech_and_sound() -> None:
    price = Price(character=15_000_000, sound=100)
    assert price.cost(Usage(characters=1_000)) == 15_000
    assert price.cost(Usage(audio_seconds=60)) == 6_000
