"""Cases on their way to the database: gathered in memory, written in the background, a batch at a time.

Nobody waits for them, and while the database is away the oldest are given up: they are for study, not for billing.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Sequence

from huahua.gateway.resilience.cases import Case

log = logging.getLogger(__name__)

MAX_WAITING = 5_000
_GATHER_S = 0.5
_RETRY_S = 5.0
_SWEEP_EVERY = 120
"""Batches, and idle rounds, between two sweeps of what is too old."""

WriteCases = Callable[[Sequence[Case]], Awaitable[None]]


class CaseLog:
    """Port `CaseSink`. Run `run` in the background; `close` writes what is left."""

    def __init__(
        self,
        write: WriteCases,
        sweep: Callable[[], Awaitable[None]],
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """`sweep` deletes what is not kept any longer."""
        self._write = write
        self._sweep = sweep
        self._sleep = sleep
        self._waiting: deque[Case] = deque(maxlen=MAX_WAITING)
        self._wake = asyncio.Event()

    def add(self, cases: Sequence[Case]) -> None:
        self._waiting.extend(cases)
        self._wake.set()

    async def run(self) -> None:
        """Write for ever; cancel it, then `close`."""
        batches = 0
        while True:
            await self._wake.wait()
            await self._sleep(_GATHER_S)
            try:
                await self.flush()
                if batches % _SWEEP_EVERY == 0:
                    await self._sweep()
                batches += 1
            except Exception:
                log.exception("cases could not be written; %d wait", len(self._waiting))
                await self._sleep(_RETRY_S)

    async def flush(self) -> None:
        """Write everything that waits; what could not be written waits again."""
        self._wake.clear()
        batch = list(self._waiting)
        self._waiting.clear()
        if not batch:
            return
        try:
            await self._write(batch)
        except BaseException:
            self._waiting.extendleft(reversed(batch[-(MAX_WAITING - len(self._waiting)) :]))
            self._wake.set()
            raise

    async def close(self) -> None:
        """One last try."""
        try:
            await self.flush()
        except Exception:
            log.exception("%d cases are lost", len(self._waiting))
