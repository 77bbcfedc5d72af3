"""Months and years from a day on, and parts of them. Pure; times are aware and UTC."""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, datetime, timedelta


def months_later(start: datetime, months: int) -> datetime:
    """The same day and time so many months after `start`; the month's last day where it has no such day.

    Count from the first start each time, or the 31st becomes the 28th for ever."""
    number = start.year * 12 + start.month - 1 + months
    year, month = divmod(number, 12)
    day = min(start.day, monthrange(year, month + 1)[1])
    return start.replace(year=year, month=month + 1, day=day)


def month_at(start: datetime, moment: datetime) -> tuple[int, datetime, datetime]:
    """The month, counted from `start`, that holds `moment`: its number from 0, its beginning and its end."""
    number = max(0, (moment.year - start.year) * 12 + moment.month - start.month)
    while number and months_later(start, number) > moment:
        number -= 1
    return number, months_later(start, number), months_later(start, number + 1)


def unused(amount: int, begin: datetime, end: datetime, now: datetime) -> int:
    """The part of an amount for `begin` to `end` that falls after `now`, by the microsecond, rounded down."""
    whole = (end - begin) // timedelta(microseconds=1)
    left = (end - min(max(now, begin), end)) // timedelta(microseconds=1)
    return amount * left // whole if whole > 0 else 0


def due(amount: int, begin: datetime, end: datetime, now: datetime) -> int:
    """What is to be paid of such an amount when it begins at `now`, rounded up."""
    return amount - unused(amount, begin, end, begin + (end - max(begin, min(now, end))))


def month_of(month: str) -> tuple[datetime, datetime]:
    """'2026-11' as its beginning and its end, in UTC."""
    first = datetime.strptime(month, "%Y-%m").replace(tzinfo=UTC)
    return first, months_later(first, 1)


def calendar_month(moment: datetime) -> tuple[datetime, datetime]:
    begin = moment.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return begin, months_later(begin, 1)
