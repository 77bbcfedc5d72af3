"""A small recursive-descent parser and evaluator for arithmetic; no eval, bounded in size and depth.

Grammar, loosest first: sum → product → unary → power → postfix → atom. `a + b%` and `a - b%` take the
percentage of a, as pocket calculators do; elsewhere `b%` is b/100. Powers bind to the right.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from huahua.gateway.providers.builtin.assistant.calc.number import (
    CalcError,
    Number,
    checked,
    divide,
    power,
    root,
)

MAX_TOKENS = 400
MAX_DEPTH = 60
MAX_DIGITS = 400
_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d*)?(?:e[+-]?\d{1,3})?|\.\d+)|"
    r"(?P<name>sqrt|cbrt|mod|pi|π|ans)|(?P<sign>[-+*/^()%!]))",
    re.IGNORECASE,
)
_PI = Fraction("3.14159265358979323846264338327950288419716939937510")
_SIGN = {"*": " × ", "/": " ÷ ", "+": " + ", "-": " − ", "mod": " mod "}


class NotArithmetic(ValueError):
    """The text is not an arithmetic expression."""


@dataclass(frozen=True, slots=True)
class Result:
    """A value, how its expression reads in print, and how many operations it took."""

    number: Number
    shown: str
    operations: int


def evaluate(text: str, ans: Number | None = None) -> Result:
    """The value of an arithmetic expression in signs; `ans` stands for the word 'ans' in it.

    Raises NotArithmetic where the text is no expression, CalcError where it has no result.
    """
    tokens: list[str] = []
    at, text = 0, text.strip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if not match or len(tokens) >= MAX_TOKENS or len(match.group()) > MAX_DIGITS:
            raise NotArithmetic(text)
        tokens.append(match.group().strip().lower())
        at = match.end()
    parser = _Parser(tokens, ans)
    number, shown, _ = parser.sum()
    if parser.at != len(tokens) or not tokens:
        raise NotArithmetic(text)
    return Result(number, shown, parser.operations)


_Part = tuple[Number, str, bool]  # value, print, whether it is a bare percentage


class _Parser:
    def __init__(self, tokens: list[str], ans: Number | None) -> None:
        self.tokens = tokens
        self.ans = ans
        self.at = 0
        self.depth = 0
        self.operations = 0

    def peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self) -> str:
        token = self.peek()
        self.at += 1
        return token

    def sum(self) -> _Part:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise NotArithmetic("too deep")
        left, shown, percent = self.product()
        while self.peek() in ("+", "-"):
            sign = self.take()
            right, right_shown, right_percent = self.product()
            amount = left.value * right.value if right_percent and not percent else right.value
            self.operations += 1
            left = checked(left.value + (amount if sign == "+" else -amount), left.exact and right.exact)
            shown, percent = f"{shown}{_SIGN[sign]}{right_shown}", percent and right_percent
        self.depth -= 1
        return left, shown, percent

    def product(self) -> _Part:
        left, shown, percent = self.unary()
        while True:
            sign = self.peek()
            if sign == "(" or sign in ("sqrt", "cbrt", "pi", "π"):
                sign = "*"  # 2(3+4) multiplies
            elif sign in ("*", "/", "mod"):
                self.take()
            else:
                return left, shown, percent
            right, right_shown, _ = self.unary()
            self.operations += 1
            left, percent = _multiplied(sign, left, right), False
            shown = f"{shown}{_SIGN[sign]}{right_shown}"

    def unary(self) -> _Part:
        negative = signs = 0
        while self.peek() in ("+", "-"):
            negative ^= self.take() == "-"
            signs += 1
            if signs > MAX_DEPTH:
                raise NotArithmetic("too many signs")
        number, shown, percent = self.power()
        if not negative:
            return number, shown, percent
        return Number(-number.value, number.exact), f"−{shown}", percent

    def power(self) -> _Part:
        base, shown, percent = self.postfix()
        if self.peek() != "^":
            return base, shown, percent
        self.take()
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise NotArithmetic("too deep")
        exponent, exponent_shown, _ = self.unary()
        self.depth -= 1
        self.operations += 1
        return power(base, exponent), f"{shown}^{exponent_shown}", False

    def postfix(self) -> _Part:
        number, shown = self.atom()
        percent = False
        while self.peek() in ("%", "!"):
            sign = self.take()
            self.operations += 1
            if sign == "%":
                number, percent = checked(number.value / 100, number.exact), True
            else:
                number = _factorial(number)
            shown += sign
        return number, shown, percent

    def atom(self) -> tuple[Number, str]:
        part = self.take()
        if part == "(":
            number, shown, _ = self.sum()
            if self.take() != ")":
                raise NotArithmetic("missing bracket")
            plain = re.fullmatch(r"[\d.,]+%?|ans|π|\(.*\)", shown)
            return number, shown if plain and shown.count("(") <= 1 else f"({shown})"
        if part in ("sqrt", "cbrt"):
            number, shown = self.atom()
            self.operations += 1
            mark = "√" if part == "sqrt" else "∛"
            return root(number, 2 if part == "sqrt" else 3), f"{mark}{shown}"
        if part in ("pi", "π"):
            self.operations += 1
            return Number(_PI, False), "π"
        if part == "ans" and self.ans is not None:
            return self.ans, "ans"
        if not part or not (part[0].isdecimal() or part[0] == "."):
            raise NotArithmetic(part)
        return _literal(part)


def _literal(part: str) -> tuple[Number, str]:
    value = Fraction(part.replace(",", ""))
    return checked(value, True), part.rstrip(".") if "." in part else part


def _multiplied(sign: str, left: Number, right: Number) -> Number:
    if sign == "*":
        return checked(left.value * right.value, left.exact and right.exact)
    if sign == "/":
        return divide(left, right)
    if not right.value:
        raise CalcError("calc_zero")
    return checked(left.value % right.value, left.exact and right.exact)


def _factorial(number: Number) -> Number:
    value = number.value
    if value.denominator != 1 or value < 0:
        raise CalcError("calc_domain")
    if value > 1000:
        raise CalcError("calc_big")
    product = 1
    for factor in range(2, value.numerator + 1):
        product *= factor
    return checked(Fraction(product), number.exact)
