"""Places in the queue: asked once for all who wait."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, cast

import pytest

from huahua.jobs.domain import Run, RunStatus
from huahua.jobs.eta import Size
from huahua.jobs.ports import RunRepository
from huahua.jobs.queue import Queue


def queued_run(run_id: str) -> Run:
    return Run(
        id=run_id,
        kind="toy",
        lane="toys",
        user_id="usr_a",
        conversation_id=None,
        status=RunStatus.QUEUED,
        request={},
        result=None,
        error=None,
        attempts=0,
        executor_id=None,
        created_at=datetime(2026, 1, 1, tzinfo=UTC),
        started_at=None,
        finished_at=None,
    )


class Lane:
    """The questions that `Queue` has; each answer to the one about places waits until it is let go."""

    def __init__(self, run_ids: Iterable[str]) -> None:
        self.run_ids = list(run_ids)
        self.asked = 0
        self.fault: Exception | None = None
        self.may_answer = asyncio.Event()
        self.may_answer.set()

    async def queued(self, lane: str, now: datetime) -> list[str]:
        assert lane == "toys"
        self.asked += 1
        await self.may_answer.wait()
        if self.fault:
            raise self.fault
        return list(self.run_ids)

    async def pace(self, lane: str, limit: int) -> tuple[list[Run], int]:
        return [], 0


def queue_of(lane: Lane) -> Queue:
    return Queue(cast(RunRepository, cast(Any, lane)), lambda run: Size(run.kind))


async def place(queue: Queue, run_id: str) -> int | None:
    found = await queue.standing(queued_run(run_id))
    return found.place if found is not None else None


async def test_many_who_wait_cost_one_look() -> None:
    names = [f"run_{i}" for i in range(60)]
    lane = Lane(names)
    lane.may_answer.clear()
    queue = queue_of(lane)
    asking = [asyncio.create_task(place(queue, name)) for name in names]
    await asyncio.sleep(0)
    lane.may_answer.set()
    assert await asyncio.gather(*asking) == list(range(1, 61))
    assert lane.asked == 1


async def test_one_who_just_came_is_looked_for_at_once_and_one_who_left_has_no_place() -> None:
    lane = Lane(["run_1"])
    queue = queue_of(lane)
    assert await place(queue, "run_1") == 1
    lane.run_ids = ["run_1", "run_2"]
    assert await place(queue, "run_2") == 2
    assert await place(queue, "run_9") is None
    assert lane.asked == 3


async def test_who_stops_waiting_does_not_spoil_the_look_of_the_others() -> None:
    lane = Lane(["run_1", "run_2"])
    lane.may_answer.clear()
    queue = queue_of(lane)
    first, second = (asyncio.create_task(place(queue, name)) for name in lane.run_ids)
    await asyncio.sleep(0)
    first.cancel()
    await asyncio.sleep(0)
    lane.may_answer.set()
    assert await second == 2
    assert lane.asked == 1


async def test_a_look_that_failed_is_told_and_the_next_one_is_fresh() -> None:
    lane = Lane(["run_1"])
    lane.fault = OSError("away")
    queue = queue_of(lane)
    with pytest.raises(OSError):
        await place(queue, "run_1")
    lane.fault = None
    assert await place(queue, "run_1") == 1
