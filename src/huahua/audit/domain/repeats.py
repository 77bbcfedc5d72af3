"""What strangers can cause without end, failed sign-ins above all, and how it still fills no log.

In each window the first few of an action get entries of their own, a few per address and some in all; the others are
counted, and one entry at the window's end tells of them. Memory is bounded too: only so many addresses and subjects
are counted by name, the rest together.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from huahua.kit.clock import iso

WINDOW = timedelta(minutes=10)
SINGLE_PER_ADDRESS = 5
SINGLE_IN_ALL = 50
MAX_COUNTED = 200
"""Addresses, and subjects, that are counted by name."""
MAX_TOLD = 20
"""Of them in an entry: those with the most."""


@dataclass(slots=True)
class _Tally:
    """How often each name came."""

    counts: Counter[str] = field(default_factory=Counter)
    others: int = 0

    def add(self, name: str) -> None:
        if name in self.counts or len(self.counts) < MAX_COUNTED:
            self.counts[name] += 1
        else:
            self.others += 1

    def told(self) -> dict[str, int]:
        most = dict(self.counts.most_common(MAX_TOLD))
        rest = self.counts.total() + self.others - sum(most.values())
        return most | ({"…": rest} if rest else {})


@dataclass(slots=True)
class _Window:
    began: datetime
    singles: Counter[str] = field(default_factory=Counter)
    addresses: _Tally = field(default_factory=_Tally)
    subjects: _Tally = field(default_factory=_Tally)
    counted: int = 0
    first: datetime | None = None
    last: datetime | None = None


class Repeats:
    def __init__(self) -> None:
        self._windows: dict[str, _Window] = {}
        self._closed: list[tuple[str, _Window]] = []

    def is_single(self, action: str, address: str, subject: str, now: datetime) -> bool:
        """Whether this one gets an entry of its own; it is counted otherwise."""
        window = self._windows.get(action)
        if window is None or not timedelta() <= now - window.began < WINDOW:
            self._close(action)
            window = self._windows[action] = _Window(now)
        if window.singles.total() < SINGLE_IN_ALL and window.singles[address] < SINGLE_PER_ADDRESS:
            window.singles[address] += 1
            return True
        window.counted += 1
        window.first = window.first or now
        window.last = now
        window.addresses.add(address)
        window.subjects.add(subject)
        return False

    def summaries(self, now: datetime, *, all_: bool = False) -> list[dict[str, Any]]:
        """What was only counted in windows that are over, or (`all_`) in every window; each is told once."""
        for action, window in list(self._windows.items()):
            if all_ or not timedelta() <= now - window.began < WINDOW:
                self._close(action)
        closed, self._closed = self._closed, []
        return [_told(action, window) for action, window in closed]

    def _close(self, action: str) -> None:
        window = self._windows.pop(action, None)
        if window is not None and window.counted:
            self._closed.append((action, window))


def _told(action: str, window: _Window) -> dict[str, Any]:
    assert window.first is not None and window.last is not None
    return {
        "action": action,
        "count": window.counted,
        "from": iso(window.first),
        "to": iso(window.last),
        "addresses": window.addresses.told(),
        "subjects": window.subjects.told(),
    }
