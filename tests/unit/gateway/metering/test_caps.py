"""Caps in front of a purse: all of them hold a call, or none does."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huahua.gateway.admission.subjects import Subjects
from huahua.gateway.domain.calls import Caller
from huahua.gateway.domain.money import Balance, Grant, fair_part
from huahua.gateway.errors import InsufficientCredit
from huahua.gateway.metering.caps import CappedPurse
from huahua.gateway.metering.purse import NO_HOLD, NoHold, NoPurse
from huahua.kit.limits import Limits, Restrictions


class Books:
    """Port `BudgetStore`, in memory."""

    def __init__(self) -> None:
        self.rows: dict[tuple[str, str], int] = {}

    async def lease(self, user_id: str, period: str, least: int, most: int, cap: int) -> Grant:
        granted = self.rows.get((user_id, period), 0)
        micros = fair_part(cap - granted, least, most)
        self.rows[user_id, period] = granted + micros
        return Grant(micros, cap - granted - micros)

    async def give_back(self, user_id: str, period: str, micros: int) -> None:
        self.rows[user_id, period] -= micros

    async def granted(self, user_id: str, period: str) -> int:
        return self.rows.get((user_id, period), 0)


class Poor(NoPurse):
    """Has nothing."""

    def hold(self, caller: Caller, estimate_micros: int) -> NoHold:
        raise InsufficientCredit("nothing left")

    async def acquire(self, caller: Caller, estimate_micros: int) -> NoHold:
        raise InsufficientCredit("nothing left")

    async def balance(self, user_id: str) -> Balance | None:
        return None


class Clock:
    now = datetime(2026, 11, 21, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


def _caller(cap: int, period: str = "month", team: str | None = None) -> Caller:
    limits = Limits(spend_micros=cap, spend_period=period)  # type: ignore[arg-type]
    return Caller("usr_a", "user", "key_a", team, restrictions=Restrictions(limits) if cap else None)


async def test_a_key_without_a_cap_goes_straight_to_the_purse() -> None:
    purse = CappedPurse(NoPurse(), Subjects(), Books())
    assert purse.hold(Caller("usr_a", "user", "key_a"), 10**9) is NO_HOLD


async def test_a_key_spends_its_cap_and_no_more_until_the_next_day() -> None:
    clock, books = Clock(), Books()
    purse = CappedPurse(NoPurse(), Subjects(), books, clock=clock)
    caller = _caller(100, "day")
    (await purse.acquire(caller, 60)).settle(60)
    with pytest.raises(InsufficientCredit, match="this API key"):
        await purse.acquire(caller, 60)
    with pytest.raises(InsufficientCredit, match="this API key"):
        purse.hold(caller, 60)
    clock.now += timedelta(days=1)
    (await purse.acquire(caller, 60)).settle(60)
    assert set(books.rows) == {("cap:key_a", "2026-11-21"), ("cap:key_a", "2026-11-22")}


@given(
    st.integers(1, 200),
    st.integers(1, 200),
    st.integers(1, 200),
    st.lists(st.tuples(st.integers(1, 60), st.booleans(), st.integers(0, 100)), max_size=40),
)
def test_no_history_spends_more_than_any_cap(
    key: int, user: int, team: int, history: list[tuple[int, bool, int]]
) -> None:
    asyncio.run(_history(key, user, team, history))


async def _history(key: int, user: int, team: int, history: list[tuple[int, bool, int]]) -> None:
    books = Books()
    customers = {
        "usr_a": Limits(spend_micros=user),
        "team_a": Limits(spend_micros=team, spend_period="total"),
    }
    purse = CappedPurse(NoPurse(), Subjects(customers=customers), books)
    caller, spent, least = _caller(key, team="team_a"), 0, min(key, user, team)
    for estimate, succeeds, part in history:
        try:
            hold = purse.hold(caller, estimate) or await purse.acquire(caller, estimate)
        except InsufficientCredit:
            # Nobody refuses what all caps still cover.
            assert spent + estimate > least
            continue
        if succeeds:
            cost = estimate * part // 100
            hold.settle(cost)
            spent += cost
        else:
            hold.release()
        assert spent <= least
    await purse.close()
    for granted in books.rows.values():
        assert granted == spent  # what was not spent came back, of every cap alike


async def test_a_call_that_the_purse_refuses_takes_nothing_of_the_caps() -> None:
    books = Books()
    purse = CappedPurse(Poor(), Subjects(), books)
    for _ in range(3):
        with pytest.raises(InsufficientCredit, match="nothing left"):
            await purse.acquire(_caller(100), 90)
    await purse.close()
    assert set(books.rows.values()) == {0}


async def test_two_processes_share_a_cap() -> None:
    books = Books()
    purses = [CappedPurse(NoPurse(), Subjects(), books) for _ in range(2)]
    caller = _caller(10)
    asked = [purse.acquire(caller, 1) for purse in purses for _ in range(10)]
    results = await asyncio.gather(*asked, return_exceptions=True)
    assert sum(not isinstance(result, InsufficientCredit) for result in results) == 10


async def test_budgets_that_nobody_uses_are_let_go() -> None:
    purse = CappedPurse(NoPurse(), Subjects(), Books())
    (await purse.acquire(_caller(100), 10)).release()
    for budget in purse._budgets.values():
        budget._monotonic = lambda: float("inf")
    await purse.sweep()
    assert purse._budgets == {}
