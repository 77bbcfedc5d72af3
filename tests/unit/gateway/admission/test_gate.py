"""The gate: who gets in at once, who waits in which order, who is sent away, and that nothing leaks."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from huahua.gateway.admission.gate import Gate, Ticket
from huahua.gateway.admission.places import UpstreamPlaces
from huahua.gateway.admission.rates import RateGrant
from huahua.gateway.candidate import Demand, Need
from huahua.gateway.domain.ask import Ask, Controls
from huahua.gateway.domain.calls import Caller, Dialect, Task
from huahua.gateway.domain.queueing import Lane, QueuePolicy, QueueWatch
from huahua.gateway.domain.rates import RateState
from huahua.gateway.errors import DeadlineMissed, Overloaded, ServerBusy


class Clock:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def ask(user: str = "usr_a", *, role: str = "user", key: str | None = "key", **controls: object) -> Ask:
    return Ask(
        Caller(user, role, key),
        "m",
        Task.DIALOGUE,
        Dialect.OPENAI,
        f"req_{user}",
        controls=Controls(**controls),  # type: ignore[arg-type]
    )


async def settle() -> None:
    """Let every task go as far as it can."""
    for _ in range(10):
        await asyncio.sleep(0)


@pytest.fixture
def clock() -> Clock:
    return Clock()


def enter_in_order(
    gate: Gate, asks: list[Ask], served: list[str], hundred: asyncio.Event
) -> list[asyncio.Task[None]]:
    """Tasks that enter, write down who they are, and leave."""

    async def one(wanted: Ask) -> None:
        ticket = await gate.enter(wanted)
        served.append(wanted.caller.user_id)
        if len(served) == 100:
            hundred.set()
        await asyncio.sleep(0)
        ticket.leave()

    return [asyncio.create_task(one(wanted)) for wanted in asks]


async def test_a_flood_of_500_delays_anothers_call_by_one_turn() -> None:
    gate = Gate(QueuePolicy(concurrent_calls=1))
    first = await gate.enter(ask("usr_first"))
    served: list[str] = []
    hundred = asyncio.Event()
    tasks = enter_in_order(gate, [ask("usr_flood")] * 500, served, hundred)
    await settle()
    first.leave()
    await hundred.wait()
    before = len(served)
    tasks += enter_in_order(gate, [ask("usr_b")], served, hundred)
    await asyncio.gather(*tasks)
    assert served.index("usr_b") <= before + 2
    assert len(served) == 501 and gate.running("usr_flood") == 0


async def test_ones_own_limit_holds_up_only_oneself() -> None:
    gate = Gate(QueuePolicy(concurrent_calls=10, calls_per_user=2))
    mine = [await gate.enter(ask()) for _ in range(2)]
    assert gate.try_enter(ask()) is None
    waiting = asyncio.create_task(gate.enter(ask()))
    await settle()
    assert gate.try_enter(ask("usr_b")) is not None
    assert not waiting.done()
    mine[0].leave()
    mine[0].leave()  # twice gives back one place
    assert (await waiting).waited_s >= 0
    assert gate.try_enter(ask()) is None
    assert gate.running("usr_a") == 2


async def test_lanes_go_by_role_and_by_who_asks() -> None:
    policy = QueuePolicy()

    def lane(role: str, *, by_key: bool = True, product: bool = False, wanted: str | None = None) -> Lane:
        return policy.lane_of(role, by_key=by_key, product=product, wanted=wanted)

    assert lane("user") is Lane.STANDARD
    assert lane("user", wanted="interactive") is Lane.STANDARD
    assert lane("user", wanted="batch") is Lane.BATCH
    assert lane("user", product=True) is Lane.INTERACTIVE
    assert lane("user", by_key=False) is Lane.INTERACTIVE
    assert lane("user", by_key=False, wanted="batch") is Lane.BATCH
    assert lane("developer", wanted="interactive") is Lane.INTERACTIVE
    assert lane("developer") is Lane.STANDARD
    assert lane("nobody knows", wanted="interactive") is Lane.STANDARD
    assert lane("administrator", wanted="first class") is Lane.STANDARD


async def test_too_many_waiting_calls_of_one_user_are_refused(clock: Clock) -> None:
    gate = Gate(QueuePolicy(concurrent_calls=1, waiting_calls_per_user=1), monotonic=clock)
    ticket = await gate.enter(ask())
    clock.now += 30
    ticket.leave()  # the pace is known now: 30 s a call
    ticket = await gate.enter(ask())
    waiting = asyncio.create_task(gate.enter(ask()))
    await settle()
    with pytest.raises(Overloaded) as caught:
        await gate.enter(ask())
    assert caught.value.retry_after == pytest.approx(60)
    ticket.leave()
    (await waiting).leave()


async def test_a_full_queue_is_the_servers_fault_and_batch_goes_first() -> None:
    gate = Gate(QueuePolicy(concurrent_calls=1, waiting_calls=2))
    ticket = await gate.enter(ask())
    waiting = [asyncio.create_task(gate.enter(ask(priority="batch")))]
    await settle()
    with pytest.raises(ServerBusy) as caught:
        await gate.enter(ask("usr_b", priority="batch"))
    assert caught.value.status == 503 and caught.value.retry_after
    waiting.append(asyncio.create_task(gate.enter(ask("usr_b"))))
    await settle()
    ticket.leave()
    for task in reversed(waiting):
        (await task).leave()


async def test_a_deadline_that_cannot_be_met_is_refused_at_once(clock: Clock) -> None:
    gate = Gate(QueuePolicy(concurrent_calls=1), monotonic=clock)
    ticket = await gate.enter(ask())
    clock.now += 20
    ticket.leave()
    ticket = await gate.enter(ask())
    with pytest.raises(DeadlineMissed) as caught:
        await gate.enter(ask("usr_b", deadline_s=5.0))
    assert (caught.value.status, caught.value.retry_after) == (503, pytest.approx(15))
    ticket.leave()
    assert (await gate.enter(ask("usr_b", deadline_s=5.0))).waited_s == 0


@pytest.mark.parametrize(("deadline", "error"), [(0.001, DeadlineMissed), (None, ServerBusy)])
async def test_a_wait_ends_at_its_limit_and_leaves_nothing(
    deadline: float | None, error: type[Exception]
) -> None:
    gate = Gate(QueuePolicy(concurrent_calls=1, wait_s=0.002))
    ticket = await gate.enter(ask())
    with pytest.raises(error) as caught:
        await gate.enter(ask("usr_b", deadline_s=deadline))
    assert caught.value.retry_after is not None  # type: ignore[attr-defined]
    ticket.leave()
    assert gate.try_enter(ask("usr_b")) is not None


@pytest.mark.parametrize("turns", range(4))
async def test_a_cancelled_call_leaves_no_place_behind(turns: int) -> None:
    """Before it waits, while it waits, when its turn has come, and after."""
    gate = Gate(QueuePolicy(concurrent_calls=1))
    ticket = await gate.enter(ask())
    held: list[Ticket] = []

    async def enter() -> None:
        held.append(await gate.enter(ask("usr_b")))

    task = asyncio.create_task(enter())
    if turns > 0:
        await settle()
    if turns > 1:
        ticket.leave()
    if turns > 2:
        await settle()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    ticket.leave()
    for other in held:
        other.leave()
    assert gate.running("usr_a") == gate.running("usr_b") == 0
    assert gate.try_enter(ask("usr_c")) is not None


async def test_the_edge_sees_the_place_and_the_wait(clock: Clock) -> None:
    gate = Gate(QueuePolicy(concurrent_calls=1), monotonic=clock)
    ticket = await gate.enter(ask())
    watches = [QueueWatch() for _ in range(2)]
    tasks = [asyncio.create_task(gate.enter(ask(queue=watch))) for watch in watches]
    assert [watch.place for watch in watches] == [None, None]
    await settle()
    assert [watch.place for watch in watches] == [1, 2]
    clock.now += 2.5
    ticket.leave()
    ticket = await tasks[0]
    assert (watches[0].place, watches[0].waited_s, ticket.waited_s) == (None, 2.5, 2.5)
    assert watches[1].place == 1
    ticket.leave()
    (await tasks[1]).leave()


class Rates:
    def __init__(self, allowed: int) -> None:
        self.allowed = allowed
        self.taken = 0

    def concern(self, caller: Caller) -> bool:
        return True

    def take(self, ask: Ask) -> RateGrant | None:
        if self.taken >= self.allowed:
            raise Overloaded("Too many requests.", retry_after=3)
        self.taken += 1
        return RateGrant(RateState(), [], [], 0)

    async def acquire(self, ask: Ask) -> RateGrant:
        raise NotImplementedError


async def test_a_rate_is_taken_once_and_a_refusal_gives_the_place_back() -> None:
    rates = Rates(2)
    gate = Gate(QueuePolicy(concurrent_calls=1), rates=rates)
    ticket = await gate.enter(ask())
    waiting = asyncio.create_task(gate.enter(ask()))
    await settle()
    assert rates.taken == 2
    ticket.leave()
    (await waiting).leave()
    with pytest.raises(Overloaded):
        gate.try_enter(ask())
    assert gate.running("usr_a") == 0


class LeasedRates(Rates):
    """Has to ask elsewhere first."""

    def take(self, ask: Ask) -> RateGrant | None:
        return None

    async def acquire(self, ask: Ask) -> RateGrant:
        await asyncio.sleep(0)
        self.taken += 1
        return RateGrant(RateState(), [], [], 0)


async def test_who_had_to_ask_for_a_rate_takes_a_free_place() -> None:
    rates = LeasedRates(1)
    gate = Gate(QueuePolicy(wait_s=0.001), rates=rates)
    ticket = await gate.enter(ask())
    assert rates.taken == 1 and gate.running("usr_a") == 1
    ticket.leave()
    assert gate.running("usr_a") == 0


ONE: Demand = (Need("up/one", 1),)
TWO: Demand = (Need("up/two", 1),)


@pytest.fixture
def places() -> Iterator[UpstreamPlaces]:
    made = UpstreamPlaces()
    yield made
    assert not made._rooms, "upstreams that nobody uses are forgotten"


async def test_a_call_waits_only_when_every_upstream_is_full(places: UpstreamPlaces) -> None:
    one, two = places.try_take(ONE, ask()), places.try_take(TWO, ask())
    assert one is not None and two is not None
    assert places.try_take(ONE, ask()) is None and not places.has_room(ONE)
    waiting = asyncio.create_task(places.take([ONE, TWO], ask("usr_b")))
    later = asyncio.create_task(places.take([ONE, TWO], ask("usr_c")))
    await settle()
    assert not waiting.done()
    two.leave()
    number, place = await waiting
    assert number == 1 and not later.done()
    place.leave()
    place.leave()
    number, place = await later
    assert number == 1
    one.leave()
    place.leave()


async def test_a_provider_limits_all_its_models_together(places: UpstreamPlaces) -> None:
    small = (Need("up", 1), Need("up/small", 5))
    large = (Need("up", 1), Need("up/large", 5))
    held = places.try_take(small, ask())
    assert held is not None and places.running("up/small") == 1
    assert places.try_take(large, ask()) is None
    assert places.running("up/large") == 0, "nothing is kept of what could not be taken whole"
    waiting = asyncio.create_task(places.take([large], ask()))
    await settle()
    held.leave()
    number, place = await waiting
    assert (number, places.running("up"), places.running("up/large")) == (0, 1, 1)
    place.leave()


async def test_two_places_are_had_together_or_not_at_all(places: UpstreamPlaces) -> None:
    both = (Need("a", 1), Need("b", 1))
    holds = [places.try_take((need,), ask()) for need in both]
    waiting = asyncio.create_task(places.take([both], ask()))
    await settle()
    assert holds[0] is not None and holds[1] is not None
    holds[0].leave()
    await settle()
    assert not waiting.done() and places.running("a") == 0
    holds[1].leave()
    _, place = await waiting
    place.leave()


@pytest.mark.parametrize("granted", [False, True])
async def test_a_cancelled_wait_for_an_upstream_leaves_nothing(places: UpstreamPlaces, granted: bool) -> None:
    one, two = places.try_take(ONE, ask()), places.try_take(TWO, ask())
    assert one is not None and two is not None
    task = asyncio.create_task(places.take([ONE, TWO], ask()))
    await settle()
    if granted:
        one.leave()
        two.leave()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    one.leave()
    two.leave()


async def test_a_raised_limit_lets_in_who_waits(places: UpstreamPlaces) -> None:
    held = places.try_take(ONE, ask())
    waiting = asyncio.create_task(places.take([ONE], ask()))
    await settle()
    more = places.try_take((Need("up/one", 3),), ask())
    assert more is not None and held is not None
    await settle()
    _, place = await waiting
    for taken in (held, more, place):
        taken.leave()


async def test_an_upstream_that_stays_full_ends_the_wait() -> None:
    places = UpstreamPlaces(QueuePolicy(wait_s=0.001))
    held = places.try_take(ONE, ask())
    with pytest.raises(ServerBusy):
        await places.take([ONE], ask())
    with pytest.raises(DeadlineMissed):
        await places.take([ONE], ask(deadline_s=0.0005))
    assert held is not None
    held.leave()
    assert not places._rooms


async def test_an_upstream_takes_no_more_waiting_calls_than_its_row_says(places: UpstreamPlaces) -> None:
    short, long = (Need("up/short", 1, 0),), (Need("up/long", 1),)
    one, two = places.try_take(short, ask()), places.try_take(long, ask())
    assert one is not None and two is not None
    with pytest.raises(ServerBusy):
        await places.take([short], ask())
    waiting = asyncio.create_task(places.take([short, long], ask()))
    await settle()
    one.leave()
    await settle()
    assert not waiting.done(), "it lined up where there was room to wait, and nowhere else"
    two.leave()
    number, place = await waiting
    assert (number, places.running("up/long")) == (1, 1)
    place.leave()


async def test_where_nothing_is_limited_nobody_waits(places: UpstreamPlaces) -> None:
    number, place = await places.take([ONE, ()], ask())
    assert number == 0
    second = places.try_take((), ask())
    assert second is not None
    second.leave()
    place.leave()
