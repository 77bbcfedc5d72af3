"""Who waited for an equal call that failed tries again: a bounded number of times where the upstream failed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from huahua.gateway.cache.flights import Flight
from huahua.gateway.cache.takeover import MAX_TAKEOVERS, EqualCallFailed, following, with_takeover
from huahua.gateway.errors import GatewayError, Overloaded, UpstreamBroken, UpstreamRefused, UpstreamTimeout


def failing(fault: GatewayError, times: int) -> tuple[list[int], Callable[[], asyncio.Future[str]]]:
    """Follows a call that fails so many times, then one that does not."""
    tries: list[int] = []

    async def work() -> str:
        tries.append(1)
        if len(tries) <= times:
            raise fault
        return "reply"

    return tries, lambda: following(work())  # type: ignore[return-value]


async def test_an_upstream_that_fails_is_tried_again_a_few_times() -> None:
    tries, once = failing(UpstreamBroken("cut"), MAX_TAKEOVERS)
    assert await with_takeover(once) == "reply"
    assert len(tries) == MAX_TAKEOVERS + 1


async def test_an_upstream_that_keeps_failing_is_everybodys_error() -> None:
    tries, once = failing(UpstreamBroken("cut"), 100)
    with pytest.raises(UpstreamBroken):
        await with_takeover(once)
    assert len(tries) == MAX_TAKEOVERS + 1


async def test_anothers_own_limits_do_not_count() -> None:
    tries, once = failing(Overloaded("his, not yours"), 20)
    assert await with_takeover(once) == "reply"
    assert len(tries) == 21


async def test_a_refusal_of_the_request_is_said_to_all() -> None:
    tries, once = failing(UpstreamRefused("no"), 20)
    with pytest.raises(UpstreamRefused):
        await with_takeover(once)
    assert len(tries) == 1


async def test_following_ends_at_the_deadline() -> None:
    with pytest.raises(UpstreamTimeout, match=r"0\.01 s"):
        await following(asyncio.Event().wait(), 0.01)


async def test_an_error_of_the_programme_is_no_failed_call() -> None:
    async def work() -> None:
        raise KeyError("a mistake")

    with pytest.raises(KeyError):
        await following(work())
    with pytest.raises(EqualCallFailed):
        await following(failing(UpstreamBroken("cut"), 1)[1]())


async def test_the_first_who_is_still_there_pays() -> None:
    release, over = asyncio.Event(), []

    async def work() -> str:
        await release.wait()
        return "reply"

    flight = Flight(work, over.append)
    first, second, third = [asyncio.create_task(flight.join()) for _ in range(3)]
    await asyncio.sleep(0)
    first.cancel()
    await asyncio.gather(first, return_exceptions=True)
    release.set()
    assert await asyncio.gather(second, third) == [("reply", True), ("reply", False)]
    assert over == [flight]


async def test_a_flight_is_cancelled_with_its_last_reader() -> None:
    cancelled, over = asyncio.Event(), []

    async def work() -> str:
        try:
            await asyncio.Event().wait()
        finally:
            cancelled.set()
        raise AssertionError

    flight = Flight(work, over.append)
    reader = asyncio.create_task(flight.join())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    reader.cancel()
    await asyncio.gather(reader, return_exceptions=True)
    await cancelled.wait()
    assert flight in over
