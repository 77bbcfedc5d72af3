"""Usage rows into SQLite over an own connection, which flushes each commit to the disk (`synchronous=FULL`).

The application's other connections use `NORMAL`, which may lose the last commits when the power fails.
https://www.sqlite.org/pragma.html#pragma_synchronous
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from itertools import chain

from huahua.gateway.metering.batches import RowsRefused, StoreAway
from huahua.gateway.metering.rows import NAMES, Row

BUSY_TIMEOUT_S = 2.0
MAX_ROWS = 64
"""Of one statement, of which there is one for each number of rows. Each time a statement runs it gives the
interpreter's lock away and waits for it again, which takes longer than the statement while the event loop is busy:
so a batch is one statement, and as such its own transaction, whenever it is not larger."""


class SqliteBatches:
    """Port `BatchStore`. `path` is the database's file."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._connection: sqlite3.Connection | None = None

    def write(self, rows: Sequence[Row]) -> None:
        try:
            connection = self._connection or self._connect()
            if len(rows) <= MAX_ROWS:
                _insert(connection, rows)
            else:
                _insert_many(connection, rows)
        except (sqlite3.IntegrityError, sqlite3.DataError, sqlite3.InterfaceError, OverflowError) as fault:
            raise RowsRefused(str(fault)) from fault
        except sqlite3.Error as fault:
            self.close()
            raise StoreAway(str(fault)) from fault

    def interrupt(self) -> None:
        connection = self._connection
        if connection is not None:
            with suppress(sqlite3.ProgrammingError):  # closed meanwhile
                connection.interrupt()

    def close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self._path,
            timeout=BUSY_TIMEOUT_S,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=MAX_ROWS + 8,
        )
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=FULL")
        except BaseException:
            connection.close()
            raise
        self._connection = connection
        return connection


def _insert_many(connection: sqlite3.Connection, rows: Sequence[Row]) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        for start in range(0, len(rows), MAX_ROWS):
            _insert(connection, rows[start : start + MAX_ROWS])
        connection.execute("COMMIT")
    except BaseException:
        with suppress(sqlite3.Error):
            connection.execute("ROLLBACK")
        raise


def _insert(connection: sqlite3.Connection, rows: Sequence[Row]) -> None:
    if rows:
        connection.execute(_statement(len(rows), len(rows[0])), tuple(chain.from_iterable(rows)))


@cache
def _statement(rows: int, columns: int) -> str:
    row = f"({', '.join('?' * columns)})"
    # NAMES are constants of this package.
    return (
        f"INSERT INTO usage_lines ({', '.join(NAMES[:columns])}) VALUES {', '.join([row] * rows)} "  # noqa: S608
        "ON CONFLICT (request_id) DO NOTHING"
    )
