"""The ledger on real databases: every source counts once, projections follow entries, books are only added to."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from huahua.billing.api import (
    InsufficientFunds,
    InvalidAmount,
    Ledger,
    Owner,
    SourceTaken,
    Wallet,
    WalletNotFound,
)
from huahua.infra.db import Database

ANN, TEAM = Owner("user", "usr_ann"), Owner("team", "team_1")
NOW = datetime(2026, 11, 21, tzinfo=UTC)


class Hours:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def hours() -> Hours:
    return Hours()


@pytest.fixture
def ledger(db: Database, hours: Hours) -> Ledger:
    return Ledger(db, clock=hours)


async def _wallet(ledger: Ledger, money: int = 0, owner: Owner = ANN) -> Wallet:
    wallet = await ledger.wallet_of(owner)
    if money:
        await ledger.credit(wallet.id, money, f"order:{wallet.id}", "cash:test", "top-up")
    return await ledger.wallet(wallet.id)


async def test_everybody_has_one_wallet_however_many_ask_at_once(ledger: Ledger) -> None:
    found = await asyncio.gather(*(ledger.wallet_of(ANN) for _ in range(8)))
    assert len({wallet.id for wallet in found}) == 1
    assert (await ledger.wallet_of(TEAM)).id != found[0].id


async def test_a_payment_that_is_told_five_times_counts_once(ledger: Ledger) -> None:
    wallet = await _wallet(ledger)
    told = await asyncio.gather(
        *(ledger.credit(wallet.id, 500, "order:ord_1", "cash:stripe", "top-up") for _ in range(5))
    )
    assert len({transaction.id for transaction in told}) == 1
    assert (await ledger.balance(wallet.id)).available_micros == 500
    assert await ledger.totals() == {"cash:stripe": -500}


async def test_a_source_names_one_amount_of_one_wallet(ledger: Ledger) -> None:
    wallet, other = await _wallet(ledger), await _wallet(ledger, owner=TEAM)
    await ledger.credit(wallet.id, 500, "order:ord_1", "cash:stripe", "")
    with pytest.raises(SourceTaken):
        await ledger.credit(wallet.id, 501, "order:ord_1", "cash:stripe", "")
    with pytest.raises(SourceTaken):
        await ledger.credit(other.id, 500, "order:ord_1", "cash:stripe", "")
    with pytest.raises(SourceTaken):
        await ledger.debit(wallet.id, 500, "order:ord_1", "cash:stripe", "")
    assert (await ledger.balance(other.id)).available_micros == 0


async def test_a_credit_belongs_to_its_callers_transaction(ledger: Ledger, db: Database) -> None:
    wallet = await _wallet(ledger)
    with pytest.raises(ZeroDivisionError):
        async with db.write() as connection:
            await ledger.credit(wallet.id, 500, "order:ord_1", "cash:x", "", connection=connection)
            raise ZeroDivisionError
    assert await ledger.by_source("order:ord_1") is None
    assert (await ledger.balance(wallet.id)).available_micros == 0


async def test_a_fee_takes_money_and_only_where_asked_grants(ledger: Ledger) -> None:
    wallet = await _wallet(ledger, 100)
    await ledger.credit(wallet.id, 50, "grant:welcome", "promotions", "welcome", priority=1)
    with pytest.raises(InsufficientFunds):
        await ledger.debit(wallet.id, 101, "fee:1", "revenue", "month")
    await ledger.debit(wallet.id, 60, "fee:1", "revenue", "month")
    assert (await ledger.balance(wallet.id)).grants_micros == 50
    await ledger.debit(wallet.id, 80, "fee:2", "revenue", "month", from_grants=True)
    balance = await ledger.balance(wallet.id)
    assert (balance.money_micros, balance.grants_micros) == (10, 0)
    with pytest.raises(InsufficientFunds):
        await ledger.debit(wallet.id, 11, "fee:3", "revenue", "month", from_grants=True)
    await ledger.debit(wallet.id, 11, "chargeback:1", "cash:test", "charged back", beyond=True)
    assert (await ledger.balance(wallet.id)).owed_micros == 1


async def test_a_credit_limit_is_what_may_be_owed(ledger: Ledger) -> None:
    wallet = await _wallet(ledger)
    await ledger.set_credit_limit(wallet.id, 70)
    assert (await ledger.balance(wallet.id)).available_micros == 70
    await ledger.debit(wallet.id, 70, "fee:1", "revenue", "")
    balance = await ledger.balance(wallet.id)
    assert (balance.available_micros, balance.owed_micros, balance.credit_limit_micros) == (0, 70, 70)
    with pytest.raises(InvalidAmount):
        await ledger.set_credit_limit(wallet.id, -1)


async def test_a_grant_expires_once(ledger: Ledger, hours: Hours) -> None:
    wallet = await _wallet(ledger, 10)
    await ledger.credit(wallet.id, 50, "grant:1", "promotions", "", expires_at=NOW + timedelta(hours=1))
    assert await ledger.expire() == 0
    hours.now += timedelta(hours=1)
    assert sorted(await asyncio.gather(*(ledger.expire() for _ in range(3)))) == [0, 0, 1]
    balance = await ledger.balance(wallet.id)
    assert (balance.available_micros, balance.grants_micros) == (10, 0)
    assert (await ledger.totals())["promotions"] == 0


async def test_a_statement_is_numbered_without_a_gap_and_says_what_was_left(ledger: Ledger) -> None:
    wallet = await _wallet(ledger, 100)
    for number in range(4):
        await ledger.debit(wallet.id, 10, f"fee:{number}", "revenue", f"month {number}")
    first = await ledger.statement(wallet.id, limit=3)
    rest = await ledger.statement(wallet.id, first.next_cursor, limit=3)
    both = [*first.items, *rest.items]
    assert [t.number for t in both] == [5, 4, 3, 2, 1] and rest.next_cursor is None
    assert [t.balance_micros for t in both] == [60, 70, 80, 90, 100]
    assert [(e.account, e.micros) for e in await ledger.entries(both[0].id)] == [
        (f"wallet:{wallet.id}", -10),
        ("revenue", 10),
    ]


@pytest.mark.parametrize(
    ("micros", "account", "source"),
    [
        (0, "cash:x", "a"),
        (-5, "cash:x", "a"),
        (5, "wallet:wal_2", "a"),
        (5, "cash:x", ""),
        (5, "x", "y" * 201),
    ],
)
async def test_nonsense_is_refused(ledger: Ledger, micros: int, account: str, source: str) -> None:
    wallet = await _wallet(ledger)
    with pytest.raises(InvalidAmount):
        await ledger.credit(wallet.id, micros, source, account, "")


async def test_nobody_pays_into_a_wallet_that_is_none(ledger: Ledger) -> None:
    with pytest.raises(WalletNotFound):
        await ledger.credit("wal_nobody", 5, "order:1", "cash:x", "")


async def test_parallel_fees_never_take_more_than_there_is(ledger: Ledger) -> None:
    wallet = await _wallet(ledger, 100)

    async def fee(number: int) -> bool:
        try:
            await ledger.debit(wallet.id, 30, f"fee:{number}", "revenue", "")
        except InsufficientFunds:
            return False
        return True

    assert sum(await asyncio.gather(*(fee(number) for number in range(8)))) == 3
    assert (await ledger.balance(wallet.id)).available_micros == 10


async def test_the_schema_of_a_server_refuses_changes_of_what_is_booked(database_url: str) -> None:
    from huahua.infra.db import open_database

    database = open_database(database_url)
    try:
        wallet = await _wallet(Ledger(database), 5)
        for statement in (
            "UPDATE ledger_entries SET micros = 0",
            "DELETE FROM ledger_entries",
            f"DELETE FROM ledger_transactions WHERE wallet_id = '{wallet.id}'",
            "UPDATE ledger_transactions SET memo = ''",
        ):
            with pytest.raises(Exception, match="only added to"):
                async with database.write() as connection:
                    await connection.execute(text(statement))
        async with database.write() as connection:  # a person who is deleted is named nowhere any more
            await connection.execute(text("UPDATE ledger_transactions SET actor_id = 'nobody'"))
    finally:
        await database.close()
