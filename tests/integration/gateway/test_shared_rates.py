"""Rates that processes keep together in Redis."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest
from redis.asyncio import Redis

from huahua.gateway.admission.shared_rates import SharedRates
from huahua.gateway.admission.subjects import Subjects
from huahua.gateway.domain.ask import Ask
from huahua.gateway.domain.calls import Caller, Dialect, Task
from huahua.gateway.errors import Overloaded
from huahua.kit.limits import NO_LIMITS, Limits
from tests.conftest import RedisSpace

Make = Callable[..., SharedRates]


@pytest.fixture
async def process(redis_space: RedisSpace) -> AsyncIterator[Make]:
    """Makes the rates of one more process."""
    client = Redis.from_url(redis_space.url)

    def make(per_user: Limits, per_key: Limits = NO_LIMITS) -> SharedRates:
        return SharedRates(client, Subjects(per_user, per_key), prefix=redis_space.prefix)

    yield make
    await client.aclose()


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


async def test_processes_together_never_take_more_than_the_limit(process: Make) -> None:
    # A limit that fills so slowly that nothing comes back while the test runs.
    processes = [process(Limits(requests_per_minute=300)) for _ in range(3)]
    begun = asyncio.get_running_loop().time()
    granted = sum(await asyncio.gather(*(_calls(rates, 200) for rates in processes)))
    filled = (asyncio.get_running_loop().time() - begun) * 300 / 60
    assert 280 <= granted <= 300 + filled + 1


async def test_most_calls_need_no_round_trip(process: Make) -> None:
    rates = process(Limits(requests_per_minute=60_000))
    await rates.acquire(_ask())
    assert all(rates.take(_ask()) is not None for _ in range(600))


async def test_all_buckets_or_none(process: Make) -> None:
    rates = process(Limits(tokens_per_minute=100), Limits(requests_per_minute=5))
    await rates.acquire(_ask(90, key="key_1"))
    for _ in range(20):
        with pytest.raises(Overloaded) as refusal:
            await rates.acquire(_ask(90, key="key_1"))
    assert refusal.value.retry_after is not None and 40 < refusal.value.retry_after <= 50
    grant = await rates.acquire(_ask(1, key="key_1"))
    assert grant.state.requests is not None and grant.state.requests.remaining == 3


async def test_what_a_call_used_in_truth_reaches_the_other_processes(process: Make) -> None:
    one, two = (process(Limits(tokens_per_minute=6_000)) for _ in range(2))
    (await one.acquire(_ask(10))).used(5_900)
    await one.sweep()
    with pytest.raises(Overloaded):
        await two.acquire(_ask(1_000))


async def test_an_idle_lease_comes_back(process: Make) -> None:
    one, two = (process(Limits(requests_per_minute=1_000)) for _ in range(2))
    await one.acquire(_ask())
    await one.close()
    grant = await two.acquire(_ask())
    assert grant.state.requests is not None and grant.state.requests.remaining >= 997


async def test_each_process_keeps_the_rates_while_redis_is_away(caplog: pytest.LogCaptureFixture) -> None:
    away = Redis.from_url("redis://127.0.0.1:9")
    rates = SharedRates(away, Subjects(Limits(requests_per_minute=2)))
    await rates.acquire(_ask())
    assert rates.take(_ask()) is not None
    with pytest.raises(Overloaded):
        rates.take(_ask())
    assert caplog.text.count("Redis does not answer") == 1
    await away.aclose()
