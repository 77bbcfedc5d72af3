"""Numbers: telephones, resident IDs, bank cards, IPv4 addresses.

One search finds stretches that hold enough digits; only there the patterns of the kinds are tried. Texts come here
with full-width characters made narrow, one for one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from huahua.privacy.masking.checks import has_resident_check, is_bank_card, is_resident_id
from huahua.privacy.masking.context import says_id, says_phone, says_version
from huahua.privacy.masking.kinds import Kind, Span

_BLANK = " \u00a0\u2009\u200b-\u200d"
_STRETCH = re.compile(rf"[+(]{{0,2}}\d[\d\-.(){_BLANK}]{{5,38}}[\dXx]")
_BEFORE = r"(?<![A-Za-z0-9_])(?<![A-Za-z0-9][-.])"
_AFTER = r"(?![A-Za-z0-9_])(?!-[A-Za-z0-9])(?!\.\d)"
_GAP = rf"[-.{_BLANK}]"

_RESIDENT = re.compile(
    rf"{_BEFORE}(?:[1-8]\d{{5}}[-{_BLANK}]?(?:18|19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])[-{_BLANK}]?\d{{3}}[\dXx]"
    rf"|[1-8]\d{{7}}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{{3}}){_AFTER}"
)
_CARD = re.compile(
    rf"{_BEFORE}(?:\d{{13,19}}|\d{{4}}(?:[-{_BLANK}]\d{{4}}){{2,3}}(?:[-{_BLANK}]\d{{1,4}})?"
    rf"|\d{{4}}[-{_BLANK}]\d{{6}}[-{_BLANK}]\d{{4,5}}|\d{{6}}[-{_BLANK}]\d{{10,13}}){_AFTER}"
)
_MOBILE = re.compile(
    rf"(?<![A-Za-z0-9_+])(?<![A-Za-z0-9][-.])(?:\(?(?:\+|00)?86\)?[-{_BLANK}]{{0,2}})?"
    rf"(?:1(?:3\d|4[5-9]|5[0-35-9]|6[2567]|7[0-8]|8\d|9[0-35-9]))"
    rf"(?:{_GAP}?\d{{4}}{_GAP}?\d{{4}}|\d{_GAP}\d{{4}}{_GAP}\d{{3}}){_AFTER}"
)
_AREA = r"(?:10|2[0-57-9]|[3-9]\d\d)"
_LANDLINE = re.compile(
    rf"{_BEFORE}(?:(?:\(?(?:\+|00)86\)?[-{_BLANK}]?)\(?0?{_AREA}\)?[-{_BLANK}]?|\(0{_AREA}\)[-{_BLANK}]?|0{_AREA}[-{_BLANK}])"
    rf"[2-9]\d{{2,3}}[-{_BLANK}]?\d{{4}}(?:[-{_BLANK}]?(?:-|转|ext\.?|x)[{_BLANK}]?\d{{1,6}})?(?![A-Za-z0-9_])(?!\.\d)"
)
_CODES = (
    r"(?:1|7|2[07]|2[1-689]\d|3[0-469]|3[578]\d|4[013-9]|42\d|5[09]\d|5[1-8]|6[0-6]|6[7-9]\d|8[124]|8[05789]\d|9[0-58]"
    r"|9[679]\d)"
)
_ABROAD = re.compile(
    rf"(?<![A-Za-z0-9_+])(?<!\d\.)(?:\+|00){_CODES}(?:[-.{_BLANK}]{{0,2}}\(?\d{{1,5}}\)?){{2,5}}(?![A-Za-z0-9_])(?!\.\d)"
)
_AMERICAN = re.compile(
    rf"{_BEFORE}(?:1[-.{_BLANK}])?(?:\([2-9]\d\d\)[-{_BLANK}]?|[2-9]\d\d[-.])[2-9]\d\d[-.]\d{{4}}{_AFTER}"
)
_ANY_PHONE = re.compile(rf"(?<![A-Za-z0-9_.\-/])[+(]?\d(?:[-{_BLANK}()]{{0,2}}\d){{6,14}}{_AFTER}(?![:%/])")
_DATE = re.compile(r"\(?(?:19|20)\d\d[-. ]?(?:0?[1-9]|1[0-2])[-. ]?(?:0?[1-9]|[12]\d|3[01])(?:\D|$)")
_MOMENT = re.compile(r"1[4-9]\d{8}(?:\d{3})?")
"""Seconds or milliseconds since 1970."""
_BYTE = r"(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)"
_IPV4 = re.compile(
    rf"(?<![A-Za-z0-9_.])(?<!\d-)(?<![A-Za-z]/){_BYTE}(?:\.{_BYTE}){{3}}(?![A-Za-z0-9_])(?!\.\d)"
)
_NOBODY = ("0.", "127.", "255.")
_LEAST = {Kind.RESIDENT_ID: 14, Kind.BANK_CARD: 13, Kind.PHONE: 7}
"""Digits, below which no pattern of the kind need be tried."""
_WHOLE_NUMBER = 10
"""Digits of a telephone number with its area."""
_NOT_DIGITS = re.compile(r"\D")


def find_numbers(text: str, wanted: frozenset[Kind]) -> Iterator[Span]:
    phones, cards = Kind.PHONE in wanted, Kind.BANK_CARD in wanted
    residents, addresses = Kind.RESIDENT_ID in wanted, Kind.IP in wanted
    for stretch in _STRETCH.finditer(text):
        start, end = stretch.span()
        digits = len(_NOT_DIGITS.sub("", stretch[0]))
        if residents and digits >= _LEAST[Kind.RESIDENT_ID]:
            yield from _residents(text, start, end)
        if cards and digits >= _LEAST[Kind.BANK_CARD]:
            for match in _in(_CARD, text, start, end):
                if is_bank_card(_NOT_DIGITS.sub("", match[0])):
                    yield Span(*match.span(), Kind.BANK_CARD)
        if phones and digits >= _LEAST[Kind.PHONE]:
            yield from _phones(text, start, end, digits)
        if addresses and stretch[0].count(".") >= 3:
            for match in _in(_IPV4, text, start, end):
                if not match[0].startswith(_NOBODY) and not says_version(text, match.start()):
                    yield Span(*match.span(), Kind.IP)


def _in(pattern: re.Pattern[str], text: str, start: int, end: int) -> Iterator[re.Match[str]]:
    """Matches that begin in the stretch. They may end behind it: an extension may follow."""
    seen = min(len(text), end + 14)
    for match in pattern.finditer(text, start, seen):
        if match.start() >= end:
            return
        if match.end() < seen or seen == len(text):
            yield match


def _residents(text: str, start: int, end: int) -> Iterator[Span]:
    for match in _in(_RESIDENT, text, start, end):
        bare = re.sub(r"[^\dXx]", "", match[0])
        if len(bare) == 15:
            if is_resident_id(bare) and not is_bank_card(bare) and not says_id(text, match.start()):
                yield Span(*match.span(), Kind.RESIDENT_ID)
        elif is_resident_id(bare) or (
            not has_resident_check(bare) and "身份证" in text[max(0, match.start() - 10) : match.start()]
        ):
            yield Span(*match.span(), Kind.RESIDENT_ID)


def _phones(text: str, start: int, end: int, digits: int) -> Iterator[Span]:
    found = False
    for pattern in _phone_patterns(text[start:end], digits):
        for match in _in(pattern, text, start, end):
            size = len(_NOT_DIGITS.sub("", match[0]))
            if (pattern is not _ABROAD or 9 <= size <= 17) and not _is_id(text, match):
                found = True
                yield Span(*match.span(), Kind.PHONE)
    if not found and says_phone(text, start):
        for match in _in(_ANY_PHONE, text, start, end):
            if not _DATE.match(match[0]) and not _MOMENT.fullmatch(match[0]) and not _is_id(text, match):
                yield Span(*match.span(), Kind.PHONE)


def _phone_patterns(stretch: str, digits: int) -> Iterator[re.Pattern[str]]:
    """Those that may match: to look for a character takes a tenth of the time of a pattern."""
    apart = "-" in stretch or " " in stretch or "(" in stretch
    if digits >= _WHOLE_NUMBER:
        if "1" in stretch:
            yield _MOBILE
        if apart and ("0" in stretch or "86" in stretch):
            yield _LANDLINE
        if apart or "." in stretch:
            yield _AMERICAN
    if "+" in stretch or "00" in stretch:
        yield _ABROAD


def _is_id(text: str, match: re.Match[str]) -> bool:
    """Labelled as the number of something else. A country's code says that it is none."""
    return not match[0].startswith(("+", "(+")) and says_id(text, match.start())
