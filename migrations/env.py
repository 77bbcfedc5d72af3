"""Alembic environment: the URL comes from `infra.migrate`, the tables from every area's store."""

from typing import Any, Literal

from alembic import context
from sqlalchemy import JSON, create_engine

import huahua.boot.tables  # noqa: F401  (declares every table on the metadata)
from huahua.infra.db import UtcDateTime, metadata

UPGRADE_LOCK = 4895201


def render_item(kind: str, item: Any, _context: object) -> str | Literal[False]:
    """Write our column types in plain SQLAlchemy, so that old migrations do not depend on new code."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, JSON):
        return "JSON"
    return False


engine = create_engine(context.config.attributes["url"])
with engine.connect() as connection:
    if connection.dialect.name == "postgresql":
        # Several processes may start at once; one upgrades, the others wait and find nothing to do.
        connection.exec_driver_sql(f"SELECT pg_advisory_lock({UPGRADE_LOCK})")
        connection.commit()
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_item=render_item,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()
engine.dispose()
