"""Two attempts side by side, of which the first success counts."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar

Won = TypeVar("Won")


class AttemptFailed(Exception):
    """An attempt failed and another may follow; what happened is noted."""


async def race(
    first: Coroutine[Any, Any, Won],
    patience_s: float,
    second: Callable[[], Coroutine[Any, Any, Won] | None],
    give_back: Callable[[Won], Awaitable[None]],
) -> Won:
    """The result of `first`, or of what `second` starts when `first` takes longer than `patience_s`.

    The loser is cancelled; where it had won at the same moment, its result goes to `give_back`. Raises AttemptFailed
    when all failed, and any other fault at once.
    """
    tasks = {asyncio.create_task(first)}
    won: asyncio.Task[Won] | None = None
    try:
        done, _ = await asyncio.wait(tasks, timeout=patience_s)
        if not done and (other := second()) is not None:
            tasks.add(asyncio.create_task(other))
        won = await _first_success(tasks)
        return won.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for task in tasks:
            if task is not won and not task.cancelled() and task.exception() is None:
                await give_back(task.result())


async def _first_success(tasks: set[asyncio.Task[Won]]) -> asyncio.Task[Won]:
    pending = set(tasks)
    while pending:
        done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            fault = task.exception()
            if fault is None:
                return task
            if not isinstance(fault, AttemptFailed):
                raise fault
    raise AttemptFailed
