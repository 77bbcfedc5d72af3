"""The self-audit on real databases: sound books hold, and every kind of drift is found."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text

from huahua.billing.api import LedgerAudit
from tests.integration.billing.conftest import ANN, Office


async def _history(office: Office) -> str:
    """Money, grants, calls, fees, expiry, and a call that is held still. The wallet's id."""
    wallet, process = await office.wallet(10_000), office.process()
    end = office.hours.now + timedelta(seconds=5)
    await office.ledger.credit(wallet.id, 300, "grant:1", "promotions", "", expires_at=end)
    await office.ledger.credit(wallet.id, 500, "grant:2", "promotions", "", priority=7)
    for cost in (50, 120, 700):
        hold = await process.purse.acquire(ANN, 900)
        process.keep(process.line(hold, cost))
        await process.poster.post_all()
    office.hours.pass_s(5)
    await process.purse.close()
    await office.ledger.expire()
    await office.ledger.debit(wallet.id, 40, "fee:1", "revenue", "month")
    hold = await process.purse.acquire(ANN, 900)
    process.keep(process.line(hold, 33))  # not posted yet
    await process.purse.acquire(ANN, 900)
    return wallet.id


async def test_sound_books_hold(office: Office) -> None:
    await _history(office)
    report = await LedgerAudit(office.database).run()
    assert report.holds and report.overdrawn == []
    assert report.counts["wallets"] == 1 and report.counts["calls"] == 3
    assert sum(report.totals.values()) == 0
    assert report.totals["revenue"] == 50 + 120 + 700 + 40


@pytest.mark.parametrize(
    ("change", "checks"),
    [
        ("UPDATE ledger_entries SET micros = micros + 1 WHERE account = 'revenue'", {"sum"}),
        ("UPDATE wallets SET money_micros = money_micros + 1", {"money"}),
        ("UPDATE wallets SET grants_micros = grants_micros - 1", {"grants"}),
        ("UPDATE wallets SET leased_micros = 0", {"leased"}),
        ("UPDATE credit_grants SET left_micros = left_micros + 1", {"grant"}),
        ("UPDATE ledger_transactions SET micros = micros + 1 WHERE number = 3", {"amount", "chain"}),
        ("UPDATE ledger_transactions SET balance_micros = 0 WHERE number = 2", {"chain"}),
        ("DELETE FROM ledger_entries WHERE account LIKE 'wallet:%'", {"sum", "money", "amount"}),
        ("DELETE FROM ledger_transactions WHERE number = 1", {"orphan", "number", "chain"}),
        ("UPDATE usage_lines SET charge_micros = charge_micros + 1", {"usage"}),
        ("UPDATE usage_lines SET posted_in = NULL", {"usage"}),
        ("UPDATE usage_lines SET posted_in = 'txn_none' WHERE posted_in IS NOT NULL", {"usage", "marked"}),
        ("DELETE FROM usage_lines WHERE charge_micros = 120", {"usage"}),
        ("UPDATE usage_lines SET wallet_id = 'wal_other'", {"usage", "marked"}),
    ],
)
async def test_every_kind_of_drift_is_found(office: Office, change: str, checks: set[str]) -> None:
    await _history(office)
    async with office.database.write() as connection:
        await connection.execute(text(change))
    report = await LedgerAudit(office.database).run()
    assert not report.holds
    assert {drift.check for drift in report.drift} == checks
    assert all(drift.subject in drift.sentence for drift in report.drift)


async def test_lines_that_retention_deleted_are_not_missed(office: Office) -> None:
    await _history(office)
    async with office.database.write() as connection:
        await connection.execute(text("DELETE FROM usage_lines"))
    office.hours.pass_s(3 * 86_400)
    audit = LedgerAudit(office.database, lines_kept=timedelta(days=3), clock=office.hours)
    assert (await audit.run()).holds
    audit = LedgerAudit(office.database, lines_kept=timedelta(days=5), clock=office.hours)
    assert not (await audit.run()).holds


async def test_wallets_below_their_limit_are_named_and_are_no_drift(office: Office) -> None:
    wallet = await office.wallet(10)
    await office.ledger.debit(wallet.id, 30, "chargeback:1", "cash:test", "", beyond=True)
    report = await LedgerAudit(office.database).run()
    assert report.holds and report.overdrawn == [wallet.id]
