"""Which queued run goes next: the port's order by priority, with turns within each, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from huahua.infra.db import Database
from huahua.jobs.api import NewRun, RunStore
from huahua.jobs.domain import PATIENCE, RunStatus, Waiting, in_order
from huahua.kit.ids import new_id
from huahua.kit.precedence import Priority
from tests.vaults import new_vault

START = datetime(2026, 1, 1, tzinfo=UTC)
INTERACTIVE, STANDARD, BATCH = Priority


@pytest.fixture
def store(db: Database) -> RunStore:
    return RunStore(db, new_vault())


async def queue(store: RunStore, *asked: tuple[str, Priority], at: datetime = START) -> list[str]:
    ids = []
    for user_id, priority in asked:
        ids.append(new_id("run"))
        await store.add(NewRun(ids[-1], "work", user_id, {}, priority=priority), "work", at)
    return ids


async def taken(store: RunStore, seconds: float = 0) -> str | None:
    run = await store.claim("work", "exe_1", START + timedelta(seconds=seconds))
    return None if run is None else run.id


async def test_the_highest_priority_goes_first_and_users_take_turns_within_it(store: RunStore) -> None:
    batch, one, two, api, other = await queue(
        store, ("a", BATCH), ("a", INTERACTIVE), ("a", INTERACTIVE), ("a", STANDARD), ("b", INTERACTIVE)
    )
    expected = [one, other, two, api, batch]
    assert await store.queued("work", START) == expected
    assert [await taken(store, number) for number in range(6)] == [*expected, None]


async def test_what_waited_too_long_gets_one_place_and_then_waits_again(store: RunStore) -> None:
    first, second = await queue(store, ("a", BATCH), ("a", BATCH))
    patience = PATIENCE[BATCH].total_seconds()
    later = START + timedelta(seconds=patience - 1)
    page = await queue(store, *[("b", INTERACTIVE)] * 4, at=later)
    assert await taken(store, patience - 1) == page[0]
    assert await store.queued("work", START + timedelta(seconds=patience)) == [first, *page[1:], second]
    assert await taken(store, patience) == first
    assert await taken(store, patience + 1) == page[1]
    assert await store.queued("work", START + timedelta(seconds=patience + 1)) == [*page[2:], second]
    assert await taken(store, 2 * patience) == second


async def test_a_program_waits_less_long_than_what_has_time(store: RunStore) -> None:
    api, batch = await queue(store, ("a", STANDARD), ("a", BATCH))
    page = await queue(store, ("b", INTERACTIVE), ("b", INTERACTIVE))
    patience = PATIENCE[STANDARD].total_seconds()
    assert [await taken(store, patience) for _ in range(4)] == [api, *page, batch]


async def test_a_run_is_begun_again_once_and_only_by_its_owner(store: RunStore) -> None:
    (first,) = await queue(store, ("a", INTERACTIVE))

    async def again(run_id: str, user_id: str, *before: str) -> bool:
        return await store.add_again(NewRun(run_id, "work", user_id), "work", START, before)

    assert not await again("run_x", "b", first)
    assert await again("run_2", "a", first)
    assert not await again("run_3", "a", first)
    assert await again("run_4", "a", first, "run_2")
    found = {run.id: run.retried_by for run in await store.newest("a", "work", 9)}
    assert found == {first: "run_4", "run_2": "run_4", "run_4": None}
    assert [run.status for run in await store.newest("b", "work", 9)] == []
    assert (await store.get("run_4")).status is RunStatus.QUEUED  # type: ignore[union-attr]


def test_places_tell_what_is_overdue() -> None:
    waiting = [
        Waiting(name, priority, START)
        for name, priority in (("i", INTERACTIVE), ("s", STANDARD), ("b", BATCH))
    ]
    long = START + max(PATIENCE.values())
    assert in_order(waiting, {}, START) == ["i", "s", "b"]
    assert in_order(waiting, {}, long) == ["s", "b", "i"]
    assert in_order(waiting, {STANDARD: long, BATCH: START}, long) == ["b", "i", "s"]
