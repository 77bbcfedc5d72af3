"""The purse on a store of its own: holds, refusals, leases that end."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime, timedelta

import pytest

from huahua.billing.ledger.currencies import Currencies, shown
from huahua.billing.ledger.domain import Owner, Position
from huahua.billing.ledger.leases import Leased, LeaseLost
from huahua.billing.ledger.purse import IDLE_S, LOOK_EVERY_S, WalletPurse
from huahua.gateway.api import NO_HOLD, Caller, InsufficientCredit, NotReady

ANN = Caller("usr_ann", "user")


class Store:
    """Port `LeaseStore`, in memory, for any number of purses."""

    def __init__(self, money: int) -> None:
        self.money = money
        self.leases: dict[str, int] = {}
        self.asked = 0
        self.away = False

    @property
    def free(self) -> int:
        return self.money - sum(self.leases.values())

    async def wallet_of(self, owner: Owner) -> str:
        return f"wal_{owner.id}"

    async def lease(
        self,
        lease_id: str,
        wallet_id: str,
        least_micros: int,
        most_micros: int,
        deadline: datetime,
        *,
        new: bool,
    ) -> Leased:
        self.asked += 1
        if self.away:
            raise NotReady("away")
        if not new and lease_id not in self.leases:
            raise LeaseLost
        micros = most_micros if self.free >= most_micros * 16 else least_micros
        if micros > self.free:
            return Leased(0, self.free)
        self.leases[lease_id] = self.leases.get(lease_id, 0) + micros
        return Leased(micros, self.free)

    async def give_back(
        self, lease_id: str, wallet_id: str, micros: int, deadline: datetime, *, last: bool = False
    ) -> None:
        if self.away:
            raise NotReady("away")
        if lease_id not in self.leases:
            raise LeaseLost
        self.leases[lease_id] -= micros

    async def renew(self, lease_ids: Collection[str], deadline: datetime) -> set[str]:
        return set(lease_ids) & set(self.leases)

    async def position(self, wallet_id: str) -> tuple[Position, int]:
        return Position(self.money, 0, sum(self.leases.values())), 0


class Seconds:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now

    def clock(self) -> datetime:
        return datetime(2026, 11, 21, tzinfo=UTC) + timedelta(seconds=self.now)


def _purse(store: Store, seconds: Seconds, **more: object) -> WalletPurse:
    return WalletPurse(store, Currencies(), clock=seconds.clock, monotonic=seconds, **more)  # type: ignore[arg-type]


async def test_the_first_call_leases_what_it_needs_and_later_ones_a_sixteenth() -> None:
    store, seconds = Store(16_000), Seconds()
    purse = _purse(store, seconds)
    assert purse.hold(ANN, 100) is None
    first = await purse.acquire(ANN, 100)
    assert store.leases == {first.lease_id: 100} and first.wallet_id == "wal_usr_ann"
    await purse.acquire(ANN, 100)
    assert store.free == 16_000 - 100 - 993
    asked = store.asked
    for _ in range(8):
        assert purse.hold(ANN, 100) is not None
    assert store.asked == asked


async def test_settling_keeps_the_cost_in_the_lease_and_frees_the_rest() -> None:
    store, seconds = Store(1000), Seconds()
    purse = _purse(store, seconds)
    hold = await purse.acquire(ANN, 600)
    hold.settle(250)
    hold.settle(250)
    hold.release()
    assert purse.take_unposted() == {"wal_usr_ann"} and purse.take_unposted() == set()
    seconds.now += IDLE_S
    await purse.sweep()
    assert sum(store.leases.values()) == 250  # until it is posted


async def test_a_call_that_is_not_covered_is_refused_with_both_figures() -> None:
    store, seconds = Store(150), Seconds()
    purse = _purse(store, seconds)
    await purse.acquire(ANN, 100)
    with pytest.raises(InsufficientCredit, match=r"up to 0\.00006 USD, and 0\.00005 USD is left. Top up"):
        await purse.acquire(ANN, 60)
    asked = store.asked
    with pytest.raises(InsufficientCredit):
        purse.hold(ANN, 60)
    assert store.asked == asked
    store.money += 1000
    seconds.now += LOOK_EVERY_S
    assert await purse.acquire(ANN, 60)


async def test_what_cost_more_than_was_held_is_known_to_the_wallet_at_once() -> None:
    store, seconds = Store(1000), Seconds()
    purse = _purse(store, seconds)
    other = await purse.acquire(ANN, 10)
    (await purse.acquire(ANN, 1)).settle(500)
    await purse.sweep()
    assert store.free == 1000 - 510
    other.release()


async def test_a_process_that_stood_still_spends_nothing_of_a_lease_that_others_freed() -> None:
    store, seconds = Store(1000), Seconds()
    purse = _purse(store, seconds, lease_s=60.0)
    hold = await purse.acquire(ANN, 900)
    store.leases.clear()
    seconds.now += 30
    assert purse.hold(ANN, 1) is None
    again = await purse.acquire(ANN, 1000)
    assert again.lease_id != hold.lease_id
    hold.settle(900)
    with pytest.raises(InsufficientCredit):
        await purse.acquire(ANN, 1)


async def test_a_lease_that_is_gone_is_replaced() -> None:
    store, seconds = Store(1000), Seconds()
    purse = _purse(store, seconds)
    await purse.acquire(ANN, 100)
    store.leases.clear()
    await purse.acquire(ANN, 300)
    assert sum(store.leases.values()) == 300


async def test_renewal_drops_what_is_gone_and_keeps_the_rest() -> None:
    store, seconds = Store(100_000), Seconds()
    purse = _purse(store, seconds)
    await purse.acquire(ANN, 100)
    bob = Caller("usr_bob", "user")
    hold = await purse.acquire(bob, 100)
    await purse.acquire(bob, 100)
    del store.leases[hold.lease_id or ""]
    for _ in range(8):
        seconds.now += 10
        await purse.sweep()
    assert purse.hold(bob, 10) is None
    again = await purse.acquire(ANN, 10)
    assert again.lease_id in store.leases


async def test_a_database_that_is_away_is_said_so_and_loses_nothing() -> None:
    store, seconds = Store(1000), Seconds()
    purse = _purse(store, seconds)
    (await purse.acquire(ANN, 100)).release()
    store.away = True
    with pytest.raises(NotReady):
        await purse.acquire(ANN, 500)
    seconds.now += IDLE_S
    with pytest.raises(NotReady):
        await purse.sweep()
    store.away = False
    await purse.sweep()
    assert store.free == 1000


async def test_the_balance_counts_what_is_held_here_and_not_what_is_at_hand() -> None:
    store, seconds = Store(10_000), Seconds()
    purse = _purse(store, seconds)
    await purse.acquire(ANN, 100)
    await purse.acquire(ANN, 100)
    found = await purse.balance(ANN.user_id)
    assert found is not None and (found.left_micros, found.held_micros) == (9_800, 200)


async def test_exempt_roles_pay_nothing() -> None:
    purse = _purse(Store(0), Seconds(), exempt_roles=frozenset({"administrator"}))
    root = Caller("usr_root", "administrator")
    assert purse.hold(root, 100) is NO_HOLD and await purse.acquire(root, 100) is NO_HOLD


def test_prices_are_converted_by_a_rate_or_not_at_all() -> None:
    purse = WalletPurse(Store(0), Currencies("USD", {"CNY": 140_000}))
    assert purse.converted(101, "USD") == 101
    assert purse.converted(101, "CNY") == 15
    with pytest.raises(NotReady, match="EUR"):
        purse.converted(1, "EUR")


def test_amounts_are_shown_with_every_digit_that_counts() -> None:
    assert shown(1_000_000, "USD") == "1.00 USD"
    assert shown(1_234_560, "CNY") == "1.23456 CNY"
    assert shown(7, "USD") == "0.000007 USD"
    assert shown(-2_500_000, "USD") == "-2.50 USD"
