"""Periods, proration, codes, and a subscription through any history."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from huahua.billing.plans.domain import subscription as states
from huahua.billing.plans.domain.codes import LENGTH, read, written
from huahua.billing.plans.domain.periods import calendar_month, due, month_at, months_later, unused
from huahua.billing.plans.domain.subscription import GRACE, NotNow, Subscription
from huahua.billing.plans.domain.terms import Terms
from huahua.billing.prices.domain.factor import factor

START = datetime(2026, 1, 31, 9, 30, tzinfo=UTC)
MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2032, 1, 1)).map(lambda at: at.replace(tzinfo=UTC))


def test_months_from_the_31st_end_where_the_month_does_and_come_back() -> None:
    found = [months_later(START, number).strftime("%m-%d") for number in range(5)]
    assert found == ["01-31", "02-28", "03-31", "04-30", "05-31"]
    assert months_later(START, 25).year == 2028 and months_later(START, 25).day == 29


@given(MOMENTS, st.integers(0, 3_000))
def test_every_moment_is_in_one_month(start: datetime, days: int) -> None:
    moment = start + timedelta(days=days)
    number, begin, end = month_at(start, moment)
    assert begin <= moment < end
    assert (begin, end) == (months_later(start, number), months_later(start, number + 1))
    assert calendar_month(moment)[0] <= moment < calendar_month(moment)[1]


@given(st.integers(0, 10**12), MOMENTS, st.integers(1, 400), st.floats(-0.5, 1.5))
def test_what_is_used_and_unused_is_the_whole_and_nothing_is_negative(
    amount: int, begin: datetime, days: int, part: float
) -> None:
    end = begin + timedelta(days=days)
    now = begin + (end - begin) * part
    back, fee = unused(amount, begin, end, now), due(amount, begin, end, now)
    assert 0 <= back <= fee <= amount
    assert fee - back <= 1, "rounded down for the one and up for the other"
    assert unused(amount, begin, end, begin) == amount and unused(amount, begin, end, end) == 0
    assert unused(amount, begin, end, now) >= unused(amount, begin, end, now + timedelta(hours=1))


def terms(**changes: object) -> Terms:
    return Terms(**changes)  # type: ignore[arg-type]


def test_terms_there_and_back() -> None:
    given_ = Terms(5, "year", 7, (("calls", 1_000), ("pictures", 5)), factor("0.9"), 11)
    assert Terms.from_json(given_.as_json()) == given_


PLANS = {
    "free": terms(included=(("calls", 1_000),)),
    "pro": terms(fee_micros=20_000_000, included_micros=5_000_000),
    "year": terms(fee_micros=200_000_000, every="year"),
}


class Histories(RuleBasedStateMachine):
    """Whatever happens in whatever order: periods never overlap or leave gaps while all is paid, an ended subscription
    stays ended, and time alone never brings money."""

    def __init__(self) -> None:
        super().__init__()
        self.now = START
        self.one: Subscription = states.begun("sub_1", "usr_a", "pro", "pro", PLANS["pro"], START)

    @rule(days=st.integers(0, 45))
    def time_goes_by(self, days: int) -> None:
        self.now += timedelta(days=days, hours=3)

    @precondition(lambda self: states.is_due(self.one, self.now))
    @rule(paid=st.booleans())
    def a_period_ends(self, paid: bool) -> None:
        before = self.one
        if states.must_end(self.one, self.now):
            self.one = states.ended(self.one)
            assert before.cancelled or self.now >= before.period_end + GRACE
        elif paid:
            plan = before.next_plan_id or before.plan_id
            self.one = states.renewed(before, plan, plan, PLANS[plan], self.now)
            assert self.one.state == "active" and self.one.plan_id == plan
            if before.state == "active":
                assert self.one.period_start == before.period_end
            else:
                assert self.one.period_start >= before.period_end
            assert self.one.period_end > self.one.period_start
        else:
            self.one = states.unpaid(before, self.now)
            assert self.one.state == "past_due"

    @rule(plan=st.sampled_from(sorted(PLANS)))
    def another_plan_at_once(self, plan: str) -> None:
        before = self.one
        try:
            self.one = states.changed(before, plan, plan, PLANS[plan], self.now)
        except NotNow:
            assert self.one is before
            return
        assert before.state == "active" and self.now < before.period_end
        assert (self.one.period_start, self.one.period_end) == (before.period_start, before.period_end)
        assert not self.one.cancelled

    @rule(plan=st.sampled_from([*sorted(PLANS), None]))
    def another_plan_later(self, plan: str | None) -> None:
        before = self.one
        try:
            self.one = states.planned(before, plan, self.now)
        except NotNow:
            return
        assert self.one.plan_id == before.plan_id and self.one.next_plan_id == plan

    @rule()
    def cancel(self) -> None:
        if self.one.is_open:
            self.one = states.cancelled(self.one)
            assert self.one.next_plan_id is None

    @rule()
    def resume(self) -> None:
        if self.one.is_open:
            self.one = states.resumed(self.one)

    @rule()
    def too_early(self) -> None:
        if self.one.is_open and not states.is_due(self.one, self.now):
            for step in (
                lambda: states.renewed(self.one, "pro", "pro", PLANS["pro"], self.now),
                lambda: states.unpaid(self.one, self.now),
            ):
                with pytest.raises(NotNow):
                    step()

    @invariant()
    def what_has_ended_stays_ended(self) -> None:
        if not self.one.is_open:
            for step in (states.cancelled, states.resumed, states.ended):
                with pytest.raises(NotNow):
                    step(self.one)
            assert not states.is_due(self.one, self.now)
        assert self.one.period_start < self.one.period_end


TestHistories = Histories.TestCase


def test_a_month_from_the_31st_is_counted_from_the_first_day_of_all() -> None:
    one = states.begun("sub_1", "usr_a", "pro", "pro", PLANS["pro"], START)
    ends = []
    for _ in range(4):
        ends.append(one.period_end.strftime("%m-%d"))
        one = states.renewed(one, "pro", "pro", PLANS["pro"], one.period_end)
    assert ends == ["02-28", "03-31", "04-30", "05-31"]


def test_the_days_after_an_unpaid_period_are_not_paid_for() -> None:
    one = states.begun("sub_1", "usr_a", "pro", "pro", PLANS["pro"], START)
    late = one.period_end + timedelta(days=3)
    again = states.renewed(states.unpaid(one, late), "pro", "pro", PLANS["pro"], late)
    assert again.period_start == late and again.months == 0
    assert states.must_end(states.unpaid(one, late), one.period_end + GRACE)
    assert not states.must_end(replace(one, state="past_due"), one.period_end + GRACE - timedelta(seconds=1))


@given(st.integers(0, 2 ** (5 * LENGTH) - 1))
def test_a_code_is_read_however_it_was_typed(number: int) -> None:
    code = written(number)
    plain = code.replace("-", "")
    assert len(code) == LENGTH + 3 and len(plain) == LENGTH
    for typed in (
        code,
        code.lower(),
        code.replace("-", " "),
        code.replace("0", "o").replace("1", "l"),
        f" {code}\n",
    ):
        assert read(typed) == plain


@pytest.mark.parametrize("typed", ["", "AAAAA", "U" * 20, "0" * 21, "💰" * 20])
def test_what_is_no_code(typed: str) -> None:
    assert read(typed) is None
