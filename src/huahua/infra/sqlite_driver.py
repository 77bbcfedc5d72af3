"""aiosqlite with fewer ways between the event loop and the connection's thread.

aiosqlite sends everything to the thread: opening a cursor, the statement, fetching its rows, closing the cursor. Each
takes some 60 µs of the loop and of the interpreter's lock, most of what a small statement costs. Here only what
touches the file goes there, and goes together: the BEGIN with the first statement of a transaction, a statement with
its rows.

Written for aiosqlite 0.22 (`Connection._execute`, `Cursor._execute`), which SQLAlchemy's dialect needs too.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

import aiosqlite

ROWS_AT_ONCE = 1_000
"""Fetched with the statement; what is behind them comes when it is asked for, so that a stream stays small."""


class DirectCursor(aiosqlite.Cursor):
    """A cursor whose rows come with the statement, as far as `ROWS_AT_ONCE`."""

    _conn: DirectConnection
    _rows: list[Any]
    _is_whole = True
    """Whether no rows are left behind those in `_rows`."""

    async def execute(self, sql: str, parameters: Iterable[Any] | None = None) -> DirectCursor:
        await self._conn.run(self._executed, sql, parameters or ())
        return self

    async def executemany(self, sql: str, parameters: Iterable[Iterable[Any]]) -> DirectCursor:
        self._rows, self._is_whole = [], True
        await self._conn.run(self._cursor.executemany, sql, parameters)
        return self

    def _executed(self, sql: str, parameters: Any) -> None:
        cursor = self._cursor
        cursor.execute(sql, parameters)
        self._rows = cursor.fetchmany(ROWS_AT_ONCE) if cursor.description else []
        self._is_whole = len(self._rows) < ROWS_AT_ONCE

    async def fetchall(self) -> list[Any]:
        rows, self._rows = self._rows, []
        if not self._is_whole:
            rows += await self._conn._execute(self._cursor.fetchall)
            self._is_whole = True
        return rows

    async def fetchmany(self, size: int | None = None) -> list[Any]:
        wanted = self._cursor.arraysize if size is None else size
        rows, self._rows = self._rows[:wanted], self._rows[wanted:]
        if len(rows) < wanted and not self._is_whole:
            more: list[Any] = await self._conn._execute(self._cursor.fetchmany, wanted - len(rows))
            self._is_whole = len(more) < wanted - len(rows)
            rows += more
        return rows

    async def fetchone(self) -> Any:
        rows = await self.fetchmany(1)
        return rows[0] if rows else None

    async def close(self) -> None:
        if self._conn.is_idle:
            self._cursor.close()
        else:
            await self._conn._execute(self._cursor.close)


class DirectConnection(aiosqlite.Connection):
    """`begin_later` has the first statement open the transaction. One task at a time may use a connection."""

    def __init__(self, connector: Callable[[], sqlite3.Connection], *, reads_only: bool) -> None:
        super().__init__(connector, iter_chunk_size=64)
        self._thread.daemon = True
        self._reads_only = reads_only
        self._asked = 0
        self._answered = 0
        self._begin: str | None = None

    @property
    def is_idle(self) -> bool:
        """Whether the thread has nothing to do: SQLite's lock of this connection is free then, and a call that
        touches no file returns at once."""
        return self._asked == self._answered

    def begin_later(self, statement: str) -> None:
        self._begin = statement

    async def run(self, work: Callable[..., Any], *arguments: Any) -> Any:
        """`work(*arguments)` in the thread, in a transaction where one is to begin."""
        begin, self._begin = self._begin, None
        if begin is None:
            return await self._execute(work, *arguments)
        return await self._execute(self._after_begin, begin, work, arguments)

    def cursor(self) -> Any:
        return DirectCursor(self, self._conn.cursor())

    async def commit(self) -> None:
        if self._has_transaction():
            await self._execute(self._conn.commit)

    async def rollback(self) -> None:
        if not self._has_transaction():
            return
        if self._reads_only and self.is_idle:
            self._conn.rollback()
        else:
            await self._execute(self._conn.rollback)

    def _has_transaction(self) -> bool:
        self._begin = None
        return not self.is_idle or self._conn.in_transaction

    def _after_begin(self, begin: str, work: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
        self._conn.execute(begin)
        return work(*arguments)

    async def _execute(self, fn: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        self._asked += 1
        return await super()._execute(self._counted, fn, args, kwargs)  # type: ignore[no-untyped-call]

    def _counted(self, fn: Callable[..., Any], args: Any, kwargs: Any) -> Any:
        try:
            return fn(*args, **kwargs)
        finally:
            self._answered += 1


def connect(database: str, *, reads_only: bool = False, **options: Any) -> DirectConnection:
    """As `aiosqlite.connect`; `options` are those of `sqlite3.connect`. With `reads_only` nothing is ever written over
    the connection, so that a rollback touches no file."""
    return DirectConnection(partial(sqlite3.connect, database, **options), reads_only=reads_only)
