"""The port `Tasks`: work of avatars in worker processes."""

from __future__ import annotations

from typing import Any

from huahua.avatars.errors import AvatarError
from huahua.infra.workers import WorkerError, WorkerPool


class AvatarTasks:
    def __init__(self, workers: WorkerPool) -> None:
        self._workers = workers

    async def do(self, name: str, kwargs: dict[str, Any]) -> dict[str, Any]:
        try:
            made: dict[str, Any] = await self._workers.run(f"huahua.avatars.{name}", kwargs)
        except WorkerError as fault:
            raise AvatarError("The avatar could not be made; try again.") from fault
        return made
