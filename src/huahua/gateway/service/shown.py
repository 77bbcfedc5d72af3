"""The events of a stream as one caller gets them."""

from __future__ import annotations

from huahua.gateway.cache.port import Opened
from huahua.gateway.domain.calls import StreamEvent
from huahua.gateway.metering.meter import CallMeter
from huahua.gateway.wire.openai import has_no_choices


class ShownEvents:
    """Counts what passes for this caller's usage line and leaves out a usage chunk nobody asked for."""

    def __init__(self, opened: Opened, meter: CallMeter, *, hide_usage: bool) -> None:
        self._opened = opened
        self._events = opened.events
        self._meter = meter
        self._hide_usage = hide_usage

    def first(self) -> StreamEvent | None:
        """The event that has arrived already; None where it is not for this caller."""
        self._meter.events += 1
        return self._opened.first if self._shows(self._opened.first) else None

    def __aiter__(self) -> ShownEvents:
        return self

    async def __anext__(self) -> StreamEvent:
        try:
            while True:
                event = await anext(self._events)
                self._meter.events += 1
                if event.usage is None or self._shows(event):
                    return event
        except BaseException:
            self._meter.route = self._opened.route  # which may have changed on the way
            raise

    async def aclose(self) -> None:
        await self._events.aclose()

    def _shows(self, event: StreamEvent) -> bool:
        if event.usage is None:
            return True
        self._meter.saw(event.usage)
        return not (self._hide_usage and has_no_choices(event.data))
