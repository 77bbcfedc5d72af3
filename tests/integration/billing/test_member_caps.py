"""What one member may spend of a team's wallet, on real databases and in several processes at once."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import timedelta

import pytest

from huahua.billing.api import Owner
from huahua.gateway.admission.subjects import Subjects
from huahua.gateway.api import Caller, InsufficientCredit
from huahua.gateway.metering.budget_store import SqlBudgetStore
from huahua.gateway.metering.caps import CappedPurse
from huahua.kit.ids import new_id
from huahua.kit.limits import Limits, Restrictions
from tests.integration.billing.conftest import Office

TEAM, TOM, ADA = new_id("team"), new_id("usr"), new_id("usr")


def _member(user_id: str, cap: int, key_cap: int = 0) -> Caller:
    limits = Restrictions(Limits(spend_micros=key_cap), member=Limits(spend_micros=cap, spend_period="day"))
    return Caller(user_id, "user", "key_of_" + user_id[-4:], TEAM, restrictions=limits if cap else None)


def _processes(office: Office, count: int) -> list[CappedPurse]:
    store = SqlBudgetStore(office.database)
    return [CappedPurse(office.process().purse, Subjects(), store, clock=office.hours) for _ in range(count)]


async def _fund(office: Office, micros: int) -> str:
    wallet = await office.ledger.wallet_of(Owner("team", TEAM))
    await office.ledger.credit(wallet.id, micros, "order:team", "cash:test", "top-up")
    return wallet.id


async def test_two_hundred_calls_at_once_in_four_processes_keep_each_members_cap(office: Office) -> None:
    await _fund(office, 1_000_000)
    processes = _processes(office, 4)
    callers = [_member(TOM, 10_000), _member(ADA, 25_000)]

    async def call(number: int) -> str | None:
        purse, caller = processes[number % 4], callers[number // 4 % 2]
        try:
            hold = purse.hold(caller, 1000) or await purse.acquire(caller, 1000)
        except InsufficientCredit:
            return None
        hold.settle(1000)
        return caller.user_id

    admitted = Counter(await asyncio.gather(*(call(number) for number in range(200))))
    assert (admitted[TOM], admitted[ADA]) == (10, 25)
    for purse in processes:
        await purse.close()
    store, today = SqlBudgetStore(office.database), "2026-11-21"
    assert await store.granted(f"cap:{TEAM}/{TOM}", today) == 10_000
    assert await store.granted(f"cap:{TEAM}/{ADA}", today) == 25_000


async def test_a_call_is_held_by_the_members_cap_the_keys_and_the_wallet_or_by_none(office: Office) -> None:
    wallet_id = await _fund(office, 5_000)
    store, refused = SqlBudgetStore(office.database), "set for you in this team"
    for caller, micros, who in (
        (_member(TOM, 100_000), 6_000, "Your team's wallet"),
        (_member(TOM, 100_000, key_cap=50_000), 6_000, "Your team's wallet"),
        (_member(TOM, 3_000), 4_000, refused),
        (_member(TOM, 100_000, key_cap=1_000), 4_000, "this API key"),
    ):
        (purse,) = _processes(office, 1)
        with pytest.raises(InsufficientCredit, match=who):
            await purse.acquire(caller, micros)
        await purse.close()
        assert await store.granted(f"cap:{TEAM}/{TOM}", "2026-11-21") == 0
    (purse,) = _processes(office, 1)
    (await purse.acquire(_member(TOM, 5_000), 5_000)).release()
    assert (await office.ledger.balance(wallet_id)).money_micros == 5_000


async def test_a_cap_begins_anew_with_the_next_day_and_follows_what_is_set(office: Office) -> None:
    await _fund(office, 1_000_000)
    (purse,) = _processes(office, 1)
    (await purse.acquire(_member(TOM, 1_000), 1_000)).settle(1_000)
    with pytest.raises(InsufficientCredit):
        await purse.acquire(_member(TOM, 1_000), 1)
    (await purse.acquire(_member(TOM, 1_500), 500)).settle(500)  # raised meanwhile
    (await purse.acquire(_member(TOM, 0), 9_000)).settle(9_000)  # or taken away
    with pytest.raises(InsufficientCredit):
        await purse.acquire(_member(TOM, 1_500), 1)
    office.hours.now += timedelta(days=1)
    (await purse.acquire(_member(TOM, 1_000), 1_000)).settle(1_000)
