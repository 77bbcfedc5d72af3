"""Attempts: fail-over, retries within a budget, last resort, deadline, hedging, streams, cases."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator

import pytest

from huahua.gateway.domain.calls import Task
from huahua.gateway.errors import (
    DeadlineMissed,
    NotSupported,
    UpstreamBroken,
    UpstreamCredential,
    UpstreamError,
    UpstreamLimited,
    UpstreamRefused,
    UpstreamTimeout,
)
from huahua.gateway.resilience.attempts import FailedAttempt
from huahua.gateway.resilience.config import ResilienceConfig
from tests.unit.gateway.resilience.stage import Stage


def down() -> UpstreamError:
    return UpstreamError("down")


async def test_the_next_choice_serves_what_the_first_cannot() -> None:
    stage = Stage("a", "b")
    stage.script["a"] = [down()]
    assert await stage.run() == "b"
    assert stage.asked == ["a", "b"] and not stage.clock.sleeps


@pytest.mark.parametrize("fault", [UpstreamRefused("no", status=400), NotSupported("no")])
async def test_what_is_the_requests_fault_is_final(fault: Exception) -> None:
    stage = Stage("a", "b")
    stage.script["a"] = [fault]
    with pytest.raises(type(fault)):
        await stage.run()
    assert stage.asked == ["a"]
    assert stage.health.of("a/m").running == 0
    assert stage.health.of("a/m").error_rate == 0


async def test_after_all_failed_they_are_asked_again_after_a_jittered_pause() -> None:
    stage = Stage("a", "b")
    stage.script = {"a": [down(), down()], "b": [down()]}
    assert await stage.run() == "b"
    assert stage.asked == ["a", "b", "a", "b"]
    assert stage.clock.sleeps == [0.05]  # half of 100 ms


async def test_pauses_grow_and_retries_end() -> None:
    stage = Stage("a")
    stage.script["a"] = [down() for _ in range(9)]
    with pytest.raises(UpstreamError, match="down"):
        await stage.run()
    assert len(stage.asked) == 3
    assert stage.clock.sleeps == [0.05, 0.1]


@pytest.mark.parametrize(
    ("fault", "settled", "asked"),
    [
        (UpstreamTimeout("silence"), None, ["a"]),
        (UpstreamBroken("cut"), None, ["a"]),
        (UpstreamError("a proxy lost it"), False, ["a"]),
        (UpstreamTimeout("no connection"), True, ["a", "b"]),
        (UpstreamError("down"), None, ["a", "b"]),
        (UpstreamLimited("busy"), None, ["a", "b"]),
    ],
)
async def test_a_painting_that_may_be_done_is_asked_of_nobody_else(
    fault: UpstreamError, settled: bool | None, asked: list[str]
) -> None:
    stage = Stage("a", "b")
    stage.task = Task.PAINTING
    fault.settled = settled
    stage.script["a"] = [fault]
    if asked == ["a"]:
        with pytest.raises(type(fault)):
            await stage.run()
    else:
        assert await stage.run() == "b"
    assert stage.asked == asked and stage.health.of("a/m").running == 0


async def test_what_will_not_pass_is_not_repeated() -> None:
    stage = Stage("a")
    stage.script["a"] = [UpstreamCredential("key")]
    with pytest.raises(UpstreamCredential):
        await stage.run()
    assert len(stage.asked) == 1


async def test_a_short_retry_after_is_waited_for_and_a_long_one_is_not() -> None:
    stage = Stage("a")
    stage.script["a"] = [UpstreamLimited("wait", retry_after=2.0)]
    assert await stage.run() == "a"
    assert stage.clock.sleeps == [pytest.approx(2.0)]
    stage.script["a"] = [UpstreamLimited("wait", retry_after=60.0)]
    with pytest.raises(UpstreamLimited):
        await stage.run()


async def test_retries_never_exceed_their_share_of_the_calls() -> None:
    """An outage of a thousand calls: the upstream is asked hardly more often than callers ask."""
    config = ResilienceConfig(budget_ratio=0.1, budget_burst=10, last_resort_s=0.0)
    stage = Stage("a", config=config)
    stage.script["a"] = [UpstreamLimited("wait", retry_after=0.0) for _ in range(5000)]
    calls = 1000
    for _ in range(calls):
        with pytest.raises(UpstreamLimited):
            await stage.run(deadline_s=60)
    assert len(stage.asked) <= calls * 1.1 + 10


async def test_an_upstream_that_is_out_is_skipped_and_probed_later() -> None:
    stage = Stage("a", "b")
    stage.break_("a")
    assert await stage.run() == "b"
    assert not stage.health.of("a/m").available
    stage.clock.now += 5
    assert stage.health.of("a/m").available
    assert [await stage.run() for _ in range(2)] == ["a", "a"]
    assert stage.health.of("a/m").weight < 0.1  # back, and starting slowly
    stage.clock.now += 15
    assert stage.health.of("a/m").weight == pytest.approx(0.5, abs=0.3)


async def test_when_all_are_out_the_call_waits_for_the_first_that_comes_back() -> None:
    stage = Stage("a", "b")
    stage.break_("a")
    stage.break_("b")
    assert await stage.run() in ("a", "b")
    assert sum(stage.clock.sleeps) == pytest.approx(1.5, abs=0.3)


async def test_nobody_waits_longer_than_the_last_resort_or_the_deadline() -> None:
    stage = Stage("a")
    stage.health.began("a/m")
    stage.health.failed("a/m", UpstreamLimited("wait", retry_after=30.0))
    with pytest.raises(UpstreamLimited) as caught:
        await stage.run()
    assert caught.value.retry_after == pytest.approx(30.0)
    assert not stage.asked
    with pytest.raises(UpstreamLimited):
        await stage.run(deadline_s=20)
    assert await stage.run(deadline_s=40) == "a"


async def test_a_pool_that_is_down_says_so_without_blaming_the_caller() -> None:
    stage = Stage("a", config=ResilienceConfig(last_resort_s=0.1))
    stage.break_("a")
    with pytest.raises(UpstreamError) as caught:
        await stage.run()
    assert (caught.value.status, caught.value.code) == (503, "upstream_unavailable")
    assert caught.value.retry_after is not None and caught.value.retry_after >= 1


async def test_the_deadline_travels_through_all_attempts() -> None:
    stage = Stage("a", "b")

    async def slow() -> str:
        await asyncio.Event().wait()
        raise AssertionError

    stage.script = {"a": [down()], "b": [slow]}
    with pytest.raises(DeadlineMissed):
        await stage.run(deadline_s=0.05)
    assert stage.asked == ["a", "b"]
    assert stage.health.of("b/m").running == 0
    assert stage.health.of("b/m").error_rate == 0  # it may be well: the caller had no time


async def test_what_the_fast_lane_tried_is_not_tried_again_at_once() -> None:
    stage = Stage("a", "b")
    assert stage.resilience.admit(stage.plan.choices[0])
    fault = down()
    stage.health.failed("a/m", fault, 0.2)
    assert await stage.run(spent=[FailedAttempt("a/m", fault)]) == "b"
    assert stage.asked == ["b"]
    (case,) = stage.kept.cases
    assert (case.upstream, case.next, case.served_by) == ("a/m", "b/m", "b/m")


async def test_a_final_fault_of_the_fast_lane_stays_final() -> None:
    stage = Stage("a", "b")
    with pytest.raises(UpstreamRefused):
        await stage.run(spent=[FailedAttempt("a/m", UpstreamRefused("no"))])
    assert not stage.asked


async def test_a_caller_who_leaves_leaves_nothing_running() -> None:
    stage = Stage("a")
    started = asyncio.Event()

    async def slow() -> str:
        started.set()
        await asyncio.Event().wait()
        raise AssertionError

    stage.script["a"] = [slow]
    task = asyncio.create_task(stage.run())
    await started.wait()
    assert stage.health.of("a/m").running == 1
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert stage.health.of("a/m").running == 0


async def _hedging(stage: Stage) -> None:
    """Twenty quick calls, after which more than a moment is unusual."""
    for _ in range(20):
        stage.health.began("a/m")
        stage.health.succeeded("a/m", 0.001, 0.001)


async def test_a_slow_reply_is_hedged_and_the_loser_is_cancelled() -> None:
    stage = Stage("a", "b", hedge=True)
    await _hedging(stage)
    cancelled = asyncio.Event()

    async def slow() -> str:
        try:
            await asyncio.Event().wait()
        finally:
            cancelled.set()
        raise AssertionError

    stage.script["a"] = [slow]
    assert await stage.run() == "b"
    assert cancelled.is_set()
    assert stage.health.of("a/m").running == stage.health.of("b/m").running == 0


async def test_a_row_may_say_itself_after_how_long_it_is_hedged() -> None:
    stage = Stage("a", "b", hedge=True, hedge_after_s=0.001)

    async def slow() -> str:
        await asyncio.Event().wait()
        raise AssertionError

    stage.script["a"] = [slow]
    assert await stage.run() == "b", "nothing was seen of it yet"
    patient = Stage("a", "b", hedge=True, hedge_after_s=60)
    await _hedging(patient)
    assert await patient.run() == "a" and patient.asked == ["a"]


async def test_a_hedge_that_fails_waits_for_the_first() -> None:
    stage = Stage("a", "b", hedge=True)
    await _hedging(stage)
    go = asyncio.Event()

    async def slow() -> str:
        await go.wait()
        return "late"

    async def fails() -> str:
        go.set()
        raise down()

    stage.script = {"a": [slow], "b": [fails]}
    assert await stage.run() == "late"


async def test_quick_replies_and_rows_that_did_not_ask_are_not_hedged() -> None:
    stage = Stage("a", "b")
    await _hedging(stage)
    assert await stage.run() == "a"
    assert stage.asked == ["a"]


async def _words(*words: str, fault: Exception | None = None) -> AsyncGenerator[str]:
    for word in words:
        yield word
    if fault is not None:
        raise fault


async def test_a_stream_counts_as_running_until_its_end() -> None:
    stage = Stage("a")
    first, rest = await stage.open(lambda _name: _words("x", "y"))
    assert first == "a" and stage.health.of("a/m").running == 1
    assert [word async for word in rest] == ["x", "y"]
    assert stage.health.of("a/m").running == 0
    assert stage.health.of("a/m").first_token_ms is not None


async def test_a_cut_stream_counts_against_its_upstream_and_nothing_else_is_tried() -> None:
    stage = Stage("a", "b")
    _first, rest = await stage.open(lambda _name: _words("x", fault=UpstreamBroken("cut")))
    with pytest.raises(UpstreamBroken):
        [word async for word in rest]
    assert stage.asked == ["a"]
    assert stage.health.of("a/m").error_rate > 0
    (case,) = stage.kept.cases
    assert case.visible and case.next is None and case.served_by is None


async def test_a_stream_that_its_reader_leaves_is_nobodys_failure() -> None:
    stage = Stage("a")
    _first, rest = await stage.open(lambda _name: _words("x", "y"))
    await anext(rest)
    await rest.aclose()
    await rest.aclose()
    assert stage.health.of("a/m").running == 0 and stage.health.of("a/m").error_rate == 0


async def test_a_chain_of_cases_tells_what_was_tried_next_and_who_served() -> None:
    stage = Stage("a", "b", "c")
    stage.script = {
        "a": [UpstreamTimeout("The provider 'a' was silent")],
        "b": [UpstreamLimited("Rate limit: you said 'my secret words'", retry_after=1)],
    }
    await stage.run()
    first, second = stage.kept.cases
    assert [(c.attempt, c.upstream, c.next, c.served_by) for c in (first, second)] == [
        (1, "a/m", "b/m", "c/m"),
        (2, "b/m", "c/m", "c/m"),
    ]
    assert (first.kind, first.code, first.elapsed_ms) == ("timeout", "upstream_timeout", 10)
    assert first.detail == "The provider 'a' was silent"
    assert second.detail == ""  # a vendor's words may quote the request


async def test_a_call_that_nobody_served_says_so() -> None:
    stage = Stage("a", config=ResilienceConfig(retries=1))
    stage.script["a"] = [down(), down()]
    with pytest.raises(UpstreamError):
        await stage.run()
    assert [(c.attempt, c.next, c.served_by) for c in stage.kept.cases] == [(1, "a/m", None), (2, None, None)]


async def test_nobody_waits_for_an_account_that_only_the_operator_can_mend() -> None:
    stage = Stage("a")
    stage.script["a"] = [UpstreamCredential("refused") for _ in range(9)]
    for _ in range(3):
        with pytest.raises(UpstreamCredential, match="refused"):
            await stage.run()
    assert not stage.clock.sleeps
    assert len(stage.asked) == 2  # at once, since it may be mended; then only after a pause
    stage.script["a"] = []
    stage.clock.now += 5
    assert await stage.run() == "a"


async def test_of_two_that_win_at_once_one_is_closed() -> None:
    stage = Stage("a", "b", hedge=True)
    await _hedging(stage)
    both = asyncio.Event()
    closed: list[str] = []

    async def slow() -> str:
        await both.wait()
        return "a"

    async def quick() -> str:
        both.set()
        await asyncio.sleep(0)
        return "b"

    async def words(name: str) -> AsyncGenerator[str]:
        try:
            yield name
        finally:
            closed.append(name)

    stage.script = {"a": [slow], "b": [quick]}
    opened: list[AsyncGenerator[str]] = []

    def started(name: str) -> AsyncGenerator[str]:
        opened.append(words(name))
        return opened[-1]

    _first, rest = await stage.open(started)
    [word async for word in rest]
    assert stage.health.of("a/m").running == stage.health.of("b/m").running == 0
    for events in opened:
        with pytest.raises(StopAsyncIteration):
            await anext(events)
