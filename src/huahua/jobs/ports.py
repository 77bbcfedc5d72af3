"""What an area gives to have its runs done, and where runs are kept."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from sqlalchemy.ext.asyncio import AsyncConnection

from huahua.jobs.domain import Executor, NewRun, OnLoss, Run, RunEvent, RunStatus
from huahua.jobs.eta import Sizing


class RunContext(Protocol):
    """What a handler may do while its run goes."""

    @property
    def run(self) -> Run: ...

    async def emit(self, type: str, data: dict[str, Any]) -> None:
        """Append an event. It is durable, and seen by followers, a moment later and in order."""
        ...

    async def flush(self) -> None:
        """Wait until every event so far is durable."""
        ...

    async def show(self, index: int, frame: bytes) -> int | None:
        """A small JPEG, WebP or PNG of how the piece `index` looks by now, in place of the one before; its number, for
        an event to tell. None where it was not taken: too large, of another kind, or the run has ended."""
        ...


Handler = Callable[[RunContext], Awaitable[dict[str, Any] | None]]
"""Does the work and returns the run's `result`. Raises RunFailure for an expected failure; is cancelled
(asyncio.CancelledError) when the user cancels, and may save what there is before it lets that through."""


@dataclass(frozen=True, slots=True)
class RunKind:
    name: str
    handler: Handler
    lane: str
    on_loss: OnLoss
    after_loss: Callable[[Run], Awaitable[None]] | None = None
    """Called after a run was interrupted or given up because its process died."""
    size: Sizing | None = None
    """What the pace of such runs depends on; None: they are all alike."""


@dataclass(frozen=True, slots=True)
class Lane:
    """Runs of one lane wait for each other; `concurrency` is per process."""

    name: str
    concurrency: int


MAX_PLACES = 5_000
"""Runs further back in a queue are not told their place."""


class RunRepository(Protocol):
    async def insert(self, connection: AsyncConnection, new: NewRun, lane: str, now: datetime) -> None: ...

    async def add(self, new: NewRun, lane: str, now: datetime) -> None:
        """`insert` in a transaction of its own."""
        ...

    async def add_again(self, new: NewRun, lane: str, now: datetime, before: Sequence[str]) -> bool:
        """`add`, in place of the runs `before`, the newest last. False, and nothing is added, where that one was
        already tried again, however many ask at once."""
        ...

    async def get(self, run_id: str) -> Run | None: ...

    async def newest(self, user_id: str, kind: str, limit: int) -> list[Run]:
        """This user's last runs of a kind, the newest first."""
        ...

    async def many(self, run_ids: Sequence[str], user_id: str) -> list[Run]:
        """This user's runs among these, in no order."""
        ...

    async def claim(self, lane: str, executor_id: str, now: datetime) -> Run | None:
        """Take the next queued run of a lane: of a priority that waited too long (`PATIENCE`), then of the highest;
        within it of the user with the fewest running, then of the one whose last turn was longest ago. One guarded
        statement."""
        ...

    async def waiting_lanes(self) -> list[str]:
        """Lanes that have runs in their queue."""
        ...

    async def finish(
        self,
        run: Run,
        status: RunStatus,
        event: RunEvent,
        *,
        result: dict[str, Any] | None = None,
        error: dict[str, Any] | None = None,
    ) -> bool:
        """End a run and log its last event, in one transaction. False when it had ended already."""
        ...

    async def append(self, events: Sequence[tuple[str, RunEvent]]) -> None: ...

    async def events(self, run_id: str, after: int, limit: int = 1000) -> list[RunEvent]: ...

    async def last_seq(self, run_id: str) -> int: ...

    async def queued(self, lane: str, now: datetime) -> list[str]:
        """Ids of the lane's queued runs in the order in which they go: by priority, and by users' turns within each,
        at most `MAX_PLACES`."""
        ...

    async def pace(self, lane: str, limit: int) -> tuple[list[Run], int]:
        """The lane's last runs that succeeded, the newest first, and how many of its runs go now."""
        ...

    async def active(self, user_id: str, conversation_id: str | None = None) -> list[Run]: ...

    async def request_cancel(self, run_id: str) -> None: ...

    async def cancel_requested(self, executor_id: str) -> list[str]: ...

    async def beat(self, executor_id: str, host: str, pid: int, now: datetime) -> None: ...

    async def executors(self) -> list[Executor]: ...

    async def forget_executors(self, ids: Sequence[str]) -> None: ...

    async def orphans(self, alive: Sequence[str]) -> list[Run]: ...

    async def requeue(self, run: Run) -> bool:
        """Back into the queue, only if nobody else took care of it meanwhile."""
        ...

    async def delete_old_events(self, now: datetime, keep: timedelta) -> int:
        """Drop the logs of runs that ended long ago; what they made is kept elsewhere."""
        ...
