"""From a painter that speaks many times a second to a listener that may be slow: the newest wins."""

from __future__ import annotations

import asyncio
from types import TracebackType

from huahua.gateway.api import Progress


class Teller:
    """What was said and not heard yet is replaced by what is newer; a preview waits for the next word at most."""

    def __init__(self, progress: Progress | None) -> None:
        self._progress = progress
        self._newest: tuple[float, str] | None = None
        self._preview: bytes | None = None
        self._more = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def say(self, fraction: float, stage: str, preview: bytes | None = None) -> None:
        self._newest = (fraction, stage)
        self._preview = preview or self._preview
        self._more.set()

    async def __aenter__(self) -> Teller:
        if self._progress is not None:
            self._task = asyncio.create_task(self._pump(self._progress), name="painter-progress")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _pump(self, progress: Progress) -> None:
        while True:
            await self._more.wait()
            self._more.clear()
            newest, preview = self._newest, self._preview
            self._newest = self._preview = None
            if newest is not None:
                await progress(*newest, preview)
