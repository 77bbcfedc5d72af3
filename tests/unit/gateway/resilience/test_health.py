"""Health memory: what is remembered of an upstream, and what routing reads of it."""

from __future__ import annotations

import logging
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huahua.gateway.errors import (
    UpstreamBroken,
    UpstreamCredential,
    UpstreamError,
    UpstreamForbidden,
    UpstreamLimited,
    UpstreamRefused,
)
from huahua.gateway.resilience.budget import RetryBudget, full_jitter
from huahua.gateway.resilience.cases import Sampler
from huahua.gateway.resilience.health import Health
from huahua.gateway.resilience.rate_limits import RateLimit, read_rate_limit
from huahua.gateway.resilience.upstream import account_of

NOW = datetime(2026, 11, 21, 12, 0, 0, tzinfo=UTC)


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def health(clock: Clock) -> Health:
    return Health(monotonic=clock, random=lambda: 0.5, clock=lambda: NOW)


def serve(health: Health, key: str = "up/m", seconds: float = 0.1, times: int = 1) -> None:
    for _ in range(times):
        health.began(key)
        health.succeeded(key, None, seconds)


def fail(health: Health, fault: UpstreamError, key: str = "up/m", times: int = 1) -> None:
    for _ in range(times):
        health.began(key)
        health.failed(key, fault)


def test_the_standing_is_one_kept_object(health: Health) -> None:
    health.began("up/m")
    standing = health.of("up/m")
    assert standing.running == 1
    health.succeeded("up/m", 0.05, 0.2)
    assert health.of("up/m") is standing
    assert standing.running == 0
    assert standing.p50_ms == pytest.approx(200, rel=0.26)
    assert standing.first_token_ms == pytest.approx(50, rel=0.26)
    assert (standing.available, standing.weight, standing.error_rate) == (True, 1.0, 0.0)


def test_an_unknown_upstream_is_well(health: Health) -> None:
    assert health.of("new/m").available and health.of("new/m").weight == 1.0


def test_running_never_falls_below_zero(health: Health) -> None:
    health.succeeded("up/m", None, 0.1)
    health.left("up/m")
    assert health.of("up/m").running == 0


def test_errors_lower_the_weight_until_they_are_outweighed(health: Health) -> None:
    serve(health, times=50)
    fail(health, UpstreamError("x"), times=3)
    assert health.of("up/m").weight == pytest.approx(0.9**3)
    serve(health, times=200)
    assert health.of("up/m").weight == 1.0


def test_a_limit_holds_for_its_upstream_alone_and_breaks_nothing(health: Health, clock: Clock) -> None:
    fail(health, UpstreamLimited("x", retry_after=7.0), times=9)
    assert not health.of("up/m").available
    assert not health.admit("up/m", last_resort=True)
    assert health.of("up/other").available
    assert health.opens_in("up/m") == 7.0
    clock.now += 7.1
    assert health.of("up/m").available and health.admit("up/m") and health.admit("up/m")


def test_a_limit_without_a_time_grows_and_a_success_ends_that(health: Health, clock: Clock) -> None:
    waits = []
    for _ in range(3):
        fail(health, UpstreamLimited("x"))
        waits.append(health.opens_in("up/m"))
        clock.now += waits[-1]
    assert waits == pytest.approx([1.5, 2.0, 3.0])
    serve(health)
    fail(health, UpstreamLimited("x"))
    assert health.opens_in("up/m") == pytest.approx(1.5)


def test_refused_requests_do_not_trip_the_breaker(health: Health) -> None:
    fail(health, UpstreamRefused("x"), times=50)
    assert health.of("up/m").available and health.of("up/m").error_rate == 0


def test_a_refused_key_takes_its_account_out_and_no_other(
    health: Health, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    for key in ("up/m", "up/n", "up/m#2", "other/m"):
        serve(health, key)
    with caplog.at_level(logging.WARNING):
        fail(health, UpstreamCredential("key refused"), "up/m", times=3)
    assert [health.of(key).available for key in ("up/m", "up/n", "up/m#2", "other/m")] == [
        False,
        False,
        True,
        True,
    ]
    assert [alarm.subject for alarm in health.alarms()] == ["up"]
    assert len(caplog.records) == 1 and caplog.records[0].levelname == "ERROR"
    clock.now += 3600
    for _ in range(2):
        assert health.admit("up/n")
        clock.now += 0.1
        health.succeeded("up/n", None, 0.05)
    assert health.of("up/m").available and not health.alarms()
    assert "alarm over" in caplog.records[-1].getMessage()


def test_a_forbidden_model_takes_only_itself_out(health: Health) -> None:
    for key in ("up/m", "up/n"):
        serve(health, key)
    fail(health, UpstreamForbidden("not this one"), "up/m")
    assert not health.of("up/m").available and health.of("up/n").available
    assert [alarm.subject for alarm in health.alarms()] == ["up/m"]


def test_a_provider_that_is_configured_anew_starts_afresh(health: Health) -> None:
    fail(health, UpstreamCredential("x"), "up/m")
    health.began("up/m")
    health.forget(["up"])
    assert health.of("up/m").available and health.of("up/m").running == 1
    assert not health.alarms()


def test_a_late_failure_says_nothing_about_a_recovered_upstream(health: Health, clock: Clock) -> None:
    fail(health, UpstreamBroken("x"), times=5)
    assert not health.of("up/m").available
    clock.now += 30
    for _ in range(2):
        assert health.admit("up/m")
        clock.now += 0.1
        health.succeeded("up/m", None, 0.05)
    for _ in range(20):
        health.began("up/m")
        health.failed("up/m", UpstreamBroken("an old call"), 40.0)
    assert health.of("up/m").available


def test_only_one_probe_goes_and_one_that_left_makes_room(health: Health, clock: Clock) -> None:
    fail(health, UpstreamBroken("x"), times=5)
    clock.now += 30
    assert health.admit("up/m") and not health.admit("up/m")
    clock.now += 0.1
    health.left("up/m", 0.05)
    assert health.admit("up/m")


def test_a_scarce_rate_limit_lowers_the_weight_until_it_is_whole_again(health: Health, clock: Clock) -> None:
    health.began("up/m")
    health.saw_headers(
        "up/m",
        {
            "x-ratelimit-limit-requests": "100",
            "x-ratelimit-remaining-requests": "10",
            "x-ratelimit-reset-requests": "30s",
        },
    )
    assert health.of("up/m").weight == pytest.approx(0.4)
    clock.now += 31
    assert health.of("up/m").weight == 1.0


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, None),
        ({"x-ratelimit-remaining-requests": "5"}, None),
        ({"x-ratelimit-limit-requests": "0", "x-ratelimit-remaining-requests": "0"}, None),
        ({"x-ratelimit-limit-tokens": "many", "x-ratelimit-remaining-tokens": "5"}, None),
        (
            {
                "x-ratelimit-limit-requests": "10",
                "x-ratelimit-remaining-requests": "9",
                "x-ratelimit-limit-tokens": "1000",
                "x-ratelimit-remaining-tokens": "250",
                "x-ratelimit-reset-tokens": "6m0.5s",
            },
            RateLimit(0.25, 360.5),
        ),
        (
            {
                "anthropic-ratelimit-requests-limit": "50",
                "anthropic-ratelimit-requests-remaining": "0",
                "anthropic-ratelimit-requests-reset": "2026-11-21T12:00:20Z",
            },
            RateLimit(0.0, 20.0),
        ),
        (
            {
                "x-ratelimit-limit-requests": "10",
                "x-ratelimit-remaining-requests": "20",
                "x-ratelimit-reset-requests": "soon",
            },
            RateLimit(1.0, 60.0),
        ),
        (
            {
                "x-ratelimit-limit-requests": "4",
                "x-ratelimit-remaining-requests": "1",
                "x-ratelimit-reset-requests": "20ms",
            },
            RateLimit(0.25, 0.02),
        ),
    ],
)
def test_headers_of_vendors(headers: dict[str, str], expected: RateLimit | None) -> None:
    assert read_rate_limit(headers, NOW) == expected


@given(
    st.dictionaries(
        st.sampled_from(
            ["x-ratelimit-limit-requests", "x-ratelimit-remaining-requests", "x-ratelimit-reset-requests"]
        ),
        st.text(),
    )
)
def test_no_header_does_harm(headers: dict[str, str]) -> None:
    found = read_rate_limit(headers, NOW)
    assert found is None or (0 <= found.left <= 1 and 0 <= found.resets_in_s <= 86_400)


def test_accounts_of_keys() -> None:
    assert account_of("up/org/model-1") == "up"
    assert account_of("up/org/model-1#2") == "up#2"
    assert account_of("up/model#turbo") == "up"


@given(st.integers(1, 60), st.floats(0, 0.999))
def test_jitter_is_full_and_bounded(attempt: int, random: float) -> None:
    assert 0 <= full_jitter(attempt, 0.1, 5.0, lambda: random) <= min(5.0, 0.1 * 2 ** (attempt - 1))


@given(st.lists(st.booleans(), max_size=300))
def test_the_budget_is_never_overdrawn(spends: list[bool]) -> None:
    budget = RetryBudget(0.1, 5)
    calls = retries = 0
    for spend in spends:
        budget.earn()
        calls += 1
        retries += spend and budget.spend()
        assert 0 <= budget.tokens <= 5
    assert retries <= 5 + 0.1 * calls + 1e-6


@given(st.lists(st.floats(0, 30), max_size=200))
def test_a_flood_is_sampled_and_every_failure_is_counted(gaps: list[float]) -> None:
    sampler = Sampler(kept=3, window_s=60)
    now, counted = 0.0, 0
    for gap in gaps:
        now += gap
        counted += sampler.weigh("up/m", "code", now)
    last = sampler.weigh("up/m", "code", now + 61)
    assert counted + last == len(gaps) + 1


def test_an_upstream_that_fell_silent_is_spared_before_its_calls_time_out(
    health: Health, clock: Clock
) -> None:
    serve(health, seconds=0.05, times=100)
    for _ in range(30):
        health.began("up/m")
    assert health.of("up/m").weight == 1.0
    clock.now += 0.3
    assert health.of("up/m").weight < 0.1 and health.of("up/m").available
    health.succeeded("up/m", None, 0.3)
    assert health.of("up/m").weight == 1.0


def test_a_busy_upstream_that_answers_is_not_silent(health: Health, clock: Clock) -> None:
    serve(health, seconds=0.05, times=100)
    for _ in range(100):
        health.began("up/m")
        health.began("up/m")
        clock.now += 0.05
        health.succeeded("up/m", None, 0.05)
        assert health.of("up/m").weight == 1.0


def test_calls_that_pile_up_lower_the_weight_before_one_of_them_has_failed(
    health: Health, clock: Clock
) -> None:
    serve(health, seconds=0.05, times=100)
    weights = []
    for _ in range(200):
        health.began("up/m")
        weights.append(health.of("up/m").weight)
    assert weights[30] == 1.0 and weights == sorted(weights, reverse=True)
    assert weights[-1] < 0.1 and health.of("up/m").available


def test_a_crowd_that_is_served_ends(health: Health, clock: Clock) -> None:
    serve(health, seconds=0.05, times=100)
    for _ in range(200):
        health.began("up/m")
    assert health.of("up/m").weight < 0.1
    for _ in range(200):
        health.succeeded("up/m", None, 0.05)
    assert health.of("up/m").weight == 1.0


@pytest.mark.parametrize("out_s, ramp_s", [(2.5, 2.5), (6.0, 6.0), (600.0, 30.0)])
def test_the_way_back_takes_as_long_as_the_outage_within_limits(
    health: Health, clock: Clock, out_s: float, ramp_s: float
) -> None:
    serve(health, times=50)
    fail(health, UpstreamBroken("x"), times=5)
    clock.now += out_s
    for _ in range(2):
        assert health.admit("up/m")
        health.succeeded("up/m", None, 0.0)
    assert health.of("up/m").weight < 0.1
    error_free = 1 - health.of("up/m").error_rate
    clock.now += ramp_s / 2
    assert health.of("up/m").weight == pytest.approx(0.5 * error_free)
    clock.now += ramp_s / 2
    assert health.of("up/m").weight == pytest.approx(error_free)
