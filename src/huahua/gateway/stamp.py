"""The stamp by which every process sees that another changed the catalogue, and the table that holds it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, String, Table
from sqlalchemy.ext.asyncio import AsyncConnection

from huahua.infra.db import Database, Json, metadata
from huahua.kit.ids import new_id

STAMP = "stamp"

settings = Table(
    "gateway_settings",
    metadata,
    Column("key", String(50), primary_key=True),
    Column("value", Json, nullable=False),
)


async def touch(database: Database, connection: AsyncConnection) -> None:
    """In the transaction of the change."""
    await put(database, connection, STAMP, new_id("stamp"))


async def put(database: Database, connection: AsyncConnection, key: str, value: Any) -> None:
    insert = database.insert(settings).values(key=key, value=value)
    await connection.execute(
        insert.on_conflict_do_update(index_elements=["key"], set_={"value": insert.excluded.value})
    )
