"""Festivals: fixed days, days found by rule, and dated tables for those of the lunar calendar.

The lunar dates for 2024 to 2035 follow the calendar of the Purple Mountain Observatory (GB/T 33661).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

CHINESE_NEW_YEAR = {
    2024: (2, 10), 2025: (1, 29), 2026: (2, 17), 2027: (2, 6), 2028: (1, 26), 2029: (2, 13),
    2030: (2, 3), 2031: (1, 23), 2032: (2, 11), 2033: (1, 31), 2034: (2, 19), 2035: (2, 8),
}  # fmt: skip
DRAGON_BOAT = {
    2024: (6, 10), 2025: (5, 31), 2026: (6, 19), 2027: (6, 9), 2028: (5, 28), 2029: (6, 16),
    2030: (6, 5), 2031: (6, 24), 2032: (6, 12), 2033: (6, 1), 2034: (6, 20), 2035: (6, 10),
}  # fmt: skip
MID_AUTUMN = {
    2024: (9, 17), 2025: (10, 6), 2026: (9, 25), 2027: (9, 15), 2028: (10, 3), 2029: (9, 22),
    2030: (9, 12), 2031: (10, 1), 2032: (9, 19), 2033: (9, 8), 2034: (9, 27), 2035: (9, 16),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Festival:
    """A yearly day: its names, and its date in a year (None outside a table)."""

    en: str
    zh: str
    on: Callable[[int], date | None]


def _fixed(month: int, day: int) -> Callable[[int], date | None]:
    return lambda year: date(year, month, day)


def _table(rows: dict[int, tuple[int, int]], shift: int = 0) -> Callable[[int], date | None]:
    return lambda year: date(year, *rows[year]) + timedelta(days=shift) if year in rows else None


def _weekday(month: int, weekday: int, nth: int) -> Callable[[int], date | None]:
    """The nth weekday (Monday 0) of a month."""

    def on(year: int) -> date:
        first = date(year, month, 1)
        return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))

    return on


def easter(year: int) -> date:
    """Gregorian Easter Sunday, by the anonymous algorithm printed in Nature, 20 April 1876."""
    a, b, c = year % 19, year // 100, year % 100
    d, e, f = b // 4, b % 4, (b + 8) // 25
    g = (b - f + 1) // 3
    h = (19 * a + b - d - g + 15) % 30
    i, k = c // 4, c % 4
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


_ALL: tuple[tuple[str, Festival], ...] = (
    (
        r"chinese new year'?s? eve|除夕|大年三十|年三十|年夜",
        Festival("Chinese New Year's Eve", "除夕", _table(CHINESE_NEW_YEAR, -1)),
    ),
    (
        r"(?:chinese|lunar) new year(?:'s day)?|spring festival|春节|过年|农历新年|大年初一|新春",
        Festival("Chinese New Year", "春节", _table(CHINESE_NEW_YEAR)),
    ),
    (r"lantern festival|元宵节?", Festival("the Lantern Festival", "元宵节", _table(CHINESE_NEW_YEAR, 14))),
    (
        r"dragon boat(?: festival)?|端午节?",
        Festival("the Dragon Boat Festival", "端午节", _table(DRAGON_BOAT)),
    ),
    (
        r"mid-?autumn(?: festival| day)?|moon festival|中秋节?",
        Festival("the Mid-Autumn Festival", "中秋节", _table(MID_AUTUMN)),
    ),
    (r"new year'?s? eve|跨年夜?", Festival("New Year's Eve", "跨年夜", _fixed(12, 31))),
    (r"(?:the )?new year(?:'?s day)?|元旦节?|新年", Festival("New Year's Day", "元旦", _fixed(1, 1))),
    (r"valentine'?s?(?: day)?|情人节", Festival("Valentine's Day", "情人节", _fixed(2, 14))),
    (
        r"(?:international )?wom[ae]n'?s day|妇女节|三八节|女神节",
        Festival("Women's Day", "妇女节", _fixed(3, 8)),
    ),
    (r"st\.? patrick'?s(?: day)?", Festival("St Patrick's Day", "圣帕特里克节", _fixed(3, 17))),
    (r"april fools?'?(?: day)?|愚人节", Festival("April Fools' Day", "愚人节", _fixed(4, 1))),
    (r"easter(?: sunday)?|复活节", Festival("Easter", "复活节", easter)),
    (r"(?:labou?r day|may day)|劳动节|五一(?:节|假期|长假)?", Festival("Labour Day", "劳动节", _fixed(5, 1))),
    (r"mother'?s day|母亲节", Festival("Mother's Day", "母亲节", _weekday(5, 6, 2))),
    (r"children'?s day|儿童节|六一(?:儿童节|节)?", Festival("Children's Day", "儿童节", _fixed(6, 1))),
    (r"father'?s day|父亲节", Festival("Father's Day", "父亲节", _weekday(6, 6, 3))),
    (
        r"independence day|(?:the )?(?:4th|fourth) of july|美国独立日",
        Festival("Independence Day", "美国独立日", _fixed(7, 4)),
    ),
    (r"(?:the )?gaokao|高考", Festival("the gaokao", "高考", _fixed(6, 7))),
    (r"teachers?'? day|教师节", Festival("Teachers' Day", "教师节", _fixed(9, 10))),
    (
        r"(?:chinese |china'?s? )?national day|国庆节?|十一(?:假期|长假|黄金周)",
        Festival("China's National Day", "国庆节", _fixed(10, 1)),
    ),
    (r"halloween|万圣节前?夜?", Festival("Halloween", "万圣夜", _fixed(10, 31))),
    (r"singles'? day|双十一|双11|光棍节", Festival("Singles' Day", "双十一", _fixed(11, 11))),
    (r"thanksgiving(?: day)?|感恩节", Festival("Thanksgiving", "感恩节", _weekday(11, 3, 4))),
    (r"christmas eve|xmas eve|平安夜", Festival("Christmas Eve", "平安夜", _fixed(12, 24))),
    (r"boxing day", Festival("Boxing Day", "节礼日", _fixed(12, 26))),
    (r"christmas(?: day)?|xmas|圣诞节?", Festival("Christmas", "圣诞节", _fixed(12, 25))),
)
_PATTERNS = tuple((re.compile(rf"(?:{words})", re.IGNORECASE), festival) for words, festival in _ALL)
_YEAR = re.compile(
    r"(?:(?P<this>this year'?s?|今年的?)|(?P<next>next year'?s?|明年的?)|(?P<last>last year'?s?|"
    r"去年的?)|(?P<year>(?:19|20)\d\d)(?:年的?)?)|(?:in|of)\b",
    re.IGNORECASE,
)


def find(text: str, today: date) -> tuple[Festival, date | None] | None:
    """The festival that `text` names, with the date meant: its year's, or the next one from `today` on.

    The date is None where a table does not reach. None where the text names no festival, or more than one.
    """
    text = re.sub(r"^the (?!new year)", "", text.strip())
    year: int | None = None
    while match := _YEAR.match(text) or _year_behind(text):
        year = _year(match, today.year) or year
        text = (text[: match.start()] + text[match.end() :]).strip(" ,的")
    for pattern, festival in _PATTERNS:
        if pattern.fullmatch(text):
            if year is not None:
                return festival, festival.on(year) if 1 <= year <= 9999 else None
            this = festival.on(today.year)
            return festival, this if this is not None and this >= today else festival.on(today.year + 1)
    return None


def _year_behind(text: str) -> re.Match[str] | None:
    return re.search(
        r" (?:in |of )?(?:(?P<this>this year)|(?P<next>next year)|(?P<last>last year)|(?P<year>(?:19|"
        r"20)\d\d))$",
        text,
        re.IGNORECASE,
    )


def _year(match: re.Match[str], current: int) -> int | None:
    if match["year"]:
        return int(match["year"])
    if match["this"]:
        return current
    return current + 1 if match["next"] else current - 1 if match["last"] else None


_ANIMALS_EN = (
    "Monkey",
    "Rooster",
    "Dog",
    "Pig",
    "Rat",
    "Ox",
    "Tiger",
    "Rabbit",
    "Dragon",
    "Snake",
    "Horse",
    "Goat",
)
_ANIMALS_ZH = "猴鸡狗猪鼠牛虎兔龙蛇马羊"


def animal(day: date) -> tuple[str, str]:
    """The zodiac animal of the lunar year that `day` lies in, in English and Chinese."""
    first = CHINESE_NEW_YEAR.get(day.year, (2, 4))
    year = day.year if (day.month, day.day) >= first else day.year - 1
    return _ANIMALS_EN[year % 12], _ANIMALS_ZH[year % 12]
