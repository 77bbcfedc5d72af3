"""The calculator against Python's own exact arithmetic, and its limits."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huahua.gateway.providers.builtin.assistant.calc import conversion, units
from huahua.gateway.providers.builtin.assistant.calc.expression import NotArithmetic, evaluate
from huahua.gateway.providers.builtin.assistant.calc.number import CalcError, Number, show
from huahua.gateway.providers.builtin.assistant.calc.numerals import parse_en, parse_zh
from huahua.gateway.providers.builtin.assistant.calc.words import rewrite

from .support import ask

# A random expression as (text, value); division by zero is (text, None).
Sum = tuple[str, Fraction | None]
numbers = st.decimals(min_value=0, max_value=10**6, places=3).map(lambda value: (str(value), Fraction(value)))


def _combine(parts: tuple[Sum, str, Sum]) -> Sum:
    (left_text, left), sign, (right_text, right) = parts
    text = f"({left_text}) {sign} ({right_text})"
    if left is None or right is None or (sign == "/" and not right):
        return text, None
    value = {"+": left + right, "-": left - right, "*": left * right, "/": left / right if right else left}[
        sign
    ]
    return text, value


sums = st.recursive(
    numbers, lambda inner: st.tuples(inner, st.sampled_from("+-*/"), inner).map(_combine), max_leaves=8
)


@given(sums)
def test_agrees_with_fractions(case: Sum) -> None:
    text, value = case
    if value is None:
        with pytest.raises(CalcError) as caught:
            evaluate(text)
        assert caught.value.key == "calc_zero"
    else:
        assert evaluate(text).number == Number(value)


@given(st.lists(st.integers(0, 999), min_size=2, max_size=6), st.data())
def test_precedence_agrees_with_python(values: list[int], data: st.DataObject) -> None:
    signs = [data.draw(st.sampled_from(["+", "-", "*"])) for _ in values[1:]]
    text = str(values[0]) + "".join(f" {sign} {value}" for sign, value in zip(signs, values[1:], strict=True))
    total, product, sign = 0, values[0], 1
    for operator, value in zip(signs, values[1:], strict=True):
        if operator == "*":
            product *= value
        else:
            total, product, sign = total + sign * product, value, 1 if operator == "+" else -1
    assert evaluate(text).number.value == total + sign * product


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=6))
def test_decimals_are_printed_exactly(value: Decimal) -> None:
    text, whole = show(Number(Fraction(value)))
    assert whole
    assert Decimal(text.replace(",", "")) == value


@given(st.integers(-50, 50), st.integers(0, 40))
def test_powers_are_exact(base: int, exponent: int) -> None:
    assert evaluate(f"({base})^{exponent}").number.value == Fraction(base) ** exponent


@given(st.integers(0, 10**12))
def test_roots_of_squares_and_cubes_are_exact(n: int) -> None:
    assert evaluate(f"sqrt({n * n})").number == Number(Fraction(n))
    assert evaluate(f"cbrt({n**3})").number == Number(Fraction(n))


@given(st.fractions(min_value=0, max_value=10**6))
def test_square_roots_are_right_to_thirty_digits(value: Fraction) -> None:
    root = evaluate(f"sqrt(({value.numerator}/{value.denominator}))")
    error = abs(root.number.value**2 - value)
    assert error <= max(value, Fraction(1)) / 10**30


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("9^9^9", "calc_big"),
        ("9^9^9^9^9", "calc_big"),
        ("2^(10^9)", "calc_big"),
        ("0^-1", "calc_zero"),
        ("1/(2-2)", "calc_zero"),
        ("5 mod 0", "calc_zero"),
        ("sqrt(0-4)", "calc_domain"),
        ("(0-8)^(1/2)", "calc_domain"),
        ("2000!", "calc_big"),
        ("(1/2)!", "calc_domain"),
        ("10^0.123456789^-900", "calc_big"),
        ("1e999*1e999*1e999*1e999*1e999", "calc_big"),
    ],
)
def test_what_has_no_result_says_why(text: str, key: str) -> None:
    with pytest.raises(CalcError) as caught:
        evaluate(text)
    assert caught.value.key == key


@pytest.mark.parametrize(
    "text",
    ["", "(", "1+", "2 3", "import os", "__import__('os')", "(" * 500, "1+" * 900 + "1", "--" * 90 + "1"],
)
def test_what_is_no_arithmetic_is_refused(text: str) -> None:
    with pytest.raises(NotArithmetic):
        evaluate(text)


@given(st.text(alphabet="0123456789+-*/^().%! eE,sqrtπ", max_size=60))
def test_any_line_of_signs_ends_in_a_result_or_a_typed_refusal(text: str) -> None:
    try:
        result = evaluate(text)
    except (NotArithmetic, CalcError):
        return
    assert show(result.number)[0]


_DIGITS = "零一二三四五六七八九"


def in_chinese(n: int) -> str:
    """A whole number below 10^8 in Chinese, by the book."""
    if n >= 10000:
        head, tail = divmod(n, 10000)
        gap = "零" if 0 < tail < 1000 else ""
        return in_chinese(head) + "万" + gap + (in_chinese(tail) if tail else "")
    for size, unit in ((1000, "千"), (100, "百"), (10, "十")):
        if n >= size:
            head, tail = divmod(n, size)
            gap = "零" if 0 < tail < size // 10 else ""
            return _DIGITS[head] + unit + gap + (in_chinese(tail) if tail else "")
    return _DIGITS[n]


@given(st.integers(0, 99_999_999))
def test_chinese_numerals(n: int) -> None:
    assert parse_zh(in_chinese(n)) == n


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("十", 10),
        ("十五", 15),
        ("两百", 200),
        ("一百二", 120),
        ("三千五", 3500),
        ("一万五", 15000),
        ("二零二六", 2026),
        ("三点一四", Fraction("3.14")),
        ("一亿零五", 100000005),
        ("半", Fraction(1, 2)),
    ],
)
def test_spoken_chinese_numerals(text: str, value: Fraction) -> None:
    assert parse_zh(text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("seven", 7),
        ("forty two", 42),
        ("two hundred and six", 206),
        ("a hundred", 100),
        ("one million two hundred thousand", 1_200_000),
        ("three point one four", Fraction("3.14")),
    ],
)
def test_english_numerals(text: str, value: Fraction) -> None:
    assert parse_en(text) == value


@given(st.fractions(min_value=-1000, max_value=10**6), st.sampled_from(units.UNITS), st.data())
def test_conversion_there_and_back_changes_nothing(
    value: Fraction, source: units.Unit, data: st.DataObject
) -> None:
    target = data.draw(st.sampled_from([unit for unit in units.UNITS if unit.dimension == source.dimension]))
    try:
        there = units.convert(value, source, target)
    except units.BelowAbsoluteZero:
        return
    assert there is not None
    assert units.convert(there, target, source) == value


def test_units_of_different_kind_do_not_convert() -> None:
    assert units.convert(Fraction(1), units.BY_WORD["kg"], units.BY_WORD["km"]) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("5 km in miles", "5"),
        ("半斤等于几两", "1/2"),
        ("how many ounces are there in a pound", "1"),
        ("三千米是多少公里", "3"),
    ],
)
def test_conversions_are_recognised(text: str, value: str) -> None:
    wanted = conversion.parse(text)
    assert wanted is None if text == "三千米是多少公里" else wanted is not None
    if wanted is not None:
        assert wanted.value == Fraction(value)


def test_follow_ups_go_on_from_the_result() -> None:
    assert ask("what's 12.5% of 640", "and times 3?").text == "80 × 3 = 240"
    assert ask("3+5", "再乘以3").text == "8 × 3 = 24"
    assert ask("3+5", "times 2", "plus 4").text == "16 + 4 = 20"
    assert ask("10*2", "what is 10% of that").text.endswith("= 2")
    assert ask("5 km in miles", "and in feet?").text.endswith("feet")


def test_a_follow_up_without_a_sum_before_is_none() -> None:
    assert "=" not in ask("hello", "times 3").text


def test_rewriting_leaves_other_words_alone() -> None:
    with pytest.raises(NotArithmetic):
        evaluate(rewrite("我想要5个苹果"))
