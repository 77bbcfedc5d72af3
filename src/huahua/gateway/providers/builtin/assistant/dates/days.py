"""A day named in words: 'tomorrow', 'next Friday', '三天后', '2027年1月5日', 'Christmas'."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

from huahua.gateway.providers.builtin.assistant.calc.words import digits
from huahua.gateway.providers.builtin.assistant.dates import festivals

_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
_MONTH = "|".join(f"{name}|{name[:3]}\\.?" for name in _MONTHS) + r"|sept\.?"
_DAY = "|".join(f"{name}|{name[:3]}" for name in _DAYS) + "|tues|thurs"
_RELATIVE = {
    "today": 0,
    "now": 0,
    "tonight": 0,
    "tomorrow": 1,
    "yesterday": -1,
    "the day after tomorrow": 2,
    "day after tomorrow": 2,
    "the day before yesterday": -2,
    "day before yesterday": -2,
    "今天": 0,
    "今日": 0,
    "今儿": 0,
    "现在": 0,
    "明天": 1,
    "明日": 1,
    "明儿": 1,
    "后天": 2,
    "大后天": 3,
    "昨天": -1,
    "昨日": -1,
    "前天": -2,
    "大前天": -3,
    "今晚": 0,
    "明晚": 1,
}
_UNIT = {
    "day": "d",
    "week": "w",
    "fortnight": "f",
    "month": "m",
    "year": "y",
    "天": "d",
    "日": "d",
    "周": "w",
    "星期": "w",
    "礼拜": "w",
    "个星期": "w",
    "个礼拜": "w",
    "月": "m",
    "个月": "m",
    "年": "y",
}
_SHIFT = re.compile(
    r"(?:in )?(?P<n>\d{1,6}|an?) (?P<unit>day|week|fortnight|month|year)s?(?: (?P<dir>from (?:now|"
    r"today)|later|ago|hence|(?P<rel>after|before|from) (?P<anchor>.+)))?"
    r"|(?P<anchor_zh>.*?)(?:再)?(?:过)?(?P<n_zh>\d{1,6}) ?(?P<unit_zh>天|日|个?星期|个?礼拜|周|个?月|"
    r"年)(?P<dir_zh>之后|以后|后|之前|以前|前)?",
    re.IGNORECASE,
)
_ISO = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})[日号]?")
_MONTH_DAY_ZH = re.compile(r"(?:(今年|明年|去年|\d{4}年))?(\d{1,2})月(\d{1,2})[日号]?")
_DAY_ZH = re.compile(r"(?:(这个?月|本月|下个?月|上个?月))?的?(\d{1,2})[号日]")
_WEEK_ZH = re.compile(r"(?P<which>下下个?|下个?|上个?|这个?|本)?(?:周|星期|礼拜)(?P<day>[1-6日天末])")
_EN_DATE = re.compile(
    rf"(?:the )?(?:(?P<m1>{_MONTH}) (?P<d1>\d{{1,2}})(?:st|nd|rd|th)?|(?P<d2>\d{{1,2}})(?:st|nd|rd|"
    rf"th)?(?: of)? (?P<m2>{_MONTH}))(?:,? (?P<year>\d{{4}}))?",
    re.IGNORECASE,
)
_EN_WEEKDAY = re.compile(
    rf"(?:on )?(?:(?P<which>next|last|this|coming|the next) )?(?P<day>{_DAY})", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Day:
    """A day, and the festival it was named by, if it was."""

    on: date
    festival: festivals.Festival | None = None


class OutOfRange(ValueError):
    """A day outside the calendar, or outside a festival's table (then `festival` is set)."""

    def __init__(self, festival: festivals.Festival | None = None) -> None:
        self.festival = festival
        super().__init__("out of range")


def parse(text: str, today: date, depth: int = 2) -> Day | None:
    """The day that the whole of `text` names, or None. Raises OutOfRange."""
    text = text.strip(" ,，的?？.。'").lower()
    text = re.sub(r"^(?:on|the date|date|于|在) ", "", text)
    if not text or len(text) > 60:
        return None
    if text in _RELATIVE:
        return Day(today + timedelta(days=_RELATIVE[text]))
    named = festivals.find(text, today)
    if named is not None:
        festival, on = named
        if on is None:
            raise OutOfRange(festival)
        return Day(on, festival)
    try:
        return _numeric(digits(text), today, depth)
    except (ValueError, OverflowError) as error:
        if isinstance(error, OutOfRange):
            raise
        raise OutOfRange from error


def _numeric(text: str, today: date, depth: int) -> Day | None:
    for reading in (_written, _weekday):
        on = reading(text, today)
        if on is not None:
            return Day(on)
    match = _SHIFT.fullmatch(text)
    if not match or depth == 0:
        return None
    if match["n"]:
        return _shift_en(match, today, depth)
    if not match["dir_zh"]:
        return None
    anchor = match["anchor_zh"].strip(" 的从再过")
    start = parse(anchor, today, depth - 1) if anchor else Day(today)
    sign = -1 if "前" in match["dir_zh"] else 1
    return None if start is None else Day(shift(start.on, sign * int(match["n_zh"]), _UNIT[match["unit_zh"]]))


def _shift_en(match: re.Match[str], today: date, depth: int) -> Day | None:
    amount = 1 if match["n"] in ("a", "an") else int(match["n"])
    direction = match["dir"] or "later"
    start: Day | None = Day(today)
    if match["rel"] and match["anchor"] not in ("now", "today"):
        start = parse(match["anchor"], today, depth - 1)
    sign = -1 if direction.startswith(("ago", "before")) else 1
    if not match["dir"] and not match[0].startswith("in "):
        return None
    return None if start is None else Day(shift(start.on, sign * amount, _UNIT[match["unit"]]))


def shift(start: date, amount: int, unit: str) -> date:
    """`start` moved by days (d), weeks (w), fortnights (f), months (m) or years (y); month ends are kept inside."""
    if unit in "dwf":
        return start + timedelta(days=amount * {"d": 1, "w": 7, "f": 14}[unit])
    months = start.year * 12 + start.month - 1 + amount * (12 if unit == "y" else 1)
    year, month = divmod(months, 12)
    if not 1 <= year <= 9999:
        raise OutOfRange
    return date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))


def _written(text: str, today: date) -> date | None:
    match = _ISO.fullmatch(text)
    if match:
        return date(int(match[1]), int(match[2]), int(match[3]))
    match = _MONTH_DAY_ZH.fullmatch(text)
    if match:
        year = {"今年": today.year, "明年": today.year + 1, "去年": today.year - 1}.get(match[1] or "")
        if year is None and match[1]:
            year = int(match[1][:4])
        return _coming(today, int(match[2]), int(match[3]), year)
    match = _DAY_ZH.fullmatch(text)
    if match:
        move = {"下": 1, "上": -1}.get((match[1] or " ")[0], 0)
        return shift(today.replace(day=1), move, "m").replace(day=int(match[2]))
    match = _EN_DATE.fullmatch(text)
    if match:
        month = 1 + next(
            i for i, name in enumerate(_MONTHS) if name.startswith((match["m1"] or match["m2"]).lower()[:3])
        )
        return _coming(
            today, month, int(match["d1"] or match["d2"]), int(match["year"]) if match["year"] else None
        )
    return None


def _coming(today: date, month: int, day: int, year: int | None) -> date:
    """A day of the year: in `year`, else the next one from today on."""
    if year is not None:
        return date(year, month, day)
    for candidate in range(today.year, today.year + 9):
        if day > calendar.monthrange(candidate, month)[1] if 1 <= month <= 12 else True:
            continue
        on = date(candidate, month, day)
        if on >= today:
            return on
    raise OutOfRange


def _weekday(text: str, today: date) -> date | None:
    monday = today - timedelta(days=today.weekday())
    match = _WEEK_ZH.fullmatch(text)
    if match:
        number = {"日": 6, "天": 6, "末": 5}.get(match["day"])
        number = int(match["day"]) - 1 if number is None else number
        weeks = {"下下": 2, "下": 1, "上": -1}.get((match["which"] or "").removesuffix("个"), 0)
        return monday + timedelta(days=number + 7 * weeks)
    match = _EN_WEEKDAY.fullmatch(text)
    if not match:
        return None
    number = next(i for i, name in enumerate(_DAYS) if name.startswith(match["day"][:3]))
    if match["which"] == "last":
        return today - timedelta(days=(today.weekday() - number - 1) % 7 + 1)
    if match["which"] == "next":
        return monday + timedelta(days=7 + number)
    return today + timedelta(days=(number - today.weekday()) % 7)
