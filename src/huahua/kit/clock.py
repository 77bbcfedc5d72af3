"""Time as a value that is passed in: every time is aware and UTC."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    return datetime.now(UTC)


def local_now() -> datetime:
    """Now in this machine's own zone, for people who ask what time it is."""
    return datetime.now().astimezone()


def iso(moment: datetime) -> str:
    """ISO 8601 with milliseconds and `Z`."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
