"""The database: SQLite (WAL) or PostgreSQL behind one small face.

Areas declare SQLAlchemy Core tables on `metadata` in their own `store.py` and run statements on the
connection that `Database.read()` or `Database.write()` gives. One request is one transaction.

On SQLite all writes of a process go through one connection that takes the write lock at BEGIN, so that
a transaction never fails half-way for want of the lock; reads run beside it on connections of their own.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import JSON, DateTime, MetaData, Table, event, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import URL, Dialect, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.types import TypeDecorator

from huahua.infra.jsontext import dump_storable
from huahua.infra.sqlite_driver import connect
from huahua.infra.uninterrupted import UninterruptedConnection, to_end

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_N_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Json = JSON().with_variant(JSONB(), "postgresql")
"""A JSON column: JSONB on PostgreSQL, text on SQLite."""

SQLITE_BUSY_TIMEOUT_MS = 15_000


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC time; SQLite, which knows no zones, keeps it naive."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("times in the database must be aware")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Turn(asyncio.Lock):
    """A lock that says whether nobody holds it or waits for it. `locked` alone does not: it is false, too, while the
    lock is on its way to the next who waits."""

    def __init__(self) -> None:
        super().__init__()
        self._wanted = 0

    @property
    def is_free(self) -> bool:
        """Whether `acquire` returns at once."""
        return not self._wanted and not self.locked()

    async def acquire(self) -> Literal[True]:
        self._wanted += 1
        try:
            return await super().acquire()
        finally:
            self._wanted -= 1


class Database:
    """Engines for one database URL. Make it with `open_database`."""

    def __init__(self, reader: AsyncEngine, writer: AsyncEngine) -> None:
        self._reader = reader
        self._writer = writer
        self.turn = Turn() if self.is_sqlite else None
        """Hold it around writes over a connection of one's own: on SQLite writers of this process go one at a
        time, first come, first served. Do not take it inside `write`, which does so itself."""

    @property
    def is_sqlite(self) -> bool:
        return self._writer.dialect.name == "sqlite"

    @property
    def url(self) -> URL:
        """With its password, for an adapter that has a connection of its own."""
        return self._writer.url

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """A connection for statements that change nothing."""
        async with _opened(self._reader) as connection:
            yield connection

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """A connection in a transaction: committed at the end, rolled back on any exception.

        On SQLite one transaction of this process goes at a time; waiting for one's turn can be cancelled.
        """
        async with self.turn or nullcontext(), _opened(self._writer) as connection:
            yield connection
            await to_end(connection.commit())

    async def in_turn(self, connection: AsyncConnection, name: str) -> None:
        """Returns when no other transaction that named the same goes on, of whichever process: what is counted after
        it is still so at the commit. On SQLite, where one writes at a time, it always is."""
        if not self.is_sqlite:
            await connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(name, 0))))

    def insert(self, table: Table) -> Any:
        """An INSERT that knows `on_conflict_do_update` and `on_conflict_do_nothing` on either database."""
        return sqlite.insert(table) if self.is_sqlite else postgresql.insert(table)

    async def close(self) -> None:
        await self._reader.dispose()
        if self._writer is not self._reader:
            await self._writer.dispose()


@asynccontextmanager
async def _opened(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """A connection that is closed in the end, whatever happens; closing rolls back what was not committed."""
    connection = UninterruptedConnection(engine)
    try:
        await to_end(connection.start())
        yield connection
    finally:
        if connection.sync_connection is not None:
            await to_end(connection.close())


def async_url(url: str) -> URL:
    """The URL with the async driver of its database filled in.

    Raises:
        ValueError: neither SQLite nor PostgreSQL.
    """
    try:
        parsed = make_url(url)
    except ArgumentError as fault:
        raise ValueError("that is no database URL; give a sqlite:// or postgresql:// URL") from fault
    backend = parsed.get_backend_name()
    if backend == "sqlite":
        return parsed.set(drivername="sqlite+aiosqlite")
    if backend in {"postgresql", "postgres"}:
        return parsed.set(drivername="postgresql+psycopg")
    raise ValueError(
        f"'{backend}' is not a database that HuaHua can use; give a sqlite:// or postgresql:// URL"
    )


def sync_url(url: str) -> URL:
    """The URL with a blocking driver, for migrations and the like."""
    parsed = async_url(url)
    if parsed.get_backend_name() == "sqlite":
        parsed = parsed.set(drivername="sqlite")
        if parsed.database:
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    return parsed


def open_database(url: str, *, pool_size: int = 8) -> Database:
    """Open (lazily connecting) the database at `url`."""
    parsed = async_url(url)
    if parsed.get_backend_name() != "sqlite":
        engine = create_async_engine(
            parsed,
            pool_size=pool_size,
            max_overflow=pool_size,
            pool_pre_ping=True,
            json_serializer=dump_storable,
        )
        return Database(engine, engine)
    if parsed.database and parsed.database != ":memory:":
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    common = {"max_overflow": 0, "pool_timeout": 60, "json_serializer": dump_storable}
    opening = {"async_creator_fn": connect}
    writer = create_async_engine(parsed, pool_size=1, connect_args=opening, **common)
    opening = {"async_creator_fn": partial(connect, reads_only=True)}
    reader = create_async_engine(parsed, pool_size=pool_size, connect_args=opening, **common)
    _prepare_sqlite(writer, begin="BEGIN IMMEDIATE")
    _prepare_sqlite(reader, begin="BEGIN")
    return Database(reader, writer)


def _prepare_sqlite(engine: AsyncEngine, *, begin: str) -> None:
    """Pragmas on each connection, and an explicit BEGIN because the driver's own comes too late. It goes with the first
    statement of the transaction.

    See https://docs.sqlalchemy.org/en/21/dialects/sqlite.html (serializable isolation and transactional DDL).
    """

    @event.listens_for(engine.sync_engine, "connect")
    def on_connect(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            f"busy_timeout={SQLITE_BUSY_TIMEOUT_MS}",
            "journal_mode=WAL",
            "synchronous=NORMAL",
            "foreign_keys=ON",
            "cache_size=-8192",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def on_begin(connection: Any) -> None:
        connection.connection.driver_connection.begin_later(begin)


def is_unique_violation(fault: BaseException) -> bool:
    """Whether a SQLAlchemy IntegrityError means 'already there', on either database."""
    original = getattr(fault, "orig", None)
    if getattr(original, "sqlstate", None) == "23505":
        return True
    return "UNIQUE constraint failed" in str(original)
