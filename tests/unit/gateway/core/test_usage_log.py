"""The usage log: what gathers, when callers are told, and what happens while the database is away."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from huahua.gateway.domain.calls import Usage
from huahua.gateway.domain.price import Price
from huahua.gateway.domain.usage import UsageLine, merge_usage
from huahua.gateway.errors import NotReady
from huahua.gateway.metering import log as log_module
from huahua.gateway.metering.batches import RowsRefused, StoreAway
from huahua.gateway.metering.log import UsageLog
from huahua.gateway.metering.rows import Row
from huahua.gateway.metering.spill import REFUSED, Spill
from huahua.infra.db import Turn


class StoreStub:
    """A database in memory, one row for each id. `away` and `refuses` make it fail; `hold` makes it wait."""

    def __init__(self) -> None:
        self.batches: list[list[str]] = []
        self.ids: dict[str, Row] = {}
        self.away = False
        self.refuses: frozenset[str] = frozenset()
        self.attempts = 0
        self.begun = threading.Event()
        self.hold = threading.Event()
        self.hold.set()
        self.on_write: Callable[[], None] = lambda: None

    def write(self, rows: Sequence[Row]) -> None:
        self.attempts += 1
        self.on_write()
        self.begun.set()
        self.hold.wait(60)
        if self.away:
            raise StoreAway("away")
        if self.refuses & {row[0] for row in rows}:
            raise RowsRefused("no")
        self.batches.append([row[0] for row in rows])
        for row in rows:
            self.ids.setdefault(row[0], row)

    def interrupt(self) -> None:
        self.away = True
        self.hold.set()

    def close(self) -> None:
        return


def _line(number: int) -> UsageLine:
    return UsageLine(
        f"req_{number}", "u", None, "m", "p", "x", "openai", "dialogue", Usage(), 200, None, 1, None,
        datetime(2026, 1, 1, tzinfo=UTC), 5, "USD", Price(input=3),
    )  # fmt: skip


async def _no_sleep(_seconds: float) -> None:
    return


def _spilled(folder: Path) -> list[Path]:
    return list(folder.glob("*.jsonl"))


def _log(store: StoreStub, folder: Path, *, max_bytes: int = 1 << 20) -> UsageLog:
    return UsageLog(store, Spill(folder, max_bytes=max_bytes), sleep=_no_sleep)


@pytest.fixture
def store() -> StoreStub:
    return StoreStub()


async def test_what_gathers_during_one_commit_is_the_next(store: StoreStub, tmp_path: Path) -> None:
    log = _log(store, tmp_path)
    store.hold.clear()
    log.record(_line(0))
    await asyncio.to_thread(store.begun.wait)
    for number in range(1, 500):
        log.record(_line(number))
    store.hold.set()
    await log.close()
    assert [len(batch) for batch in store.batches] == [1, 499]


async def test_callers_are_told_in_order_and_only_when_the_line_is_written(
    store: StoreStub, tmp_path: Path
) -> None:
    log = _log(store, tmp_path)
    told: list[int] = []
    store.hold.clear()
    for number in range(3):
        log.record(_line(number), lambda number=number: told.append(number))  # type: ignore[misc]
    await asyncio.to_thread(store.begun.wait)
    waiting = asyncio.create_task(log.commit(_line(3)))
    await asyncio.sleep(0)
    assert told == [] and not waiting.done()
    store.hold.set()
    await waiting
    assert told == [0, 1, 2] and "req_3" in store.ids


async def test_where_nobody_waits_for_the_disk_callers_are_told_at_once_and_no_line_is_lost(
    store: StoreStub, tmp_path: Path
) -> None:
    log = UsageLog(store, Spill(tmp_path), durable=False, sleep=_no_sleep)
    told: list[int] = []
    store.hold.clear()
    log.record(_line(0), lambda: told.append(0))
    async with asyncio.timeout(60):
        await log.commit(_line(1))
    assert told == [0] and not store.ids
    store.hold.set()
    await log.close()
    assert set(store.ids) == {"req_0", "req_1"}


async def test_a_few_lines_wait_for_more_between_two_commits(
    store: StoreStub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_module, "PACE_S", 3600.0)
    log = _log(store, tmp_path)
    await log.commit(_line(0))  # nothing came before: at once
    few = [asyncio.create_task(log.commit(_line(number))) for number in range(1, log_module.ENOUGH)]
    await asyncio.sleep(0.05)
    assert [len(batch) for batch in store.batches] == [1]
    await log.commit(_line(99))  # now they are enough
    await asyncio.gather(*few)
    assert [len(batch) for batch in store.batches] == [1, log_module.ENOUGH]
    monkeypatch.setattr(log_module, "PACE_S", 0.01)
    await log.commit(_line(100))  # and nobody waits for ever
    await log.close()


async def test_it_remembers_how_long_the_first_of_a_batch_waited(store: StoreStub, tmp_path: Path) -> None:
    now = 100.0
    log = UsageLog(store, Spill(tmp_path), monotonic=lambda: now)
    store.hold.clear()
    log.record(_line(0))
    await asyncio.to_thread(store.begun.wait)
    now += 1.0
    log.record(_line(1))  # waits for the first batch, and then for its own
    now += 3.0
    store.hold.set()
    await log.close()
    assert log.waits.total == 2
    shortest, longest = log.waits.quantiles(0.5, 1.0)
    assert shortest is not None and 3.0 <= shortest <= 3.75
    assert longest is not None and 4.0 <= longest <= 5.0


async def test_a_caller_that_fails_does_not_keep_the_others_waiting(store: StoreStub, tmp_path: Path) -> None:
    log = _log(store, tmp_path)

    def fail() -> None:
        raise RuntimeError("gone")

    log.record(_line(1), fail)
    await log.commit(_line(2))
    assert set(store.ids) == {"req_1", "req_2"}


async def test_a_cancelled_caller_loses_no_line(store: StoreStub, tmp_path: Path) -> None:
    log = _log(store, tmp_path)
    store.hold.clear()
    waiting = asyncio.create_task(log.commit(_line(1)))
    await asyncio.to_thread(store.begun.wait)
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    store.hold.set()
    await log.close()
    assert set(store.ids) == {"req_1"}


async def test_replies_go_out_while_the_database_is_away_and_the_lines_come_home(
    store: StoreStub, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    log = _log(store, tmp_path)
    store.away = True
    await log.commit(_line(1))
    await log.commit(_line(2))
    log.check()
    assert store.ids == {} and caplog.text.count("takes no usage lines") == 1
    store.away = False
    back = asyncio.Event()
    loop = asyncio.get_running_loop()
    store.on_write = lambda: loop.call_soon_threadsafe(back.set)  # type: ignore[assignment]
    runner = asyncio.create_task(log.run())
    await back.wait()
    await log.commit(_line(3))
    runner.cancel()
    await log.close()
    assert set(store.ids) == {"req_1", "req_2", "req_3"}
    assert caplog.text.count("the database is back") == 1
    assert _spilled(tmp_path) == []
    price = store.ids["req_1"][-2]
    assert price is not None and '"input":3' in price


async def test_a_database_that_hangs_is_not_waited_for(
    store: StoreStub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("huahua.gateway.metering.log.PATIENCE_S", 0.01)
    log = _log(store, tmp_path)
    store.hold.clear()
    await log.commit(_line(1))
    assert store.ids == {} and len(_spilled(tmp_path)) == 1
    store.away = False
    await log.close()
    assert set(store.ids) == {"req_1"}


async def test_lines_of_a_dead_process_are_taken_over(store: StoreStub, tmp_path: Path) -> None:
    dead = Spill(tmp_path)
    dead.append([_line(1), _line(2)])
    (path,) = _spilled(tmp_path)
    torn = path.read_bytes() + b'{"request_id":"req_9","user'
    dead.close()
    path.write_bytes(torn)
    log = _log(store, tmp_path)
    back = asyncio.Event()
    loop = asyncio.get_running_loop()
    store.on_write = lambda: loop.call_soon_threadsafe(back.set)  # type: ignore[assignment]
    runner = asyncio.create_task(log.run())
    await back.wait()
    runner.cancel()
    await log.close()
    assert set(store.ids) == {"req_1", "req_2"} and not path.exists()


def test_a_file_of_a_living_process_is_left_alone(tmp_path: Path) -> None:
    living = Spill(tmp_path)
    living.append([_line(1)])
    assert Spill(tmp_path).adopt() is False
    living.close()


async def test_a_full_spill_file_starts_no_call_but_keeps_those_that_run(
    store: StoreStub, tmp_path: Path
) -> None:
    log = _log(store, tmp_path, max_bytes=10)
    store.away = True
    await log.commit(_line(1))
    with pytest.raises(NotReady):
        log.check()
    await log.commit(_line(2))
    store.away = False
    await log.close()
    log.check()
    assert set(store.ids) == {"req_1", "req_2"}


async def test_lines_wait_in_memory_when_they_can_be_kept_nowhere(store: StoreStub, tmp_path: Path) -> None:
    blocked = tmp_path / "folder"
    blocked.write_text("a file where the folder should be")
    refusals: list[bool] = []

    async def sleep(_seconds: float) -> None:
        try:
            log.check()
        except NotReady:
            refusals.append(True)
            store.away = False

    log = UsageLog(store, Spill(blocked), sleep=sleep)
    store.away = True
    await log.commit(_line(1))
    log.check()
    assert set(store.ids) == {"req_1"} and refusals == [True]


async def test_a_line_that_the_database_refuses_is_put_aside(
    store: StoreStub, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    log = _log(store, tmp_path)
    store.hold.clear()
    store.refuses = frozenset({"req_3"})
    for number in range(6):
        log.record(_line(number))
    store.hold.set()
    await log.close()
    assert set(store.ids) == {f"req_{number}" for number in (0, 1, 2, 4, 5)}
    assert '"req_3"' in (tmp_path / REFUSED).read_text() and "req_3" in caplog.text


async def test_what_cannot_be_written_at_the_end_stays_on_disk(store: StoreStub, tmp_path: Path) -> None:
    log = _log(store, tmp_path)
    store.away = True
    log.record(_line(1))
    await log.close()
    assert b'"req_1"' in _spilled(tmp_path)[0].read_bytes()


def test_a_large_spill_is_read_in_pieces_and_emptied(tmp_path: Path) -> None:
    spill = Spill(tmp_path)
    spill.append([_line(number) for number in range(1500)])
    first = spill.next_chunk()
    spill.settle_chunk()
    spill.append([_line(9000)])
    second = spill.next_chunk()
    spill.settle_chunk()
    assert len(first) == 1000 and len(second) == 501 and spill.size == 0
    assert first[7] == _line(7)
    spill.close()


def test_running_counts_of_a_stream_are_not_added_up() -> None:
    seen = merge_usage(None, Usage(input_tokens=10, output_tokens=1))
    seen = merge_usage(seen, Usage(output_tokens=7, reasoning_tokens=3))
    assert seen == Usage(input_tokens=10, output_tokens=7, reasoning_tokens=3)


async def test_a_line_waits_for_no_writer_longer_than_its_patience(
    store: StoreStub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("huahua.gateway.metering.log.PATIENCE_S", 0.05)
    turn, over = Turn(), asyncio.Event()

    async def write() -> None:
        async with turn:
            await over.wait()

    log = UsageLog(store, Spill(tmp_path), turn=turn, sleep=_no_sleep)
    store.hold.clear()
    log.record(_line(0))
    await asyncio.to_thread(store.begun.wait)
    writer = asyncio.create_task(write())
    await asyncio.sleep(0)
    waiting = asyncio.create_task(log.commit(_line(1)))
    await asyncio.sleep(0)
    store.hold.set()  # the log gives its turn to the writer, and asks for it again at once
    async with asyncio.timeout(10):
        await waiting
    assert list(store.ids) == ["req_0"] and len(_spilled(tmp_path)) == 1
    over.set()
    await writer
    assert turn.is_free
    await log.close()
    assert "req_1" in store.ids
