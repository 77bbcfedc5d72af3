"""Invoices in the database: numbered without gaps within a year, one for each wallet and month, never changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Column, Index, Integer, String, Table, UniqueConstraint, select
from sqlalchemy.engine import RowMapping
from sqlalchemy.ext.asyncio import AsyncConnection

from huahua.infra.db import Database, Json, UtcDateTime, metadata

invoices = Table(
    "invoices",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("number", String(30), nullable=False, unique=True),
    Column("user_id", String(40), nullable=False),
    Column("wallet_id", String(40), nullable=False),
    Column("month", String(7), nullable=False),
    Column("currency", String(3), nullable=False),
    Column("total_micros", BigInteger, nullable=False),
    Column("due_micros", BigInteger, nullable=False),
    Column("content", Json, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    UniqueConstraint("wallet_id", "month"),
    Index("ix_invoices_user_id", "user_id"),
)
invoice_numbers = Table(
    "invoice_numbers",
    metadata,
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("last", Integer, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Invoice:
    """`user_id`: whose wallet it is, a team's id for a team's. `content`: `usage` and `entries` as the month had them,
    `opening_micros` and `closing_micros` of the wallet."""

    id: str
    number: str
    user_id: str
    wallet_id: str
    month: str
    currency: str
    total_micros: int
    due_micros: int
    content: dict[str, Any]
    created_at: datetime


class InvoiceStore:
    def __init__(self, database: Database) -> None:
        self.database = database

    async def next_number(self, connection: AsyncConnection, year: int) -> str:
        """In the invoice's own transaction, so that no number is lost."""
        insert = self.database.insert(invoice_numbers).values(year=year, last=1)
        counted = insert.on_conflict_do_update(
            index_elements=["year"], set_={"last": invoice_numbers.c.last + 1}
        ).returning(invoice_numbers.c.last)
        return f"INV-{year}-{(await connection.execute(counted)).scalar_one():06d}"

    async def insert(self, connection: AsyncConnection, invoice: Invoice) -> None:
        await connection.execute(
            invoices.insert().values(**{name: getattr(invoice, name) for name in Invoice.__slots__})
        )

    async def of_month(self, wallet_id: str, month: str) -> Invoice | None:
        columns = invoices.c
        return await self._one(select(invoices).where(columns.wallet_id == wallet_id, columns.month == month))

    async def get(self, invoice_id: str) -> Invoice | None:
        return await self._one(select(invoices).where(invoices.c.id == invoice_id))

    async def page(self, owner_id: str | None, before: str | None, limit: int) -> list[Invoice]:
        """The newest first."""
        query = select(invoices).order_by(invoices.c.id.desc()).limit(limit)
        if owner_id is not None:
            query = query.where(invoices.c.user_id == owner_id)
        if before is not None:
            query = query.where(invoices.c.id < before)
        async with self.database.read() as connection:
            return [_invoice(row) for row in (await connection.execute(query)).mappings()]

    async def _one(self, query: Any) -> Invoice | None:
        async with self.database.read() as connection:
            row = (await connection.execute(query)).mappings().one_or_none()
        return None if row is None else _invoice(row)


def _invoice(row: RowMapping) -> Invoice:
    return Invoice(**{name: row[name] for name in Invoice.__slots__})
