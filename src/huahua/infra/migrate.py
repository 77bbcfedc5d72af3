"""Schema migrations: Alembic on the same database URL that the server uses.

SQLite and PostgreSQL share the migrations. The check at the start reads one row and does not load Alembic,
so that a start costs nothing when there is nothing to do.
"""

from __future__ import annotations

import re
from pathlib import Path

from sqlalchemy import create_engine, inspect, text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from huahua.infra.db import sync_url


class SchemaError(Exception):
    """The database cannot be brought to this version; the message says what to do."""


def migrations_folder() -> Path:
    """Inside the installed package, or at the root of the source tree."""
    package = Path(__file__).resolve().parent.parent
    packaged = package / "migrations"
    return packaged if packaged.is_dir() else package.parent.parent / "migrations"


def head_revision() -> str:
    """The newest revision: the one that no other names as its predecessor."""
    revisions: set[str] = set()
    predecessors: set[str] = set()
    for path in (migrations_folder() / "versions").glob("*.py"):
        source = path.read_text()
        revisions.update(re.findall(r'^revision = "(\w+)"', source, re.MULTILINE))
        predecessors.update(re.findall(r'^down_revision = "(\w+)"', source, re.MULTILINE))
    (head,) = revisions - predecessors
    return head


def current_revision(url: str) -> str | None:
    """The revision that the database is at, or None for an empty one.

    Raises:
        SchemaError: unreachable, not a database that can be used, or there are tables but no revision (a
            half-applied or foreign schema).
    """
    try:
        engine = create_engine(sync_url(url))
    except ValueError as fault:
        raise SchemaError(f"database_url: {fault}") from fault
    except OSError as fault:
        raise SchemaError(
            f"cannot write to the folder of the database, {fault.filename}: {fault.strerror}"
        ) from fault
    try:
        with engine.connect() as connection:
            return _revision(connection)
    except DBAPIError as fault:
        raise SchemaError(f"cannot open the database: {_first_line(fault)}") from fault
    finally:
        engine.dispose()


def upgrade(url: str) -> bool:
    """Bring the database to this version's schema; whether anything had to be done.

    Raises:
        SchemaError: the schema is newer than this version, half-applied, or the upgrade failed.
    """
    head = head_revision()
    current = current_revision(url)
    if current == head:
        return False
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(migrations_folder()))
    config.attributes["url"] = sync_url(url)
    try:
        command.upgrade(config, "head")
    except CommandError as fault:
        raise SchemaError(
            f"the database is at revision {current}, which this version does not know: "
            "run the newer version, or restore a backup"
        ) from fault
    except DBAPIError as fault:
        raise SchemaError(
            f"cannot bring the database to this version: {_first_line(fault)}; see that its disk has room"
        ) from fault
    return True


def _revision(connection: Connection) -> str | None:
    tables = set(inspect(connection).get_table_names())
    if "alembic_version" not in tables:
        if "users" in tables or "runs" in tables:
            raise SchemaError(
                "the database has tables but no schema version: restore a backup, or use an empty one"
            )
        return None
    rows = connection.execute(text("SELECT version_num FROM alembic_version")).all()
    if not rows and "users" in tables:
        raise SchemaError("the last upgrade did not finish: restore the backup made before it")
    return str(rows[0][0]) if rows else None


def _first_line(fault: Exception) -> str:
    return str(getattr(fault, "orig", fault)).strip().splitlines()[0]
