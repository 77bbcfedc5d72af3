"""Where queued runs stand: asked of the database once for all who wait, however many they are.

Every follower of a queued run wants its place. If each asked for itself whenever something moved, a queue of N runs
would cost N² reads, and the reads would hold up the very runs that are waited for.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass

from huahua.jobs.domain import Run
from huahua.jobs.ports import RunRepository

LOOK_S = 0.5
"""How old what is known of a lane may be, in seconds."""


@dataclass(frozen=True, slots=True)
class _Known:
    places: dict[str, int]
    looked_at: float


class Queue:
    """The places of the lanes' queued runs, as of at most `LOOK_S` ago."""

    def __init__(self, store: RunRepository) -> None:
        self._store = store
        self._known: dict[str, _Known] = {}
        self._looking: dict[str, asyncio.Task[_Known]] = {}

    async def place(self, run: Run) -> int | None:
        """The run's place from 1, or None when it is not queued (any more)."""
        known = self._known.get(run.lane)
        if known is None or run.id not in known.places or time.monotonic() - known.looked_at > LOOK_S:
            known = await self._look(run.lane)
        return known.places.get(run.id)

    async def _look(self, lane: str) -> _Known:
        looking = self._looking.get(lane)
        if looking is None:
            looking = self._looking[lane] = asyncio.create_task(self._ask(lane))
        return await asyncio.shield(looking)

    async def _ask(self, lane: str) -> _Known:
        try:
            queued = await self._store.queued(lane)
            self._known[lane] = _Known({run_id: i for i, run_id in enumerate(queued, 1)}, time.monotonic())
            return self._known[lane]
        finally:
            del self._looking[lane]
