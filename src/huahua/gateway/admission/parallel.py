"""Calls at a time: of a key, a user, a team, or of one of them to one model. A call takes a slot of each, or none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from huahua.gateway.admission.subjects import Subject
from huahua.gateway.errors import Overloaded

RETRY_AFTER_S = 1.0


class Slots(Protocol):
    """Of one call."""

    def leave(self) -> None:
        """The call has ended. It may be said twice."""
        ...


class Parallel(Protocol):
    """Of subjects with a limit of parallel calls only."""

    def take(self, subjects: Sequence[Subject]) -> Slots | None:
        """None when somebody has to be asked first (`acquire`). Raises Overloaded."""
        ...

    async def acquire(self, subjects: Sequence[Subject]) -> Slots: ...

    async def run(self) -> None:
        """What is to be done in the background, until it is cancelled."""
        ...

    async def close(self) -> None: ...


class LocalSlots:
    __slots__ = ("_names", "_running")

    def __init__(self, running: dict[str, int], names: list[str]) -> None:
        self._running = running
        self._names = names

    def leave(self) -> None:
        names, self._names = self._names, []
        for name in names:
            left = self._running[name] - 1
            if left:
                self._running[name] = left
            else:
                del self._running[name]


class LocalParallel:
    """Port `Parallel` for one process."""

    def __init__(self) -> None:
        self.running: dict[str, int] = {}

    def take(self, subjects: Sequence[Subject]) -> LocalSlots:
        running = self.running
        for name, limits in subjects:
            if running.get(name, 0) >= limits.parallel_calls:
                raise too_many_at_once(limits.parallel_calls)
        names = [name for name, _ in subjects]
        for name in names:
            running[name] = running.get(name, 0) + 1
        return LocalSlots(running, names)

    async def acquire(self, subjects: Sequence[Subject]) -> LocalSlots:
        return self.take(subjects)

    async def run(self) -> None:
        """Nothing: slots look after themselves."""

    async def close(self) -> None:
        """Nothing to close."""


def too_many_at_once(limit: int) -> Overloaded:
    return Overloaded(
        f"Your limit is {limit} {'call' if limit == 1 else 'calls'} at a time. Try again when one has ended.",
        retry_after=RETRY_AFTER_S,
        code="too_many_parallel_calls",
    )
