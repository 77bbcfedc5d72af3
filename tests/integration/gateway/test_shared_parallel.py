"""Parallel calls that several processes count together, in a real Redis and in the database."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from redis.asyncio import Redis

from huahua.gateway.admission.counts import CallSets
from huahua.gateway.admission.redis_counts import RedisCallSets
from huahua.gateway.admission.shared_parallel import SharedParallel
from huahua.gateway.admission.sql_counts import SqlCallSets
from huahua.gateway.errors import Overloaded
from huahua.infra.db import Database
from huahua.kit.limits import Limits
from tests.conftest import RedisSpace

ONE, TWO = ("key_a", Limits(parallel_calls=10)), ("team_a", Limits(parallel_calls=12))


class Contract:
    """Of a store of running calls; `sets` is an empty one."""

    @pytest.fixture
    async def processes(self, sets: CallSets) -> AsyncIterator[list[SharedParallel]]:
        made = [SharedParallel(sets) for _ in range(4)]
        yield made
        for process in made:
            await process.close()

    async def test_exactly_as_many_as_the_limit_run_at_a_time(self, processes: list[SharedParallel]) -> None:
        asked = [process.acquire([ONE, TWO]) for process in processes for _ in range(50)]
        results = await asyncio.gather(*asked, return_exceptions=True)
        slots = [result for result in results if not isinstance(result, BaseException)]
        assert len(slots) == 10
        assert {type(result) for result in results if isinstance(result, BaseException)} == {Overloaded}
        # The refused took nothing of the team's either: two more of it fit.
        more = await asyncio.gather(
            *(process.acquire([TWO]) for process in processes), return_exceptions=True
        )
        assert sum(not isinstance(one, BaseException) for one in more) == 2

    async def test_a_call_that_ends_makes_room_everywhere(self, processes: list[SharedParallel]) -> None:
        here, there = processes[:2]
        limit = [("key_b", Limits(parallel_calls=1))]
        slots = await here.acquire(limit)
        with pytest.raises(Overloaded, match="1 call at a time"):
            await there.acquire(limit)
        slots.leave()
        slots.leave()
        await asyncio.gather(*here._leaving)
        (await there.acquire(limit)).leave()

    async def test_calls_of_a_dead_process_stop_counting_and_those_of_a_living_one_do_not(
        self,
        sets: CallSets,
    ) -> None:
        limit = [("key_c", Limits(parallel_calls=1))]
        dead = SharedParallel(sets, live_s=0.05)
        living = SharedParallel(sets, live_s=60)
        await dead.acquire(limit)
        while True:  # its member lives for a twentieth of a second
            try:
                await living.acquire(limit)
                break
            except Overloaded:
                await asyncio.sleep(0)
        await living.beat()
        with pytest.raises(Overloaded):
            await dead.acquire(limit)
        await living.close()


class TestInRedis(Contract):
    @pytest.fixture
    async def sets(self, redis_space: RedisSpace) -> AsyncIterator[CallSets]:
        client = Redis.from_url(redis_space.url)
        yield RedisCallSets(client, prefix=redis_space.prefix)
        await client.aclose()


class TestInTheDatabase(Contract):
    @pytest.fixture
    def sets(self, db: Database) -> CallSets:
        return SqlCallSets(db)


async def test_without_its_store_each_process_counts_for_itself() -> None:
    away = Redis.from_url("redis://127.0.0.1:1/0")
    parallel = SharedParallel(RedisCallSets(away))
    limit = [("key_d", Limits(parallel_calls=1))]
    slots = await parallel.acquire(limit)
    with pytest.raises(Overloaded):
        await parallel.acquire(limit)
    slots.leave()
    await parallel.acquire(limit)
    await parallel.close()
    await away.aclose()
