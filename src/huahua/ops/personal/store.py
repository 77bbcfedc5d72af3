"""Tables of copies that people asked for and of deletions, and their SQL."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import BigInteger, Column, Index, String, Table, delete, select, update

from huahua.infra.db import Database, UtcDateTime, metadata

person_exports = Table(
    "person_exports",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("user_id", String(40), nullable=False),
    Column("run_id", String(40), nullable=False),
    Column("bytes", BigInteger),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime),
    Index("ix_person_exports_user_id_id", "user_id", "id"),
    Index("ix_person_exports_expires_at", "expires_at"),
)

erasures = Table(
    "erasures",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("user_id", String(40), nullable=False),
    Column("pseudonym", String(40), nullable=False),
    Column("asked_by", String(40)),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("finished_at", UtcDateTime),
    Index("ix_erasures_finished_at", "finished_at"),
)
"""When it is finished, `user_id` is the pseudonym too: the row then proves that somebody was deleted, not who."""


@dataclass(frozen=True, slots=True)
class Export:
    id: str
    user_id: str
    run_id: str
    created_at: datetime
    bytes: int | None = None
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Erasure:
    id: str
    user_id: str
    pseudonym: str
    asked_by: str | None
    asked_at: datetime
    finished_at: datetime | None = None


class PersonStore:
    def __init__(self, db: Database) -> None:
        self._db = db

    async def add_export(self, new: Export) -> None:
        values = {"id": new.id, "user_id": new.user_id, "run_id": new.run_id, "created_at": new.created_at}
        async with self._db.write() as connection:
            await connection.execute(person_exports.insert().values(**values))

    async def exports(self, user_id: str) -> list[Export]:
        """The newest first."""
        statement = select(person_exports).where(person_exports.c.user_id == user_id)
        async with self._db.read() as connection:
            rows = await connection.execute(statement.order_by(person_exports.c.id.desc()))
            return [Export(**row._mapping) for row in rows]

    async def finish_export(self, export_id: str, size: int, expires_at: datetime) -> bool:
        """False when it is gone: its person was deleted meanwhile."""
        statement = update(person_exports).where(person_exports.c.id == export_id)
        async with self._db.write() as connection:
            done = await connection.execute(statement.values(bytes=size, expires_at=expires_at))
            return bool(done.rowcount)

    async def expired_exports(self, now: datetime, limit: int) -> list[Export]:
        statement = select(person_exports).where(person_exports.c.expires_at < now).limit(limit)
        async with self._db.read() as connection:
            return [Export(**row._mapping) for row in await connection.execute(statement)]

    async def forget_exports(self, ids: Sequence[str]) -> None:
        async with self._db.write() as connection:
            await connection.execute(delete(person_exports).where(person_exports.c.id.in_(ids)))

    async def add_erasure(self, new: Erasure) -> None:
        values = {
            "id": new.id,
            "user_id": new.user_id,
            "pseudonym": new.pseudonym,
            "asked_by": new.asked_by,
            "asked_at": new.asked_at,
        }
        async with self._db.write() as connection:
            await connection.execute(erasures.insert().values(**values))

    async def open_erasures(self, user_id: str | None = None) -> list[Erasure]:
        """Those that are not finished, the oldest first."""
        statement = select(erasures).where(erasures.c.finished_at.is_(None)).order_by(erasures.c.id)
        if user_id is not None:
            statement = statement.where(erasures.c.user_id == user_id)
        async with self._db.read() as connection:
            return [Erasure(**row._mapping) for row in await connection.execute(statement)]

    async def finish_erasure(self, erasure: Erasure, now: datetime) -> None:
        values = {"finished_at": now, "user_id": erasure.pseudonym}
        async with self._db.write() as connection:
            await connection.execute(update(erasures).where(erasures.c.id == erasure.id).values(**values))
