"""The table of cases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Boolean, Column, Index, Integer, String, Table, delete, insert, select

from huahua.gateway.resilience.cases import Case
from huahua.infra.db import Database, UtcDateTime, metadata
from huahua.kit.clock import Clock, utc_now
from huahua.kit.text import storable

cases = Table(
    "cases",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("at", UtcDateTime, nullable=False),
    Column("request_id", String(40), nullable=False),
    Column("model", String(200), nullable=False),
    Column("upstream", String(320), nullable=False),
    Column("provider", String(100), nullable=False),
    Column("upstream_model", String(200), nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("code", String(60), nullable=False),
    Column("detail", String(300), nullable=False),
    Column("elapsed_ms", Integer, nullable=False),
    Column("next", String(320)),
    Column("served_by", String(320)),
    Column("visible", Boolean, nullable=False),
    Column("count", Integer, nullable=False),
    Index("ix_cases_request_id", "request_id"),
    Index("ix_cases_provider_id", "provider", "id"),
    Index("ix_cases_kind_id", "kind", "id"),
)

_FIELDS = tuple(field.name for field in fields(Case))
_MAX_MS = 2**31 - 1


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """None: any."""

    provider: str | None = None
    kind: str | None = None
    request_id: str | None = None
    model: str | None = None
    failed: bool | None = None
    """True: cases of calls that nobody served in the end; False: of calls that another upstream served."""


class SqlCaseStore:
    """Writes for `CaseLog`, reads for administrators."""

    def __init__(self, database: Database, *, kept: int, days: int, clock: Clock = utc_now) -> None:
        """The newest `kept` cases of the last `days` days stay."""
        self._database = database
        self._kept = kept
        self._days = days
        self._clock = clock

    async def write(self, found: Sequence[Case]) -> None:
        async with self._database.write() as connection:
            await connection.execute(insert(cases), [_row(case) for case in found])

    async def sweep(self) -> None:
        oldest = self._clock() - timedelta(days=self._days)
        last_kept = select(cases.c.id).order_by(cases.c.id.desc()).offset(self._kept).limit(1)
        async with self._database.write() as connection:
            await connection.execute(delete(cases).where(cases.c.at < oldest))
            over = (await connection.execute(last_kept)).scalar_one_or_none()
            if over is not None:
                await connection.execute(delete(cases).where(cases.c.id <= over))

    async def find(self, wanted: CaseFilter, before: str | None, limit: int) -> list[Case]:
        """The newest first; those older than the case `before`."""
        query = select(cases).order_by(cases.c.id.desc()).limit(limit)
        for name in ("provider", "kind", "request_id", "model"):
            value = getattr(wanted, name)
            if value is not None:
                query = query.where(cases.c[name] == storable(value))
        if wanted.failed is not None:
            query = query.where(cases.c.served_by.is_(None) == wanted.failed)
        if before is not None:
            query = query.where(cases.c.id < before)
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).mappings().all()
        return [Case(**{name: row[name] for name in _FIELDS}) for row in rows]

    async def refused_since(self, moment: datetime) -> list[str]:
        """Providers whose vendor refused the account since then."""
        query = (
            select(cases.c.provider)
            .where(cases.c.kind == "credential", cases.c.at >= moment)
            .distinct()
            .order_by(cases.c.provider)
        )
        async with self._database.read() as connection:
            return list((await connection.execute(query)).scalars())


def _row(case: Case) -> dict[str, Any]:
    """Names and texts within their columns; a row that the database refuses would hold up those after it."""
    row = asdict(case)
    for name, value in row.items():
        if isinstance(value, str):
            row[name] = storable(value)[: getattr(cases.c[name].type, "length", None)]
    row["elapsed_ms"] = min(case.elapsed_ms, _MAX_MS)
    return row
