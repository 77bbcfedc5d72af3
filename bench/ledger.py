"""A million simulated calls on the ledger's own parts, with random failures: zero drift, nobody below the credit limit.

python -m bench.ledger [--calls 1000000] [--seed 1]

Processes lease from wallets, hold, settle and release; they die, stand still, and come back; lines are lost with a
process that dies before they are durable, and written twice; grants come and expire; money comes in and goes out. The
purse is the product's own, the arithmetic is that of `billing/ledger/domain.py`; only the database is played, by
statements of the same guards in memory. `tests/unit/billing/test_simulation.py` runs a small one.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import time
from collections import Counter, defaultdict
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from huahua.billing.ledger.currencies import Currencies
from huahua.billing.ledger.domain import (
    OVERRUNS,
    PROMOTIONS,
    REVENUE,
    Entry,
    Grant,
    Owner,
    Position,
    after,
    charged,
    checked,
    effect,
    expirable,
    grants_account,
    received,
    spent,
)
from huahua.billing.ledger.leases import SHARE, Leased, LeaseLost
from huahua.billing.ledger.purse import WalletPurse
from huahua.gateway.api import Caller, Hold, InsufficientCredit, NotReady

LEASE_S = 60.0
PROCESSES, WALLETS = 4, 20
LIMITS = (0, 0, 50_000)
"""Credit limits, by turns."""


@dataclass
class Line:
    wallet_id: str
    lease_id: str
    micros: int


@dataclass
class World:
    """The database and the clock."""

    random: random.Random
    now: float = 0.0
    positions: dict[str, Position] = field(default_factory=dict)
    grants: dict[str, dict[str, Grant]] = field(default_factory=lambda: defaultdict(dict))
    leases: dict[str, list[float]] = field(default_factory=dict)
    """Micros and deadline."""
    lease_wallets: dict[str, str] = field(default_factory=dict)
    unposted: dict[str, dict[int, Line]] = field(default_factory=lambda: defaultdict(dict))
    """By wallet and by the number of the call."""
    recorded: dict[int, int] = field(default_factory=dict)
    """What each call that was recorded cost."""
    money: Counter[str] = field(default_factory=Counter)
    """By account, from the entries alone."""
    by_grant: Counter[str] = field(default_factory=Counter)
    away: bool = False
    transactions: int = 0
    overrun: int = 0
    """What the operator bears of calls whose process stood still for longer than its lease lasts: the money that was
    held for them had been freed, and was spent by others."""
    lowest: int = 0
    """The lowest that a wallet was beneath its credit limit; 0 where none was."""

    def clock(self) -> datetime:
        return datetime(2026, 11, 21, tzinfo=UTC) + timedelta(seconds=self.now)

    def book(self, wallet_id: str, entries: tuple[Entry, ...], new: Grant | None = None) -> None:
        change = effect(wallet_id, entries)
        position = self.positions[wallet_id] = after(self.positions[wallet_id], change)
        grants = self.grants[wallet_id]
        if new is not None:
            grants[new.id] = new
        else:
            for grant_id, micros in change.by_grant.items():
                left = grants[grant_id].left_micros + micros
                assert left >= 0, "a grant was spent twice"
                grants[grant_id] = replace(grants[grant_id], left_micros=left)
        for entry in entries:
            self.money[entry.account] += entry.micros
            if entry.grant_id is not None:
                self.by_grant[entry.grant_id] += entry.micros
        self.transactions += 1
        room = position.money_micros + position.credit_limit_micros
        self.lowest = min(self.lowest, room)

    def change_leased(self, wallet_id: str, micros: int) -> None:
        position = self.positions[wallet_id]
        self.positions[wallet_id] = replace(position, leased_micros=position.leased_micros + micros)

    def write(self, number: int, line: Line) -> None:
        """A line whose call is there already is skipped."""
        if number not in self.recorded:
            self.recorded[number] = line.micros
            self.unposted[line.wallet_id][number] = line

    def post(self, wallet_id: str) -> None:
        lines = self.unposted[wallet_id]
        if not lines:
            return
        taken = list(lines.values())
        lines.clear()
        total = sum(line.micros for line in taken)
        entries, overrun = charged(
            wallet_id, total, self.grants[wallet_id].values(), self.positions[wallet_id]
        )
        self.overrun += overrun
        self.book(wallet_id, entries)
        for line in taken:
            lease = self.leases.get(line.lease_id)
            if lease is not None:
                lease[0] -= line.micros
                self.change_leased(wallet_id, -line.micros)

    def recover(self) -> None:
        for lease_id, (micros, deadline) in list(self.leases.items()):
            if deadline <= self.now:
                wallet_id = self.lease_wallets[lease_id]
                self.post(wallet_id)
                micros = self.leases.pop(lease_id)[0]
                self.change_leased(wallet_id, -int(micros))

    def expire(self) -> None:
        for wallet_id, grants in self.grants.items():
            for grant in list(grants.values()):
                if grant.expires_at is None or grant.expires_at > self.clock():
                    continue
                if micros := expirable(self.positions[wallet_id], grant):
                    back = [Entry(grants_account(wallet_id), -micros, grant.id), Entry(PROMOTIONS, micros)]
                    self.book(wallet_id, checked(back))
                elif not grant.left_micros:
                    del grants[grant.id]

    def audit(self) -> None:
        assert sum(self.money.values()) == 0, "the books do not balance"
        held = Counter[str]()
        for lease_id, (micros, _) in self.leases.items():
            held[self.lease_wallets[lease_id]] += int(micros)
        for wallet_id, position in self.positions.items():
            assert position.money_micros == self.money[f"wallet:{wallet_id}"], "money drifts"
            assert position.grants_micros == self.money[f"grants:{wallet_id}"], "grants drift"
            assert position.leased_micros == held[wallet_id], "leases drift"
            assert position.grants_micros == sum(
                grant.left_micros for grant in self.grants[wallet_id].values()
            )
        unposted = sum(line.micros for lines in self.unposted.values() for line in lines.values())
        assert self.money[OVERRUNS] == -self.overrun, "overruns are not what was booked"
        assert self.money[REVENUE] + unposted == sum(self.recorded.values()), "calls and revenue differ"
        assert self.lowest >= 0, "a wallet fell below its credit limit"


class Store:
    """Port `LeaseStore`."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def wallet_of(self, owner: Owner) -> str:
        return owner.id

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
        world = self._reached()
        if not new and lease_id not in world.leases:
            raise LeaseLost(lease_id)
        free = world.positions[wallet_id].free_micros
        micros = most_micros if free >= most_micros * SHARE else least_micros
        if micros > free:
            return Leased(0, free)
        world.change_leased(wallet_id, micros)
        world.lease_wallets[lease_id] = wallet_id
        lease = world.leases.setdefault(lease_id, [0, 0.0])
        lease[0] += micros
        lease[1] = world.now + LEASE_S
        return Leased(micros, free - micros)

    async def give_back(
        self, lease_id: str, wallet_id: str, micros: int, deadline: datetime, *, last: bool = False
    ) -> None:
        world = self._reached()
        lease = world.leases.get(lease_id)
        if lease is None:
            raise LeaseLost(lease_id)
        lease[0] -= micros
        lease[1] = world.now + LEASE_S
        world.change_leased(wallet_id, -micros)
        if last and not lease[0]:
            del world.leases[lease_id]

    async def renew(self, lease_ids: Collection[str], deadline: datetime) -> set[str]:
        there = set(lease_ids) & set(self._reached().leases)
        for lease_id in there:
            self._world.leases[lease_id][1] = self._world.now + LEASE_S
        return there

    async def position(self, wallet_id: str) -> tuple[Position, int]:
        lines = self._world.unposted[wallet_id].values()
        return self._world.positions[wallet_id], sum(line.micros for line in lines)

    def _reached(self) -> World:
        if self._world.away:
            raise NotReady("the database is away")
        return self._world


@dataclass
class Process:
    purse: WalletPurse
    running: list[tuple[int, Hold, int]] = field(default_factory=list)
    """Number, hold and estimate of calls that run."""
    pending: list[tuple[int, Line]] = field(default_factory=list)
    """Lines that are not durable yet."""


def new_process(world: World) -> Process:
    return Process(
        WalletPurse(
            Store(world), Currencies(), lease_s=LEASE_S, clock=world.clock, monotonic=lambda: world.now
        )
    )


@dataclass
class Outcome:
    calls: int = 0
    refused: int = 0
    unreachable: int = 0
    killed: int = 0
    lost: int = 0
    """Calls of processes that died before the line was durable: nobody was answered, nobody pays."""


async def simulate(calls: int, seed: int) -> tuple[World, Outcome]:
    world, outcome = World(random.Random(seed)), Outcome()
    for number in range(WALLETS):
        world.positions[f"wal_{number}"] = Position(credit_limit_micros=LIMITS[number % len(LIMITS)])
    processes = [new_process(world) for _ in range(PROCESSES)]
    while outcome.calls < calls:
        await _step(world, processes, outcome)
    world.away = False
    for process in processes:
        for number, hold, _estimate in process.running:
            _end(world, process, number, hold, 0)
        _flush(world, process)
        await process.purse.close()
    world.now += LEASE_S + 1
    world.recover()
    for wallet_id in world.positions:
        world.post(wallet_id)
    world.audit()
    assert not any(position.leased_micros for position in world.positions.values()), "something stays leased"
    return world, outcome


async def _step(world: World, processes: list[Process], outcome: Outcome) -> None:
    if world.away and world.random.random() < 0.02:
        world.away = False
    dice, which = world.random.random(), world.random.randrange(len(processes))
    process = processes[which]
    if dice < 0.55:
        await _start(world, process, outcome)
    elif dice < 0.92 and process.running:
        number, hold, estimate = process.running.pop(world.random.randrange(len(process.running)))
        _end(world, process, number, hold, estimate)
    elif dice < 0.96:
        _flush(world, process)
    elif dice < 0.99:
        _customer(world)
        world.now += world.random.random()
    else:
        await _misfortune(world, processes, which, outcome)


async def _start(world: World, process: Process, outcome: Outcome) -> None:
    outcome.calls += 1
    caller = Caller(f"wal_{world.random.randrange(WALLETS)}", "user")
    estimate = world.random.choice((1, 40, 300, 2_000, 9_000))
    try:
        hold = process.purse.hold(caller, estimate) or await process.purse.acquire(caller, estimate)
    except InsufficientCredit:
        outcome.refused += 1
    except NotReady:
        outcome.unreachable += 1
    else:
        process.running.append((outcome.calls, hold, estimate))


def _end(world: World, process: Process, number: int, hold: Hold, estimate: int) -> None:
    cost = world.random.randint(0, estimate)
    hold.settle(cost)
    if cost:
        assert hold.wallet_id is not None and hold.lease_id is not None
        process.pending.append((number, Line(hold.wallet_id, hold.lease_id, cost)))


def _flush(world: World, process: Process) -> None:
    for number, line in process.pending:
        world.write(number, line)
        if world.random.random() < 0.01:
            world.write(number, line)  # told again after a commit whose answer was lost
    process.pending.clear()


def _customer(world: World) -> None:
    wallet_id = f"wal_{world.random.randrange(WALLETS)}"
    what, micros = world.random.random(), world.random.randint(1, 12_000)
    position = world.positions[wallet_id]
    if what < 0.5:
        world.book(wallet_id, received(wallet_id, micros, "cash:test", None))
    elif what < 0.7:
        expires = world.clock() + timedelta(seconds=world.random.randint(1, 600))
        new = Grant(f"grt_{world.transactions}", micros, world.random.randint(0, 3), expires)
        world.book(wallet_id, received(wallet_id, micros, PROMOTIONS, new.id), new)
    elif what < 0.8 and position.payable_micros >= micros:
        world.book(wallet_id, spent(wallet_id, micros, [], "cash:test"))
    elif what < 0.95:
        world.post(wallet_id)
    else:
        world.expire()


async def _misfortune(world: World, processes: list[Process], which: int, outcome: Outcome) -> None:
    process, what = processes[which], world.random.random()
    if what < 0.02:
        world.away = True
    elif what < 0.04:  # kill -9
        outcome.killed += 1
        outcome.lost += len(process.running) + len(process.pending)
        processes[which] = new_process(world)
    elif what < 0.041:  # the machine stands still, longer than leases last
        world.now += LEASE_S * 2
        world.recover()
    elif what < 0.3:
        world.recover()
    elif what < 0.9:
        with suppress(NotReady):
            await process.purse.sweep()
    else:
        world.audit()


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--calls", type=int, default=1_000_000)
    reader.add_argument("--seed", type=int, default=1)
    given = reader.parse_args()
    begun = time.monotonic()
    world, outcome = asyncio.run(simulate(given.calls, given.seed))
    print(
        f"{outcome.calls:,} calls in {time.monotonic() - begun:.0f} s: {outcome.refused:,} refused for want of money, "
        f"{outcome.unreachable:,} while the database was away, {outcome.killed:,} processes killed with "
        f"{outcome.lost:,} calls in flight, {len(world.recorded):,} paid in {world.transactions:,} transactions.\n"
        f"Drift: 0. No wallet fell below its credit limit. Of {sum(world.recorded.values()):,} micros the operator "
        f"bears {world.overrun:,}, of calls whose process stood still for longer than its lease."
    )


if __name__ == "__main__":
    main()
