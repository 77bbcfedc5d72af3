"""Which columns are sealed: a mark on the column itself, so that tables of every area are found alike."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import JSON, Column, MetaData, Table

_MARK = "sealed"
SEALED: dict[str, Any] = {_MARK: True}
"""`Column("text", Text, info=SEALED)`. Give it room: a sealed text is a third longer, and 60 letters."""


def findable(hash_column: str) -> dict[str, Any]:
    """Sealed, with a keyed hash of the value in another column of the row, by which it is found."""
    return {_MARK: True, "hash": hash_column}


def sealed_before(context: str) -> dict[str, Any]:
    """Sealed, and so it was by `infra/sealing.py`, with this context, before there were data keys."""
    return {_MARK: True, "legacy": context}


@dataclass(frozen=True, slots=True)
class SealedColumn:
    name: str
    is_json: bool
    hash_column: str | None
    legacy_context: str | None
    """Of values that were sealed before there were data keys (`infra/sealing.py`)."""


@dataclass(frozen=True, slots=True)
class SealedTable:
    table: Table
    key: tuple[str, ...]
    """Its primary key's columns."""
    columns: tuple[SealedColumn, ...]


@cache
def sealed_table(table: Table) -> SealedTable:
    key = tuple(column.name for column in table.primary_key)
    return SealedTable(table, key, tuple(_column(column) for column in table.c if column.info.get(_MARK)))


def sealed_tables(metadata: MetaData) -> Iterator[SealedTable]:
    """Those with a sealed column, in the order of their names."""
    for name in sorted(metadata.tables):
        found = sealed_table(metadata.tables[name])
        if found.columns:
            yield found


def _column(column: Column[Any]) -> SealedColumn:
    info = column.info
    return SealedColumn(column.name, isinstance(column.type, JSON), info.get("hash"), info.get("legacy"))
