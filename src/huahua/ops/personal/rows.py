"""A person's rows, read and removed in small pieces."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Column, ColumnElement, Table, delete, func, select, tuple_, update

from huahua.infra.db import Database
from huahua.infra.personal import Holding, Retained
from huahua.infra.vault import BrokenSeal, RowVault
from huahua.kit.clock import iso

PIECE = 500
"""Rows that are read at once."""
BATCH = 200
"""Rows of one transaction that removes or changes some."""


class PersonRows:
    def __init__(self, db: Database, vault: RowVault) -> None:
        self._db = db
        self._vault = vault

    async def count(self, holding: Holding, user_id: str) -> int:
        statement = select(func.count()).select_from(holding.table).where(holding.rows_of(user_id))
        async with self._db.read() as connection:
            return (await connection.execute(statement)).scalar_one()

    async def read(self, holding: Holding, user_id: str) -> AsyncIterator[list[dict[str, Any]]]:
        """As JSON, opened, without what is hidden."""
        key = list(holding.table.primary_key)
        statement = select(holding.table).where(holding.rows_of(user_id)).order_by(*key).limit(PIECE)
        last: list[Any] | None = None
        while True:
            piece = statement if last is None else statement.where(_after(key, last))
            async with self._db.read() as connection:
                rows = (await connection.execute(piece)).all()
            if rows:
                yield [self._shown(holding, row._mapping) for row in rows]
            if len(rows) < PIECE:
                return
            last = [getattr(rows[-1], column.name) for column in key]

    async def remove(self, holding: Holding, user_id: str) -> int:
        return await self._delete(holding.table, holding.rows_of(user_id))

    async def rename(self, holding: Holding, user_id: str, pseudonym: str) -> int:
        """Put the pseudonym where the person's id stands."""
        key = list(holding.table.primary_key)
        count = 0
        while True:
            chosen = select(*key).where(holding.rows_of(user_id)).limit(BATCH)
            async with self._db.write() as connection:
                rows = [tuple(row) for row in await connection.execute(chosen)]
                if rows:
                    changed = update(holding.table).where(_among(key, rows))
                    await connection.execute(changed.values({holding.owner: pseudonym}))
            count += len(rows)
            if len(rows) < BATCH:
                return count

    async def remove_old(self, retained: Retained, before: datetime) -> int:
        """One transaction's worth; less than `BATCH` when there is no more."""
        condition = retained.table.c[retained.moment] < before
        if retained.unless is not None:
            condition = condition & ~retained.unless
        return await self._delete_some(retained.table, condition, retained.children)

    async def _delete(self, table: Table, condition: ColumnElement[bool]) -> int:
        count = 0
        while True:
            gone = await self._delete_some(table, condition)
            count += gone
            if gone < BATCH:
                return count

    async def _delete_some(
        self, table: Table, condition: ColumnElement[bool], children: tuple[Column[str], ...] = ()
    ) -> int:
        key = list(table.primary_key)
        async with self._db.write() as connection:
            rows = [
                tuple(row) for row in await connection.execute(select(*key).where(condition).limit(BATCH))
            ]
            if rows:
                for child in children:
                    await connection.execute(delete(child.table).where(child.in_([row[0] for row in rows])))
                await connection.execute(delete(table).where(_among(key, rows)))
        return len(rows)

    def _shown(self, holding: Holding, row: Mapping[Any, Any]) -> dict[str, Any]:
        try:
            values = self._vault.open(holding.table, row)
        except BrokenSeal:
            values = {
                name: value for name, value in row.items() if not holding.table.c[name].info.get("sealed")
            }
            values["unreadable"] = True
        return {name: _json(value) for name, value in values.items() if name not in holding.hidden}


def _after(key: list[Any], last: list[Any]) -> ColumnElement[bool]:
    condition: ColumnElement[bool] = tuple_(*key) > tuple(last) if len(key) > 1 else key[0] > last[0]
    return condition


def _among(key: list[Any], rows: list[tuple[Any, ...]]) -> ColumnElement[bool]:
    condition: ColumnElement[bool] = (
        tuple_(*key).in_(rows) if len(key) > 1 else key[0].in_([row[0] for row in rows])
    )
    return condition


def _json(value: Any) -> Any:
    return iso(value) if isinstance(value, datetime) else value
