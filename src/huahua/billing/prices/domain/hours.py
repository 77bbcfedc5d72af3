"""Which hours of the day it is in the zones of a price's windows, and until when. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from huahua.billing.prices.domain.book import MINUTES, Window

LOOK_AGAIN = timedelta(days=1)


def window_at(windows: Iterable[Window], moment: datetime) -> tuple[Window | None, datetime]:
    """The first window that holds `moment`, and when to look again: nothing changes before that."""
    found: Window | None = None
    until = moment + LOOK_AGAIN
    for window in windows:
        until = min(until, _next_edge(window, moment))
        if found is None and _holds(window, moment):
            found = window
    return found, until


def _holds(window: Window, moment: datetime) -> bool:
    local = moment.astimezone(ZoneInfo(window.zone))
    minute = local.hour * 60 + local.minute
    if window.start < window.end:
        return window.start <= minute < window.end and local.weekday() in window.days
    if minute >= window.start:
        return local.weekday() in window.days
    return minute < window.end and (local.weekday() - 1) % 7 in window.days


def _next_edge(window: Window, moment: datetime) -> datetime:
    zone = ZoneInfo(window.zone)
    local = moment.astimezone(zone)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
    edges = []
    for day in (0, 1, 2):
        for minute in (window.start, window.end, MINUTES):
            wall = midnight + timedelta(days=day, minutes=minute)
            for fold in (0, 1):  # an hour that clocks show twice begins twice
                edges.append(wall.replace(tzinfo=zone, fold=fold).astimezone(UTC))
    return min(edge for edge in edges if edge > moment)
