"""Usage rows into SQLite over an own connection, which flushes each commit to the disk (`synchronous=FULL`).

The application's other connections use `NORMAL`, which may lose the last commits when the power fails.
https://www.sqlite.org/pragma.html#pragma_synchronous
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import suppress
from itertools import chain

from huahua.gateway.metering.batches import RowsRefused, StoreAway
from huahua.gateway.metering.rows import NAMES, Row

BUSY_TIMEOUT_S = 2.0
CHUNKS = (32, 8, 1)
"""Rows of one statement. Each statement gives the interpreter's lock away once, and waits for it once."""


class SqliteBatches:
    """Port `BatchStore`. `path` is the database's file."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._connection: sqlite3.Connection | None = None

    def write(self, rows: Sequence[Row]) -> None:
        try:
            connection = self._connection or self._connect()
            connection.execute("BEGIN IMMEDIATE")
            try:
                _insert(connection, rows)
                connection.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):
                    connection.execute("ROLLBACK")
                raise
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
            self._path, timeout=BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False
        )
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=FULL")
        except BaseException:
            connection.close()
            raise
        self._connection = connection
        return connection


def _insert(connection: sqlite3.Connection, rows: Sequence[Row]) -> None:
    done = 0
    for size in CHUNKS:
        while len(rows) - done >= size:
            connection.execute(_STATEMENTS[size], tuple(chain.from_iterable(rows[done : done + size])))
            done += size


def _statement(size: int) -> str:
    row = f"({', '.join('?' * len(NAMES))})"
    # NAMES are constants of this package.
    return (
        f"INSERT INTO usage_lines ({', '.join(NAMES)}) VALUES {', '.join([row] * size)} "  # noqa: S608
        "ON CONFLICT (request_id) DO NOTHING"
    )


_STATEMENTS = {size: _statement(size) for size in CHUNKS}
