"""Databases for tests: a new one each time where it must be empty, and a quick way to one that has its tables.

Making tables takes longer than most tests, and a new PostgreSQL database longer still. So SQLite files are copies of
one that has its tables, and on PostgreSQL each test worker has one database whose rows are deleted after each test. A
test that leaves other tables behind than it found costs a new set of them, so that the next one starts as from nothing.
Servers and tests that need the real schema get a copy of a database that all migrations have gone over once.
"""

from __future__ import annotations

import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy import create_engine
from sqlalchemy.engine import URL, make_url

from huahua.infra.db import metadata
from huahua.infra.migrate import upgrade

_SCHEMA = """
WITH everything AS (
SELECT c.relname, c.relkind::text, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull::text
  FROM pg_class c LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
 WHERE c.relnamespace = 'public'::regnamespace
UNION ALL
SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid), '', ''
  FROM pg_constraint WHERE connamespace = 'public'::regnamespace
UNION ALL
SELECT tgrelid::regclass::text, tgname, tgenabled::text, '', '' FROM pg_trigger WHERE NOT tgisinternal
UNION ALL
SELECT proname, 'function', '', '', '' FROM pg_proc WHERE pronamespace = 'public'::regnamespace
)
SELECT md5(string_agg(everything::text, ';' ORDER BY everything::text COLLATE "C")) FROM everything
"""
_OTHERS = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> %s"
)


def _tables() -> frozenset[str]:
    """The names of every area's tables, because those of one area point to those of another."""
    import huahua.boot.tables  # noqa: F401 - takes a second, which tests without a database need not spend

    return frozenset(metadata.tables)


def put_migrated_sqlite(path: Path) -> None:
    """A new file at `path` that all migrations have gone over."""
    path.write_bytes(_migrated_sqlite_file())


@cache
def _migrated_sqlite_file() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "migrated.db"
        upgrade(f"sqlite:///{path}")
        assert not path.with_name("migrated.db-wal").exists(), "a part of it would be missing"
        return path.read_bytes()


def put_sqlite(path: Path) -> None:
    """A new file at `path` with every table."""
    path.write_bytes(_sqlite_file(_tables()))


@cache
def _sqlite_file(_tables: frozenset[str]) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "tables.db"
        engine = create_engine(f"sqlite:///{path}")
        with engine.begin() as connection:
            metadata.create_all(connection)
        engine.dispose()
        return path.read_bytes()


@contextmanager
def new_postgres(server: str, template: str = "template1") -> Iterator[str]:
    """The URL of a database on `server`, which is gone afterwards: empty, or as the database named `template` is.

    Commits do not wait for the disk: no test ends the database server.
    """
    parsed = make_url(server)
    name = f"huahua_test_{uuid.uuid4().hex}"
    with psycopg.connect(_plain(parsed), autocommit=True) as connection:
        names = map(sql.Identifier, (name, template))
        connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(*names))
        connection.execute(
            sql.SQL("ALTER DATABASE {} SET synchronous_commit = off").format(sql.Identifier(name))
        )
    try:
        yield _plain(parsed.set(database=name))
    finally:
        with psycopg.connect(_plain(parsed), autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


class KeptPostgres:
    """A PostgreSQL database that is used again and again: call `prepare` before each test and `clean` after it."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._connection = psycopg.connect(url, autocommit=True)
        self._tables: frozenset[str] = frozenset()
        self._schema = ""
        self._emptying = b""

    def prepare(self) -> None:
        """Have every table."""
        tables = _tables()
        if self._tables == tables:
            return
        engine = create_engine(make_url(self.url).set(drivername="postgresql+psycopg"))
        with engine.begin() as connection:
            metadata.create_all(connection)
        engine.dispose()
        self._tables = tables
        self._schema = self._read_schema()
        names = [sql.Identifier(table.name) for table in reversed(metadata.sorted_tables)]
        deletes = sql.SQL("; ").join(sql.SQL("DELETE FROM {}").format(name) for name in names)
        self._emptying = deletes.as_bytes(self._connection)

    def clean(self) -> None:
        """Away with all rows; with the tables too where they are not as `prepare` made them."""
        self._connection.execute(_OTHERS, [self._connection.info.backend_pid])
        if self._read_schema() != self._schema:
            self._connection.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
            self._tables = frozenset()
            return
        with self._connection.transaction():
            self._connection.execute(self._emptying)
            used = "SELECT sequencename FROM pg_sequences WHERE last_value IS NOT NULL"
            for (name,) in self._connection.execute(used).fetchall():
                self._connection.execute(sql.SQL("ALTER SEQUENCE {} RESTART").format(sql.Identifier(name)))

    def close(self) -> None:
        self._connection.close()

    def _read_schema(self) -> str:
        """A digest of it."""
        (digest,) = self._connection.execute(_SCHEMA).fetchone() or ("",)
        return str(digest)


def _plain(url: URL) -> str:
    return url.set(drivername="postgresql").render_as_string(hide_password=False)
