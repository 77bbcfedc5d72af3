"""When a queued run will be done, as far as the last runs of its lane tell."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

from huahua.jobs.domain import Run

LAST_RUNS = 30
"""How many runs of a lane the pace is taken from."""


@dataclass(frozen=True, slots=True)
class Size:
    """What a run's pace depends on, such as a model's name, and how many pieces of it there are."""

    like: str
    pieces: int = 1


Sizing = Callable[[Run], Size]


@dataclass(frozen=True, slots=True)
class Pace:
    """Of a lane: the seconds of its last runs with their sizes, and how many runs go at once."""

    last: Sequence[tuple[Size, float]]
    at_once: int

    def eta_s(self, place: int, size: Size) -> float | None:
        """Seconds until the run at this place, from 1, is done; None where no run tells.

        Places become free one after another, every median run's time by as many as go at once.
        """
        if not self.last:
            return None
        usual = median(seconds for _, seconds in self.last)
        alike = [seconds / each.pieces for each, seconds in self.last if each.like == size.like]
        own = median(alike) * size.pieces if alike else usual
        return round(usual * place / max(1, self.at_once) + own, 1)
