"""The vault: seals the marked columns of a row on its way into the database, opens them on its way out.

A sealed value is bound to its table, column and row, so that one which is copied elsewhere does not open there. Values
that were stored before there was a vault are read as they are, until `ops/keys` has sealed them.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from sqlalchemy import Table

from huahua.infra.jsontext import dump_storable
from huahua.infra.vault.columns import SealedColumn, sealed_table
from huahua.infra.vault.keyring import KeyGone, KeyRing, is_sealed


class RowVault(Protocol):
    """What a store needs."""

    def seal(self, table: Table, values: Mapping[Any, Any], *key: object) -> dict[str, Any]:
        """`values` as they are stored. `key`: the row's primary key, where `values` does not hold it."""
        ...

    def open(self, table: Table, values: Mapping[Any, Any], *key: object) -> dict[str, Any]:
        """A row's values as they were before `seal`. Raises BrokenSeal."""
        ...

    def find(self, table: Table, column: str, text: str) -> str:
        """The keyed hash (64 hexadecimal digits) by which a `findable` column is looked up."""
        ...


class PlainVault:
    """Seals nothing. For tests of a store alone."""

    def seal(self, table: Table, values: Mapping[Any, Any], *key: object) -> dict[str, Any]:
        stored = dict(values)
        _add_hashes(self, table, values, stored)
        return stored

    def open(self, table: Table, values: Mapping[Any, Any], *key: object) -> dict[str, Any]:
        return dict(values)

    def find(self, table: Table, column: str, text: str) -> str:
        return hashlib.sha256(f"{table.name}.{column} {text}".encode()).hexdigest()


PLAIN = PlainVault()


class Vault:
    """`load` gives the newest ring; it is asked on the first use, and when a value needs a key that is not known here
    because another process has made it."""

    def __init__(
        self,
        load: Callable[[], KeyRing],
        hash_key: bytes,
        *,
        legacy: Callable[[str, str], str] | None = None,
    ) -> None:
        """`legacy` opens (text, context) what was sealed before there were data keys; it may raise BrokenSeal."""
        self._load = load
        self._ring: KeyRing | None = None
        self._hash_key = hash_key
        self._legacy = legacy

    @property
    def ring(self) -> KeyRing:
        """Blocks for some milliseconds the first time."""
        if self._ring is None:
            self._ring = self._load()
        return self._ring

    def use(self, ring: KeyRing) -> None:
        """Seal with this ring from now on."""
        self._ring = ring

    def seal(self, table: Table, values: Mapping[Any, Any], *key: object) -> dict[str, Any]:
        stored = dict(values)
        _add_hashes(self, table, values, stored)
        row = None
        for column in sealed_table(table).columns:
            value = stored.get(column.name)
            if not value:  # nothing, or nothing said: there is nothing to keep secret
                continue
            row = _row(table, values, key) if row is None else row
            text = dump_storable(value) if column.is_json else value
            stored[column.name] = self.ring.seal(text, _context(table, column, row))
        return stored

    def open(self, table: Table, values: Mapping[Any, Any], *key: object) -> dict[str, Any]:
        opened = dict(values)
        row = None
        for column in sealed_table(table).columns:
            value = opened.get(column.name)
            if is_sealed(value):
                row = _row(table, values, key) if row is None else row
                text = self._open(str(value), _context(table, column, row))
                opened[column.name] = json.loads(text) if column.is_json else text
            elif value and column.legacy_context is not None and self._legacy is not None:
                opened[column.name] = self._legacy(value, column.legacy_context)
        return opened

    def find(self, table: Table, column: str, text: str) -> str:
        said = f"{table.name}.{column}\x1f{text}".encode()
        return hmac.new(self._hash_key, said, hashlib.sha256).hexdigest()

    def _open(self, sealed: str, context: bytes) -> str:
        try:
            return self.ring.open(sealed, context)
        except KeyGone:
            self._ring = self._load()
            return self.ring.open(sealed, context)


def _add_hashes(vault: RowVault, table: Table, values: Mapping[Any, Any], stored: dict[str, Any]) -> None:
    for column in sealed_table(table).columns:
        if column.hash_column is not None and values.get(column.name):
            stored[column.hash_column] = vault.find(table, column.name, values[column.name])


def _row(table: Table, values: Mapping[Any, Any], key: tuple[object, ...]) -> str:
    parts = key or tuple(values[name] for name in sealed_table(table).key)
    return "/".join(str(part) for part in parts)


def _context(table: Table, column: SealedColumn, row: str) -> bytes:
    return f"{table.name}.{column.name}\x1f{row}".encode()
