"""The pool of child processes: results, progress, and every way in which a task can go wrong."""

from __future__ import annotations

import asyncio
import math
import os
import time
from collections.abc import AsyncIterator, Sequence

import pytest
import uvloop

from huahua.infra import workers
from huahua.infra.workers import (
    DEFAULT_MEMORY_LIMIT_BYTES,
    Spent,
    TaskFailed,
    TaskOutOfMemory,
    TaskTimeout,
    WorkerCrashed,
    WorkerPool,
)

TASKS = "tests.unit.infra.worker_tasks"


def task(name: str) -> str:
    return f"{TASKS}:{name}"


@pytest.fixture
async def pool() -> AsyncIterator[WorkerPool]:
    pool = WorkerPool(size=1)
    yield pool
    await pool.close()


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


class Pid:
    """Receives the process id that the task `hang` tells as its stage."""

    def __init__(self) -> None:
        self._told: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    async def progress(self, _fraction: float, stage: str, _preview: bytes | None = None) -> None:
        self._told.set_result(int(stage))

    async def told(self) -> int:
        return await self._told


async def test_plain_values_travel_both_ways(pool: WorkerPool) -> None:
    values = {"data": b"\x00" * 2_000_000, "text": "竹", "list": [1, 2.5, None], "dict": {"a": True}}
    assert await pool.run(task("echo"), values) == values


async def test_progress_arrives_in_order(pool: WorkerPool) -> None:
    seen: list[tuple[float, str]] = []

    async def progress(fraction: float, stage: str, _preview: bytes | None = None) -> None:
        seen.append((fraction, stage))

    assert await pool.run(task("count"), {"steps": 4}, progress) == 4
    assert seen == [(0.25, "counting"), (0.5, "counting"), (0.75, "counting"), (1.0, "counting")]


async def test_a_child_is_used_again_and_knows_no_secrets(
    pool: WorkerPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUAHUA_SECRET_KEY", "hidden")
    about = await pool.run(task("about"), {})
    assert about["nice"] >= 10
    assert "HUAHUA_SECRET_KEY" not in about["environment"]
    assert about["environment"]["OMP_NUM_THREADS"] == "1"
    assert int(about["environment"]["MALLOC_MMAP_THRESHOLD_"]) > 1024 * 1024, "what an avatar is drawn on"
    assert await pool.run(task("pid"), {}) == await pool.run(task("pid"), {})


def test_a_child_holds_nothing_that_the_server_has_open() -> None:
    """Under uvloop inheritable descriptors, such as a listening socket, reach every child."""
    descriptor = os.dup2(0, 60, inheritable=True)

    async def ask() -> bool:
        pool = WorkerPool()
        try:
            answer: bool = await pool.run(task("has_open"), {"descriptor": descriptor})
        finally:
            await pool.close()
        return answer

    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            assert runner.run(ask()) is False
    finally:
        os.close(descriptor)


async def test_a_failing_task_says_why_and_keeps_the_child(pool: WorkerPool) -> None:
    before = await pool.run(task("pid"), {})
    with pytest.raises(TaskFailed) as caught:
        await pool.run(task("fail"), {"message": "too small"})
    assert (caught.value.kind, caught.value.message) == ("ValueError", "too small")
    assert await pool.run(task("pid"), {}) == before


async def test_a_result_that_is_not_plain_is_refused(pool: WorkerPool) -> None:
    with pytest.raises(WorkerCrashed, match="plain data"):
        await pool.run(task("odd"), {})
    assert await pool.run(task("echo"), {"a": 1}) == {"a": 1}


async def test_a_crash_is_an_error_and_the_next_task_gets_a_new_child(pool: WorkerPool) -> None:
    before = await pool.run(task("pid"), {})
    with pytest.raises(WorkerCrashed, match="-11"):
        await pool.run(task("crash"), {})
    assert not alive(before)
    assert await pool.run(task("pid"), {}) != before


async def test_memory_is_limited() -> None:
    pool = WorkerPool(memory_limit_bytes=512 * 1024 * 1024)
    with pytest.raises(TaskOutOfMemory):
        await pool.run(task("hog"), {"megabytes": 2048})
    assert await pool.run(task("hog"), {"megabytes": 1}) == 1024 * 1024
    await pool.close()


async def test_a_task_that_takes_too_long_is_ended(pool: WorkerPool) -> None:
    pid = await pool.run(task("pid"), {})
    with pytest.raises(TaskTimeout):
        await pool.run(task("hang"), {}, Pid().progress, timeout_s=0.2)
    assert pool.pids == []
    assert not alive(pid)


async def test_cancelling_kills_the_child_and_frees_the_slot(pool: WorkerPool) -> None:
    child = Pid()
    running = asyncio.create_task(pool.run(task("hang"), {}, child.progress))
    pid = await child.told()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert not alive(pid)
    assert await pool.run(task("echo"), {"a": 1}) == {"a": 1}


async def test_no_more_than_size_children() -> None:
    pool = WorkerPool(size=2)
    pids = await asyncio.gather(*(pool.run(task("pid"), {}) for _ in range(6)))
    assert 1 <= len(set(pids)) <= 2
    await pool.close()
    assert not any(alive(pid) for pid in pids)


async def test_quick_tasks_do_not_wait_behind_long_ones(pool: WorkerPool) -> None:
    child = Pid()
    running = asyncio.create_task(pool.run(task("hang"), {}, child.progress))
    pid = await child.told()
    quick = await asyncio.gather(*(pool.run(task("pid"), {}, quick=True) for _ in range(3)))
    assert len(set(quick)) == 1 and quick[0] != pid
    assert len(pool.pids) == 2
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running


class Held:
    """Keeps the task `count` from ending until it is let go."""

    def __init__(self) -> None:
        self.begun, self.go = asyncio.Event(), asyncio.Event()

    async def progress(self, _fraction: float, _stage: str, _preview: bytes | None = None) -> None:
        self.begun.set()
        await self.go.wait()


class Starts:
    """Children whose start waits until it is let go, or fails."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.begun, self.one, self.go = 0, asyncio.Event(), asyncio.Event()
        self.fault: Exception | None = None
        self._start = workers._Child.start
        monkeypatch.setattr(workers._Child, "start", self.start)

    async def start(self, memory_limit_bytes: int, niceness: int, modules: Sequence[str]) -> workers._Child:
        self.begun += 1
        self.one.set()
        await self.go.wait()
        if self.fault is not None:
            raise self.fault
        return await self._start(memory_limit_bytes, niceness, modules)


async def test_a_task_takes_the_child_that_comes_free_before_its_own_has_started(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pool, held = WorkerPool(size=2), Held()
    first = await pool.run(task("pid"), {})
    running = asyncio.create_task(pool.run(task("count"), {"steps": 1}, held.progress))
    await held.begun.wait()
    starts = Starts(monkeypatch)
    waiting = asyncio.create_task(pool.run(task("pid"), {}))
    await starts.one.wait()
    held.go.set()
    assert await running == 1
    assert await waiting == first
    starts.go.set()
    while len(pool.pids) < 2:  # noqa: ASYNC110 - nothing announces that a spare child is there
        await asyncio.sleep(0.01)
    assert starts.begun == 1
    await pool.close()
    assert pool.pids == []


async def test_a_quick_task_waits_a_moment_for_one_that_is_quick_too(
    pool: WorkerPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "PATIENCE_S", 3600.0)
    first = await pool.run(task("pid"), {})
    pids = await asyncio.gather(*(pool.run(task("pid"), {}, quick=True) for _ in range(8)))
    assert {*pids} == {first} and pool.pids == [first]


async def test_a_quick_task_does_not_wait_long_for_another(
    pool: WorkerPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "PATIENCE_S", 0.0)
    held = Held()
    running = asyncio.create_task(pool.run(task("count"), {"steps": 1}, held.progress, quick=True))
    await held.begun.wait()
    assert await pool.run(task("pid"), {}, quick=True) in pool.pids
    assert len(pool.pids) == 2
    held.go.set()
    await running


async def test_who_leaves_before_a_child_has_started_takes_none(
    pool: WorkerPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    starts = Starts(monkeypatch)
    leaves = asyncio.create_task(pool.run(task("pid"), {}))
    await starts.one.wait()
    leaves.cancel()
    with pytest.raises(asyncio.CancelledError):
        await leaves
    starts.go.set()
    assert [await pool.run(task("pid"), {})] == pool.pids
    assert starts.begun == 1


async def test_a_child_that_cannot_be_started_is_told_to_its_task(
    pool: WorkerPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    starts = Starts(monkeypatch)
    starts.fault = OSError("too many processes")
    starts.go.set()
    with pytest.raises(OSError, match="too many"):
        await pool.run(task("pid"), {})
    starts.fault = None
    assert [await pool.run(task("pid"), {})] == pool.pids


async def test_closing_ends_a_child_that_is_being_started(
    pool: WorkerPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    starts = Starts(monkeypatch)
    waiting = asyncio.create_task(pool.run(task("pid"), {}))
    await starts.one.wait()
    closing = asyncio.create_task(pool.close())
    with pytest.raises(WorkerCrashed):
        await waiting
    starts.go.set()
    await closing
    assert pool.pids == []


async def test_children_are_replaced_after_some_tasks() -> None:
    pool = WorkerPool(max_tasks_per_child=2)
    pids = [await pool.run(task("pid"), {}) for _ in range(4)]
    assert pids[0] == pids[1] != pids[2] == pids[3]
    await pool.close()


async def test_an_idle_child_ends_by_itself() -> None:
    pool = WorkerPool(idle_s=0.01)
    pid = await pool.run(task("pid"), {})
    while alive(pid):  # noqa: ASYNC110 - nothing announces the end of an idle child
        await asyncio.sleep(0.01)
    assert pool.pids == []
    await pool.close()


async def test_closing_ends_what_runs() -> None:
    pool, child = WorkerPool(), Pid()
    running = asyncio.create_task(pool.run(task("hang"), {}, child.progress))
    pid = await child.told()
    await pool.close()
    with pytest.raises(WorkerCrashed):
        await running
    assert not alive(pid)
    with pytest.raises(WorkerCrashed):
        await pool.run(task("pid"), {})


async def test_a_child_is_out_of_reach_of_the_terminals_ctrl_c(pool: WorkerPool) -> None:
    """It goes to every process of a session; a child that it ended would fail the painting it was at."""
    pid = await pool.run(task("pid"), {})
    assert os.getsid(pid) == pid


async def test_what_a_task_took_is_told_without_what_it_waited(pool: WorkerPool) -> None:
    spent: list[Spent] = []
    await pool.run(task("hog"), {"megabytes": 200}, spent=spent.append)
    await pool.run(task("echo"), {}, spent=spent.append)
    hog, echo = spent
    assert hog.run_ms >= 1 and hog.peak_bytes >= 200 * 1024**2
    assert 0 < echo.peak_bytes < 200 * 1024**2, "the peak is the task's own"


async def test_a_worker_cannot_claim_more_time_or_memory_than_there_was(pool: WorkerPool) -> None:
    begun, spent = time.monotonic(), list[Spent]()
    await pool.run(task("boast"), {}, spent=spent.append)
    assert spent[0].run_ms <= math.ceil((time.monotonic() - begun) * 1000)
    assert spent[0].peak_bytes <= DEFAULT_MEMORY_LIMIT_BYTES


async def test_a_child_is_ready_when_its_modules_are_loaded() -> None:
    """Those that cannot be loaded are left to the task that needs them."""
    pool = WorkerPool(modules=["tests.unit.infra.no_such_module", "colorsys"])
    assert await pool.run(task("loaded"), {"name": "colorsys"})
    await pool.close()
    pool = WorkerPool()
    assert not await pool.run(task("loaded"), {"name": "colorsys"})
    await pool.close()


async def test_a_child_that_does_not_start_is_a_fault_of_the_task_that_waits(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(workers, "_CHILD_MODULE", "huahua.no_such_module")
    pool = WorkerPool()
    with pytest.raises(WorkerCrashed, match="did not start"):
        await pool.run(task("pid"), {})
    monkeypatch.undo()
    assert await pool.run(task("pid"), {})
    await pool.close()
