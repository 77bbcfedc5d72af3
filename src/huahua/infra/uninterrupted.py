"""Database connections whose statements are never cut in the middle.

Cancelling a task that awaits a driver leaves the driver at work: on SQLite the statement goes on in its
thread, and a `BEGIN IMMEDIATE` that succeeds for nobody holds the write lock for ever. Here a cancellation
waits until the statement has ended (milliseconds), and then takes effect, so that the rollback that follows
finds the connection in order.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any, TypeVar

from sqlalchemy.ext.asyncio import AsyncConnection

Result = TypeVar("Result")


async def to_end(work: Coroutine[Any, Any, Result]) -> Result:
    """Await `work`; a cancellation that comes meanwhile is raised when it has ended."""
    task = asyncio.ensure_future(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        while not task.done():
            with suppress(asyncio.CancelledError):
                await asyncio.wait({task})
        if not task.cancelled():
            task.exception()  # seen: the cancellation says more
        raise


class UninterruptedConnection(AsyncConnection):
    """The operations that this project uses, each done to its end."""

    async def execute(self, *args: Any, **kwargs: Any) -> Any:
        return await to_end(super().execute(*args, **kwargs))

    async def exec_driver_sql(self, *args: Any, **kwargs: Any) -> Any:
        return await to_end(super().exec_driver_sql(*args, **kwargs))

    async def run_sync(self, *args: Any, **kwargs: Any) -> Any:
        return await to_end(super().run_sync(*args, **kwargs))

    async def rollback(self) -> None:
        await to_end(super().rollback())
