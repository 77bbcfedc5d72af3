"""Postal addresses, Chinese and English: found by the number of the house, and from there to both sides."""

from __future__ import annotations

import re
from collections.abc import Iterator

from huahua.privacy.masking.kinds import Kind, Span

_NUMBER = r"(?:[0-9]{1,5}(?:[-之~][0-9]{1,4})?|[一二三四五六七八九十百零〇]{1,5})"
_ANCHOR = re.compile(
    rf"(?:(?:路|街|道|巷|弄|胡同|里|条|坊|村|庄|大厦|广场|园区|中心)(?:[东西南北中][段路街]?|[一二三四五六七八九十]{{1,2}}段)?"
    rf"[甲乙丙丁]? ?{_NUMBER} ?(?:弄|号)(?!线|楼[上下]|[^\S\n]*(?:公交|地铁))"
    rf"|{_NUMBER}(?:栋|幢|号楼|座|#)(?:[0-9A-Za-z一二三四]{{1,3}}单元)?(?:[0-9]{{1,2}}(?:层|楼))?[0-9]{{2,5}}(?:室|房|户)?(?![0-9号年月日]))"
)
_NO_NAME = (
    "\\s0-9A-Za-z，。；：、！？,.;:!?\"'“”‘’（）()\\[\\]【】《》<>@=+*/|"
    "的是在住到于至给了与及寄送为我你他她您它有也请把被"
)
"""No street and no place is called after these, or they end what comes before its name."""
_HAN = f"[^{_NO_NAME}]"
_PROVINCES = (
    "北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南"
    "|陕西|甘肃|青海|台湾|内蒙古|广西|西藏|宁夏|新疆|香港|澳门"
)
_START = re.compile(rf"(?:{_PROVINCES})(?:省|市|自治区|壮族|回族|维吾尔|特别)?|{_HAN}{{2,3}}(?:市|区|县)")
_BACK = re.compile(
    rf"(?: ?院? ?[0-9A-Za-z一二三四五六七八九十]{{1,5}} ?(?:号楼|号院|号|栋|幢|座|区|期|弄|单元|层|楼|室|房|户|#)"
    rf"|[-之][0-9]{{1,5}}(?![0-9年月日])"
    rf"|[0-9]{{3,4}}(?:室|房|户)|(?:{_HAN}|[A-Za-z]){{1,10}}?(?:大厦|小区|公寓|花园|广场|中心|家园|大楼|园区|园|城|苑|写字楼)"
    r"(?=[0-9A-Za-z一二三四五六七八九十]{1,5}(?:号楼|号|栋|幢|座|区|期|单元|层|楼|室|房|户|#))"
    r"|[A-Z]座|(?<=[座栋楼])[0-9]{3,4}(?![0-9年月日号]))*"
)
_UNIT = re.compile(r"[0-9一二三四五六七八九十百零〇](?= ?[号弄栋幢座#])")
"""Where the number of an anchor ends: only there one is looked for."""
_ANCHOR_BEFORE, _ANCHOR_AFTER = 18, 40
_LOOK_BACK = 48
_UNITS = "路街道巷弄里条坊村庄厦场园心栋幢楼座号#"

_SUFFIX = (
    r"(?:Street|St|Avenue|Ave|Road|Rd|Boulevard|Blvd|Lane|Ln|Drive|Dr|Court|Ct|Place|Pl|Square|Sq|Terrace|Ter|Parkway"
    r"|Pkwy|Circle|Cir|Highway|Hwy|Way|Close|Crescent|Grove|Gardens|Mews|Row|Hill"
    r"|STREET|AVENUE|ROAD|BOULEVARD|LANE|DRIVE|COURT|AVE|BLVD)"
)
_SUFFIXES = tuple(_SUFFIX[3:-1].split("|"))
_ENGLISH = re.compile(
    rf"[0-9](?<![A-Za-z0-9_.,\-/$].)\d{{0,5}}[A-Za-z]?(?:-\d{{1,4}})? (?:[NSEW]\.? |(?:North|South|East|West) )?"
    rf"(?:[A-Z][A-Za-z'’.\-]{{1,20}} |\d{{1,3}}(?:st|nd|rd|th) ){{1,4}}{_SUFFIX}\b\.?"
    rf"(?: (?:[NSEW]{{1,2}}|North|South|East|West)\b)?"
    rf"(?:,? ?(?:(?:Apt|Apartment|Suite|Ste|Unit|Floor|Fl|Room|Rm)\.? ?#?\w{{1,6}}|#\w{{1,6}}"
    rf"|\d{{1,3}}(?:st|nd|rd|th) Floor)(?!\w))?"
    rf"(?:, [A-Z][A-Za-z.'\-]{{1,20}}(?: [A-Z][A-Za-z.'\-]{{1,20}}){{0,2}}"
    rf"(?=,| [A-Z]{{1,2}}\d| [A-Z]{{2}} \d|[.;\n]| (?:and|or|but|for|to|by)\b|\Z)){{0,2}}"
    rf"(?:,? [A-Z]{{2}},? \d{{5}}(?:-\d{{4}})?|,? [A-Z]{{1,2}}\d[A-Z\d]? \d[A-Z]{{2}})?"
)
_FLAT = re.compile(r"\b(?:Apt|Apartment|Suite|Unit|Flat|Room)\.? ?#?\w{1,6},? \Z")


_BOX = re.compile(r"P(?<![A-Za-z0-9].)(?:\.? ?O\.? Box|ost Office Box) (?:No\.? ?)?\d{2,6}(?!\w)")


def find_addresses(text: str) -> Iterator[Span]:
    if not text.isascii():
        yield from _chinese(text)
    for match in _BOX.finditer(text):
        yield Span(*match.span(), Kind.ADDRESS)
    if any(suffix in text for suffix in _SUFFIXES):
        for match in _ENGLISH.finditer(text):
            flat = _FLAT.search(text, max(0, match.start() - 20), match.start())
            yield Span(flat.start() if flat else match.start(), match.end(), Kind.ADDRESS)


def _chinese(text: str) -> Iterator[Span]:
    ended = looked = 0
    for unit in _UNIT.finditer(text):
        if unit.end() <= looked:
            continue
        first = max(looked, unit.start() - _ANCHOR_BEFORE)
        anchor = _ANCHOR.search(text, first, min(len(text), unit.end() + _ANCHOR_AFTER))
        if anchor is None:
            continue
        looked = anchor.end()
        if anchor.start() < ended:
            continue
        start = _start(text, max(ended, anchor.start() - _LOOK_BACK), anchor.start())
        named = start < anchor.start() - (0 if text[anchor.start()] in _UNITS else 1)
        if not named:
            continue
        back = _BACK.match(text, anchor.end())
        ended = back.end() if back else anchor.end()
        yield Span(start, ended, Kind.ADDRESS)


def _start(text: str, floor: int, anchor: int) -> int:
    """Where the names before a house's number begin: at a province, city or district where one stands there,
    else with the name of the street itself."""
    backwards = _BACKWARDS.match(text[floor:anchor][::-1])
    names = text[anchor - backwards.end() : anchor] if backwards else ""
    place = _START.search(names)
    return anchor - len(names) + (place.start() if place else max(0, len(names) - 6))


_BACKWARDS = re.compile(rf"(?:{_HAN}|(?<=[号弄期区])[0-9]{{1,4}}|(?<=[^ ]) (?=[省市区县镇乡路街]))*")
"""Names, and the numbers of lanes and the like among them, read from their end: each character once."""
