"""Migrations make exactly the tables that the code declares, on both databases."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, text

import huahua.boot.tables  # noqa: F401
from huahua.infra.db import metadata, sync_url
from huahua.infra.migrate import SchemaError, current_revision, head_revision, upgrade


def test_migrations_and_tables_agree(database_url: str) -> None:
    assert upgrade(database_url) is True
    assert upgrade(database_url) is False
    assert current_revision(database_url) == head_revision()
    engine = create_engine(sync_url(database_url))
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        assert compare_metadata(context, metadata) == []
    engine.dispose()


def test_a_newer_schema_is_not_touched(database_url: str) -> None:
    upgrade(database_url)
    engine = create_engine(sync_url(database_url))
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(SchemaError, match="newer version"):
        upgrade(database_url)


def test_tables_without_a_version_are_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "odd.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE users (id TEXT)")
    with pytest.raises(SchemaError, match="no schema version"):
        upgrade(f"sqlite:///{path}")


def test_an_unreachable_database_is_named() -> None:
    with pytest.raises(SchemaError, match="cannot open the database"):
        upgrade("postgresql://nobody@127.0.0.1:9/none")
