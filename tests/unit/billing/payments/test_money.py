"""Amounts are exact, in every currency, both ways."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huahua.billing.payments.adapters.stripe import _micros, _minor
from huahua.billing.payments.domain.money import (
    converted,
    exponent,
    from_minor,
    from_text,
    share,
    to_minor,
    to_text,
)
from huahua.billing.payments.errors import NotWhole

CURRENCIES = ["USD", "CNY", "EUR", "JPY", "KRW", "KWD", "BHD", "ISK", "UGX", "XAF"]


@given(st.integers(0, 10**12), st.sampled_from(CURRENCIES))
def test_minor_units_go_there_and_back(minor: int, currency: str) -> None:
    digits = exponent(currency)
    micros = from_minor(minor, digits)
    assert to_minor(micros, digits) == minor
    assert from_text(to_text(micros, currency)) == micros


@given(st.integers(1, 10**12), st.sampled_from(["JPY", "USD", "KWD"]))
def test_what_is_no_whole_coin_is_refused(micros: int, currency: str) -> None:
    coin = from_minor(1, exponent(currency))
    if micros % coin:
        with pytest.raises(NotWhole):
            to_minor(micros, exponent(currency))
    else:
        assert to_minor(micros, exponent(currency)) * coin == micros


@pytest.mark.parametrize(
    ("currency", "micros", "text"),
    [
        ("CNY", 12_340_000, "12.34"),
        ("CNY", 50_000, "0.05"),
        ("JPY", 1_500_000_000, "1500"),
        ("KWD", 1_234_000, "1.234"),
    ],
)
def test_texts(currency: str, micros: int, text: str) -> None:
    assert to_text(micros, currency) == text
    assert from_text(text) == micros


@pytest.mark.parametrize(
    "text", ["", "1,00", "1e3", "-1", "+1", "1.", ".5", "١٢", "1.0000001", "NaN", " 1", "0x10", "1" * 13]
)
def test_texts_that_are_no_amounts(text: str) -> None:
    with pytest.raises(ValueError, match="no amount"):
        from_text(text)


@pytest.mark.parametrize(
    ("currency", "micros", "minor"),
    [
        ("USD", 12_340_000, 1234),
        ("JPY", 500_000_000, 500),
        ("ISK", 500_000_000, 50_000),  # no coins, written with two digits
        ("UGX", 1_000_000, 100),
        ("KWD", 1_230_000, 1230),
    ],
)
def test_as_stripe_writes_amounts(currency: str, micros: int, minor: int) -> None:
    assert _minor(currency, micros) == minor
    assert _micros(currency, minor) == micros


@pytest.mark.parametrize(("currency", "micros"), [("KWD", 1_234_000), ("ISK", 500_000), ("USD", 1)])
def test_what_stripe_does_not_take(currency: str, micros: int) -> None:
    with pytest.raises(NotWhole):
        _minor(currency, micros)


def test_conversion_drops_less_than_a_micro() -> None:
    assert converted(100_000_000, Decimal("0.14")) == 14_000_000
    assert converted(3, Decimal("0.5")) == 1
    assert converted(10**15, Decimal(1)) == 10**15


@given(st.integers(1, 10**15), st.integers(1, 10**15), st.data())
def test_a_share_is_never_more_than_the_whole(whole: int, of: int, data: st.DataObject) -> None:
    part = data.draw(st.integers(0, of))
    assert 0 <= share(whole, part, of) <= whole
    assert share(whole, of, of) == whole
