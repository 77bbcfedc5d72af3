"""Tables of payments. An order is never deleted: it is a document of accounting."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    ForeignKey,
    Index,
    Integer,
    Row,
    String,
    Table,
    UniqueConstraint,
    and_,
    delete,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from huahua.billing.payments.domain.orders import Order, Purpose, SavedMethod, Status
from huahua.billing.payments.domain.pauses import CLAIM, LOOK_APART
from huahua.billing.payments.domain.refunds import Refund, RefundStatus
from huahua.billing.payments.errors import ReferenceUsed
from huahua.infra.db import Database, Json, UtcDateTime, is_unique_violation, metadata
from huahua.kit.pages import Page, decode_cursor, encode_cursor

payment_orders = Table(
    "payment_orders",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("user_id", String(40), nullable=False),
    Column("wallet_id", String(40), nullable=False),
    Column("provider", String(20), nullable=False),
    Column("method", String(20), nullable=False),
    Column("currency", String(3), nullable=False),
    Column("amount_micros", BigInteger, nullable=False),
    Column("credit_micros", BigInteger, nullable=False),
    Column("rate", String(40)),
    Column("status", String(10), nullable=False),
    Column("purpose", String(20), nullable=False),
    Column("late", Boolean, nullable=False, server_default="0"),
    Column("test", Boolean, nullable=False, server_default="0"),
    Column("save_method", Boolean, nullable=False, server_default="0"),
    Column("checkout", Json, nullable=False),
    Column("payment_ref", String(200)),
    Column("confirmed_by", String(40)),
    Column("refunded_micros", BigInteger, nullable=False, server_default="0"),
    Column("refunded_credit_micros", BigInteger, nullable=False, server_default="0"),
    Column("flag", String(40)),
    Column("idempotency_key", String(100)),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("paid_at", UtcDateTime),
    Column("next_look_at", UtcDateTime),
    Column("looks", Integer, nullable=False, server_default="0"),
    Column("looked_at", UtcDateTime),
    UniqueConstraint("provider", "payment_ref"),
    UniqueConstraint("user_id", "idempotency_key"),
    Index("ix_payment_orders_user_id_id", "user_id", "id"),
    Index("ix_payment_orders_next_look_at", "next_look_at"),
)

payment_refunds = Table(
    "payment_refunds",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("order_id", ForeignKey("payment_orders.id"), nullable=False, index=True),
    Column("amount_micros", BigInteger, nullable=False),
    Column("credit_micros", BigInteger, nullable=False),
    Column("outside", Boolean, nullable=False),
    Column("reason", String(200), nullable=False),
    Column("requested_by", String(40), nullable=False),
    Column("status", String(10), nullable=False),
    Column("provider_ref", String(200)),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("created_at", UtcDateTime, nullable=False),
    Column("finished_at", UtcDateTime),
    Column("next_look_at", UtcDateTime),
    Column("idempotency_key", String(100)),
    UniqueConstraint("order_id", "idempotency_key"),
    Index("ix_payment_refunds_next_look_at", "next_look_at"),
)

saved_payment_methods = Table(
    "saved_payment_methods",
    metadata,
    Column("wallet_id", String(40), primary_key=True),
    Column("provider", String(20), primary_key=True),
    Column("user_id", String(40), nullable=False),
    Column("customer_ref", String(200), nullable=False),
    Column("method_ref", String(200), nullable=False),
    Column("label", String(100), nullable=False),
)

simulated_payments = Table(
    "simulated_payments",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("currency", String(3), nullable=False),
    Column("amount_micros", BigInteger, nullable=False),
    Column("outcome", String(10), nullable=False),
)
"""The books of the payment simulator, by order or refund."""

_ORDER_COLUMNS = [
    column
    for column in payment_orders.c
    if column.name not in {"idempotency_key", "next_look_at", "looks", "looked_at"}
]
_REFUND_COLUMNS = [
    column for column in payment_refunds.c if column.name not in {"next_look_at", "idempotency_key"}
]


def _to_order(row: Any) -> Order:
    values = {column.name: row._mapping[column.name] for column in _ORDER_COLUMNS}
    return Order(**values | {"status": Status(row.status), "purpose": Purpose(row.purpose)})


def _to_refund(row: Any) -> Refund:
    return Refund(**dict(row._mapping) | {"status": RefundStatus(row.status)})


class SqlOrderStore:
    """Port `OrderStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def transaction(self) -> AbstractAsyncContextManager[AsyncConnection]:
        return self._database.write()

    # --- orders -----------------------------------------------------------------------------------

    async def add(self, order: Order, *, next_look_at: datetime, key: str | None) -> Order:
        values = asdict(order) | {"next_look_at": next_look_at, "idempotency_key": key}
        # Only a repeat with the same key can conflict.
        insert = self._database.insert(payment_orders).values(**values).on_conflict_do_nothing()
        insert = insert.returning(payment_orders.c.id)
        same = and_(payment_orders.c.user_id == order.user_id, payment_orders.c.idempotency_key == key)
        async with self._database.write() as connection:
            if (await connection.execute(insert)).first() is not None:
                return order
            row = (await connection.execute(select(*_ORDER_COLUMNS).where(same))).one()
        return _to_order(row)

    async def order(self, order_id: str) -> Order | None:
        query = select(*_ORDER_COLUMNS).where(payment_orders.c.id == order_id)
        async with self._database.read() as connection:
            row = (await connection.execute(query)).first()
        return _to_order(row) if row else None

    async def order_paid_by(self, provider: str, payment_ref: str) -> Order | None:
        columns = payment_orders.c
        query = select(*_ORDER_COLUMNS).where(
            columns.provider == provider, columns.payment_ref == payment_ref
        )
        async with self._database.read() as connection:
            row = (await connection.execute(query)).first()
        return _to_order(row) if row else None

    async def locked(self, transaction: AsyncConnection, order_id: str) -> Order | None:
        # On SQLite this transaction is the only one that writes.
        query = select(*_ORDER_COLUMNS).where(payment_orders.c.id == order_id).with_for_update()
        row = (await transaction.execute(query)).first()
        return _to_order(row) if row else None

    async def change(self, transaction: AsyncConnection, order: Order) -> None:
        values = asdict(order)
        del values["id"]
        if order.status is Status.PAID:
            values["next_look_at"] = None
        try:
            await transaction.execute(
                update(payment_orders).where(payment_orders.c.id == order.id).values(**values)
            )
        except IntegrityError as fault:
            if is_unique_violation(fault):
                raise ReferenceUsed(order.payment_ref) from fault
            raise

    async def flag(self, order_id: str, flag: str | None) -> None:
        change = update(payment_orders).where(payment_orders.c.id == order_id).values(flag=flag)
        async with self._database.write() as connection:
            await connection.execute(change)

    async def open_orders(self, user_id: str, now: datetime) -> int:
        columns = payment_orders.c
        query = (
            select(func.count())
            .select_from(payment_orders)
            .where(columns.user_id == user_id, columns.status == Status.PENDING, columns.expires_at > now)
        )
        async with self._database.read() as connection:
            return (await connection.execute(query)).scalar_one()

    async def orders(
        self,
        *,
        user_id: str | None = None,
        status: str | None = None,
        provider: str | None = None,
        flagged: bool = False,
        cursor: str | None = None,
        limit: int = 50,
    ) -> Page[Order]:
        columns = payment_orders.c
        query = select(*_ORDER_COLUMNS).order_by(columns.id.desc()).limit(limit + 1)
        for column, value in (
            (columns.user_id, user_id),
            (columns.status, status),
            (columns.provider, provider),
        ):
            if value is not None:
                query = query.where(column == value)
        if flagged:
            query = query.where(columns.flag.is_not(None))
        if cursor is not None:
            (last,) = decode_cursor(cursor, 1)
            query = query.where(columns.id < last)
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).all()
        found = [_to_order(row) for row in rows[:limit]]
        return Page(found, encode_cursor(found[-1].id) if len(rows) > limit else None)

    async def claim_orders(self, now: datetime, limit: int) -> Sequence[tuple[Order, int]]:
        rows = await self._claim(payment_orders, _ORDER_COLUMNS, payment_orders.c.looks, now, limit)
        return [(_to_order(row), row.looks) for row in rows]

    async def look_again(self, order_id: str, at: datetime | None) -> None:
        change = update(payment_orders).where(payment_orders.c.id == order_id).values(next_look_at=at)
        async with self._database.write() as connection:
            await connection.execute(change)

    async def claim_look(self, order_id: str, now: datetime) -> bool:
        columns = payment_orders.c
        change = (
            update(payment_orders)
            .where(
                columns.id == order_id,
                or_(columns.looked_at.is_(None), columns.looked_at <= now - LOOK_APART),
            )
            .values(looked_at=now)
        )
        async with self._database.write() as connection:
            return (await connection.execute(change)).rowcount == 1

    # --- refunds ----------------------------------------------------------------------------------

    async def add_refund(
        self, transaction: AsyncConnection, refund: Refund, *, next_look_at: datetime | None, key: str | None
    ) -> None:
        values = asdict(refund) | {"next_look_at": next_look_at, "idempotency_key": key}
        await transaction.execute(payment_refunds.insert().values(**values))

    async def refund_with_key(self, transaction: AsyncConnection, order_id: str, key: str) -> Refund | None:
        columns = payment_refunds.c
        query = select(*_REFUND_COLUMNS).where(columns.order_id == order_id, columns.idempotency_key == key)
        row = (await transaction.execute(query)).first()
        return _to_refund(row) if row else None

    async def refunds(self, order_ids: Sequence[str]) -> Mapping[str, Sequence[Refund]]:
        columns = payment_refunds.c
        query = select(*_REFUND_COLUMNS).where(columns.order_id.in_(order_ids)).order_by(columns.id)
        found: dict[str, list[Refund]] = {}
        async with self._database.read() as connection:
            for row in await connection.execute(query):
                found.setdefault(row.order_id, []).append(_to_refund(row))
        return found

    async def locked_refund(self, transaction: AsyncConnection, refund_id: str) -> Refund | None:
        query = select(*_REFUND_COLUMNS).where(payment_refunds.c.id == refund_id).with_for_update()
        row = (await transaction.execute(query)).first()
        return _to_refund(row) if row else None

    async def change_refund(self, transaction: AsyncConnection, refund: Refund) -> None:
        """One that is over is not looked at again."""
        values: dict[str, Any] = {
            "status": refund.status,
            "provider_ref": refund.provider_ref,
            "finished_at": refund.finished_at,
        }
        if refund.status is not RefundStatus.PENDING:
            values["next_look_at"] = None
        await transaction.execute(
            update(payment_refunds).where(payment_refunds.c.id == refund.id).values(**values)
        )

    async def claim_refunds(self, now: datetime, limit: int) -> Sequence[Refund]:
        columns = payment_refunds.c
        pending = columns.status == RefundStatus.PENDING
        rows = await self._claim(payment_refunds, _REFUND_COLUMNS, columns.attempts, now, limit, pending)
        return [replace(_to_refund(row), attempts=row.attempts + 1) for row in rows]

    async def refund_again(self, refund_id: str, at: datetime) -> None:
        change = update(payment_refunds).where(payment_refunds.c.id == refund_id).values(next_look_at=at)
        async with self._database.write() as connection:
            await connection.execute(change)

    # --- saved methods ----------------------------------------------------------------------------

    async def keep_method(
        self, transaction: AsyncConnection, wallet_id: str, user_id: str, provider: str, method: SavedMethod
    ) -> None:
        kept = asdict(method) | {"user_id": user_id}
        insert = self._database.insert(saved_payment_methods)
        await transaction.execute(
            insert.values(wallet_id=wallet_id, provider=provider, **kept).on_conflict_do_update(
                index_elements=["wallet_id", "provider"], set_=kept
            )
        )

    async def saved_methods(self, wallet_id: str) -> Mapping[str, SavedMethod]:
        columns = saved_payment_methods.c
        query = select(saved_payment_methods).where(columns.wallet_id == wallet_id)
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).all()
        return {row.provider: SavedMethod(row.customer_ref, row.method_ref, row.label) for row in rows}

    async def forget_methods(self, wallet_id: str) -> int:
        change = delete(saved_payment_methods).where(saved_payment_methods.c.wallet_id == wallet_id)
        async with self._database.write() as connection:
            return (await connection.execute(change)).rowcount

    # ----------------------------------------------------------------------------------------------

    async def _claim(
        self,
        table: Table,
        wanted: Sequence[Column[Any]],
        count: Column[Any],
        now: datetime,
        limit: int,
        *which: ColumnElement[bool],
    ) -> Sequence[Row[Any]]:
        """Rows of which the next look is due, as they were; for `CLAIM` nobody else's, and counted in `count`."""
        columns = table.c
        query = (
            select(*{column.name: column for column in (*wanted, count)}.values())
            .where(*which, columns.next_look_at <= now)
            .order_by(columns.next_look_at)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        async with self._database.write() as connection:
            rows = (await connection.execute(query)).all()
            if rows:
                await connection.execute(
                    update(table)
                    .where(columns.id.in_([row.id for row in rows]))
                    .values({columns.next_look_at: now + CLAIM, count: count + 1})
                )
        return rows
