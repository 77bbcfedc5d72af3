"""Answers on their way to the disk: those that come while one commit runs are the next."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from huahua.gateway.batches.model import DoneLine


class Recorder:
    def __init__(self, write: Callable[[Sequence[DoneLine]], Awaitable[None]]) -> None:
        self._write = write
        self._waiting: list[DoneLine] = []
        self._busy = asyncio.Lock()

    async def record(self, line: DoneLine) -> None:
        """Returns when the line is on disk. Raises what `write` does; the line then counts as not answered."""
        self._waiting.append(line)
        async with self._busy:
            if not any(waiting is line for waiting in self._waiting):
                return
            lines, self._waiting = self._waiting, []
            try:
                await self._write(lines)
            except BaseException:
                self._waiting = lines + self._waiting
                raise
