"""Festivals, relative days, and the lunar tables against the moon itself."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huahua.gateway.providers.builtin.assistant.dates import days, festivals, zones

TODAY = date(2026, 11, 21)
# Mean new moon of 6 January 2000, 18:14 UT, and the mean synodic month (Meeus, Astronomical Algorithms).
_NEW_MOON = datetime(2000, 1, 6, 18, 14)
_MONTH = timedelta(days=29.530588)


def moon_age(day: date) -> float:
    """Days since the mean new moon at noon in Beijing (04:00 UT)."""
    noon = datetime(day.year, day.month, day.day, 4)
    return ((noon - _NEW_MOON) % _MONTH) / timedelta(days=1)


@pytest.mark.parametrize("year", range(2024, 2036))
def test_the_lunar_tables_agree_with_the_moon(year: int) -> None:
    def near(day: date, age: float) -> bool:
        off = abs(moon_age(day) - age)
        return min(off, 29.53 - off) < 1.6

    new_year = date(year, *festivals.CHINESE_NEW_YEAR[year])
    assert date(year, 1, 21) <= new_year <= date(year, 2, 20)
    assert near(new_year, 0.5)
    assert near(date(year, *festivals.DRAGON_BOAT[year]), 4.5)
    assert near(date(year, *festivals.MID_AUTUMN[year]), 14.5)


@pytest.mark.parametrize(
    ("year", "on"),
    [
        (2024, date(2024, 3, 31)),
        (2025, date(2025, 4, 20)),
        (2026, date(2026, 4, 5)),
        (2038, date(2038, 4, 25)),
    ],
)
def test_easter(year: int, on: date) -> None:
    assert festivals.easter(year) == on


@pytest.mark.parametrize(
    ("text", "on"),
    [
        ("tomorrow", date(2026, 11, 22)),
        ("后天", date(2026, 11, 23)),
        ("the day before yesterday", date(2026, 11, 19)),
        ("in 3 weeks", date(2026, 12, 12)),
        ("10 days ago", date(2026, 11, 11)),
        ("two weeks from now", date(2026, 12, 5)),
        ("3 days after christmas", date(2026, 12, 28)),
        ("三天后", date(2026, 11, 24)),
        ("两个月后", date(2027, 1, 21)),
        ("十天前", date(2026, 11, 11)),
        ("春节前三天", None),
        ("next friday", date(2026, 11, 27)),
        ("last monday", date(2026, 11, 16)),
        ("下周三", date(2026, 11, 25)),
        ("上周日", date(2026, 11, 15)),
        ("2027年1月5日", date(2027, 1, 5)),
        ("1月5号", date(2027, 1, 5)),
        ("5 january", date(2027, 1, 5)),
        ("march 3rd, 2025", date(2025, 3, 3)),
        ("2024-02-29", date(2024, 2, 29)),
        ("feb 29", date(2028, 2, 29)),
        ("除夕", date(2027, 2, 5)),
        ("元宵节", date(2027, 2, 20)),
        ("mother's day 2027", date(2027, 5, 9)),
        ("明年国庆节", date(2027, 10, 1)),
        ("a cat", None),
        ("", None),
    ],
)
def test_days_in_words(text: str, on: date | None) -> None:
    found = days.parse(text, TODAY)
    assert (found.on if found else None) == on


@pytest.mark.parametrize(
    "text", ["2026-02-30", "999999 days from now is", "春节2040", "chinese new year 2040", "99999年后"]
)
def test_days_that_do_not_exist_are_told_apart(text: str) -> None:
    try:
        assert days.parse(text, TODAY) is None
    except days.OutOfRange as error:
        assert error.festival is None or error.festival.zh == "春节"


@given(st.text(max_size=40))
def test_any_text_is_a_day_or_not(text: str) -> None:
    try:
        found = days.parse(text, TODAY)
    except days.OutOfRange:
        return
    assert found is None or isinstance(found.on, date)


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 1, 1)), st.integers(-500, 500))
def test_months_keep_inside_their_ends(start: date, months: int) -> None:
    moved = days.shift(start, months, "m")
    assert (moved.year * 12 + moved.month) - (start.year * 12 + start.month) == months
    assert moved.day <= start.day


@pytest.mark.parametrize("place", zones.CITIES, ids=lambda place: place.en)
def test_every_city_has_a_zone_and_is_found_by_both_names(place: zones.City) -> None:
    assert ZoneInfo(place.zone)
    assert zones.city(place.en) == place
    assert zones.city(place.zh) == place


def test_the_zodiac_turns_at_the_lunar_new_year() -> None:
    assert festivals.animal(date(2026, 2, 16)) == ("Snake", "蛇")
    assert festivals.animal(date(2026, 2, 17)) == ("Horse", "马")
