"""Migrations make exactly the tables that the code declares, on both databases."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, make_url, select, text

import huahua.boot.tables  # noqa: F401
from huahua.chat.store.tables import conversations
from huahua.infra.db import metadata, sync_url
from huahua.infra.migrate import SchemaError, current_revision, head_revision, migrations_folder, upgrade
from huahua.painting.store import blobs, pictures


def test_migrations_and_tables_agree(empty_database_url: str) -> None:
    assert upgrade(empty_database_url) is True
    assert upgrade(empty_database_url) is False
    assert current_revision(empty_database_url) == head_revision()
    engine = create_engine(sync_url(empty_database_url))
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        assert compare_metadata(context, metadata) == []
    engine.dispose()


def test_pictures_of_visitors_are_known_by_their_conversations(empty_database_url: str) -> None:
    upgrade(empty_database_url)
    config = Config()
    config.set_main_option("script_location", str(migrations_folder()))
    config.attributes["url"] = make_url(sync_url(empty_database_url))
    command.downgrade(config, "0042-1")
    now = datetime(2026, 1, 1, tzinfo=UTC)
    engine = create_engine(sync_url(empty_database_url))
    with engine.begin() as connection:
        connection.execute(blobs.insert().values(digest="d", bytes=1, created_at=now, keep_until=now))
        for id, guest_of in (("conv_1", "wid_1"), ("conv_2", None)):
            values = {"id": id, "user_id": "usr_1", "title": "", "title_source": "none", "guest_of": guest_of}
            connection.execute(conversations.insert().values(**values, created_at=now, updated_at=now))
        known = {"conv_1": "img_1", "conv_2": "img_2", "conv_3": "img_3", None: "img_4"}
        for conversation_id, id in known.items():
            connection.execute(pictures.insert().values(_picture(id, conversation_id, now)))
    upgrade(empty_database_url)
    with engine.connect() as connection:
        found = connection.execute(select(pictures.c.id, pictures.c.guest_of).order_by(pictures.c.id)).all()
    engine.dispose()
    assert [tuple(row) for row in found] == [
        ("img_1", "wid_1"),
        ("img_2", None),
        ("img_3", None),
        ("img_4", None),
    ]


def _picture(id: str, conversation_id: str | None, made: datetime) -> dict[str, Any]:
    """A row as it was before the column came."""
    texts = dict.fromkeys(("prompt", "negative", "words"), "")
    sizes = {"bytes": 1, "width": 64, "height": 64, "digest": "d", "media_type": "image/png"}
    lists: dict[str, Any] = {"unmet": [], "locked": [], "recipe": {}, "starred": False}
    known = {"id": id, "user_id": "usr_1", "origin": "painted", "conversation_id": conversation_id}
    return {**known, **texts, **sizes, **lists, "created_at": made}


def test_a_newer_schema_is_not_touched(empty_database_url: str) -> None:
    upgrade(empty_database_url)
    engine = create_engine(sync_url(empty_database_url))
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(SchemaError, match="newer version"):
        upgrade(empty_database_url)


def test_tables_without_a_version_are_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "odd.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE users (id TEXT)")
    with pytest.raises(SchemaError, match="no schema version"):
        upgrade(f"sqlite:///{path}")


def test_an_unreachable_database_is_named() -> None:
    with pytest.raises(SchemaError, match="cannot open the database"):
        upgrade("postgresql://nobody@127.0.0.1:9/none")
