"""Marks in the database, where every process finds them."""

from __future__ import annotations

import json
from hashlib import blake2b

from sqlalchemy import delete, select

from huahua.gateway.cache.marks import Mark
from huahua.gateway.stamp import settings
from huahua.infra.db import Database

_PREFIX = "cache cleared "


class SqlMarkStore:
    """Port `MarkStore`. One row of the gateway's settings for each model and tenant that was cleared."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def save(self, mark: Mark, keep_from: float) -> None:
        old = [key for key, known in (await self._rows()).items() if known.at < keep_from]
        value = {"model": mark.model, "tenant": mark.tenant, "at": mark.at}
        insert = self._database.insert(settings).values(key=_key(mark), value=value)
        async with self._database.write() as connection:
            await connection.execute(delete(settings).where(settings.c.key.in_(old)))
            await connection.execute(
                insert.on_conflict_do_update(index_elements=["key"], set_={"value": insert.excluded.value})
            )

    async def load(self) -> list[Mark]:
        return list((await self._rows()).values())

    async def _rows(self) -> dict[str, Mark]:
        query = select(settings).where(settings.c.key.startswith(_PREFIX))
        async with self._database.read() as connection:
            rows = await connection.execute(query)
            return {row.key: Mark(row.value["model"], row.value["tenant"], row.value["at"]) for row in rows}


def _key(mark: Mark) -> str:
    named = json.dumps([mark.model, mark.tenant]).encode()
    return _PREFIX + blake2b(named, digest_size=12).hexdigest()
