"""Tables of files and batches."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    ScalarSelect,
    String,
    Table,
    Text,
    delete,
    func,
    select,
    update,
)
from sqlalchemy.engine import Row

from huahua.gateway.batches.model import STAMPS, Batch, BatchStatus, DoneLine, StoredFile
from huahua.gateway.batches.ports import InTransaction
from huahua.infra.db import Database, Json, UtcDateTime, metadata
from huahua.kit.text import storable

files = Table(
    "gateway_files",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("user_id", String(40), nullable=False),
    Column("purpose", String(20), nullable=False),
    Column("filename", String(255), nullable=False),
    Column("bytes", BigInteger, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Index("ix_gateway_files_user_id_id", "user_id", "id"),
)

batches = Table(
    "gateway_batches",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("user_id", String(40), nullable=False),
    Column("key_id", String(40)),
    Column("endpoint", String(40), nullable=False),
    Column("input_file_id", String(40), nullable=False),
    Column("completion_window", String(10), nullable=False),
    Column("status", String(20), nullable=False),
    Column("run_id", String(40), nullable=False),
    Column("total", Integer, nullable=False),
    Column("completed", Integer, nullable=False),
    Column("failed", Integer, nullable=False),
    Column("output_file_id", String(40)),
    Column("error_file_id", String(40)),
    Column("errors", Json),
    Column("metadata", Json, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    *(Column(name, UtcDateTime) for name in STAMPS.values()),
    Index("ix_gateway_batches_user_id_id", "user_id", "id"),
    Index("ix_gateway_batches_status", "status"),
)

lines = Table(
    "gateway_batch_lines",
    metadata,
    Column("batch_id", String(40), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("ok", Boolean, nullable=False),
    Column("text", Text, nullable=False),
)

_OPEN = [status.value for status in BatchStatus if not status.is_final]
_PAGE = 200


class SqlBatchStore:
    """Port `BatchRepository`."""

    def __init__(self, database: Database, runs: Table) -> None:
        """`runs`: the table of runs, in which `stalled` looks."""
        self._database = database
        self._runs = runs

    async def add_file(self, file: StoredFile, max_files: int, max_bytes: int) -> bool:
        held = select(func.count(), func.coalesce(func.sum(files.c.bytes), 0)).where(
            files.c.user_id == file.user_id
        )
        async with self._database.write() as connection:
            count, size = (await connection.execute(held)).one()
            if count >= max_files or size + file.bytes > max_bytes:
                return False
            await connection.execute(files.insert().values(asdict(file)))
        return True

    async def file(self, file_id: str, user_id: str) -> StoredFile | None:
        query = select(files).where(files.c.id == file_id, files.c.user_id == user_id)
        async with self._database.read() as connection:
            row = (await connection.execute(query)).first()
        return StoredFile(**row._mapping) if row else None

    async def files(
        self, user_id: str, purpose: str | None, after: str | None, limit: int, *, newest_first: bool
    ) -> list[StoredFile]:
        query = select(files).where(files.c.user_id == user_id)
        if purpose is not None:
            query = query.where(files.c.purpose == purpose)
        if after is not None:
            query = query.where(files.c.id < after if newest_first else files.c.id > after)
        query = query.order_by(files.c.id.desc() if newest_first else files.c.id).limit(limit)
        async with self._database.read() as connection:
            return [StoredFile(**row._mapping) for row in await connection.execute(query)]

    async def delete_file(self, file_id: str, user_id: str) -> bool:
        reading = select(batches.c.id).where(batches.c.input_file_id == file_id, batches.c.status.in_(_OPEN))
        async with self._database.write() as connection:
            if (await connection.execute(reading.limit(1))).first():
                return False
            await connection.execute(delete(files).where(files.c.id == file_id, files.c.user_id == user_id))
        return True

    async def add_batch(self, batch: Batch, max_open: int, also: InTransaction) -> bool:
        open_ones = (
            select(func.count())
            .select_from(batches)
            .where(batches.c.user_id == batch.user_id, batches.c.status.in_(_OPEN))
        )
        async with self._database.write() as connection:
            if (await connection.execute(open_ones)).scalar_one() >= max_open:
                return False
            await connection.execute(batches.insert().values(_values(batch)))
            await also(connection)
        return True

    async def batch(self, batch_id: str) -> Batch | None:
        async with self._database.read() as connection:
            row = (await connection.execute(select(batches).where(batches.c.id == batch_id))).first()
        return _batch(row) if row else None

    async def batches(self, user_id: str, after: str | None, limit: int) -> list[Batch]:
        query = select(batches).where(batches.c.user_id == user_id)
        if after is not None:
            query = query.where(batches.c.id < after)
        async with self._database.read() as connection:
            rows = await connection.execute(query.order_by(batches.c.id.desc()).limit(limit))
            return [_batch(row) for row in rows]

    async def change(self, batch_id: str, status: BatchStatus, now: datetime, **values: Any) -> bool:
        may_leave = [
            before for before in _OPEN if before != BatchStatus.CANCELLING or BatchStatus(status).is_final
        ]
        statement = (
            update(batches)
            .where(batches.c.id == batch_id, batches.c.status.in_(may_leave))
            .values({"status": status.value, STAMPS[status]: now, **values})
        )
        async with self._database.write() as connection:
            return bool((await connection.execute(statement)).rowcount)

    async def set_run(self, batch: Batch, run_id: str, also: InTransaction) -> None:
        statement = (
            update(batches)
            .where(batches.c.id == batch.id, batches.c.run_id == batch.run_id)
            .values(run_id=run_id)
        )
        async with self._database.write() as connection:
            if (await connection.execute(statement)).rowcount:
                await also(connection)

    async def stalled(self) -> list[Batch]:
        runs = self._runs
        goes_on = select(runs.c.id).where(runs.c.id == batches.c.run_id, runs.c.finished_at.is_(None))
        query = select(batches).where(batches.c.status.in_(_OPEN), ~goes_on.exists())
        async with self._database.read() as connection:
            return [_batch(row) for row in await connection.execute(query)]

    async def add_lines(self, batch_id: str, done: Sequence[DoneLine]) -> None:
        insert = self._database.insert(lines).on_conflict_do_nothing(index_elements=["batch_id", "number"])
        good = sum(line.ok for line in done)
        rows = [{"batch_id": batch_id, **asdict(line), "text": storable(line.text)} for line in done]
        async with self._database.write() as connection:
            await connection.execute(insert, rows)
            await connection.execute(
                update(batches)
                .where(batches.c.id == batch_id)
                .values(completed=batches.c.completed + good, failed=batches.c.failed + len(done) - good)
            )

    async def done(self, batch_id: str) -> set[int]:
        query = select(lines.c.number).where(lines.c.batch_id == batch_id)
        async with self._database.read() as connection:
            return set((await connection.execute(query)).scalars())

    async def lines(self, batch_id: str, *, ok: bool) -> AsyncIterator[list[str]]:
        last = 0
        while True:
            query = (
                select(lines.c.number, lines.c.text)
                .where(lines.c.batch_id == batch_id, lines.c.ok.is_(ok), lines.c.number > last)
                .order_by(lines.c.number)
                .limit(_PAGE)
            )
            async with self._database.read() as connection:
                rows = list(await connection.execute(query))
            if not rows:
                return
            yield [row.text for row in rows]
            last = rows[-1].number

    async def finish(
        self, batch: Batch, status: BatchStatus, now: datetime, made: Sequence[StoredFile], **values: Any
    ) -> None:
        async with self._database.write() as connection:
            changed = await connection.execute(
                update(batches)
                .where(batches.c.id == batch.id, batches.c.status.in_(_OPEN))
                .values(
                    {
                        "status": status.value,
                        STAMPS[status]: now,
                        # Counted again: two processes may have answered one line when a run changed hands.
                        "completed": _count(batch.id, ok=True),
                        "failed": _count(batch.id, ok=False),
                        **values,
                    }
                )
            )
            if not changed.rowcount:
                return
            if made:
                await connection.execute(files.insert(), [asdict(file) for file in made])
            await connection.execute(delete(lines).where(lines.c.batch_id == batch.id))


def _count(batch_id: str, *, ok: bool) -> ScalarSelect[int]:
    counted = select(func.count()).select_from(lines)
    return counted.where(lines.c.batch_id == batch_id, lines.c.ok.is_(ok)).scalar_subquery()


def _values(batch: Batch) -> dict[str, Any]:
    return {**asdict(batch), "status": batch.status.value}


def _batch(row: Row[Any]) -> Batch:
    return Batch(**{**row._mapping, "status": BatchStatus(row.status)})
