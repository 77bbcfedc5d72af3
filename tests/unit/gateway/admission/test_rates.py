"""Token buckets: never more than the limit, all of a call's buckets or none, and the truth at a call's end."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huahua.gateway.admission.rates import LocalRates, RateGrant
from huahua.gateway.admission.subjects import Subjects
from huahua.gateway.domain.ask import Ask
from huahua.gateway.domain.calls import Caller, Dialect, Task
from huahua.gateway.domain.rates import Bucket, RateState, RateView, span
from huahua.gateway.errors import Overloaded
from huahua.kit.limits import Limits


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def _ask(tokens: int = 0, *, user: str = "usr_a", key: str | None = None, output: int | None = None) -> Ask:
    caller = Caller(user, "user", key)
    return Ask(
        caller, "m", Task.DIALOGUE, Dialect.OPENAI, "req", input_tokens=tokens, max_output_tokens=output
    )


def test_calls_over_the_limit_are_refused_until_the_bucket_fills() -> None:
    clock = Clock()
    rates = LocalRates(Subjects(Limits(requests_per_minute=3)), monotonic=clock)
    for _ in range(3):
        rates.take(_ask())
    with pytest.raises(Overloaded) as refusal:
        rates.take(_ask())
    assert refusal.value.retry_after == pytest.approx(20)
    assert (b"x-ratelimit-remaining-requests", b"0") in refusal.value.headers
    clock.now += 20
    rates.take(_ask())
    with pytest.raises(Overloaded):
        rates.take(_ask())
    rates.take(_ask(user="usr_b"))


def test_a_key_has_a_limit_of_its_own_within_its_users() -> None:
    rates = LocalRates(
        Subjects(Limits(requests_per_minute=3), Limits(requests_per_minute=1)), monotonic=Clock()
    )
    rates.take(_ask(key="key_1"))
    with pytest.raises(Overloaded):
        rates.take(_ask(key="key_1"))
    rates.take(_ask(key="key_2"))
    rates.take(_ask())
    with pytest.raises(Overloaded):
        rates.take(_ask())


def test_a_refused_call_is_counted_nowhere() -> None:
    rates = LocalRates(Subjects(Limits(requests_per_minute=2, tokens_per_minute=100)), monotonic=Clock())
    rates.take(_ask(60))
    for _ in range(5):
        with pytest.raises(Overloaded):
            rates.take(_ask(60))
    rates.take(_ask(40))


def test_tokens_are_corrected_when_the_call_has_ended() -> None:
    clock = Clock()
    rates = LocalRates(Subjects(Limits(tokens_per_minute=100)), monotonic=clock)
    grant = rates.take(_ask(10, output=50))
    assert grant.state.tokens == RateView(100, 40, 36.0)
    grant.used(15)
    grant.used(15)
    assert rates.take(_ask(5)).state.tokens == RateView(100, 80, 12.0)
    rates.take(_ask(0)).used(200)
    with pytest.raises(Overloaded) as refusal:
        rates.take(_ask(1))
    assert refusal.value.retry_after == pytest.approx(72.6)


def test_a_call_larger_than_a_minutes_worth_needs_a_full_bucket() -> None:
    clock = Clock()
    rates = LocalRates(Subjects(Limits(tokens_per_minute=100)), monotonic=clock)
    rates.take(_ask(500))
    with pytest.raises(Overloaded):
        rates.take(_ask(500))
    clock.now += 60 * 5
    rates.take(_ask(500))


def test_a_call_that_was_not_begun_is_given_back() -> None:
    rates = LocalRates(Subjects(Limits(requests_per_minute=1, tokens_per_minute=10)), monotonic=Clock())
    grant = rates.take(_ask(10))
    grant.give_back()
    grant.give_back()
    rates.take(_ask(10))


@given(
    st.integers(1, 50),
    st.lists(st.tuples(st.floats(0, 5), st.integers(0, 20), st.integers(0, 30)), max_size=60),
)
def test_no_history_gets_more_than_a_minutes_worth_and_what_filled(
    limit: int, history: list[tuple[float, int, int]]
) -> None:
    clock = Clock()
    rates = LocalRates(
        Subjects(Limits(requests_per_minute=limit, tokens_per_minute=limit * 4)), monotonic=clock
    )
    begun, granted, tokens = clock.now, 0, 0
    for pause, expected, used in history:
        clock.now += pause
        try:
            grant: RateGrant = rates.take(_ask(expected))
        except Overloaded as fault:
            assert fault.retry_after is not None and fault.retry_after > 0
            continue
        granted += 1
        grant.used(used)
        tokens += used
        filled = (clock.now - begun) / 60
        assert granted <= limit * (1 + filled) + 1e-6
        # A call may use more than was expected, or than a full bucket holds; the next waits for it.
        assert tokens <= limit * 4 * (1 + filled) + sum(
            max(0, each[2] - min(each[1], limit * 4)) for each in history
        )


def test_full_buckets_are_forgotten_when_there_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huahua.gateway.admission.rates.MAX_BUCKETS", 10)
    clock = Clock()
    rates = LocalRates(Subjects(Limits(requests_per_minute=60)), monotonic=clock)
    for number in range(10):
        rates.take(_ask(user=f"usr_{number}"))
    clock.now += 5
    rates.take(_ask(user="usr_new"))
    assert list(rates._requests) == ["usr_new"]


def test_headers_have_openais_names_and_formats() -> None:
    state = RateState(RateView(60, 59, 1.0), RateView(150_000, 149_984, 360.0))
    assert dict(state.headers()) == {
        b"x-ratelimit-limit-requests": b"60",
        b"x-ratelimit-remaining-requests": b"59",
        b"x-ratelimit-reset-requests": b"1s",
        b"x-ratelimit-limit-tokens": b"150000",
        b"x-ratelimit-remaining-tokens": b"149984",
        b"x-ratelimit-reset-tokens": b"6m0s",
    }
    assert [span(seconds) for seconds in (0, 0.02, 1.5, 61.25)] == ["0ms", "20ms", "1.5s", "1m1.25s"]


def test_a_clock_that_stands_still_fills_nothing() -> None:
    bucket = Bucket.full(60, 5.0)
    bucket.level = 1
    bucket.fill(4.0)
    assert bucket.level == 1 and bucket.at == 5.0
