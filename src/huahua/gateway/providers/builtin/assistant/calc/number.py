"""Exact numbers with limits: fractions as long as possible, decimals where a root is taken."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Context, Decimal
from fractions import Fraction
from math import isqrt

MAX_BITS = 12_000
SHOWN_DIGITS = 60
_ROOT_DIGITS = 40


class CalcError(ValueError):
    """A calculation without a result; `key` names the phrase that says why."""

    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__(key)


@dataclass(frozen=True, slots=True)
class Number:
    """A value and whether it is exact."""

    value: Fraction
    exact: bool = True


def checked(value: Fraction, exact: bool) -> Number:
    """A Number within the limits; raises CalcError('calc_big') beyond them."""
    if max(value.numerator.bit_length(), value.denominator.bit_length()) > MAX_BITS:
        raise CalcError("calc_big")
    return Number(value, exact)


def divide(a: Number, b: Number) -> Number:
    """a / b; raises CalcError('calc_zero')."""
    if not b.value:
        raise CalcError("calc_zero")
    return checked(a.value / b.value, a.exact and b.exact)


def power(a: Number, b: Number) -> Number:
    """a ** b. Whole exponents are exact; fractional ones are roots. Never builds a number past the limit."""
    base, exponent = a.value, b.value
    if exponent.denominator == 1:
        n = exponent.numerator
        if not base and n < 0:
            raise CalcError("calc_zero")
        bits = max(base.numerator.bit_length(), base.denominator.bit_length())
        if base not in (0, 1, -1) and (abs(n) > MAX_BITS or (bits - 1) * abs(n) > MAX_BITS):
            raise CalcError("calc_big")
        if base in (0, 1, -1):
            n = n if abs(n) <= 2 else 2 + abs(n) % 2
        return checked(base**n, a.exact and b.exact)
    if base < 0:
        raise CalcError("calc_domain")
    if not base:
        return Number(Fraction(0), a.exact)
    if exponent.denominator <= 64 and abs(exponent.numerator) <= 64:
        rooted = root(a, exponent.denominator)
        return power(rooted, Number(Fraction(exponent.numerator), b.exact))
    context = Context(prec=_ROOT_DIGITS)
    logarithm = float(abs(exponent)) * max(
        1.0, abs(base.numerator.bit_length() - base.denominator.bit_length()) + 1.0
    )
    if logarithm > MAX_BITS:
        raise CalcError("calc_big")
    result = context.power(_decimal(base, context), _decimal(exponent, context))
    return checked(Fraction(result), False)


def root(a: Number, degree: int) -> Number:
    """The real root of a small whole degree, exact where it is rational."""
    value = a.value
    if value < 0:
        if degree % 2 == 0:
            raise CalcError("calc_domain")
        positive = root(Number(-value, a.exact), degree)
        return Number(-positive.value, positive.exact)
    top, bottom = _whole_root(value.numerator, degree), _whole_root(value.denominator, degree)
    if top is not None and bottom is not None:
        return Number(Fraction(top, bottom), a.exact)
    context = Context(prec=_ROOT_DIGITS)
    estimate = context.power(_decimal(value, context), context.divide(Decimal(1), Decimal(degree)))
    return checked(Fraction(estimate), False)


def _whole_root(n: int, degree: int) -> int | None:
    """The whole number whose `degree`-th power is n, or None (Newton's method on integers)."""
    if n < 2:
        return n
    if degree == 2:
        found = isqrt(n)
    else:
        found = 1 << -(-n.bit_length() // degree)
        while True:
            step = ((degree - 1) * found + n // found ** (degree - 1)) // degree
            if step >= found:
                break
            found = step
    return found if found**degree == n else None


def _decimal(value: Fraction, context: Context) -> Decimal:
    return context.divide(Decimal(value.numerator), Decimal(value.denominator))


def terminates(value: Fraction) -> int | None:
    """Decimal places of a value that has finitely many (at most 15 of them), else None."""
    denominator, places = value.denominator, 0
    for prime in (2, 5):
        count = 0
        while denominator % prime == 0:
            denominator //= prime
            count += 1
        places = max(places, count)
    return places if denominator == 1 and places <= 15 else None


def show(number: Number, digits: int = 10) -> tuple[str, bool]:
    """The value in digits, and whether that is the whole truth. Long results get an exponent."""
    value = number.value
    places = terminates(value)
    if number.exact and places is not None:
        scaled = abs(value.numerator) * (10**places // value.denominator)
        text = str(scaled) if scaled.bit_length() < MAX_BITS else ""
        if text and len(text) <= SHOWN_DIGITS:
            text = text.rjust(places + 1, "0")
            whole, decimals = (text[:-places], text[-places:]) if places else (text, "")
            sign = "-" if value < 0 else ""
            return f"{sign}{_commas(whole)}{'.' + decimals if decimals else ''}", True
    return _rounded(value, digits), False


def _rounded(value: Fraction, digits: int) -> str:
    context = Context(prec=digits)
    rounded = context.divide(Decimal(value.numerator), Decimal(value.denominator)).normalize(context)
    if not rounded:
        return "0"
    exponent = rounded.adjusted()
    if -6 <= exponent < 16:
        whole, _, decimals = format(abs(rounded), "f").partition(".")
        return f"{'-' if rounded < 0 else ''}{_commas(whole)}{'.' + decimals if decimals else ''}"
    mantissa = rounded.scaleb(-exponent)
    return f"{mantissa} × 10^{exponent}"


def _commas(whole: str) -> str:
    """Thousands separators from five digits on, as is usual for running text."""
    return f"{int(whole):,}" if len(whole) > 4 else whole
