"""Sealing anew, in small transactions that each note how far they came: killed at any moment, it goes on from there.

What is in clear is sealed by it too, so this is also what encrypts the rows that older versions stored.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import MetaData, func, select, tuple_, update
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from huahua.infra.db import Database
from huahua.infra.vault import BrokenSeal, Vault
from huahua.infra.vault.columns import SealedTable, sealed_tables
from huahua.infra.vault.keyring import is_sealed, key_of
from huahua.infra.vault.tables import resealing
from huahua.kit.clock import Clock

BATCH = 100
"""Rows of one transaction: others wait some milliseconds for it at most."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class TableProgress:
    table: str
    key_id: str
    cursor: list[Any] | None
    rows_total: int
    rows_seen: int
    values_sealed: int
    finished_at: datetime | None


class Resealing:
    def __init__(self, db: Database, vault: Vault, metadata: MetaData, clock: Clock) -> None:
        self._db = db
        self._vault = vault
        self._clock = clock
        self._tables = {each.table.name: each for each in sealed_tables(metadata)}

    async def progress(self, *, counted: bool = False) -> list[TableProgress]:
        """Of every table with sealed columns, under the key that seals now; `counted`: with the rows of those that are
        not begun."""
        key_id = self._vault.ring.primary
        async with self._db.read() as connection:
            rows = (await connection.execute(select(resealing))).all()
            found = {row.table_name: row for row in rows if row.key_id == key_id}
            known = [_progress(name, found.get(name), key_id) for name in self._tables]
            if not counted:
                return known
            return [
                each
                if each.table in found
                else replace(each, rows_total=await self._count(connection, self._tables[each.table]))
                for each in known
            ]

    async def step(self) -> bool:
        """One transaction of work; False when everything is sealed under the newest key."""
        for each in await self.progress():
            if each.finished_at is None:
                await self._batch(self._tables[each.table])
                return True
        return False

    async def _batch(self, sealed: SealedTable) -> None:
        target = self._vault.ring.primary
        name = sealed.table.name
        async with self._db.write() as connection:
            # Read again in the transaction: another process may have come further meanwhile.
            statement = select(resealing).where(resealing.c.table_name == name, resealing.c.key_id == target)
            if not self._db.is_sqlite:
                statement = statement.with_for_update()
            before = _progress(name, (await connection.execute(statement)).first(), target)
            if before.finished_at is not None:
                return
            total = before.rows_total if before.cursor else await self._count(connection, sealed)
            rows = await self._rows(connection, sealed, before.cursor)
            done = 0
            for row in rows:
                done += await self._seal_anew(connection, sealed, row._mapping)
            last = [getattr(rows[-1], column) for column in sealed.key] if rows else before.cursor
            now = self._clock()
            values = {
                "key_id": target,
                "cursor": last,
                "rows_total": max(total, before.rows_seen + len(rows)),
                "rows_seen": before.rows_seen + len(rows),
                "values_sealed": before.values_sealed + done,
                "finished_at": now if len(rows) < BATCH else None,
                "updated_at": now,
            }
            insert = self._db.insert(resealing).values(table_name=name, **values)
            await connection.execute(insert.on_conflict_do_update(index_elements=["table_name"], set_=values))

    async def _count(self, connection: AsyncConnection, sealed: SealedTable) -> int:
        return (await connection.execute(select(func.count()).select_from(sealed.table))).scalar_one()

    async def _rows(
        self, connection: AsyncConnection, sealed: SealedTable, cursor: list[Any] | None
    ) -> Sequence[Row[Any]]:
        key = [sealed.table.c[name] for name in sealed.key]
        columns = [sealed.table.c[column.name] for column in sealed.columns]
        statement = select(*key, *columns).order_by(*key).limit(BATCH)
        if cursor is not None:
            statement = statement.where(tuple_(*key) > tuple(cursor) if len(key) > 1 else key[0] > cursor[0])
        if not self._db.is_sqlite:
            statement = statement.with_for_update()
        return (await connection.execute(statement)).all()

    async def _seal_anew(
        self, connection: AsyncConnection, sealed: SealedTable, row: Mapping[Any, Any]
    ) -> int:
        """How many values of the row were sealed."""
        key = [row[name] for name in sealed.key]
        values: dict[str, Any] = {}
        for column in sealed.columns:
            stored = row[column.name]
            if not stored or (is_sealed(stored) and _is_of(stored, self._vault.ring.primary)):
                continue
            try:
                values |= self._vault.open(sealed.table, {column.name: stored}, *key)
            except BrokenSeal as fault:
                place = f"{sealed.table.name}.{column.name}"
                log.error("value_does_not_open", column=place, row="/".join(map(str, key)), reason=str(fault))
        if not values:
            return 0
        is_row = [sealed.table.c[name] == value for name, value in zip(sealed.key, key, strict=True)]
        anew = self._vault.seal(sealed.table, values, *key)
        await connection.execute(update(sealed.table).where(*is_row).values(**anew))
        return len(values)


def _is_of(stored: str, key_id: str) -> bool:
    try:
        return key_of(stored) == key_id
    except BrokenSeal:
        return False


def _progress(name: str, row: Row[Any] | None, key_id: str) -> TableProgress:
    if row is None:
        return TableProgress(name, key_id, None, 0, 0, 0, None)
    return TableProgress(
        name, row.key_id, row.cursor, row.rows_total, row.rows_seen, row.values_sealed, row.finished_at
    )
