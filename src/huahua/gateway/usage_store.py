"""The table of usage lines, and the statement that writes a batch of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Column, Index, Integer, String, Table

from huahua.gateway.domain.usage import UsageLine
from huahua.infra.db import Database, UtcDateTime, metadata
from huahua.kit.text import storable

usage_lines = Table(
    "usage_lines",
    metadata,
    Column("request_id", String(40), primary_key=True),
    Column("user_id", String(40), nullable=False),
    Column("key_id", String(40)),
    Column("model", String(200), nullable=False),
    Column("provider", String(100), nullable=False),
    Column("upstream_model", String(200), nullable=False),
    Column("dialect", String(20), nullable=False),
    Column("task", String(20), nullable=False),
    Column("input_tokens", Integer, nullable=False),
    Column("cache_read_tokens", Integer, nullable=False),
    Column("cache_write_tokens", Integer, nullable=False),
    Column("output_tokens", Integer, nullable=False),
    Column("reasoning_tokens", Integer, nullable=False),
    Column("images", Integer, nullable=False),
    Column("status", Integer, nullable=False),
    Column("error_code", String(60)),
    Column("latency_ms", Integer, nullable=False),
    Column("first_byte_ms", Integer),
    Column("created_at", UtcDateTime, nullable=False),
    Index("ix_usage_lines_user_id_created_at", "user_id", "created_at"),
    Index("ix_usage_lines_created_at", "created_at"),
)


MAX_COUNT = 2**31 - 1
_BUCKETS = (
    "input_tokens",
    "cache_read_tokens",
    "cache_write_tokens",
    "output_tokens",
    "reasoning_tokens",
    "images",
)
_OTHERS = tuple(column.name for column in usage_lines.columns if column.name not in _BUCKETS)


class SqlUsageStore:
    """Writes batches for `UsageLog`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def write(self, lines: Sequence[UsageLine]) -> None:
        """One transaction. A line that is there already is skipped: a retry counts no call twice."""
        insert = self._database.insert(usage_lines).on_conflict_do_nothing(index_elements=["request_id"])
        async with self._database.write() as connection:
            await connection.execute(insert, [_row(line) for line in lines])


def _row(line: UsageLine) -> dict[str, Any]:
    row = {name: _fitting(name, getattr(line, name)) for name in _OTHERS}
    for name in _BUCKETS:
        row[name] = _fitting(name, getattr(line.usage, name))
    return row


def _fitting(name: str, value: Any) -> Any:
    """The value within its column. Providers report absurd counts and names, and a line that the database
    refuses would hold up every line after it."""
    if isinstance(value, int):
        return min(value, MAX_COUNT)
    if isinstance(value, str):
        return storable(value)[: getattr(usage_lines.c[name].type, "length", None)]
    return value
