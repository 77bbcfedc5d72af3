"""Spending limits over any history of calls and processes: never over the cap, and nothing leaks."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huahua.gateway.domain.calls import Caller
from huahua.gateway.domain.money import Grant, fair_part
from huahua.gateway.errors import InsufficientCredit, NotReady
from huahua.gateway.metering.budget import IDLE_S, LOOK_EVERY_S, LeasedBudget, LeasedHold

ANN, BOB = Caller("usr_ann", "user"), Caller("usr_bob", "user")


class StoreStub:
    """What all processes know, in memory. It gives the loop a turn, as a database would."""

    def __init__(self) -> None:
        self.books: dict[tuple[str, str], int] = {}
        self.asked = 0
        self.is_away = False

    async def lease(
        self, user_id: str, period: str, least_micros: int, most_micros: int, cap_micros: int
    ) -> Grant:
        self.asked += 1
        await asyncio.sleep(0)
        if self.is_away:
            raise NotReady("away", retry_after=30)
        left = cap_micros - self.books.get((user_id, period), 0)
        micros = fair_part(left, least_micros, most_micros)
        self.books[user_id, period] = cap_micros - left + micros
        await asyncio.sleep(0)
        return Grant(micros, left - micros)

    async def give_back(self, user_id: str, period: str, micros: int) -> None:
        await asyncio.sleep(0)
        self.books[user_id, period] -= micros

    async def granted(self, user_id: str, period: str) -> int:
        return self.books.get((user_id, period), 0)


class Time:
    def __init__(self) -> None:
        self.now = 0.0
        self.today = datetime(2026, 11, 21, tzinfo=UTC)


def _budget(store: StoreStub, time: Time, cap: int = 1000) -> LeasedBudget:
    return LeasedBudget(store, cap, clock=lambda: time.today, monotonic=lambda: time.now)


async def _take(budget: LeasedBudget, caller: Caller, micros: int) -> LeasedHold:
    return budget.hold(caller, micros) or await budget.acquire(caller, micros)


async def test_holds_come_out_of_the_lease_without_asking_again() -> None:
    store, time = StoreStub(), Time()
    budget = _budget(store, time)
    for _ in range(10):
        (await _take(budget, ANN, 2)).settle(2)
    assert store.asked == 1
    assert budget.hold(BOB, 1) is None


async def test_what_is_not_covered_is_refused_and_what_comes_back_is_free_again() -> None:
    store, time = StoreStub(), Time()
    budget = _budget(store, time, cap=100)
    first = await _take(budget, ANN, 80)
    with pytest.raises(InsufficientCredit):
        await _take(budget, ANN, 30)
    first.settle(50)
    first.settle(0)
    await _take(budget, ANN, 50)
    with pytest.raises(InsufficientCredit):
        await _take(budget, ANN, 1)
    await _take(budget, BOB, 100)


async def test_an_idle_lease_goes_to_who_needs_it() -> None:
    store, time = StoreStub(), Time()
    one, two = _budget(store, time, cap=100), _budget(store, time, cap=100)
    (await _take(one, ANN, 90)).release()
    with pytest.raises(InsufficientCredit):
        await _take(two, ANN, 20)
    time.now += IDLE_S
    await one.sweep()
    await _take(two, ANN, 100)


async def test_a_new_month_has_a_new_limit() -> None:
    store, time = StoreStub(), Time()
    budget = _budget(store, time, cap=100)
    late = await _take(budget, ANN, 100)
    time.today = datetime(2026, 12, 1, tzinfo=UTC)
    await _take(budget, ANN, 100)
    late.settle(40)
    await budget.sweep()
    assert store.books["usr_ann", "2026-11"] == 40
    balance = await budget.balance("usr_ann")
    assert (balance.left_micros, balance.limit_micros, balance.period) == (0, 100, "2026-12")


async def test_a_call_that_cost_more_than_it_held_is_in_the_books() -> None:
    store, time = StoreStub(), Time()
    budget = _budget(store, time, cap=100)
    (await _take(budget, ANN, 10)).settle(130)
    await budget.close()
    assert store.books["usr_ann", "2026-11"] == 130
    with pytest.raises(InsufficientCredit):
        await _take(budget, ANN, 1)
    assert (await budget.balance("usr_ann")).left_micros == 0


async def _is_refused(budget: LeasedBudget, caller: Caller, micros: int) -> bool:
    try:
        (await _take(budget, caller, micros)).release()
    except InsufficientCredit:
        return True
    return False


async def test_who_goes_on_asking_with_nothing_left_costs_one_look_a_second() -> None:
    store, time = StoreStub(), Time()
    budget = _budget(store, time, cap=100)
    (await _take(budget, ANN, 90)).settle(90)
    store.asked = 0
    for _ in range(12):
        assert await _is_refused(budget, ANN, 20)
        assert await _is_refused(budget, ANN, 30)
        time.now += LOOK_EVERY_S / 4
    assert store.asked == 2
    assert not await _is_refused(budget, BOB, 20)


async def test_what_was_refused_a_moment_ago_is_refused_without_waiting() -> None:
    store, time = StoreStub(), Time()
    budget = _budget(store, time, cap=100)
    assert budget.hold(ANN, 101) is None
    assert await _is_refused(budget, ANN, 101)
    with pytest.raises(InsufficientCredit):
        budget.hold(ANN, 101)
    assert budget.hold(ANN, 100) is None
    time.now += LOOK_EVERY_S
    assert budget.hold(ANN, 101) is None


async def test_a_refusal_says_nothing_of_smaller_calls() -> None:
    store, time = StoreStub(), Time()
    budget = _budget(store, time, cap=100)
    (await _take(budget, ANN, 90)).settle(90)
    assert await _is_refused(budget, ANN, 20)
    (await _take(budget, ANN, 10)).settle(10)
    assert await _is_refused(budget, ANN, 1)


async def test_what_a_call_of_this_process_gives_back_is_free_at_once() -> None:
    store, time = StoreStub(), Time()
    budget = _budget(store, time, cap=100)
    running = await _take(budget, ANN, 90)
    assert await _is_refused(budget, ANN, 20)
    running.settle(80)
    assert not await _is_refused(budget, ANN, 20)
    assert await _is_refused(budget, ANN, 21)


async def test_what_another_process_gives_back_is_free_within_a_second() -> None:
    store, time = StoreStub(), Time()
    one, two = _budget(store, time, cap=100), _budget(store, time, cap=100)
    running = await _take(one, ANN, 90)
    assert await _is_refused(two, ANN, 20)
    running.release()
    await one.close()
    assert await _is_refused(two, ANN, 20)
    time.now += LOOK_EVERY_S
    assert not await _is_refused(two, ANN, 20)


async def test_a_lease_that_goes_back_is_remembered_as_free() -> None:
    store, time = StoreStub(), Time()
    budget = _budget(store, time, cap=100)
    held = await _take(budget, ANN, 50)
    late = await _take(budget, ANN, 50)
    assert await _is_refused(budget, ANN, 1)
    held.release()
    await budget.close()
    assert not await _is_refused(budget, ANN, 50)
    late.release()


async def test_calls_that_are_refused_together_share_one_look() -> None:
    store, time = StoreStub(), Time()
    budget = _budget(store, time, cap=100)
    assert all(await asyncio.gather(*(_is_refused(budget, ANN, 101 + number) for number in range(50))))
    assert store.asked == 1


async def test_calls_that_wait_for_a_store_that_is_away_share_its_fault() -> None:
    store, time = StoreStub(), Time()
    budget = _budget(store, time, cap=100)
    store.is_away = True
    faults = await asyncio.gather(*(_take(budget, ANN, 10) for _ in range(50)), return_exceptions=True)
    assert [type(fault) for fault in faults] == [NotReady] * 50
    assert store.asked == 1
    store.is_away = False
    assert not await _is_refused(budget, ANN, 10)


async def test_near_the_limit_leases_halve_in_place_of_a_look_for_each_call() -> None:
    store, time = StoreStub(), Time()
    budget = _budget(store, time, cap=1_000_000)
    calls = 0
    while not await _is_refused(budget, ANN, 10):
        (await _take(budget, ANN, 10)).settle(10)
        calls += 1
    assert calls == 100_000
    assert store.asked < 100


async def test_a_call_that_waited_while_its_lease_went_back_has_another() -> None:
    store, time = StoreStub(), Time()
    budget = _budget(store, time, cap=100)
    (await _take(budget, ANN, 2)).release()
    time.now += IDLE_S
    sweep = asyncio.create_task(budget.sweep())
    await asyncio.sleep(0)
    (await _take(budget, ANN, 60)).settle(10)
    await sweep
    await budget.close()
    assert store.books["usr_ann", "2026-11"] == 10


async def test_small_calls_do_not_take_what_a_large_one_counts_on() -> None:
    store, time = StoreStub(), Time()
    budget = _budget(store, time, cap=1000)
    (await _take(budget, ANN, 1)).release()  # a lease of 20
    large = asyncio.create_task(_take(budget, ANN, 500))
    await asyncio.sleep(0)
    small = budget.hold(ANN, 15)
    assert small is not None
    assert (await large) is not None
    assert store.books["usr_ann", "2026-11"] >= 515


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["call", "call", "settle", "release", "sweep", "close", "burst"]),
        st.integers(0, 2),
        st.sampled_from([ANN, BOB]),
        st.integers(1, 400),
        st.floats(0, 1),
    ),
    max_size=60,
)


@given(st.integers(1, 1000), STEPS)
def test_never_over_the_cap_and_nothing_leaks(
    cap: int, steps: list[tuple[str, int, Caller, int, float]]
) -> None:
    asyncio.run(_history(cap, steps))


async def _history(cap: int, steps: list[tuple[str, int, Caller, int, float]]) -> None:
    store, time = StoreStub(), Time()
    processes = [_budget(store, time, cap) for _ in range(3)]
    running: list[tuple[Caller, int, LeasedHold]] = []
    spent = {ANN.user_id: 0, BOB.user_id: 0}

    async def call(process: int, caller: Caller, micros: int) -> None:
        try:
            running.append((caller, micros, await _take(processes[process], caller, micros)))
        except InsufficientCredit:
            return

    for what, process, caller, micros, share in steps:
        time.now += share * IDLE_S
        if what == "call":
            await call(process, caller, micros)
        elif what == "burst":
            sizes = (micros, 1, 1 + micros // 2, micros // 3 + 1, micros, 2 * micros, 1)
            await asyncio.gather(*(call(number % 3, caller, size) for number, size in enumerate(sizes)))
        elif what == "sweep":
            await processes[process].sweep()
        elif what == "close":
            await processes[process].close()
        elif running:
            who, held, hold = running.pop(int(share * (len(running) - 1)))
            cost = int(held * share) if what == "settle" else 0
            hold.settle(cost)
            spent[who.user_id] += cost
        for user_id, so_far in spent.items():
            held_now = sum(held for who, held, _ in running if who.user_id == user_id)
            assert so_far + held_now <= store.books.get((user_id, "2026-11"), 0) <= cap
    for _, _, hold in running:
        hold.release()
    for budget in processes:
        await budget.close()
    assert {user_id: store.books.get((user_id, "2026-11"), 0) for user_id in spent} == spent
