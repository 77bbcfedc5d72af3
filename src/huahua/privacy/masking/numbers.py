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
_STRETCH = re.compile(rf"[\d+(](?:(?<=\d)|(?<=[+(])[+(]?\d)[\d\-.(){_BLANK}]{{5,38}}[\dXx]")
_BEFORE = r"(?<![A-Za-z0-9])(?<![A-Za-z0-9][-._])"
_AFTER = r"(?![A-Za-z0-9])(?!_[A-Za-z0-9])(?!-[A-Za-z0-9])(?!\.\d)"
"""An underscore beside a number belongs to a name, or is Markdown's for stress."""
_GAP = rf"[-.{_BLANK}]"

_RESIDENT = re.compile(
    rf"{_BEFORE}(?:[1-8]\d{{5}}[-{_BLANK}]?(?:18|19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])[-{_BLANK}]?\d{{3}}[\dXx]"
    rf"|[1-8]\d{{7}}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{{3}}|[1-8](?:[-{_BLANK}]?\d){{16}}[-{_BLANK}]?[\dXx]){_AFTER}"
)
_CARD_GAP = rf"(?:[-.{_BLANK}]| - |  )"
_CARD = re.compile(
    rf"{_BEFORE}(?:\d{{13,19}}|\d{{4}}(?:{_CARD_GAP}\d{{4}}){{2,3}}(?:{_CARD_GAP}\d{{1,4}})?"
    rf"|\d{{4}}[-{_BLANK}]\d{{6}}[-{_BLANK}]\d{{4,5}}|\d{{6}}[-{_BLANK}]\d{{10,13}}){_AFTER}"
)
_MOBILE = re.compile(
    rf"(?<!\+){_BEFORE}(?:\(?(?:\+|00)?86\)?[-{_BLANK}]{{0,2}})?"
    rf"(?:1(?:3\d|4[5-9]|5[0-35-9]|6[2567]|7[0-8]|8\d|9[0-35-9]))"
    rf"(?:{_GAP}?\d{{4}}{_GAP}?\d{{4}}|\d{_GAP}\d{{4}}{_GAP}\d{{3}}| - \d{{4}} - \d{{4}}){_AFTER}(?![元股位万亿%])"
)
_PLAIN_MOBILE = re.compile(rf"1[3-9]\d{{9}}{_AFTER}")
_NAMES = ("tel", "phone", "mobile")
_AREA = r"(?:10|2[0-57-9]|[3-9]\d\d)"
_LANDLINE = re.compile(
    rf"{_BEFORE}(?:(?:\(?(?:\+|00)86\)?[-{_BLANK}]?)(?:\(0\)|\(?0?){_AREA}\)?[-{_BLANK}]?|\(0{_AREA}\)[-{_BLANK}]?|0{_AREA}[-{_BLANK}])"
    rf"[2-9]\d{{2,3}}[-{_BLANK}]?\d{{4}}(?:[-{_BLANK}]?(?:-|转|ext\.?|x)[{_BLANK}]?\d{{1,6}})?(?![A-Za-z0-9_])(?!\.\d)"
)
_CODES = (
    r"(?:1|7|2[07]|2[1-689]\d|3[0-469]|3[578]\d|4[013-9]|42\d|5[09]\d|5[1-8]|6[0-6]|6[7-9]\d|8[124]|8[05789]\d|9[0-58]"
    r"|9[679]\d)"
)
_ABROAD = re.compile(
    rf"(?<![A-Za-z0-9_+])(?<!\d\.)(?:\+|00){_CODES}(?:[-.{_BLANK}]{{0,2}}\(?\d{{1,5}}\)?){{2,5}}(?![A-Za-z0-9])(?!\.\d)"
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
    rf"(?<![A-Za-z0-9.])(?<![A-Za-z0-9]_)(?<!\d-)(?<![A-Za-z]/){_BYTE}(?:\.{_BYTE}){{3}}(?![A-Za-z0-9])(?!\.\d)"
)
_POINTS = 3
_NOBODY = ("0.", "127.", "255.")
_LEAST = {Kind.RESIDENT_ID: 14, Kind.BANK_CARD: 13, Kind.PHONE: 7}
"""Digits, below which no pattern of the kind need be tried."""
_MOBILE_DIGITS = 11
_WHOLE_NUMBER = 10
"""Digits of a telephone number with its area."""
_MONEY = ("¥", "￥", "$", "€", "£", "第")
_ODD_BLANK = re.compile("[\u00a0\u2009\u200b-\u200d]")
_NOT_DIGITS = re.compile(r"\D")


_SPELLED = re.compile(
    r"[一幺壹](?<![一二三四五六七八九零〇幺十百千万亿壹].)[三四五六七八九][零〇一幺二三四五六七八九]{9}(?![一二三四五六七八九零〇幺十百千万亿])"
)
"""Eleven digits, and no numeral beside them."""
_FEWEST_DIGITS = 2


def find_spelled_phones(text: str) -> Iterator[Span]:
    """Chinese mobiles in words, digit by digit."""
    for match in _SPELLED.finditer(text):
        if len(set(match[0])) > _FEWEST_DIGITS:
            yield Span(*match.span(), Kind.PHONE)


def find_numbers(text: str, wanted: frozenset[Kind]) -> Iterator[Span]:
    for stretch in _STRETCH.finditer(text):
        start, end = stretch.span()
        for span in _of_stretch(text, stretch[0], start, end, wanted):
            yield span
            if span.start <= start and span.end >= end:
                break  # the kinds that follow rank lower


def _of_stretch(text: str, stretch: str, start: int, end: int, wanted: frozenset[Kind]) -> Iterator[Span]:
    digits = len(_NOT_DIGITS.sub("", stretch))
    if digits >= _LEAST[Kind.RESIDENT_ID] and Kind.RESIDENT_ID in wanted:
        yield from _residents(text, start, end)
    if digits >= _LEAST[Kind.BANK_CARD] and Kind.BANK_CARD in wanted:
        for match in _in(_CARD, text, start, end):
            if is_bank_card(_NOT_DIGITS.sub("", match[0])):
                yield Span(*match.span(), Kind.BANK_CARD)
    if digits >= _LEAST[Kind.PHONE] and Kind.PHONE in wanted:
        yield from _phones(text, start, end, digits)
    if stretch.count(".") >= _POINTS and Kind.IP in wanted:
        for match in _in(_IPV4, text, start, end):
            if not match[0].startswith(_NOBODY) and not says_version(text, match.start()):
                yield Span(*match.span(), Kind.IP)


def _in(pattern: re.Pattern[str], text: str, start: int, end: int) -> list[re.Match[str]]:
    """Matches that begin in the stretch. They may end behind it: an extension may follow."""
    seen = min(len(text), end + 14)
    match = pattern.search(text, start, seen)
    found = []
    while match is not None and match.start() < end:
        if match.end() < seen or seen == len(text):
            found.append(match)
        match = pattern.search(text, match.end(), seen)
    return found


def _residents(text: str, start: int, end: int) -> Iterator[Span]:
    for match in _in(_RESIDENT, text, start, end):
        bare = re.sub(r"[^\dXx]", "", match[0])
        if len(bare) == 15:
            if is_resident_id(bare) and not is_bank_card(bare) and not says_id(text, match.start()):
                yield Span(*match.span(), Kind.RESIDENT_ID)
        elif is_resident_id(bare) or (
            _is_dated(bare)
            and not has_resident_check(bare)
            and "身份证" in text[max(0, match.start() - 10) : match.start()]
        ):
            yield Span(*match.span(), Kind.RESIDENT_ID)


def _is_dated(bare: str) -> bool:
    """Eighteen characters with a day of birth, roughly."""
    return bare[6:8] in ("18", "19", "20") and "01" <= bare[10:12] <= "12" and "01" <= bare[12:14] <= "31"


def _phones(text: str, start: int, end: int, digits: int) -> Iterator[Span]:
    found = False
    for pattern in _phone_patterns(text[start:end], digits):
        for match in _in(pattern, text, start, end):
            if (pattern is not _ABROAD or _is_number_abroad(match[0])) and not _is_id(text, match):
                found = True
                yield Span(*match.span(), Kind.PHONE)
    if not found and (named := _named(text, start)) is not None:
        yield Span(*named.span(), Kind.PHONE)
    elif not found and says_phone(text, start):
        for match in _in(_ANY_PHONE, text, start, end):
            if not _DATE.match(match[0]) and not _MOMENT.fullmatch(match[0]) and not _is_id(text, match):
                yield Span(*match.span(), Kind.PHONE)


def _is_number_abroad(found: str) -> bool:
    """As many digits as ITU-T E.164 gives them, with what is dialled before it."""
    return 9 <= len(_NOT_DIGITS.sub("", found)) <= 17


def _named(text: str, start: int) -> re.Match[str] | None:
    """A mobile right behind its name, as in `tel13800138000` and `phone_13800138000`."""
    if not text[max(0, start - 7) : start].lower().rstrip("._").endswith(_NAMES):
        return None
    return _PLAIN_MOBILE.match(text, start)


def _phone_patterns(stretch: str, digits: int) -> Iterator[re.Pattern[str]]:
    """Those that may match: to look for a character takes a tenth of the time of a pattern."""
    if digits >= _WHOLE_NUMBER:
        apart = "-" in stretch or " " in stretch or "(" in stretch or _ODD_BLANK.search(stretch) is not None
        if digits >= _MOBILE_DIGITS and "1" in stretch:
            yield _MOBILE
        if apart and ("86" in stretch or _begins(stretch, "0")):
            yield _LANDLINE
        if "-" in stretch or "." in stretch:
            yield _AMERICAN
    if "+" in stretch or ("00" in stretch and _begins(stretch, "00")):
        yield _ABROAD


def _begins(stretch: str, digits: str) -> bool:
    """Whether a number in it may begin with these."""
    return stretch.lstrip("(").startswith(digits) or f" {digits}" in stretch or f"({digits}" in stretch


def _is_id(text: str, match: re.Match[str]) -> bool:
    """Labelled as the number of something else. A country's code says that it is none."""
    before = text[match.start() - 1 : match.start()]
    return not match[0].startswith(("+", "(+")) and (before in _MONEY or says_id(text, match.start()))
