"""Dates, weekdays and clock times in print."""

from __future__ import annotations

from datetime import date, datetime, time

from huahua.gateway.providers.builtin.assistant.model import Lang

_WEEKDAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS_EN = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_WEEKDAYS_ZH = "一二三四五六日"


def weekday(day: date, lang: Lang) -> str:
    return f"星期{_WEEKDAYS_ZH[day.weekday()]}" if lang == "zh" else _WEEKDAYS_EN[day.weekday()]


def full(day: date, lang: Lang) -> str:
    """'Saturday, 21 November 2026' or '2026年11月21日，星期六'."""
    if lang == "zh":
        return f"{day.year}年{day.month}月{day.day}日，{weekday(day, lang)}"
    return f"{weekday(day, lang)}, {short(day, lang)}"


def short(day: date, lang: Lang) -> str:
    if lang == "zh":
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day} {_MONTHS_EN[day.month - 1]} {day.year}"


def clock(moment: datetime | time) -> str:
    return f"{moment.hour:02d}:{moment.minute:02d}"
