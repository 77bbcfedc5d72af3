"""Numbers written in words: '一百二十三万', '三点五', 'twenty five', 'two hundred and six'."""

from __future__ import annotations

import re
from fractions import Fraction

_DIGIT = dict(zip("零一二三四五六七八九", range(10), strict=True)) | {"〇": 0, "两": 2, "俩": 2}
_UNIT = {"十": 10, "百": 100, "千": 1000}
_GROUP = {"万": 10**4, "亿": 10**8}
ZH_NUMBER = re.compile(r"[零〇一二两三四五六七八九十百千万亿]+(?:点[零〇一二三四五六七八九]+)?|半")

_EN_SMALL = {
    word: value
    for value, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
}
_EN_TENS = {
    word: 10 * (place + 2)
    for place, word in enumerate(
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
    )
}
_EN_SCALE = {"hundred": 100, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
_EN_WORD = "|".join(sorted((*_EN_SMALL, *_EN_TENS, *_EN_SCALE, "dozen"), key=len, reverse=True))
EN_NUMBER = re.compile(
    rf"(?:an? (?=hundred|thousand|million|billion|dozen))?(?:{_EN_WORD})"
    rf"(?:(?:[ -]| and )(?:{_EN_WORD}))*(?:\s+point(?:\s+(?:{'|'.join(list(_EN_SMALL)[:10])}))+)?(?![a-z])",
    re.IGNORECASE,
)


def parse_zh(text: str) -> Fraction | None:
    """The value of a Chinese numeral, or None where the characters make none ('万一', '百三' read as 130)."""
    if text == "半":
        return Fraction(1, 2)
    whole, _, decimals = text.partition("点")
    if not whole:
        return None
    value = _positional(whole) if not set(whole) & {*_UNIT, *_GROUP} else _grouped(whole)
    if value is None:
        return None
    digits = "".join(str(_DIGIT[char]) for char in decimals)
    return Fraction(value) + (Fraction(int(digits), 10 ** len(digits)) if digits else 0)


def _positional(text: str) -> int | None:
    """'二零二六' read digit by digit."""
    if len(text) > 20 or any(char not in _DIGIT for char in text):
        return None
    return int("".join(str(_DIGIT[char]) for char in text))


def _grouped(text: str) -> int | None:
    """'一百二十三万零五', with the spoken short form '一万五' (15,000)."""
    total = section = number = 0
    last_unit = 1
    pending = False
    for char in text:
        if char in _DIGIT:
            if pending and number:
                return None
            number, pending = _DIGIT[char], True
            last_unit = 1 if char in "零〇" else last_unit
        elif char in _UNIT:
            section += (number if pending else 1) * _UNIT[char]
            number, pending, last_unit = 0, False, _UNIT[char]
        else:
            if not section and not pending and not total:
                return None
            group = _GROUP[char]
            if group == 10**8:
                total, section = (total + section + number) * group, 0
            else:
                total, section = total + (section + number) * group, 0
            number, pending, last_unit = 0, False, group
    if pending and last_unit >= 100:
        number *= last_unit // 10
    return total + section + number


def parse_en(text: str) -> Fraction | None:
    """The value of an English numeral in words, or None."""
    whole, _, decimals = text.lower().partition(" point ")
    total = current = 0
    seen = False
    for word in re.split(r"[\s-]+", whole):
        if word in ("a", "an"):
            current = 1
        elif word in _EN_SMALL or word in _EN_TENS:
            current += _EN_SMALL.get(word, _EN_TENS.get(word, 0))
        elif word == "hundred":
            current = (current or 1) * 100
        elif word == "dozen":
            current = (current or 1) * 12
        elif word in _EN_SCALE:
            total, current = total + (current or 1) * _EN_SCALE[word], 0
        elif word != "and":
            return None
        seen = True
    digits = "".join(str(_EN_SMALL[word]) for word in decimals.split() if word in _EN_SMALL)
    fraction = Fraction(int(digits), 10 ** len(digits)) if digits else Fraction(0)
    return total + current + fraction if seen else None
