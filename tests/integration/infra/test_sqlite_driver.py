"""The leaner way to SQLite: as many rows as there are, transactions that begin with their first statement, and
nothing that holds the event loop up."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from huahua.infra import sqlite_driver
from huahua.infra.sqlite_driver import ROWS_AT_ONCE, DirectConnection, DirectCursor

COUNT_TO = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) SELECT i FROM n"


@pytest.fixture
def path(tmp_path: Path) -> str:
    path = str(tmp_path / "own.db")
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE t (a INTEGER PRIMARY KEY)")
    return path


@pytest.fixture
async def connection(path: str) -> AsyncIterator[DirectConnection]:
    connection = sqlite_driver.connect(path, isolation_level=None, timeout=0.05, check_same_thread=False)
    await connection
    yield connection
    await connection.close()


async def executed(connection: DirectConnection, sql: str, *values: int) -> DirectCursor:
    cursor: DirectCursor = connection.cursor()
    return await cursor.execute(sql, values)


@pytest.mark.parametrize("rows", [0, 1, ROWS_AT_ONCE - 1, ROWS_AT_ONCE, ROWS_AT_ONCE + 1, 3 * ROWS_AT_ONCE])
async def test_all_rows_come(connection: DirectConnection, rows: int) -> None:
    def counted() -> str:
        return COUNT_TO if rows else "SELECT a FROM t WHERE a = ?"

    wanted = [(number,) for number in range(1, rows + 1)]
    assert await (await executed(connection, counted(), rows)).fetchall() == wanted
    cursor, found = await executed(connection, counted(), rows), []
    while some := await cursor.fetchmany(700):
        found += some
    assert found == wanted
    cursor, found = await executed(connection, counted(), rows), []
    while (row := await cursor.fetchone()) is not None:
        found.append(row)
    assert found == wanted


async def test_a_transaction_begins_with_its_first_statement(connection: DirectConnection, path: str) -> None:
    connection.begin_later("BEGIN IMMEDIATE")
    with sqlite3.connect(path, timeout=0) as other:
        other.execute("INSERT INTO t VALUES (1)")  # nobody holds the lock yet
    await executed(connection, "INSERT INTO t VALUES (2)")
    with sqlite3.connect(path, timeout=0) as other, pytest.raises(sqlite3.OperationalError):
        other.execute("INSERT INTO t VALUES (3)")
    await connection.commit()
    with sqlite3.connect(path, timeout=0) as other:
        assert other.execute("SELECT count(*) FROM t").fetchone() == (2,)


async def test_a_lock_that_is_not_to_be_had_leaves_the_connection_in_order(
    connection: DirectConnection, path: str
) -> None:
    with sqlite3.connect(path, isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        connection.begin_later("BEGIN IMMEDIATE")
        with pytest.raises(sqlite3.OperationalError):
            await executed(connection, "INSERT INTO t VALUES (2)")
        await connection.rollback()
        other.execute("ROLLBACK")
    connection.begin_later("BEGIN IMMEDIATE")
    await executed(connection, "INSERT INTO t VALUES (2)")
    await connection.rollback()
    assert await (await executed(connection, "SELECT count(*) FROM t")).fetchall() == [(0,)]


async def test_nothing_begun_is_nothing_to_end(connection: DirectConnection) -> None:
    connection.begin_later("BEGIN IMMEDIATE")
    await connection.commit()
    await executed(connection, "SELECT 1")
    assert not connection._conn.in_transaction
    connection.begin_later("BEGIN")
    await connection.rollback()
    await executed(connection, "SELECT 1")
    assert not connection._conn.in_transaction


@pytest.mark.parametrize("reads_only", [False, True])
async def test_a_statement_that_goes_on_holds_the_loop_up_by_nothing(path: str, reads_only: bool) -> None:
    """Whoever was cancelled leaves a statement behind, which holds SQLite's lock of the connection."""
    connection = sqlite_driver.connect(
        path, reads_only=reads_only, isolation_level=None, check_same_thread=False
    )
    await connection
    cursor = await executed(connection, "BEGIN")
    slow = connection.cursor()
    endless = asyncio.create_task(slow.execute(f"SELECT max(i) FROM ({COUNT_TO})", (10**12,)))
    await asyncio.sleep(0.05)
    endless.cancel()
    ends = asyncio.gather(cursor.close(), connection.rollback(), return_exceptions=True)
    await asyncio.sleep(0)  # the loop goes on
    assert not ends.done()
    assert not connection.is_idle
    await connection.interrupt()
    await asyncio.wait([ends], timeout=60)
    assert ends.done()
    await connection.close()
