"""Several asynchronous calls at once."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterable
from typing import Any, TypeVar

Reply = TypeVar("Reply")


async def side_by_side(calls: Iterable[Coroutine[Any, Any, Reply]]) -> list[Reply]:
    """The replies in the order of the calls. The first fault ends the other calls and is raised as it is."""
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(call) for call in calls]
    except ExceptionGroup as faults:  # `except*` would wrap the fault again before Python 3.11.4
        raise faults.exceptions[0] from None
    return [task.result() for task in tasks]
