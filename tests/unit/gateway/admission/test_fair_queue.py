"""The scheduler of waiting calls: work-conserving, bounded, fair, in order, and without leaks."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, multiple, rule

from huahua.gateway.admission.fair_queue import PATIENCE, FairQueue, QueueFull, Waiter
from huahua.gateway.domain.queueing import Lane

TENANTS = ["alice", "bob", "carol", "dan"]
WEIGHTS = {"alice": 1.0, "bob": 1.0, "carol": 3.0, "dan": 0.5}
CAPACITY, PER_TENANT, MAX_WAITING, MAX_WAITING_OF_ONE = 3, 2, 20, 8


class FairQueueMachine(RuleBasedStateMachine):
    """Calls come, are given up, run and end in any order; the model keeps plain lists."""

    waiters = Bundle("waiters")

    def __init__(self) -> None:
        super().__init__()
        self.queue = FairQueue(
            CAPACITY,
            capacity_per_tenant=PER_TENANT,
            max_waiting=MAX_WAITING,
            max_waiting_per_tenant=MAX_WAITING_OF_ONE,
        )
        self.running: list[str] = []
        self.waiting: dict[tuple[Lane, str], list[Waiter]] = {}

    def fill(self) -> None:
        """What every caller does after something ended."""
        while (waiter := self.queue.next()) is not None:
            line = self.waiting[waiter.lane, waiter.tenant]
            assert line[0] is waiter, "one tenant's calls in one lane keep their order"
            line.pop(0)
            assert waiter.started
            self.running.append(waiter.tenant)

    def own_waiting(self, tenant: str) -> int:
        return sum(len(line) for (_, whose), line in self.waiting.items() if whose == tenant)

    @rule(target=waiters, tenant=st.sampled_from(TENANTS), lane=st.sampled_from(list(Lane)))
    def arrive(self, tenant: str, lane: Lane) -> object:
        has_place = len(self.running) < CAPACITY and self.running.count(tenant) < PER_TENANT
        assert self.queue.try_start(tenant) is has_place
        if has_place:
            self.running.append(tenant)
            return multiple()
        own = self.own_waiting(tenant)
        try:
            waiter = self.queue.push(tenant, lane, WEIGHTS[tenant])
        except QueueFull as full:
            assert full.own is (own >= MAX_WAITING_OF_ONE)
            return multiple()
        self.waiting.setdefault((lane, tenant), []).append(waiter)
        place = self.queue.place(waiter)
        assert 1 <= place <= self.queue.waiting
        self.fill()
        return waiter

    @rule(waiter=waiters)
    def give_up(self, waiter: Waiter) -> None:
        if not waiter.started and waiter in self.waiting[waiter.lane, waiter.tenant]:
            self.queue.cancel(waiter)
            self.waiting[waiter.lane, waiter.tenant].remove(waiter)
            self.fill()

    @rule(number=st.integers(0, CAPACITY - 1))
    def end(self, number: int) -> None:
        if number < len(self.running):
            self.queue.finish(self.running.pop(number))
            self.fill()

    @invariant()
    def counts_are_true(self) -> None:
        assert self.queue.running == len(self.running) <= CAPACITY
        assert self.queue.waiting == sum(map(len, self.waiting.values())) <= MAX_WAITING
        for tenant in TENANTS:
            assert self.queue.running_of(tenant) == self.running.count(tenant) <= PER_TENANT
            assert self.own_waiting(tenant) <= MAX_WAITING_OF_ONE

    @invariant()
    def no_place_is_free_for_one_who_waits(self) -> None:
        if len(self.running) < CAPACITY:
            for (_, tenant), line in self.waiting.items():
                assert not line or self.running.count(tenant) >= PER_TENANT

    def teardown(self) -> None:
        """Nothing leaks: everything ends, and everyone who waited has run."""
        while self.running:
            self.queue.finish(self.running.pop())
            self.fill()
        assert self.queue.running == self.queue.waiting == 0
        assert not any(self.waiting.values())


TestFairQueue = FairQueueMachine.TestCase
TestFairQueue.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)


def serve(queue: FairQueue, times: int) -> list[str]:
    """Who gets the place of one running call, again and again."""
    served = []
    running = "first"
    for _ in range(times):
        queue.finish(running)
        waiter = queue.next()
        assert waiter is not None
        served.append(running := waiter.tenant)
    return served


def full_queue() -> FairQueue:
    queue = FairQueue(1)
    assert queue.try_start("first")
    return queue


def test_a_flood_does_not_delay_anothers_call() -> None:
    queue = full_queue()
    for _ in range(500):
        queue.push("flood", Lane.STANDARD)
    assert serve(queue, 3) == ["flood"] * 3
    queue.finish("flood")
    assert (started := queue.next()) is not None and started.tenant == "flood"
    one = queue.push("one", Lane.STANDARD)
    assert queue.place(one) <= 2
    queue.finish("flood")
    following = [queue.next()]
    queue.finish(following[0].tenant if following[0] else "")
    following.append(queue.next())
    assert one in following


@pytest.mark.parametrize(("light", "heavy"), [(1.0, 1.0), (1.0, 3.0), (0.5, 2.0), (2.0, 5.0)])
def test_shares_follow_weights_within_one_call(light: float, heavy: float) -> None:
    queue = full_queue()
    weights = {"light": light, "heavy": heavy}
    for tenant, weight in weights.items():
        for _ in range(300):
            queue.push(tenant, Lane.STANDARD, weight)
    served = serve(queue, 300)
    for end in range(300):
        for begin in range(0, end, 7):
            got = {tenant: served[begin:end].count(tenant) / weight for tenant, weight in weights.items()}
            assert abs(got["light"] - got["heavy"]) <= 1 / light + 1 / heavy + 1e-9


def test_who_was_away_gets_no_credit_for_it() -> None:
    queue = full_queue()
    for _ in range(50):
        queue.push("here", Lane.STANDARD)
    serve(queue, 20)
    for _ in range(50):
        queue.push("back", Lane.STANDARD)
    queue.finish("here")
    waiter = queue.next()
    assert waiter is not None
    served = [waiter.tenant]
    for _ in range(9):
        queue.finish(served[-1])
        waiter = queue.next()
        assert waiter is not None
        served.append(waiter.tenant)
    assert 4 <= served.count("back") <= 6


def test_better_lanes_go_first_and_none_starves() -> None:
    queue = full_queue()
    for lane in Lane:
        for _ in range(400):
            queue.push(lane.title, lane)
    served = serve(queue, 340)
    assert served[:4] == ["interactive"] * 4
    for lane in (Lane.STANDARD, Lane.BATCH):
        turns = [number for number, title in enumerate(served) if title == lane.title]
        gaps = [later - sooner for sooner, later in pairwise(turns)]
        assert turns[0] <= PATIENCE[lane] + 1
        assert max(gaps) <= PATIENCE[lane] + 2


def test_batch_work_is_sent_away_first() -> None:
    queue = FairQueue(1, max_waiting=10, max_waiting_per_tenant=100)
    queue.try_start("first")
    for number in range(5):
        queue.push(f"b{number}", Lane.BATCH)
    with pytest.raises(QueueFull):
        queue.push("b", Lane.BATCH)
    for number in range(4):
        queue.push(f"s{number}", Lane.STANDARD)
    with pytest.raises(QueueFull):
        queue.push("s", Lane.STANDARD)
    queue.push("i", Lane.INTERACTIVE)
    with pytest.raises(QueueFull):
        queue.push("i", Lane.INTERACTIVE)


def test_memory_follows_who_waits_not_who_ever_waited() -> None:
    queue = full_queue()
    keep = queue.push("keeper", Lane.STANDARD, 1e-3)
    for number in range(5_000):
        queue.cancel(queue.push(f"t{number}", Lane.STANDARD))
    lane = queue._lanes[Lane.STANDARD]
    assert len(lane._flows) < 500 and len(lane._heap) < 500
    queue.finish("first")
    assert queue.next() is keep
