"""Sums, percentages and conversions, and what follows on them ('and times 3?', '再乘以3')."""

from __future__ import annotations

import re
from fractions import Fraction

from huahua.gateway.providers.builtin.assistant.calc import conversion, units
from huahua.gateway.providers.builtin.assistant.calc.conversion import Conversion
from huahua.gateway.providers.builtin.assistant.calc.expression import NotArithmetic, Result, evaluate
from huahua.gateway.providers.builtin.assistant.calc.number import CalcError, Number, show
from huahua.gateway.providers.builtin.assistant.calc.words import rewrite
from huahua.gateway.providers.builtin.assistant.model import Answer
from huahua.gateway.providers.builtin.assistant.replies import say
from huahua.gateway.providers.builtin.assistant.turn import Turn

MAX_CHARS = 400
_MAX_CHAIN = 12
_FOLLOW = re.compile(
    r"^(?:and|then|now|ok|so|what about|how about|what if (?:i|you|we)|再|又|然后|接着|那|那么|如果|"
    r"结果|把它|它|that|the result|it|this|all that|、|,|，|\s)*"
    r"(?P<rest>(?:[-+*/×÷^]|plus|minus|times|multipl|divided|divide|add|subtract|take away|squared|"
    r"cubed|to the power|mod\b|doubled|加|减|乘|除|的平方|的立方|平方|立方|开方|开平方|的\d|打\d|"
    r"打[一二三四五六七八九]|百分之|翻倍).*)$",
    re.IGNORECASE | re.DOTALL,
)
_PERCENT_OF_IT = re.compile(
    r"^(?:and |what(?:'s| is) |now |那|它)*(?P<rest>[\d.]+ ?(?:%|percent) of (?:that|it|the result|"
    r"this))\W*$",
    re.IGNORECASE,
)
# Digits with signs that are no sums: dates, phone numbers, ratios, versions.
_NOT_A_SUM = re.compile(r"^\s*(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\+?\d[\d -]{8,}|\d{1,2}/\d{1,2}/\d{2,4})\s*$")
_SPELLED = re.compile(
    r"(?=.*[十百千万亿])(?P<words>[零〇一二两三四五六七八九十百千万亿]{2,}(?:点[零〇一二三四五六七八九]+)?)"
    r"(?:是多少|等于多少)?[?？]?"
)


def calculate(turn: Turn) -> Answer | None:
    """The result of a calculation or conversion, or why there is none."""
    if len(turn.core) > MAX_CHARS or not re.search(
        r"[\d零一二两三四五六七八九十百千万亿半几多]|[a-z]", turn.core, re.IGNORECASE
    ):
        return None
    try:
        result = _result(turn)
        if result is not None:
            return Answer(_sentence(turn, result))
    except CalcError as error:
        return Answer(say(turn, error.key))
    wanted = conversion_of(turn)
    return None if wanted is None else _converted(turn, wanted)


def _result(turn: Turn) -> Result | None:
    """The result of this turn's sum, going on from the one before where it says so."""
    direct = _direct(turn.core)
    if direct is not None and not _continues(turn.core):
        return direct
    follow = _FOLLOW.match(turn.core) or _PERCENT_OF_IT.match(turn.core)
    if follow and turn.earlier:
        before = _value_before(turn)
        if before is not None:
            return _continued(follow["rest"], before)
    return direct


def _continues(core: str) -> bool:
    return bool(re.match(r"^(?:[-+*/×÷] ?\d|plus|minus|times|divided|加|减|乘|除)", core, re.IGNORECASE))


def _direct(core: str) -> Result | None:
    if _NOT_A_SUM.match(core):
        return None
    try:
        result = evaluate(rewrite(core))
    except NotArithmetic:
        return None
    if result.operations:
        return result
    spelled = _SPELLED.fullmatch(core)
    return Result(result.number, spelled["words"], 1) if spelled else None


def _continued(rest: str, before: Number) -> Result | None:
    """`rest` applied to the value before it: 'times 3' → '(value)*3'."""
    rest = re.sub(
        r"^(add|subtract|multiply|divide)(?:d|ied)?(?: (?:it|that|this))?(?: by)?\b",
        lambda m: _VERB[m[1].lower()],
        rest,
        flags=re.I,
    )
    rest = re.sub(r"\b(?:that|it|the result|this)\b\W*$", "7777777", rest, flags=re.I)
    try:
        text = rewrite(rest) if "7777777" in rest else rewrite("8888888" + rest)
        text = text.replace("7777777", "ans").replace("8888888", "ans")
        result = evaluate(text, before)
    except NotArithmetic:
        return None
    shown, _ = show(before)
    return (
        Result(result.number, result.shown.replace("ans", shown), result.operations)
        if "ans" in text
        else None
    )


_VERB = {"add": "plus ", "subtract": "minus ", "multiply": "times ", "divide": "divided by "}


def _value_before(turn: Turn) -> Number | None:
    """The value of the turn before, itself perhaps a follow-up; None where that was no sum."""
    chain: list[Turn] = []
    before = turn.before()
    while before is not None and len(chain) < _MAX_CHAIN:
        chain.append(before)
        if _direct_or_none(before.core) is not None and not _continues(before.core):
            break
        before = before.before()
    value: Number | None = None
    for step in reversed(chain):
        value = _step(step.core, value)
        if value is None and step is chain[0]:
            return None
    return value


def _direct_or_none(core: str) -> Result | None:
    try:
        return _direct(core)
    except CalcError:
        return None


def _step(core: str, value: Number | None) -> Number | None:
    direct = _direct_or_none(core)
    if direct is not None and not (_continues(core) and value is not None):
        return direct.number
    follow = _FOLLOW.match(core) or _PERCENT_OF_IT.match(core)
    if not follow or value is None:
        return None
    try:
        result = _continued(follow["rest"], value)
    except CalcError:
        return None
    return result.number if result else None


def _sentence(turn: Turn, result: Result) -> str:
    shown, whole = show(result.number)
    sign = "=" if whole else "≈"
    return f"{result.shown} {sign} {shown.replace('-', '−', 1) if shown.startswith('-') else shown}"


def conversion_of(turn: Turn, depth: int = 3) -> Conversion | None:
    """The conversion asked for in this turn; 'and in feet?' goes on from the turn before."""
    direct = conversion.parse(turn.core)
    if direct is not None or depth == 0:
        return direct
    before = turn.before()
    previous = conversion_of(before, depth - 1) if before is not None and len(turn.core) < 40 else None
    return conversion.parse(turn.core, previous) if previous else None


def _converted(turn: Turn, wanted: Conversion) -> Answer:
    try:
        value = units.convert(wanted.value, wanted.source, wanted.target)
    except units.BelowAbsoluteZero:
        return Answer(say(turn, "below_absolute_zero"))
    if value is None:
        return Answer(say(turn, "convert_unknown"))
    return Answer(
        f"{_amount(turn, wanted.value, wanted.source)} {_equals(value)} {_amount(turn, value, wanted.target)}"
    )


def _equals(value: Fraction) -> str:
    return "=" if _short(value)[1] else "≈"


def _short(value: Fraction) -> tuple[str, bool]:
    text, whole = show(Number(value), 7)
    if whole and len(text.replace(",", "").lstrip("-0.")) > 12:
        return show(Number(value, exact=False), 7)[0], False
    return text, whole


def _amount(turn: Turn, value: Fraction, unit: units.Unit) -> str:
    name = unit.zh if turn.lang == "zh" else _singular(unit.en) if value == 1 else unit.en
    return f"{_short(value)[0].replace('-', '−')} {name}"


def _singular(name: str) -> str:
    irregular = {"feet": "foot", "inches": "inch"}
    if name in irregular:
        return irregular[name]
    head, space, tail = name.partition(" (")
    return head.removesuffix("s") + space + tail
