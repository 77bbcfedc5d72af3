"""Waits after wrong guesses: arithmetic, and a state machine of strangers and the owner."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from huahua.accounts.signin.lockout import (
    FIRST_WAIT,
    FORGET_AFTER,
    FREE_FAILURES,
    FREE_FAILURES_PER_NETWORK,
    LONGEST_WAIT,
    Counter,
    Failures,
    network_of,
    one_less,
    one_more,
    password_counters,
    second_step_counters,
    wait_after,
    wait_left,
)

START = datetime(2026, 11, 21, tzinfo=UTC)
OWNER = "192.0.2.1"


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("unknown", "unknown"),
    ],
)
def test_a_network_is_an_address_or_what_a_household_is_given(address: str, network: str) -> None:
    assert network_of(address) == network


@given(st.integers(-50, 200))
def test_waits_double_up_to_the_longest(excess: int) -> None:
    wait = wait_after(excess)
    if excess < 0:
        assert wait == timedelta(0)
    else:
        assert FIRST_WAIT <= wait <= LONGEST_WAIT
        assert wait_after(excess + 1) in (2 * wait, LONGEST_WAIT)


@given(
    count=st.integers(0, 1000),
    free=st.integers(1, 100),
    offset_s=st.floats(-1e6, 1e6, allow_nan=False),
)
def test_nobody_waits_longer_than_the_longest_whatever_the_clock_does(
    count: int, free: int, offset_s: float
) -> None:
    left = wait_left(Failures(count, START), free, START + timedelta(seconds=offset_s))
    assert 0 <= left <= LONGEST_WAIT.total_seconds()
    if count < free or offset_s > FORGET_AFTER.total_seconds():
        assert left == 0


class Guessing(RuleBasedStateMachine):
    """Strangers guess from anywhere; the owner, in a browser that is known, is never slowed by them."""

    def __init__(self) -> None:
        super().__init__()
        self.now = START
        self.kept: dict[str, Failures] = {}
        self.owners_failures = 0
        self.tried: dict[str, list[datetime]] = {}

    def left(self, counters: list[Counter]) -> float:
        return max(wait_left(self.kept.get(c.name), c.free, self.now) for c in counters)

    def attempt(self, counters: list[Counter], *, right: bool) -> bool:
        if self.left(counters) > 0:
            return False
        for counter in counters:
            self.kept[counter.name] = one_more(self.kept.get(counter.name), self.now)
        if right:
            for counter in counters:
                if counter.own:
                    del self.kept[counter.name]
                else:
                    self.kept[counter.name] = one_less(self.kept[counter.name])
        return True

    @rule(address=st.sampled_from(["198.51.100.1", "198.51.100.2", "2001:db8::1", "2001:db8::2", OWNER]))
    def strangers_guess(self, address: str) -> None:
        if self.attempt(password_counters("anna", address, None), right=False):
            self.tried.setdefault(network_of(address), []).append(self.now)

    @rule(address=st.sampled_from([OWNER, "198.51.100.1"]))
    def the_owner_enters(self, address: str) -> None:
        assert self.attempt(password_counters("anna", address, "annas browser"), right=True)

    @rule(seconds=st.integers(1, 4000))
    def time_passes(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @invariant()
    def strangers_get_few_guesses_an_hour(self) -> None:
        """Five free ones, then 5 + 10 + … + 640 s and quarters of an hour: at most 17 in any hour."""
        for moments in self.tried.values():
            hour = [at for at in moments if self.now - at <= FORGET_AFTER]
            assert len(hour) <= 17

    @invariant()
    def the_owner_may_come_in(self) -> None:
        assert self.left(password_counters("anna", OWNER, "annas browser")) == 0


TestGuessing = Guessing.TestCase


def test_an_office_behind_one_address_may_mistype() -> None:
    """What is shared has more room, and a success gives back what it had counted."""
    kept: Failures | None = None
    network = password_counters("anna", OWNER, None)[1]
    assert (network.free, network.own) == (FREE_FAILURES_PER_NETWORK, False)
    for _ in range(1000):
        assert wait_left(kept, network.free, START) == 0
        kept = one_less(one_more(kept, START))


def test_codes_are_limited_over_all_networks_but_not_in_a_known_browser() -> None:
    everywhere = {c.name for c in second_step_counters("anna", OWNER, None)}
    elsewhere = {c.name for c in second_step_counters("anna", "203.0.113.5", None)}
    assert len(everywhere & elsewhere) == 1
    (own,) = second_step_counters("anna", OWNER, "annas browser")
    assert own.name not in everywhere and own.free == FREE_FAILURES
