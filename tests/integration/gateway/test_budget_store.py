"""Spending limits on real databases: no number of processes is granted more than the cap."""

from __future__ import annotations

import asyncio

from huahua.gateway.domain.calls import Caller
from huahua.gateway.errors import InsufficientCredit
from huahua.gateway.metering.budget import LeasedBudget
from huahua.gateway.metering.budget_store import SqlBudgetStore
from huahua.infra.db import Database

ANN = Caller("usr_ann", "user")
PERIOD = "2026-11"


async def test_parts_get_smaller_near_the_cap_and_never_exceed_it(db: Database) -> None:
    store = SqlBudgetStore(db)
    grants = [await store.lease(ANN.user_id, PERIOD, 10, 400, 1000) for _ in range(12)]
    assert [grant.micros for grant in grants] == [400, 300, 150, 75, 37, 19, 10, 0, 0, 0, 0, 0]
    assert grants[-1].left_micros == 1000 - await store.granted(ANN.user_id, PERIOD) == 9
    assert (await store.lease(ANN.user_id, PERIOD, 9, 400, 1000)).micros == 9
    await store.give_back(ANN.user_id, PERIOD, 100)
    assert (await store.lease(ANN.user_id, PERIOD, 100, 100, 1000)).left_micros == 0
    assert (await store.lease("usr_bob", PERIOD, 1000, 1000, 1000)).micros == 1000
    assert (await store.lease(ANN.user_id, "2026-12", 1001, 1001, 1000)).micros == 0


async def test_who_spent_more_than_the_cap_is_granted_nothing(db: Database) -> None:
    store = SqlBudgetStore(db)
    await store.lease(ANN.user_id, PERIOD, 10, 10, 1000)
    await store.give_back(ANN.user_id, PERIOD, -1500)
    assert (await store.lease(ANN.user_id, PERIOD, 1, 20, 1000)).micros == 0


async def test_processes_that_ask_at_once_share_the_cap(db: Database) -> None:
    processes = [LeasedBudget(SqlBudgetStore(db), 10_000, monthly=False) for _ in range(4)]

    async def spend(number: int) -> int:
        micros = 100 + number
        try:
            (await processes[number % 4].acquire(ANN, micros)).settle(micros)
        except InsufficientCredit:
            return 0
        return micros

    spent = sum(await asyncio.gather(*(spend(number) for number in range(120))))
    for process in processes:
        await process.close()
    assert await SqlBudgetStore(db).granted(ANN.user_id, "total") == spent
    assert 9_000 < spent <= 10_000
