"""One thread for blocking work on usage lines, started with the first piece and fed by the event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from queue import SimpleQueue
from threading import Thread
from typing import Any, TypeVar

Result = TypeVar("Result")
_Job = tuple[asyncio.AbstractEventLoop, "asyncio.Future[Any]", Callable[..., Any], tuple[Any, ...]]


class WorkThread:
    """Pieces of work run one after the other. A third of an executor's cost for each piece."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._thread: Thread | None = None

    def do(self, work: Callable[..., Result], *arguments: Any) -> asyncio.Future[Result]:
        """`work(*arguments)`, with its result or exception. Cancelling the future does not stop the work."""
        if self._thread is None:
            self._thread = Thread(target=self._run, name=self._name, daemon=True)
            self._thread.start()
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Result] = loop.create_future()
        self._jobs.put((loop, future, work, arguments))
        return future

    async def close(self) -> None:
        """Returns when everything that was asked for is done. It starts again with the next piece."""
        thread, self._thread = self._thread, None
        if thread is not None:
            self._jobs.put(None)
            await asyncio.to_thread(thread.join)

    def _run(self) -> None:
        while (job := self._jobs.get()) is not None:
            loop, future, work, arguments = job
            try:
                result, fault = work(*arguments), None
            except BaseException as raised:  # noqa: BLE001 - it is raised where the result is awaited
                result, fault = None, raised
            try:
                loop.call_soon_threadsafe(_settle, future, result, fault)
            except RuntimeError:  # the loop is closed: nobody waits any more
                continue


def _settle(future: asyncio.Future[Any], result: Any, fault: BaseException | None) -> None:
    if future.done():
        return
    if fault is not None:
        future.set_exception(fault)
    else:
        future.set_result(result)
