"""Wallets, transactions and grants in the database. Every method works in its caller's transaction.

A wallet's row is locked before anything of it changes, so that what belongs to one wallet happens one after the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, RowMapping, Select, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from huahua.billing.errors import WalletNotFound
from huahua.billing.ledger.domain import (
    OVERRUNS,
    REVENUE,
    Effect,
    Entry,
    Grant,
    Kind,
    Owner,
    Position,
    Shortfall,
)
from huahua.billing.ledger.tables import (
    credit_grants,
    ledger_entries,
    ledger_transactions,
    wallets,
)
from huahua.gateway.api import unposted_micros
from huahua.infra.db import Database
from huahua.kit.ids import new_id


@dataclass(frozen=True, slots=True)
class Wallet:
    id: str
    owner: Owner
    position: Position
    transactions: int
    """How many there were."""
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Transaction:
    """`micros` is what the wallet gained (below 0: lost), `balance_micros` what it had then."""

    id: str
    wallet_id: str
    number: int
    source: str
    kind: Kind
    memo: str
    micros: int
    balance_micros: int
    calls: int
    actor_id: str | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class NewGrant:
    priority: int
    expires_at: datetime | None


class LedgerStore:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def wallet_of(self, connection: AsyncConnection, owner: Owner, now: datetime) -> Wallet:
        """Made on first use."""
        found = await self.find(connection, owner)
        if found is not None:
            return found
        new = self._database.insert(wallets).on_conflict_do_nothing(
            index_elements=[wallets.c.owner_kind, wallets.c.owner_id]
        )
        values = {"id": new_id("wal"), "owner_kind": owner.kind, "owner_id": owner.id, "created_at": now}
        await connection.execute(new.values(values))
        found = await self.find(connection, owner)
        assert found is not None
        return found

    async def find(self, connection: AsyncConnection, owner: Owner) -> Wallet | None:
        columns = wallets.c
        query = select(wallets).where(columns.owner_kind == owner.kind, columns.owner_id == owner.id)
        row = (await connection.execute(query)).mappings().one_or_none()
        return _wallet(row) if row is not None else None

    async def get(self, connection: AsyncConnection, wallet_id: str) -> Wallet:
        """Raises WalletNotFound."""
        return await self._one(connection, select(wallets).where(wallets.c.id == wallet_id), wallet_id)

    async def lock(self, connection: AsyncConnection, wallet_id: str) -> Wallet:
        """Nobody else changes it before this transaction ends. Raises WalletNotFound."""
        query = select(wallets).where(wallets.c.id == wallet_id).with_for_update()
        return await self._one(connection, query, wallet_id)

    async def with_unposted(self, connection: AsyncConnection, wallet_id: str) -> tuple[Wallet, int]:
        """The wallet and the cost of its calls that are not posted yet, of one moment. Raises WalletNotFound."""
        query = select(wallets, unposted_micros(wallets.c.id).label("unposted")).where(
            wallets.c.id == wallet_id
        )
        row = (await connection.execute(query)).mappings().one_or_none()
        if row is None:
            raise WalletNotFound(wallet_id)
        return _wallet(row), int(row["unposted"])

    async def all(
        self, connection: AsyncConnection, after: str, limit: int, owner_id: str | None = None
    ) -> list[tuple[Wallet, int]]:
        """By id, with the cost of calls that are not posted yet."""
        columns = wallets.c
        query = select(wallets, unposted_micros(columns.id).label("unposted")).where(columns.id > after)
        if owner_id is not None:
            query = query.where(columns.owner_id == owner_id)
        rows = (await connection.execute(query.order_by(columns.id).limit(limit))).mappings()
        return [(_wallet(row), int(row["unposted"])) for row in rows]

    async def set_credit_limit(self, connection: AsyncConnection, wallet_id: str, micros: int) -> None:
        change = update(wallets).where(wallets.c.id == wallet_id).values(credit_limit_micros=micros)
        await connection.execute(change)

    async def by_source(self, connection: AsyncConnection, source: str) -> Transaction | None:
        query = select(ledger_transactions).where(ledger_transactions.c.source == source)
        row = (await connection.execute(query)).one_or_none()
        return _transaction(row) if row is not None else None

    async def grants(self, connection: AsyncConnection, wallet_id: str) -> list[Grant]:
        """Of which something is left."""
        columns = credit_grants.c
        query = select(columns.id, columns.left_micros, columns.priority, columns.expires_at).where(
            columns.wallet_id == wallet_id, columns.left_micros > 0
        )
        return [Grant(*row) for row in await connection.execute(query)]

    async def expired(self, connection: AsyncConnection, now: datetime) -> list[str]:
        """Wallets with grants that have expired and of which something is left."""
        columns = credit_grants.c
        query = select(columns.wallet_id).where(columns.expires_at <= now, columns.left_micros > 0).distinct()
        return list((await connection.execute(query)).scalars())

    async def record(
        self,
        connection: AsyncConnection,
        wallet: Wallet,
        transaction: Transaction,
        entries: Sequence[Entry],
        change: Effect,
        grant: NewGrant | None = None,
    ) -> None:
        """Write a transaction down and bring the projections up to date. `wallet` is locked, and as it was before."""
        await connection.execute(ledger_transactions.insert().values(_values(transaction)))
        rows = [
            {
                "transaction_id": transaction.id,
                "position": position,
                "account": entry.account,
                "micros": entry.micros,
                "grant_id": entry.grant_id,
            }
            for position, entry in enumerate(entries)
        ]
        await connection.execute(ledger_entries.insert(), rows)
        columns = wallets.c
        await connection.execute(
            update(wallets)
            .where(columns.id == wallet.id)
            .values(
                money_micros=columns.money_micros + change.money_micros,
                grants_micros=columns.grants_micros + change.grants_micros,
                transactions=transaction.number,
            )
        )
        for grant_id, micros in change.by_grant.items():
            if grant is not None:
                await self._add_grant(connection, transaction, grant_id, micros, grant)
            else:
                left = credit_grants.c.left_micros
                await connection.execute(
                    update(credit_grants)
                    .where(credit_grants.c.id == grant_id)
                    .values(left_micros=left + micros)
                )

    async def statement(
        self, connection: AsyncConnection, wallet_id: str, before: int | None, limit: int
    ) -> list[Transaction]:
        """The newest first."""
        columns = ledger_transactions.c
        query: Select[Any] = select(ledger_transactions).where(columns.wallet_id == wallet_id)
        if before is not None:
            query = query.where(columns.number < before)
        rows = await connection.execute(query.order_by(columns.number.desc()).limit(limit))
        return [_transaction(row) for row in rows]

    async def entries(self, connection: AsyncConnection, transaction_id: str) -> list[Entry]:
        columns = ledger_entries.c
        query = (
            select(columns.account, columns.micros, columns.grant_id)
            .where(columns.transaction_id == transaction_id)
            .order_by(columns.position)
        )
        return [Entry(*row) for row in await connection.execute(query)]

    async def totals(self, connection: AsyncConnection) -> dict[str, int]:
        """Of the operator's accounts; customers' are in their wallets."""
        columns = ledger_entries.c
        query = (
            select(columns.account, func.sum(columns.micros))
            .where(columns.account.not_like("wallet:%"), columns.account.not_like("grants:%"))
            .group_by(columns.account)
        )
        return {account: int(total) for account, total in await connection.execute(query)}

    async def shortfalls(
        self, connection: AsyncConnection, wallet_id: str, since: datetime
    ) -> dict[str, Shortfall]:
        """By transaction."""
        booked, columns = ledger_transactions.c, ledger_entries.c
        short = (
            select(booked.id)
            .join(ledger_entries, columns.transaction_id == booked.id)
            .where(booked.wallet_id == wallet_id, booked.created_at >= since, booked.kind == "usage")
            .where(columns.account == OVERRUNS)
        )
        query = select(columns.transaction_id, columns.account, columns.micros).where(
            columns.transaction_id.in_(short), columns.account.in_((REVENUE, OVERRUNS))
        )
        sides = {(row[0], row[1]): int(row[2]) for row in await connection.execute(query)}
        return {
            booking: Shortfall(sides[booking, REVENUE], -lacked)
            for (booking, account), lacked in sides.items()
            if account == OVERRUNS
        }

    async def _add_grant(
        self,
        connection: AsyncConnection,
        transaction: Transaction,
        grant_id: str,
        micros: int,
        grant: NewGrant,
    ) -> None:
        values = {
            "id": grant_id,
            "wallet_id": transaction.wallet_id,
            "granted_micros": micros,
            "left_micros": micros,
            "priority": grant.priority,
            "expires_at": grant.expires_at,
            "memo": transaction.memo,
            "created_at": transaction.created_at,
        }
        await connection.execute(credit_grants.insert().values(values))

    async def _one(self, connection: AsyncConnection, query: Select[Any], wallet_id: str) -> Wallet:
        row = (await connection.execute(query)).mappings().one_or_none()
        if row is None:
            raise WalletNotFound(wallet_id)
        return _wallet(row)


def _wallet(row: RowMapping) -> Wallet:
    position = Position(
        row["money_micros"], row["grants_micros"], row["leased_micros"], row["credit_limit_micros"]
    )
    return Wallet(
        row["id"], Owner(row["owner_kind"], row["owner_id"]), position, row["transactions"], row["created_at"]
    )


_COLUMNS = Transaction.__slots__


def _transaction(row: Row[Any]) -> Transaction:
    return Transaction(**{name: row._mapping[name] for name in _COLUMNS})


def _values(transaction: Transaction) -> dict[str, Any]:
    return {name: getattr(transaction, name) for name in _COLUMNS}
