"""When a lane's queue is worth a look: each look that finds nothing is a write transaction for nothing."""

from __future__ import annotations

import asyncio


class Lookout:
    """Counts the runs that this process announced. What others put there is found by `search`, from time to time."""

    def __init__(self) -> None:
        self._announced = 0
        self._search = True
        self._stirred = asyncio.Event()

    @property
    def announced(self) -> int:
        return self._announced

    @property
    def is_due(self) -> bool:
        return self._search or self._announced > 0

    def announce(self) -> None:
        """One run more is in the queue."""
        self._announced += 1
        self._stirred.set()

    def search(self) -> None:
        """There may be any number: look until nothing is found."""
        self._search = True
        self._stirred.set()

    def stir(self) -> None:
        """There is room for a run that was announced before."""
        self._stirred.set()

    def found(self) -> None:
        self._announced = max(0, self._announced - 1)

    def missed(self, announced: int) -> None:
        """A look found nothing; `announced` were known when it began, and others have them."""
        self._announced -= min(announced, self._announced)
        self._search = False

    async def wait(self) -> None:
        await self._stirred.wait()
        self._stirred.clear()
