"""One upstream call for equal calls that run at the same time: a whole reply, and who waits for it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

Result = TypeVar("Result")


class Flight(Generic[Result]):
    """Work that runs as long as somebody waits for it, whoever started it.

    `on_over` is called once, when nobody may join any more: the work has ended, or its last reader left.
    """

    def __init__(
        self, work: Callable[[], Awaitable[Result]], on_over: Callable[[Flight[Result]], None]
    ) -> None:
        self._on_over = on_over
        self.readers = 0
        self._paid = False
        self._task = asyncio.create_task(self._run(work))

    async def join(self) -> tuple[Result, bool]:
        """The result, and whether this reader is the one on whose behalf the call was made: the first who is
        still there. Raises what the work raises."""
        self.readers += 1
        try:
            result = await asyncio.shield(self._task)
        finally:
            self.readers -= 1
            if not self.readers and not self._task.done():
                self._on_over(self)
                self._task.cancel()
        pays, self._paid = not self._paid, True
        return result, pays

    async def _run(self, work: Callable[[], Awaitable[Result]]) -> Result:
        try:
            return await work()
        finally:
            self._on_over(self)
