"""Where queued runs stand: asked of the database once for all who wait, however many they are.

Every follower of a queued run wants its place. If each asked for itself whenever something moved, a queue of N runs
would cost N² reads, and the reads would hold up the very runs that are waited for.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass

from huahua.jobs.domain import Run
from huahua.jobs.eta import LAST_RUNS, Pace, Size
from huahua.jobs.ports import RunRepository
from huahua.kit.clock import Clock, utc_now

LOOK_S = 0.5
"""How old what is known of a lane may be, in seconds."""
PACE_S = 10.0
"""How old the pace of a lane may be: it changes slowly, and costs more to read."""


@dataclass(frozen=True, slots=True)
class Standing:
    """The place from 1, and the seconds until the run is done where they can be told."""

    place: int
    eta_s: float | None


@dataclass(frozen=True, slots=True)
class _Known:
    places: dict[str, int]
    pace: Pace
    looked_at: float
    paced_at: float


class Queue:
    """The places of the lanes' queued runs, as of at most `LOOK_S` ago. `size` tells what a run's pace depends on."""

    def __init__(self, store: RunRepository, size: Callable[[Run], Size], clock: Clock = utc_now) -> None:
        self._store = store
        self._clock = clock
        self._size = size
        self._known: dict[str, _Known] = {}
        self._looking: dict[str, asyncio.Task[_Known]] = {}

    async def standing(self, run: Run) -> Standing | None:
        """None when the run is not queued (any more)."""
        known = self._known.get(run.lane)
        if known is None or run.id not in known.places or time.monotonic() - known.looked_at > LOOK_S:
            known = await self._look(run.lane)
        place = known.places.get(run.id)
        return None if place is None else Standing(place, known.pace.eta_s(place, self._size(run)))

    async def _look(self, lane: str) -> _Known:
        looking = self._looking.get(lane)
        if looking is None:
            looking = self._looking[lane] = asyncio.create_task(self._ask(lane))
        return await asyncio.shield(looking)

    async def _ask(self, lane: str) -> _Known:
        try:
            queued = await self._store.queued(lane, self._clock())
            now, before = time.monotonic(), self._known.get(lane)
            if before is None or now - before.paced_at > PACE_S:
                pace, paced_at = await self._pace(lane), now
            else:
                pace, paced_at = before.pace, before.paced_at
            places = {run_id: place for place, run_id in enumerate(queued, 1)}
            self._known[lane] = _Known(places, pace, now, paced_at)
            return self._known[lane]
        finally:
            del self._looking[lane]

    async def _pace(self, lane: str) -> Pace:
        last, going = await self._store.pace(lane, LAST_RUNS)
        took = [
            (self._size(run), (run.finished_at - run.started_at).total_seconds())
            for run in last
            if run.started_at is not None and run.finished_at is not None
        ]
        return Pace(took, going)
