"""Rates that processes keep together, in Redis and in the database: one contract for every store."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest
from redis.asyncio import Redis

from huahua.gateway.admission.counts import Buckets, Draw
from huahua.gateway.admission.redis_counts import RedisBuckets
from huahua.gateway.admission.shared_rates import SharedRates
from huahua.gateway.admission.sql_counts import SqlBuckets
from huahua.gateway.admission.subjects import Subjects
from huahua.gateway.domain.ask import Ask
from huahua.gateway.domain.calls import Caller, Dialect, Task
from huahua.gateway.errors import Overloaded
from huahua.infra.db import Database, open_database
from huahua.kit.limits import NO_LIMITS, Limits
from tests.conftest import RedisSpace

Make = Callable[..., SharedRates]


def _ask(tokens: int = 0, *, key: str | None = None) -> Ask:
    return Ask(Caller("usr_a", "user", key), "m", Task.DIALOGUE, Dialect.OPENAI, "req", input_tokens=tokens)


async def _calls(rates: SharedRates, count: int) -> int:
    granted = 0
    for _ in range(count):
        try:
            if rates.take(_ask()) is None:
                await rates.acquire(_ask())
            granted += 1
        except Overloaded:
            continue
    return granted


class Contract:
    """Of a store of buckets; `buckets` is an empty one."""

    @pytest.fixture
    def process(self, buckets: Buckets) -> Make:
        """Makes the rates of one more process."""

        def make(per_user: Limits, per_key: Limits = NO_LIMITS) -> SharedRates:
            return SharedRates(buckets, Subjects(per_user, per_key))

        return make

    async def test_processes_together_never_take_more_than_the_limit(self, process: Make) -> None:
        # A limit that fills so slowly that nothing comes back while the test runs.
        processes = [process(Limits(requests_per_minute=300)) for _ in range(3)]
        begun = asyncio.get_running_loop().time()
        granted = sum(await asyncio.gather(*(_calls(rates, 200) for rates in processes)))
        filled = (asyncio.get_running_loop().time() - begun) * 300 / 60
        assert 280 <= granted <= 300 + filled + 1

    async def test_most_calls_need_no_round_trip(self, process: Make) -> None:
        rates = process(Limits(requests_per_minute=60_000))
        await rates.acquire(_ask())
        assert all(rates.take(_ask()) is not None for _ in range(600))

    async def test_all_buckets_or_none(self, process: Make) -> None:
        rates = process(Limits(tokens_per_minute=100), Limits(requests_per_minute=5))
        await rates.acquire(_ask(90, key="key_1"))
        for _ in range(20):
            with pytest.raises(Overloaded) as refusal:
                await rates.acquire(_ask(90, key="key_1"))
        assert refusal.value.retry_after is not None and 40 < refusal.value.retry_after <= 50
        grant = await rates.acquire(_ask(1, key="key_1"))
        assert grant.state.requests is not None and grant.state.requests.remaining == 3

    async def test_what_a_call_used_in_truth_reaches_the_other_processes(self, process: Make) -> None:
        one, two = (process(Limits(tokens_per_minute=6_000)) for _ in range(2))
        (await one.acquire(_ask(10))).used(5_900)
        await one.sweep()
        with pytest.raises(Overloaded):
            await two.acquire(_ask(1_000))

    async def test_an_idle_lease_comes_back(self, process: Make) -> None:
        one, two = (process(Limits(requests_per_minute=1_000)) for _ in range(2))
        await one.acquire(_ask())
        await one.close()
        grant = await two.acquire(_ask())
        assert grant.state.requests is not None and grant.state.requests.remaining >= 997

    async def test_draws_in_any_order_never_wait_for_each_other(self, buckets: Buckets) -> None:
        names = ["a", "b", "c"]
        turns = [names, names[::-1], ["b", "a", "c"], ["c", "a", "b"]] * 10

        async def draw(order: list[str]) -> bool:
            return (await buckets.draw([Draw(name, 10, 1, 0) for name in order])).wait_s == 0

        taken = await asyncio.gather(*(draw(order) for order in turns))
        assert 10 <= sum(taken) <= 12

    async def test_a_debt_is_paid_off_before_anything_is_drawn(self, buckets: Buckets) -> None:
        await buckets.give("a", 60, -90)
        drawn = await buckets.draw([Draw("a", 60, 1, 5)])
        assert 0 < drawn.wait_s <= 31
        assert drawn.taken == [0.0]
        await buckets.give("a", 60, 1_000)
        drawn = await buckets.draw([Draw("a", 60, 1, 5)])
        assert (drawn.wait_s, drawn.taken) == (0.0, [6.0])
        await buckets.ping()


class TestInRedis(Contract):
    @pytest.fixture
    async def buckets(self, redis_space: RedisSpace) -> AsyncIterator[Buckets]:
        client = Redis.from_url(redis_space.url)
        yield RedisBuckets(client, prefix=redis_space.prefix)
        await client.aclose()


class TestInTheDatabase(Contract):
    @pytest.fixture
    def buckets(self, db: Database) -> Buckets:
        return SqlBuckets(db)


async def test_each_process_keeps_the_rates_while_the_store_is_away(caplog: pytest.LogCaptureFixture) -> None:
    away = Redis.from_url("redis://127.0.0.1:9")
    rates = SharedRates(RedisBuckets(away), Subjects(Limits(requests_per_minute=2)))
    await rates.acquire(_ask())
    assert rates.take(_ask()) is not None
    with pytest.raises(Overloaded):
        rates.take(_ask())
    assert caplog.text.count("shared counts cannot be had") == 1
    await away.aclose()


async def test_a_database_that_is_away_is_as_redis_away(caplog: pytest.LogCaptureFixture) -> None:
    away = open_database("postgresql://nobody@127.0.0.1:9/none")
    rates = SharedRates(SqlBuckets(away), Subjects(Limits(requests_per_minute=2)))
    await rates.acquire(_ask())
    assert rates.take(_ask()) is not None
    with pytest.raises(Overloaded):
        rates.take(_ask())
    assert caplog.text.count("shared counts cannot be had") == 1
    await away.close()
