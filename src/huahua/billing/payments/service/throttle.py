"""At most so many a minute, and how many were left out."""

from __future__ import annotations

from datetime import datetime, timedelta

from huahua.kit.clock import Clock

PER_MINUTE = 20
_MINUTE = timedelta(minutes=1)


class Throttle:
    def __init__(self, clock: Clock, per_minute: int = PER_MINUTE) -> None:
        self._clock = clock
        self._per_minute = per_minute
        self._seen: dict[str, tuple[datetime, int]] = {}
        self._left_out: dict[str, int] = {}

    def passes(self, name: str) -> int | None:
        """How many of this name were left out since the last that passed; None when this one is, too."""
        now = self._clock()
        began, count = self._seen.get(name, (now, 0))
        if now - began >= _MINUTE:
            began, count = now, 0
        if count >= self._per_minute:
            self._left_out[name] = self._left_out.get(name, 0) + 1
            return None
        self._seen[name] = began, count + 1
        return self._left_out.pop(name, 0)
