"""Progress of one run as events: not more often than an eye sees, and also while an engine is silent."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from math import inf

from huahua.jobs.api import RunContext
from huahua.painting.domain.pace import guessed_fraction, remaining_s

MIN_INTERVAL_S = 0.25
TICK_S = 0.5
FIRST_STAGE = "painting"
WAITING_STAGE = "again"
"""The engine could not, and will be asked again in a moment."""


class Progress:
    """Fractions of the pictures of one run; `done` counts those that are there already."""

    def __init__(
        self,
        context: RunContext,
        count: int,
        done: int,
        expected_s: float,
        at_once: int,
        monotonic: Callable[[], float],
    ) -> None:
        self._context = context
        self._count = count
        self._done = done
        self._expected_s = expected_s
        self._at_once = at_once
        self._monotonic = monotonic
        self._running: dict[int, float] = {}
        self._started: dict[int, float] = {}
        self._stages: dict[int, str] = {}
        self._shown: dict[int, int] = {}
        """The number of each picture's newest preview."""
        self._shown_at: dict[int, float] = {}
        self._told: set[int] = set()
        """Pictures whose engine says how far they are: nothing is guessed of them any more."""
        self._last_emit: float | None = None
        self._held_back: tuple[int, str] | None = None
        """Index and stage of what came too soon to be told; the next tick tells it."""
        self._highest = 0.0

    async def start(self, index: int) -> None:
        self._running[index] = 0.0
        self._started[index] = self._monotonic()
        await self._emit(index, FIRST_STAGE)

    async def tell(self, index: int, fraction: float, stage: str, preview: bytes | None = None) -> None:
        """What the engine says of the picture `index`, and how that looks by now. A look that comes too soon after
        the one before is left out: there will be a newer one."""
        self._stages[index] = stage
        if fraction > 0:
            self._told.add(index)
        if preview is not None and self._monotonic() - self._shown_at.get(index, -inf) >= MIN_INTERVAL_S:
            self._shown_at[index] = self._monotonic()
            seq = await self._context.show(index, preview)
            if seq is not None:
                self._shown[index] = seq
        self._running[index] = min(1.0, max(self._running.get(index, 0.0), fraction))
        await self._emit(index, stage)

    def finish(self, index: int) -> float:
        """The picture is there; how many seconds it took."""
        self._away(index)
        self._done += 1
        return self._monotonic() - self._started[index]

    def drop(self, index: int) -> None:
        """The picture will not come."""
        self._away(index)
        self._count -= 1

    def _away(self, index: int) -> None:
        self._running.pop(index, None)
        self._shown.pop(index, None)
        if self._held_back is not None and self._held_back[0] == index:
            self._held_back = None

    @asynccontextmanager
    async def ticking(self) -> AsyncIterator[None]:
        """Guess while engines say nothing."""
        ticker = asyncio.create_task(self._tick(), name=f"progress-{self._context.run.id}")
        try:
            yield
        finally:
            ticker.cancel()
            await asyncio.gather(ticker, return_exceptions=True)

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(TICK_S)
            for index in sorted(self._running.keys() - self._told):
                guessed = guessed_fraction(self._monotonic() - self._started[index], self._expected_s)
                self._running[index] = max(self._running[index], guessed)
                await self._emit(index, self._stages.get(index, FIRST_STAGE))
            if self._held_back is not None:
                await self._emit(*self._held_back)

    async def _emit(self, index: int, stage: str) -> None:
        now = self._monotonic()
        if self._last_emit is not None and now - self._last_emit < MIN_INTERVAL_S:
            self._held_back = (index, stage)
            return
        self._last_emit, self._held_back = now, None
        waiting = self._count - self._done - len(self._running)
        running = list(self._running.values())
        fraction = (self._done + sum(running)) / max(1, self._count)
        self._highest = max(self._highest, min(1.0, fraction))
        await self._context.emit(
            "progress",
            {
                "fraction": round(self._highest, 3),
                "stage": stage,
                "index": index,
                "count": self._count,
                "eta_s": remaining_s(running, waiting, self._expected_s, self._at_once),
                "previews": {str(each): seq for each, seq in self._shown.items()},
            },
        )
