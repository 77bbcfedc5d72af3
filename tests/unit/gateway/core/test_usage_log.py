from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from huahua.gateway.domain.calls import Usage
from huahua.gateway.domain.usage import UsageLine, merge_usage
from huahua.gateway.usage_log import BATCH, UsageLog


def _line(number: int) -> UsageLine:
    return UsageLine(
        f"req_{number}", "u", None, "m", "p", "x", "openai", "dialogue", Usage(), 200, None, 1, None,
        datetime(2026, 1, 1, tzinfo=UTC),
    )  # fmt: skip


async def test_what_gathers_during_one_commit_is_the_next() -> None:
    batches: list[int] = []
    gate, begun, done = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def write(lines: Sequence[UsageLine]) -> None:
        batches.append(len(lines))
        begun.set()
        await gate.wait()
        if sum(batches) == BATCH + 51:
            done.set()

    log = UsageLog(write)
    runner = asyncio.create_task(log.run())
    log.record(_line(0))
    await begun.wait()
    for number in range(1, BATCH + 51):
        log.record(_line(number))
    gate.set()
    await done.wait()
    assert batches == [1, BATCH, 50]
    runner.cancel()
    await log.close()


async def test_a_cancelled_write_loses_nothing() -> None:
    written: list[str] = []
    begun = asyncio.Event()
    stuck = True

    async def write(lines: Sequence[UsageLine]) -> None:
        begun.set()
        if stuck:
            await asyncio.Event().wait()
        written.extend(line.request_id for line in lines)

    log = UsageLog(write)
    runner = asyncio.create_task(log.run())
    log.record(_line(1))
    log.record(_line(2))
    await begun.wait()
    log.record(_line(3))
    runner.cancel()
    await asyncio.gather(runner, return_exceptions=True)
    stuck = False
    await log.close()
    assert written == ["req_1", "req_2", "req_3"]


async def test_the_runner_outlives_a_database_that_is_away() -> None:
    written: list[str] = []
    pauses: list[float] = []
    done = asyncio.Event()

    async def write(lines: Sequence[UsageLine]) -> None:
        if len(pauses) < 5:
            raise ConnectionError("away")
        written.extend(line.request_id for line in lines)
        done.set()

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)

    log = UsageLog(write, sleep=sleep)
    runner = asyncio.create_task(log.run())
    log.record(_line(1))
    await done.wait()
    assert written == ["req_1"] and pauses == [0.1, 0.5, 2.0, 2.0, 2.0]
    runner.cancel()


async def test_a_close_that_cannot_write_says_so() -> None:
    async def write(lines: Sequence[UsageLine]) -> None:
        raise ConnectionError("away")

    async def sleep(_seconds: float) -> None:
        return

    log = UsageLog(write, sleep=sleep)
    log.record(_line(1))
    with pytest.raises(ConnectionError):
        await log.close()


async def test_memory_is_bounded(caplog: pytest.LogCaptureFixture) -> None:
    written: list[str] = []

    async def write(lines: Sequence[UsageLine]) -> None:
        written.extend(line.request_id for line in lines)

    log = UsageLog(write, max_waiting=2)
    for number in range(3):
        log.record(_line(number))
    await log.close()
    assert written == ["req_1", "req_2"] and "req_0" in caplog.text


def test_running_counts_of_a_stream_are_not_added_up() -> None:
    seen = merge_usage(None, Usage(input_tokens=10, output_tokens=1))
    seen = merge_usage(seen, Usage(output_tokens=7, reasoning_tokens=3))
    assert seen == Usage(input_tokens=10, output_tokens=7, reasoning_tokens=3)
