"""How much visitors may say: counts in fixed windows of UTC hours and days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from huahua.widgets.domain.widget import Widget

PER_ADDRESS = 10
"""A network address may send so many times what one visitor may: many people share one, and a new visitor is made
with a click."""
Scope = Literal["visitor", "address", "day"]


@dataclass(frozen=True, slots=True)
class Take:
    """One message, counted for somebody in a window."""

    scope: Scope
    subject: str
    window: str
    ends_at: datetime
    most: int


def takes(widget: Widget, visitor_id: str, address: str, now: datetime) -> tuple[Take, ...]:
    """What a message is counted in; `address` names a network address without telling it."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    day = hour.replace(hour=0)
    by_hour, hour_ends = f"{hour:%Y-%m-%dT%H}", hour + timedelta(hours=1)
    hourly = widget.form.visitor_hourly
    return (
        Take("visitor", visitor_id, by_hour, hour_ends, hourly),
        Take("address", address, by_hour, hour_ends, hourly * PER_ADDRESS),
        Take("day", "all", f"{day:%Y-%m-%d}", day + timedelta(days=1), widget.form.daily),
    )
