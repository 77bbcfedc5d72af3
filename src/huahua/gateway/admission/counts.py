"""What processes count together, behind two ports: buckets of rates, and calls that run. Redis keeps them
(`redis_counts.py`), or the database (`sql_counts.py`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol


class StoreAway(Exception):
    """What keeps the counts does not answer."""


@dataclass(frozen=True, slots=True)
class Draw:
    """From one bucket: what a call needs, and what may be leased beyond. `limit` is per minute."""

    name: str
    limit: int
    need: int
    extra: int


@dataclass(frozen=True, slots=True)
class Drawn:
    """`wait_s` is 0 where every draw was taken; else nothing was, and `tight` is the place of the draw that lacks
    most. `taken` and `levels` are by place; a level is what is left in the bucket."""

    wait_s: float
    tight: int
    taken: list[float]
    levels: list[float]


class Buckets(Protocol):
    """Buckets that fill by `limit` a minute up to `limit`. Every method may raise StoreAway."""

    async def draw(self, draws: Sequence[Draw]) -> Drawn:
        """From all of them or from none, whoever else draws. Names are different."""
        ...

    async def give(self, name: str, limit: int, amount: float) -> None:
        """What comes back; less than 0 for a debt."""
        ...

    async def ping(self) -> None:
        """Answers when the store does, after forgetting what is as good as none."""
        ...


class CallSets(Protocol):
    """Sets of running calls, by name. A call counts until its time is over. Every method may raise StoreAway."""

    async def enter(
        self, names: Sequence[str], limits: Sequence[int], call: str, live_s: float
    ) -> int | None:
        """The call stands in all sets (None), or in none: the place of a set that is full."""
        ...

    async def keep(self, name: str, calls: Sequence[str], live_s: float) -> None:
        """Those of the calls that still stand in the set count for `live_s` more."""
        ...

    async def leave(self, names: Sequence[str], call: str) -> None: ...
