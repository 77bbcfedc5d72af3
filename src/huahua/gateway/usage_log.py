"""Usage lines on their way to the database: gathered while the last commit runs, then committed together.

No call waits and none needs a round trip of its own. Nothing waits for a fixed window either: as soon as
one commit has ended, everything that came in meanwhile is the next.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence

from huahua.gateway.domain.usage import UsageLine

log = logging.getLogger(__name__)

WriteLines = Callable[[Sequence[UsageLine]], Awaitable[None]]
"""Writes a batch in one transaction; a line whose request id is there already is skipped."""

BATCH = 500
RETRY_S = (0.1, 0.5, 2.0)


class UsageLog:
    """Port `UsageSink`. Run `run` in the background; `close` writes what is left."""

    def __init__(
        self,
        write: WriteLines,
        *,
        max_waiting: int = 100_000,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """`max_waiting`: lines kept in memory while the database is away; the oldest are given up first."""
        self._write = write
        self._sleep = sleep
        self._max_waiting = max_waiting
        self._waiting: list[UsageLine] = []
        self._wake = asyncio.Event()
        self._busy = asyncio.Lock()

    def record(self, line: UsageLine) -> None:
        if len(self._waiting) >= self._max_waiting:
            log.error("the usage log is full; the line of call %s is lost", self._waiting.pop(0).request_id)
        self._waiting.append(line)
        self._wake.set()

    async def run(self) -> None:
        """Write for ever; cancel it, then `close`. A database that is away is asked again after a pause."""
        failures = 0
        while True:
            await self._wake.wait()
            try:
                await self.flush()
                failures = 0
            except Exception:
                log.exception("usage lines could not be written; %d wait", len(self._waiting))
                await self._sleep(RETRY_S[min(failures, len(RETRY_S) - 1)])
                failures += 1

    async def flush(self) -> None:
        """Write everything that waits. What a failed write held waits again, in its old place."""
        async with self._busy:
            while self._waiting:
                batch, self._waiting = self._waiting[:BATCH], self._waiting[BATCH:]
                try:
                    await self._write(batch)
                except BaseException:
                    self._waiting = batch + self._waiting
                    raise
            self._wake.clear()

    async def close(self) -> None:
        """The last flush; tries a few times, then raises what the database said."""
        for pause in RETRY_S:
            try:
                await self.flush()
                return
            except Exception:
                log.exception("usage lines could not be written; trying again")
                await self._sleep(pause)
        await self.flush()
