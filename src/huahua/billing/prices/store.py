"""Versions of the price book and the groups of customers, in the database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Index, Integer, String, Table, Text, and_, delete, func, or_, select, update
from sqlalchemy.engine import RowMapping
from sqlalchemy.ext.asyncio import AsyncConnection

from huahua.infra.db import Database, Json, UtcDateTime, metadata
from huahua.kit.ids import new_id
from huahua.kit.pages import BadCursor, Page, decode_cursor, encode_cursor

price_books = Table(
    "price_books",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("number", Integer, unique=True),
    Column("state", String(10), nullable=False),
    Column("content", Json, nullable=False),
    Column("note", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("effective_at", UtcDateTime),
    Column("created_by", String(40)),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Column("published_by", String(40)),
    Column("published_at", UtcDateTime),
    Index("ix_price_books_state_effective_at", "state", "effective_at"),
)
price_customers = Table(
    "price_customers",
    metadata,
    Column("user_id", String(40), primary_key=True),
    Column("group_name", String(40), nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
)
billing_stamps = Table(
    "billing_stamps",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("value", String(40), nullable=False),
)
PRICES = "prices"


@dataclass(frozen=True, slots=True)
class BookRow:
    """A version. `number` counts published versions from 1."""

    id: str
    number: int | None
    state: str
    content: dict[str, Any]
    note: str
    revision: int
    effective_at: datetime | None
    created_by: str | None
    created_at: datetime
    updated_at: datetime
    published_by: str | None
    published_at: datetime | None


async def touch(database: Database, connection: AsyncConnection, name: str = PRICES) -> None:
    """In the transaction of a change, first: every process sees that something changed, and changes queue."""
    insert = database.insert(billing_stamps).values(name=name, value=new_id("stamp"))
    await connection.execute(
        insert.on_conflict_do_update(index_elements=["name"], set_={"value": insert.excluded.value})
    )


class PriceStore:
    """Methods that change something work on the caller's connection (`Database.write`)."""

    def __init__(self, database: Database) -> None:
        self.database = database

    async def stamp(self) -> str | None:
        query = select(billing_stamps.c.value).where(billing_stamps.c.name == PRICES)
        async with self.database.read() as connection:
            found: str | None = (await connection.execute(query)).scalar_one_or_none()
        return found

    async def marked(self, name: str) -> bool:
        """Whether `mark` was ever called for it."""
        query = select(billing_stamps.c.name).where(billing_stamps.c.name == name)
        async with self.database.read() as connection:
            return (await connection.execute(query)).first() is not None

    async def mark(self, name: str) -> None:
        async with self.database.write() as connection:
            await touch(self.database, connection, name)

    async def in_force(self, since: datetime) -> list[BookRow]:
        """The version in force at `since`, and those after it, by date."""
        columns = price_books.c
        published = columns.state == "published"
        current = (
            select(columns.id)
            .where(published, columns.effective_at <= since)
            .order_by(columns.effective_at.desc(), columns.number.desc())
            .limit(1)
        )
        query = (
            select(price_books)
            .where(published, or_(columns.effective_at > since, columns.id.in_(current)))
            .order_by(columns.effective_at, columns.number)
        )
        async with self.database.read() as connection:
            return [_book(row) for row in (await connection.execute(query)).mappings()]

    async def get(self, book_id: str) -> BookRow | None:
        query = select(price_books).where(price_books.c.id == book_id)
        async with self.database.read() as connection:
            row = (await connection.execute(query)).mappings().one_or_none()
        return None if row is None else _book(row)

    async def drafts(self) -> list[BookRow]:
        columns = price_books.c
        query = select(price_books).where(columns.state == "draft").order_by(columns.updated_at.desc())
        async with self.database.read() as connection:
            return [_book(row) for row in (await connection.execute(query)).mappings()]

    async def history(self, cursor: str | None, limit: int) -> Page[BookRow]:
        """Published and withdrawn versions, the newest first. Raises BadCursor."""
        columns = price_books.c
        query = select(price_books).where(columns.number.is_not(None))
        if cursor is not None:
            try:
                query = query.where(columns.number < int(decode_cursor(cursor, 1)[0]))
            except ValueError as fault:
                raise BadCursor("the cursor is not one that this server made") from fault
        query = query.order_by(columns.number.desc()).limit(limit + 1)
        async with self.database.read() as connection:
            found = [_book(row) for row in (await connection.execute(query)).mappings()]
        more = len(found) > limit
        return Page(found[:limit], encode_cursor(str(found[limit - 1].number)) if more else None)

    async def insert(self, connection: AsyncConnection, row: BookRow) -> None:
        await connection.execute(price_books.insert().values(**_values(row)))

    async def save_draft(
        self, connection: AsyncConnection, book_id: str, revision: int, values: Mapping[str, Any]
    ) -> bool:
        """False where it is no draft any more, or somebody changed it since `revision`."""
        columns = price_books.c
        change = (
            update(price_books)
            .where(columns.id == book_id, columns.state == "draft", columns.revision == revision)
            .values(**values, revision=revision + 1)
        )
        return bool((await connection.execute(change)).rowcount)

    async def delete_draft(self, connection: AsyncConnection, book_id: str) -> bool:
        columns = price_books.c
        gone = delete(price_books).where(columns.id == book_id, columns.state == "draft")
        return bool((await connection.execute(gone)).rowcount)

    async def publish(
        self,
        connection: AsyncConnection,
        book_id: str,
        revision: int,
        effective_at: datetime,
        by: str,
        at: datetime,
    ) -> int | None:
        """The version's number; None as `save_draft`'s False."""
        await touch(self.database, connection)
        highest = (await connection.execute(select(func.max(price_books.c.number)))).scalar_one()
        number = (highest or 0) + 1
        values = {
            "state": "published",
            "number": number,
            "effective_at": effective_at,
            "published_by": by,
            "published_at": at,
            "updated_at": at,
        }
        return number if await self.save_draft(connection, book_id, revision, values) else None

    async def withdraw(self, connection: AsyncConnection, book_id: str, now: datetime) -> bool:
        """A published version that is not in force yet. False where it is, or is none."""
        await touch(self.database, connection)
        columns = price_books.c
        scheduled = and_(columns.id == book_id, columns.state == "published", columns.effective_at > now)
        change = update(price_books).where(scheduled).values(state="withdrawn", updated_at=now)
        return bool((await connection.execute(change)).rowcount)

    async def groups(self) -> dict[str, str]:
        """Group by customer, of those that have one."""
        async with self.database.read() as connection:
            rows = await connection.execute(select(price_customers.c.user_id, price_customers.c.group_name))
            return {row.user_id: row.group_name for row in rows}

    async def set_group(
        self, connection: AsyncConnection, user_id: str, group: str | None, now: datetime
    ) -> None:
        await touch(self.database, connection)
        if group is None:
            await connection.execute(delete(price_customers).where(price_customers.c.user_id == user_id))
            return
        insert = self.database.insert(price_customers).values(
            user_id=user_id, group_name=group, updated_at=now
        )
        changed = {name: insert.excluded[name] for name in ("group_name", "updated_at")}
        await connection.execute(insert.on_conflict_do_update(index_elements=["user_id"], set_=changed))


def _values(row: BookRow) -> dict[str, Any]:
    return {name: getattr(row, name) for name in BookRow.__slots__}


def _book(row: RowMapping) -> BookRow:
    return BookRow(**{name: row[name] for name in BookRow.__slots__})
