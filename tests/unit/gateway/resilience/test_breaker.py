"""The breaker as a state machine: whatever comes in whatever order, it keeps its promises."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from huahua.gateway.resilience.breaker import Breaker, State
from huahua.gateway.resilience.config import BreakerConfig

CONFIG = BreakerConfig()


@dataclass(frozen=True)
class Call:
    began: float
    probe: bool


class BreakerMachine(RuleBasedStateMachine):
    """Calls go when they are admitted and end in any order, with any verdict, while the clock runs."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 100.0
        self.jitter = 0.0
        self.running: list[Call] = []
        self.failures_in_a_row = 0

    @initialize()
    def make(self) -> None:
        self.breaker = Breaker(CONFIG, lambda: self.jitter)

    @rule(seconds=st.floats(0.001, 200), jitter=st.floats(0, 0.999))
    def time_passes(self, seconds: float, jitter: float) -> None:
        self.now += seconds
        self.jitter = jitter

    @rule(last_resort=st.booleans())
    def a_call_comes(self, last_resort: bool) -> None:
        self.now += 0.001  # no two things happen at one moment
        state, would = self.breaker.state, self.breaker.would_admit(self.now, last_resort=last_resort)
        admitted = self.breaker.admit(self.now, last_resort=last_resort)
        assert admitted == would
        if state is State.OPEN and not last_resort:
            assert admitted == (self.now >= self.breaker.until or self.breaker.state is State.HALF_OPEN)
        if admitted:
            self.running.append(Call(self.now, self.breaker.state is State.HALF_OPEN))

    def _end(self, data: st.DataObject) -> Call:
        return self.running.pop(data.draw(st.integers(0, len(self.running) - 1)))

    @precondition(lambda self: self.running)
    @rule(data=st.data())
    def one_succeeds(self, data: st.DataObject) -> None:
        call, before = self._end(data), self.breaker.state
        self.breaker.succeeded(self.now, call.began)
        if before is State.OPEN:
            assert self.breaker.state is State.OPEN

    @precondition(lambda self: self.running)
    @rule(data=st.data())
    def one_fails(self, data: st.DataObject) -> None:
        call, before, since = self._end(data), self.breaker.state, self.breaker.since
        self.breaker.failed(self.now, call.began)
        if call.began < since:
            assert (self.breaker.state, self.breaker.since) == (before, since)
        elif before is State.HALF_OPEN:
            assert self.breaker.state is State.OPEN

    @precondition(lambda self: self.running)
    @rule(data=st.data())
    def the_account_is_refused(self, data: st.DataObject) -> None:
        call, since = self._end(data), self.breaker.since
        self.breaker.refused(self.now, call.began)
        if call.began >= since:
            assert self.breaker.state is State.OPEN and self.breaker.account
            assert self.breaker.until >= self.now + CONFIG.account_s

    @precondition(lambda self: self.running)
    @rule(data=st.data())
    def one_is_cancelled(self, data: st.DataObject) -> None:
        before = self.breaker.state
        self.breaker.released(self._end(data).began)
        assert self.breaker.state is before

    @invariant()
    def the_pause_is_within_its_bounds(self) -> None:
        if self.breaker.state is State.OPEN:
            low, high = (
                (CONFIG.account_s, CONFIG.max_account_s)
                if self.breaker.account
                else (CONFIG.cool_down_s, CONFIG.max_cool_down_s)
            )
            pause = self.breaker.until - self.breaker.since
            assert low - 1e-9 <= pause <= low + high + 1e-9

    @invariant()
    def one_probe_at_a_time(self) -> None:
        probes = [
            call
            for call in self.running
            if call.probe
            and call.began >= self.breaker.since
            and self.now - call.began < CONFIG.probe_lease_s
        ]
        if self.breaker.state is State.HALF_OPEN:
            assert len(probes) <= 1
            if probes:
                assert not self.breaker.would_admit(self.now)

    @invariant()
    def it_always_opens_again(self) -> None:
        """No sequence of events leaves an upstream out for ever."""
        much_later = self.now + CONFIG.account_s + CONFIG.max_account_s + CONFIG.probe_lease_s
        assert self.breaker.would_admit(much_later)


BreakerMachine.TestCase.settings = settings(max_examples=80, stateful_step_count=40, deadline=None)
TestBreaker = BreakerMachine.TestCase


def tripped(now: float = 10.0) -> Breaker:
    breaker = Breaker(CONFIG, lambda: 0.5)
    for _ in range(CONFIG.consecutive):
        breaker.failed(now, now)
    return breaker


def test_it_opens_after_failures_in_a_row_and_not_before() -> None:
    breaker = Breaker(CONFIG, lambda: 0.5)
    for _ in range(3 * CONFIG.consecutive):
        for _ in range(CONFIG.consecutive - 1):
            breaker.failed(1.0, 1.0)
        assert breaker.state is State.CLOSED
        for _ in range(2 * CONFIG.consecutive):
            breaker.succeeded(1.0, 1.0)
    assert tripped().state is State.OPEN


def test_it_opens_when_most_calls_fail_even_if_never_in_a_row() -> None:
    breaker = Breaker(CONFIG, lambda: 0.5)
    for turn in range(200):
        (breaker.succeeded if turn % 3 == 2 else breaker.failed)(1.0, 1.0)
    assert breaker.state is State.OPEN


def test_probes_close_it_and_a_failed_one_makes_the_next_pause_longer() -> None:
    breaker = tripped(10.0)
    assert breaker.until == 10.0 + 1.5
    assert not breaker.admit(11.4) and breaker.admit(11.5) and not breaker.admit(11.5)
    breaker.failed(12.0, 11.5)
    assert breaker.until == 12.0 + 2.0
    assert breaker.admit(14.0)
    breaker.succeeded(14.1, 14.0)
    assert breaker.state is State.HALF_OPEN and breaker.admit(14.2)
    breaker.succeeded(14.3, 14.2)
    assert breaker.state is State.CLOSED


def test_a_burst_of_old_failures_does_not_undo_a_recovery() -> None:
    breaker = tripped(10.0)
    breaker.admit(12.0)
    for _ in range(50):
        breaker.failed(12.1, 9.0)
    breaker.succeeded(12.2, 12.0)
    breaker.admit(12.3)
    breaker.succeeded(12.4, 12.3)
    for _ in range(50):
        breaker.failed(12.5, 9.0)
    assert breaker.state is State.CLOSED


def test_one_that_flaps_stays_out_longer_each_time() -> None:
    """An upstream that answers probes and fails under load is asked ever less."""
    breaker = Breaker(CONFIG, lambda: 1.0)
    now, pauses = 10.0, []
    for _ in range(6):
        for _ in range(CONFIG.consecutive):
            breaker.failed(now, now)
        pauses.append(breaker.until - now)
        now = breaker.until
        for _ in range(CONFIG.probes):
            assert breaker.admit(now)
            breaker.succeeded(now, now)
    assert pauses == pytest.approx([2, 3, 5, 9, 17, 33])


def test_a_long_healthy_time_forgives() -> None:
    breaker = tripped(10.0)
    for now in (12.0, 12.1):
        breaker.admit(now)
        breaker.succeeded(now, now)
    assert breaker.trips == 1
    breaker.succeeded(12.1 + CONFIG.forget_s, 12.1 + CONFIG.forget_s)
    assert breaker.trips == 0


def test_a_refused_account_may_be_asked_again_at_once_when_nobody_else_can_serve() -> None:
    breaker = Breaker(CONFIG, lambda: 0.0)
    breaker.refused(10.0, 9.0)
    assert not breaker.admit(10.0) and breaker.admit(10.0, last_resort=True)
    breaker.refused(10.1, 10.0)
    assert not breaker.admit(10.2, last_resort=True) and breaker.admit(11.2, last_resort=True)
