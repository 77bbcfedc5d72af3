"""Which of several pieces of work goes first: who waits at a page, then programs, then what has time."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum


class Priority(IntEnum):
    """The lower number goes first."""

    INTERACTIVE = 0
    STANDARD = 1
    BATCH = 2

    @property
    def title(self) -> str:
        return self.name.lower()


PRIORITIES = {priority.title: priority for priority in Priority}


def priority_of(
    role: str, *, by_key: bool, wanted: Priority | None, highest: Mapping[str, Priority]
) -> Priority:
    """What somebody with a key asks for is granted up to what their role may have; a page is interactive unless it asks
    for less. The same rule as for calls of models (`gateway.domain.queueing`)."""
    if not by_key:
        return Priority.INTERACTIVE if wanted is None else wanted
    best = highest.get(role, Priority.STANDARD)
    return max(Priority.STANDARD if wanted is None else wanted, best)
