"""Ages told in numbers: '30 year old', 'in her late fifties', '四十来岁'."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_ENGLISH = {
    word: number
    for number, words in {
        3: "three", 4: "four", 5: "five", 6: "six", 7: "seven", 8: "eight", 9: "nine", 10: "ten", 11: "eleven",
        12: "twelve", 13: "thirteen", 14: "fourteen", 15: "fifteen", 16: "sixteen", 17: "seventeen", 18: "eighteen",
        19: "nineteen", 20: "twenty|twenties", 30: "thirty|thirties", 40: "forty|forties", 50: "fifty|fifties",
        60: "sixty|sixties", 70: "seventy|seventies", 80: "eighty|eighties", 90: "ninety|nineties",
    }.items()
    for word in words.split("|")
}  # fmt: skip
_WORDS = "|".join(sorted(_ENGLISH, key=len, reverse=True))
_DIGITS = {sign: number for number, sign in enumerate("零一二三四五六七八九")} | {"两": 2}
_AGE = re.compile(
    rf"(?<![a-z0-9])(?:aged?[ ]+|in (?:his|her|their) |about |around )*(?:early |mid |late |mid-)?"
    rf"(?:(?P<number>\d{{1,3}})(?:[ -]*(?:years?|yrs?)(?:[ -]*old)?|[ ]?y/?o|s|'s)"
    rf"|(?P<aged>(?<=aged )\d{{1,3}}|(?<=age )\d{{1,3}})"
    rf"|(?P<me>(?<=i'm )\d{{1,3}}|(?<=i am )\d{{1,3}}|(?<=he's )\d{{1,3}}|(?<=he is )\d{{1,3}})"
    rf"|(?P<nearly>(?<=about )(?:{_WORDS})|(?<=around )(?:{_WORDS})|(?<=maybe )(?:{_WORDS})|(?<=nearly )(?:{_WORDS}))"
    rf"|(?P<word>{_WORDS})(?:(?<=ies)|[ -]+years?(?:[ -]+old)?))(?![a-z0-9])"
    r"|(?P<zh>\d{1,3})\s?(?:来|多|几|出头)?(?:周?岁|岁左右)"
    r"|(?P<han>[一二两三四五六七八九]{0,2}十?[一二两三四五六七八九]?)(?:来|多|几|出头|好几)?(?<=[一二两三四五六七八九十来多几])周?岁"
)


_HINT = re.compile(r"[0-9岁]|ies\b|years?\b|about|around|maybe|nearly")
TEENS = 15
"""'Ten and some' years."""


@dataclass(frozen=True, slots=True)
class AgeTold:
    start: int
    end: int
    value: str


def ages(folded: str) -> Iterator[AgeTold]:
    if not _HINT.search(folded):
        return
    for found in _AGE.finditer(folded):
        years = _years(found)
        if years is not None:
            yield AgeTold(found.start(), found.end(), age_of(years))


def age_of(years: int) -> str:
    if years < 13:
        return "child"
    if years < 30:
        return "young"
    return "adult" if years < 60 else "elderly"


def _years(found: re.Match[str]) -> int | None:
    if number := found["number"] or found["aged"] or found["me"] or found["zh"]:
        return int(number)
    if word := found["word"] or found["nearly"]:
        return _ENGLISH[word]
    if han := found["han"]:
        before, ten, after = han.partition("十")
        if not ten:
            return _DIGITS[before[0]] if before else None
        if han == "十" and found.group()[1:2] in ("几", "多", "来"):
            return TEENS
        # 'Four or five tens': the first counts.
        return (_DIGITS[before[0]] if before else 1) * 10 + (_DIGITS[after[0]] if after else 0)
    return None
