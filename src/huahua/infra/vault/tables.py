"""Tables of the vault: the wrapped data keys, when each was made, and how far sealing anew has come."""

from __future__ import annotations

from sqlalchemy import Column, Integer, String, Table, Text

from huahua.infra.db import Json, UtcDateTime, metadata

keysets = Table(
    "keysets",
    metadata,
    Column("id", String(20), primary_key=True),
    Column("wrapped", Text, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
)
"""One row, `data`. A backup of the database thus holds the keys that its values need, wrapped."""

data_keys = Table(
    "data_keys",
    metadata,
    Column("id", String(8), primary_key=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("retired_at", UtcDateTime),
    Column("dropped_at", UtcDateTime),
)
"""`retired_at`: another key seals since; `dropped_at`: it opens nothing any more."""

resealing = Table(
    "resealing",
    metadata,
    Column("table_name", String(100), primary_key=True),
    Column("key_id", String(8), nullable=False),
    Column("cursor", Json),
    Column("rows_total", Integer, nullable=False),
    Column("rows_seen", Integer, nullable=False),
    Column("values_sealed", Integer, nullable=False),
    Column("finished_at", UtcDateTime),
    Column("updated_at", UtcDateTime, nullable=False),
)
"""How far each table has been sealed under `key_id`; `cursor` is the primary key of the last row that was looked at."""
