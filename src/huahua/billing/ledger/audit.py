"""The self-audit: every balance computed again from the entries, and compared with what is kept and with usage lines.

All of it is read at one moment. What is found is drift: none of it can come from the ledger's own work, so that each
finding means a fault of the program, of the database, or of somebody's hand.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, ScalarSelect, Select, Subquery, case, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from huahua.billing.ledger.domain import OVERRUNS
from huahua.billing.ledger.tables import (
    credit_grants,
    ledger_entries,
    ledger_transactions,
    wallet_leases,
    wallets,
)
from huahua.gateway.api import posted_sums
from huahua.infra.db import Database
from huahua.kit.clock import Clock, utc_now

MAX_FINDINGS = 1_000
MARGIN = timedelta(days=1)
"""Of how much longer than their lines transactions are compared with them no more."""
_ENTRIES, _TRANSACTIONS, _WALLETS = ledger_entries.c, ledger_transactions.c, wallets.c


@dataclass(frozen=True, slots=True)
class Drift:
    """`check` is a stable name, `subject` the row that is wrong, `expected` what was computed, `found` what is kept."""

    check: str
    subject: str
    expected: int
    found: int
    sentence: str


@dataclass(slots=True)
class AuditReport:
    at: datetime
    counts: dict[str, int] = field(default_factory=dict)
    """Of `wallets`, `transactions`, `entries` and `calls` that were looked at."""
    totals: dict[str, int] = field(default_factory=dict)
    """Of the operator's accounts, and `customers` for what is owed to all of them; together 0."""
    drift: list[Drift] = field(default_factory=list)
    """The first `MAX_FINDINGS`."""
    overdrawn: list[str] = field(default_factory=list)
    """Wallets below their credit limit: no drift, but calls that cost more than they could be expected to, a payment
    that was charged back, or a limit that was lowered."""

    @property
    def holds(self) -> bool:
        return not self.drift


class LedgerAudit:
    def __init__(
        self, database: Database, *, lines_kept: timedelta | None = None, clock: Clock = utc_now
    ) -> None:
        """`lines_kept`: how long usage lines are kept; None: for ever."""
        self._database = database
        self._lines_kept = lines_kept
        self._clock = clock

    async def run(self) -> AuditReport:
        report = AuditReport(self._clock())
        async with self._snapshot() as connection:
            for name, table in (
                ("wallets", wallets),
                ("transactions", ledger_transactions),
                ("entries", ledger_entries),
            ):
                count = await connection.execute(select(func.count()).select_from(table))
                report.counts[name] = count.scalar_one()
            await self._totals(connection, report)
            for query, check, sentence in (
                (_unbalanced(), "sum", "the entries of transaction {} do not sum to zero"),
                (_orphans(), "orphan", "entries belong to no transaction {}"),
                (_wallet_money(), "money", "wallet {} does not have the money that its entries say"),
                (_wallet_grants(), "grants", "wallet {} does not have the grants that its entries say"),
                (_grants(), "grant", "of grant {} is not left what its entries say"),
                (_amounts(), "amount", "transaction {} says another amount than its entries"),
                (_chain(), "chain", "transaction {} says another balance than those before it make"),
                (_numbers(), "number", "the transactions of wallet {} have a gap"),
                (_leases(), "leased", "wallet {} counts as leased what no lease has"),
            ):
                _add(report, check, sentence, await connection.execute(query))
            await self._lines(connection, report)
            overdrawn = select(_WALLETS.id).where(_WALLETS.money_micros < -_WALLETS.credit_limit_micros)
            found = await connection.execute(overdrawn.order_by(_WALLETS.id).limit(MAX_FINDINGS))
            report.overdrawn = list(found.scalars())
        return report

    async def _totals(self, connection: AsyncConnection, report: AuditReport) -> None:
        theirs = or_(_ENTRIES.account.like("wallet:%"), _ENTRIES.account.like("grants:%"))
        account = case((theirs, "customers"), else_=_ENTRIES.account)
        query = select(account, func.sum(_ENTRIES.micros)).group_by(account).order_by(account)
        report.totals = {name: int(total) for name, total in await connection.execute(query)}

    async def _lines(self, connection: AsyncConnection, report: AuditReport) -> None:
        """Each transaction of calls has the lines that it says, and each line that is marked is in a transaction."""
        booked = select(_TRANSACTIONS.id, _TRANSACTIONS.wallet_id, _TRANSACTIONS.micros, _TRANSACTIONS.calls)
        booked = booked.where(_TRANSACTIONS.kind == "usage")
        if self._lines_kept is not None:  # the lines of a transaction are somewhat older than it
            booked = booked.where(_TRANSACTIONS.created_at >= self._clock() - self._lines_kept + MARGIN)
        booked = booked.add_columns(_overrun().label("overrun"))
        sums, used = posted_sums(), booked.subquery()
        query = select(
            used.c.id, used.c.overrun - used.c.micros, used.c.calls, sums.c.micros, sums.c.calls
        ).outerjoin(sums, (sums.c.posted_in == used.c.id) & (sums.c.wallet_id == used.c.wallet_id))
        calls = 0
        for id, booked_micros, count, lines_micros, lines in await connection.execute(query):
            calls += int(lines or 0)
            if (int(lines_micros or 0), int(lines or 0)) != (int(booked_micros), count):
                sentence = (
                    f"transaction {id} books {count} calls, and {lines or 0} usage lines are marked with it"
                )
                _keep(report, Drift("usage", id, int(lines_micros or 0), int(booked_micros), sentence))
        report.counts["calls"] = calls
        known = select(_TRANSACTIONS.id, _TRANSACTIONS.wallet_id).subquery()
        stray = (
            select(sums.c.posted_in, sums.c.micros)
            .outerjoin(known, (known.c.id == sums.c.posted_in) & (known.c.wallet_id == sums.c.wallet_id))
            .where(known.c.id.is_(None))
            .order_by(sums.c.posted_in)
            .limit(MAX_FINDINGS)
        )
        for posted_in, micros in await connection.execute(stray):
            sentence = f"usage lines are marked with transaction {posted_in}, which is none of their wallet's"
            _keep(report, Drift("marked", posted_in, 0, int(micros), sentence))

    @asynccontextmanager
    async def _snapshot(self) -> AsyncIterator[AsyncConnection]:
        async with self._database.read() as connection:
            if not self._database.is_sqlite:  # whose readers see one moment anyway
                await connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            yield connection


def _overrun() -> ScalarSelect[int]:
    """What a transaction's wallet could not pay of its calls."""
    mine = (_ENTRIES.transaction_id == _TRANSACTIONS.id) & (_ENTRIES.account == OVERRUNS)
    return select(func.coalesce(-func.sum(_ENTRIES.micros), 0)).where(mine).scalar_subquery()


def _unbalanced() -> Select[tuple[str, int, int]]:
    """One side alone cannot sum to zero, and a transaction without entries is found by its amount."""
    total = func.sum(_ENTRIES.micros)
    return _limited(
        select(_ENTRIES.transaction_id, total * 0, total).group_by(_ENTRIES.transaction_id).having(total != 0)
    )


def _orphans() -> Select[tuple[str, int, int]]:
    joined = ledger_entries.outerjoin(ledger_transactions, _TRANSACTIONS.id == _ENTRIES.transaction_id)
    query = select(_ENTRIES.transaction_id, func.count() * 0, func.count()).select_from(joined)
    return _limited(query.where(_TRANSACTIONS.id.is_(None)).group_by(_ENTRIES.transaction_id))


def _per_account(prefix: str) -> Subquery:
    return (
        select(_ENTRIES.account, func.sum(_ENTRIES.micros).label("micros"))
        .where(_ENTRIES.account.like(f"{prefix}:%"))
        .group_by(_ENTRIES.account)
        .subquery()
    )


def _wallet_money() -> Select[tuple[str, int, int]]:
    sums = _per_account("wallet")
    expected = func.coalesce(sums.c.micros, 0)
    query = select(_WALLETS.id, expected, _WALLETS.money_micros)
    query = query.outerjoin(sums, sums.c.account == "wallet:" + _WALLETS.id)
    return _limited(query.where(expected != _WALLETS.money_micros))


def _wallet_grants() -> Select[tuple[str, int, int]]:
    sums = _per_account("grants")
    expected = func.coalesce(sums.c.micros, 0)
    query = select(_WALLETS.id, expected, _WALLETS.grants_micros)
    query = query.outerjoin(sums, sums.c.account == "grants:" + _WALLETS.id)
    return _limited(query.where(expected != _WALLETS.grants_micros))


def _grants() -> Select[tuple[str, int, int]]:
    sums = (
        select(_ENTRIES.grant_id, func.sum(_ENTRIES.micros).label("micros"))
        .where(_ENTRIES.grant_id.is_not(None))
        .group_by(_ENTRIES.grant_id)
        .subquery()
    )
    columns, expected = credit_grants.c, func.coalesce(sums.c.micros, 0)
    query = select(columns.id, expected, columns.left_micros)
    query = query.outerjoin(sums, sums.c.grant_id == columns.id)
    wrong = or_(
        expected != columns.left_micros,
        columns.left_micros < 0,
        columns.left_micros > columns.granted_micros,
    )
    return _limited(query.where(wrong))


def _amounts() -> Select[tuple[str, int, int]]:
    mine = or_(
        _ENTRIES.account == "wallet:" + _TRANSACTIONS.wallet_id,
        _ENTRIES.account == "grants:" + _TRANSACTIONS.wallet_id,
    )
    joined = ledger_transactions.outerjoin(
        ledger_entries, (_ENTRIES.transaction_id == _TRANSACTIONS.id) & mine
    )
    expected = func.coalesce(func.sum(_ENTRIES.micros), 0)
    query = select(_TRANSACTIONS.id, expected, _TRANSACTIONS.micros).select_from(joined)
    return _limited(
        query.group_by(_TRANSACTIONS.id, _TRANSACTIONS.micros).having(expected != _TRANSACTIONS.micros)
    )


def _chain() -> Select[tuple[str, int, int]]:
    running = func.sum(_TRANSACTIONS.micros).over(
        partition_by=_TRANSACTIONS.wallet_id, order_by=_TRANSACTIONS.number
    )
    each = select(
        _TRANSACTIONS.id, running.label("expected"), _TRANSACTIONS.balance_micros.label("found")
    ).subquery()
    return _limited(select(each.c.id, each.c.expected, each.c.found).where(each.c.expected != each.c.found))


def _numbers() -> Select[tuple[str, int, int]]:
    """A wallet's transactions are numbered from 1 to the number that it knows."""
    sums = (
        select(
            _TRANSACTIONS.wallet_id,
            func.count().label("count"),
            func.max(_TRANSACTIONS.number).label("last"),
        )
        .group_by(_TRANSACTIONS.wallet_id)
        .subquery()
    )
    count, last = func.coalesce(sums.c.count, 0), func.coalesce(sums.c.last, 0)
    query = select(_WALLETS.id, count, _WALLETS.transactions)
    query = query.outerjoin(sums, sums.c.wallet_id == _WALLETS.id)
    return _limited(query.where(or_(count != _WALLETS.transactions, last != _WALLETS.transactions)))


def _leases() -> Select[tuple[str, int, int]]:
    columns = wallet_leases.c
    sums = (
        select(columns.wallet_id, func.sum(columns.micros).label("micros"))
        .group_by(columns.wallet_id)
        .subquery()
    )
    expected = func.coalesce(sums.c.micros, 0)
    query = select(_WALLETS.id, expected, _WALLETS.leased_micros)
    query = query.outerjoin(sums, sums.c.wallet_id == _WALLETS.id)
    return _limited(query.where(expected != _WALLETS.leased_micros))


def _limited(query: Select[tuple[str, int, int]]) -> Select[tuple[str, int, int]]:
    return query.limit(MAX_FINDINGS)


def _add(report: AuditReport, check: str, sentence: str, rows: Iterable[Row[Any]]) -> None:
    for row in rows:
        subject, expected, found = tuple(row)
        _keep(report, Drift(check, subject, int(expected), int(found), sentence.format(subject)))


def _keep(report: AuditReport, drift: Drift) -> None:
    if len(report.drift) < MAX_FINDINGS:
        report.drift.append(drift)
