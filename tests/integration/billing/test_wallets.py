"""Calls out of wallets on real databases: held, settled, posted once, and freed when a process dies."""

from __future__ import annotations

import asyncio
import random
from datetime import timedelta

import pytest

from huahua.billing.api import LedgerAudit, Owner
from huahua.gateway.api import Caller, InsufficientCredit
from tests.integration.billing.conftest import ANN, Office, Process


async def _admitted(processes: list[Process], calls: int, cost: int) -> int:
    async def call(number: int) -> bool:
        process = processes[number % len(processes)]
        try:
            hold = process.purse.hold(ANN, cost) or await process.purse.acquire(ANN, cost)
        except InsufficientCredit:
            return False
        process.keep(process.line(hold, cost))
        return True

    return sum(await asyncio.gather(*(call(number) for number in range(calls))))


async def test_four_processes_admit_ten_of_two_hundred_calls_to_a_wallet_of_ten(office: Office) -> None:
    wallet = await office.wallet(10_000)
    processes = [office.process() for _ in range(4)]
    assert await _admitted(processes, 200, 1000) == 10
    for process in processes:
        await process.poster.post_all()
        await process.purse.close()
    balance = await office.ledger.balance(wallet.id)
    assert (balance.available_micros, balance.money_micros, balance.held_micros) == (0, 0, 0)
    assert await office.ledger.totals() == {"cash:test": -10_000, "revenue": 10_000}


async def test_all_calls_in_one_process_of_four_are_admitted_as_well(office: Office) -> None:
    """What nobody uses is in nobody's lease."""
    await office.wallet(10_000)
    processes = [office.process() for _ in range(4)]
    holds = [await process.purse.acquire(ANN, 1000) for process in processes]
    assert await _admitted(processes[:1], 50, 1000) == 6
    assert len({hold.lease_id for hold in holds}) == 4


async def test_what_may_be_spent_is_the_same_before_and_after_posting(office: Office) -> None:
    wallet, process = await office.wallet(1000), office.process()
    hold = await process.purse.acquire(ANN, 300)
    process.keep(process.line(hold, 200))
    before = await process.purse.balance(ANN.user_id)
    assert await process.poster.post(process.purse.take_unposted()) == 1
    after = await process.purse.balance(ANN.user_id)
    assert before == after and before is not None
    assert (before.left_micros, before.held_micros) == (800, 0)
    assert await office.leased(wallet) == 100
    await process.purse.close()
    assert await office.leased(wallet) == 0


async def test_many_posters_post_each_line_once(office: Office) -> None:
    wallet = await office.wallet(100_000)
    processes = [office.process() for _ in range(4)]
    lines = []
    for process in processes:
        for cost in range(1, 11):
            hold = process.purse.hold(ANN, 50) or await process.purse.acquire(ANN, 50)
            lines.append(process.line(hold, cost))
    processes[0].keep(*lines)
    posted = await asyncio.gather(*(process.poster.post_all() for process in processes * 2))
    assert sum(posted) == 40
    found = await office.ledger.statement(wallet.id)
    assert sum(transaction.calls for transaction in found.items) == 40
    assert (await office.ledger.balance(wallet.id)).money_micros == 100_000 - 4 * 55


async def test_grants_are_spent_before_money(office: Office) -> None:
    wallet, process = await office.wallet(100), office.process()
    await office.ledger.credit(wallet.id, 70, "grant:1", "promotions", "", priority=50)
    hold = await process.purse.acquire(ANN, 170)
    process.keep(process.line(hold, 90))
    balance = await office.ledger.balance(wallet.id)
    assert (balance.money_micros, balance.grants_micros) == (80, 0)  # not posted yet, and true already
    await process.poster.post_all()
    assert await office.ledger.balance(wallet.id) == balance


async def test_a_credit_limit_is_spent_after_everything_else_and_not_beyond(office: Office) -> None:
    wallet, process = await office.wallet(100), office.process()
    await office.ledger.set_credit_limit(wallet.id, 50)
    (hold := await process.purse.acquire(ANN, 150)).settle(0)
    process.keep(process.line(await process.purse.acquire(ANN, 150), 140))
    with pytest.raises(InsufficientCredit):
        await process.purse.acquire(ANN, 11)
    await process.poster.post_all()
    assert hold.wallet_id == wallet.id
    assert (await office.ledger.balance(wallet.id)).owed_micros == 40


async def test_a_dead_process_calls_are_posted_and_its_money_is_free_again(office: Office) -> None:
    wallet, dead, living = await office.wallet(1000), office.process(), office.process()
    dead.keep(dead.line(await dead.purse.acquire(ANN, 400), 150))
    await dead.purse.acquire(ANN, 600)  # never ends
    assert await living.poster.recover() == 0
    with pytest.raises(InsufficientCredit):
        await living.purse.acquire(ANN, 500)
    office.hours.pass_s(61)
    assert await living.poster.recover() == 1
    assert await office.leased(wallet) == 0
    balance = await office.ledger.balance(wallet.id)
    assert (balance.available_micros, balance.money_micros) == (850, 850)


async def test_a_line_that_comes_home_after_its_lease_was_freed_is_paid_all_the_same(office: Office) -> None:
    wallet, dead, living = await office.wallet(1000), office.process(), office.process()
    line = dead.line(await dead.purse.acquire(ANN, 400), 150)
    office.hours.pass_s(61)
    assert await living.poster.recover() == 1
    living.keep(line, line)
    assert await living.poster.post_all() == 1
    assert (await office.ledger.wallet(wallet.id)).position.free_micros == 850


async def test_a_living_process_keeps_its_lease_however_long_a_call_takes(office: Office) -> None:
    wallet, process = await office.wallet(1000), office.process()
    hold = await process.purse.acquire(ANN, 400)
    for _ in range(5):
        office.hours.pass_s(40)
        process.purse._renew_at = 0.0
        await process.purse.sweep()
        assert await process.poster.recover() == 0
    hold.settle(100)
    assert await office.leased(wallet) == 400


async def test_a_call_that_is_told_of_twice_is_paid_once_and_leaves_nothing_leased(office: Office) -> None:
    """A batch that asks again after a restart: one request id, two settlements, one line."""
    wallet, process = await office.wallet(1000), office.process()
    for _ in range(2):
        hold = await process.purse.acquire(ANN, 100)
        process.keep(process.line(hold, 60, "req_same"))
    await process.poster.post_all()
    await process.purse.close()
    assert await office.leased(wallet) == 60
    office.hours.pass_s(61)
    assert await process.poster.recover() == 1
    assert (await office.ledger.wallet(wallet.id)).position.free_micros == 940


async def test_an_expired_grant_that_is_leased_is_taken_back_when_the_lease_ends(office: Office) -> None:
    wallet, process = await office.wallet(0), office.process()
    end = office.hours.now + timedelta(seconds=10)
    await office.ledger.credit(wallet.id, 100, "grant:1", "promotions", "", expires_at=end)
    hold = await process.purse.acquire(ANN, 80)
    office.hours.pass_s(10)
    assert await office.ledger.expire() == 1
    process.keep(process.line(hold, 30))
    await process.poster.post_all()
    await process.purse.close()
    assert await office.ledger.expire() == 1
    balance = await office.ledger.balance(wallet.id)
    assert (balance.available_micros, balance.grants_micros, balance.owed_micros) == (0, 0, 0)
    assert await office.ledger.totals() == {"promotions": -30, "revenue": 30}


async def test_a_teams_key_spends_the_teams_wallet_and_not_its_members(office: Office) -> None:
    mine, team = await office.wallet(1000), await office.ledger.wallet_of(Owner("team", "team_1"))
    process, caller = office.process(), Caller("usr_ann", "user", "key_1", "team_1")
    with pytest.raises(InsufficientCredit, match="team's wallet"):
        await process.purse.acquire(caller, 100)
    await office.ledger.credit(team.id, 500, "order:team", "cash:test", "")
    other = office.process()
    hold = await other.purse.acquire(caller, 100)
    other.keep(other.line(hold, 100))
    await other.poster.post_all()
    assert (await office.ledger.balance(team.id)).money_micros == 400
    assert (await office.ledger.balance(mine.id)).money_micros == 1000


async def test_no_history_of_dear_calls_and_lost_leases_brings_a_wallet_below_its_limit(
    office: Office,
) -> None:
    """The operator bears what calls cost beyond their estimates, or after others spent what was held for them."""
    dice, limit, spent = random.Random(7), 300, 0
    wallet = await office.wallet(2_000)
    await office.ledger.set_credit_limit(wallet.id, limit)
    await office.ledger.credit(wallet.id, 150, "grant:1", "promotions", "", priority=50)
    processes = [office.process() for _ in range(3)]
    stalled = []
    for _ in range(40):
        process = dice.choice(processes)
        try:
            hold = await process.purse.acquire(ANN, 100)
        except InsufficientCredit:
            pass
        else:
            cost = dice.choice([40, 100, 350])
            spent += cost
            line = process.line(hold, cost)
            stalled.append(line) if dice.random() < 0.3 else process.keep(line)
        if dice.random() < 0.2:
            office.hours.pass_s(61)
            await processes[0].poster.recover()
            processes = [office.process() for _ in range(3)]
        await process.poster.post_all()
        shown = await office.ledger.balance(wallet.id)
        assert shown.money_micros >= -limit and shown.owed_micros <= limit
    processes[0].keep(*stalled)
    before = (await office.ledger.balance(wallet.id)).money_micros
    await processes[0].poster.post_all()
    balance, totals = await office.ledger.balance(wallet.id), await office.ledger.totals()
    assert balance.money_micros == before == -limit  # what is not posted yet shows the same
    assert totals["revenue"] == spent and totals["overruns"] < 0
    report = await LedgerAudit(office.database, clock=office.hours).run()
    assert report.holds and report.overdrawn == []
