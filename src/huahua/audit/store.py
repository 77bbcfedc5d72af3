"""Tables of the audit log. Entries are only ever added, and removed from the old end by retention."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Index,
    Integer,
    String,
    Table,
    Text,
    delete,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from huahua.audit.domain.chain import START
from huahua.audit.domain.entry import Actor, Entry, Mark, Origin, Statement, Subject
from huahua.audit.ports import InTransaction, Plan, Query, Tie
from huahua.infra.db import Database, UtcDateTime, metadata

Sequence64 = BigInteger().with_variant(Integer, "sqlite")
"""SQLite's row number is an INTEGER, of 64 bits too."""

entries = Table(
    "audit_entries",
    metadata,
    Column("seq", Sequence64, primary_key=True, autoincrement=False),
    Column("id", String(40), nullable=False, unique=True),
    Column("at", UtcDateTime, nullable=False, index=True),
    Column("actor_kind", String(20), nullable=False),
    Column("actor_id", String(40)),
    Column("actor_role", String(20)),
    Column("actor_key_id", String(40)),
    Column("ip", String(64)),
    Column("user_agent", String(400), nullable=False),
    Column("request_id", String(80)),
    Column("action", String(60), nullable=False),
    Column("subject_kind", String(40)),
    Column("subject_id", String(400)),
    Column("before", Text),
    Column("after", Text),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    Column("seal", String(64), nullable=False),
    Index("ix_audit_entries_actor_id_seq", "actor_id", "seq"),
    Index("ix_audit_entries_action_seq", "action", "seq"),
    Index("ix_audit_entries_subject_id_seq", "subject_id", "seq"),
)
"""`before` and `after` are texts and no JSON columns: the hash is over exactly these characters."""

marks = Table(
    "audit_marks",
    metadata,
    Column("id", String(20), primary_key=True),
    Column("seq", Sequence64, nullable=False),
    Column("hash", String(64), nullable=False),
    Column("seal", String(64), nullable=False),
)
"""`head`: the end of the chain, on which recorders take their turn. `checkpoint`: the last entry that was removed."""

key_addresses = Table(
    "audit_key_addresses",
    metadata,
    Column("key_id", String(40), primary_key=True),
    Column("address", String(64), primary_key=True),
    Column("first_at", UtcDateTime, nullable=False),
)
"""From where API keys were used: what is not here is new, and worth an entry."""

PIECE = 500
"""Entries read at once."""
_HEAD, _CHECKPOINT = "head", "checkpoint"


class AuditStore:
    def __init__(self, db: Database) -> None:
        self._db = db

    async def append(self, statement: Statement, tie: Tie, connection: AsyncConnection | None = None) -> None:
        if connection is not None:
            await self._append(connection, statement, tie)
            return
        async with self._db.write() as own:
            await self._append(own, statement, tie)

    async def _append(self, connection: AsyncConnection, statement: Statement, tie: Tie) -> None:
        # Who holds this row is alone at the end of the chain: by its lock on PostgreSQL, by BEGIN IMMEDIATE on SQLite.
        last = await self._mark(connection, _HEAD, lock=True)
        if last is None:
            # Of two who are first at once one waits here for the other's commit and then reads what it wrote.
            blank = {"id": _HEAD, "seq": START.seq, "hash": START.hash, "seal": START.seal}
            await connection.execute(self._db.insert(marks).values(blank).on_conflict_do_nothing())
            last = await self._mark(connection, _HEAD, lock=True)
            assert last is not None
        entry, head = tie(last, statement)
        await connection.execute(entries.insert().values(_values(entry)))
        await connection.execute(
            update(marks).where(marks.c.id == _HEAD).values(seq=head.seq, hash=head.hash, seal=head.seal)
        )

    async def search(self, query: Query, *, before_seq: int | None, limit: int) -> list[Entry]:
        statement = select(entries).where(*_conditions(query)).order_by(entries.c.seq.desc()).limit(limit)
        if before_seq is not None:
            statement = statement.where(entries.c.seq < before_seq)
        async with self._db.read() as connection:
            return [_entry(row) for row in await connection.execute(statement)]

    async def following(self, query: Query, *, after_seq: int, limit: int) -> list[Entry]:
        statement = select(entries).where(entries.c.seq > after_seq, *_conditions(query))
        async with self._db.read() as connection:
            rows = await connection.execute(statement.order_by(entries.c.seq).limit(limit))
            return [_entry(row) for row in rows]

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[StoredSnapshot]:
        async with self._db.read() as connection:
            if not self._db.is_sqlite:  # whose readers see one moment anyway
                await connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            yield StoredSnapshot(self, connection)

    async def prune(self, before: datetime, limit: int, plan: Plan, tie: Tie) -> int:
        async with self._db.write() as connection:
            if await self._mark(connection, _HEAD, lock=True) is None:
                return 0
            kept = select(func.min(entries.c.seq)).where(entries.c.at >= before)
            first_kept = (await connection.execute(kept)).scalar_one()
            oldest = select(entries).order_by(entries.c.seq).limit(limit)
            if first_kept is not None:
                oldest = oldest.where(entries.c.seq < first_kept)
            gone = [_entry(row) for row in await connection.execute(oldest)]
            if not gone:
                return 0
            mark, statement = plan(await self._mark(connection, _CHECKPOINT), gone)
            values = {"seq": mark.seq, "hash": mark.hash, "seal": mark.seal}
            insert = self._db.insert(marks).values(id=_CHECKPOINT, **values)
            await connection.execute(insert.on_conflict_do_update(index_elements=["id"], set_=values))
            await connection.execute(delete(entries).where(entries.c.seq <= mark.seq))
            await self._append(connection, statement, tie)
            return len(gone)

    async def add_key_address(
        self, key_id: str, address: str, now: datetime, limit: int, then: InTransaction
    ) -> bool:
        here = key_addresses.c.key_id == key_id
        async with self._db.write() as connection:
            count = select(func.count()).select_from(key_addresses).where(here)
            if (await connection.execute(count)).scalar_one() >= limit:
                return False
            insert = self._db.insert(key_addresses).values(key_id=key_id, address=address, first_at=now)
            insert = insert.on_conflict_do_nothing().returning(key_addresses.c.key_id)
            if (await connection.execute(insert)).first() is None:
                return False
            await then(connection)
            return True

    async def _mark(self, connection: AsyncConnection, id: str, *, lock: bool = False) -> Mark | None:
        statement = select(marks.c.seq, marks.c.hash, marks.c.seal).where(marks.c.id == id)
        if lock and not self._db.is_sqlite:
            statement = statement.with_for_update()
        row = (await connection.execute(statement)).first()
        return Mark(row.seq, row.hash, row.seal) if row else None


class StoredSnapshot:
    """Implements `ports.Snapshot`."""

    def __init__(self, store: AuditStore, connection: AsyncConnection) -> None:
        self._store = store
        self._connection = connection

    async def head(self) -> Mark | None:
        return await self._store._mark(self._connection, _HEAD)

    async def checkpoint(self) -> Mark | None:
        return await self._store._mark(self._connection, _CHECKPOINT)

    async def hash_at(self, seq: int) -> str | None:
        found = await self._connection.execute(select(entries.c.hash).where(entries.c.seq == seq))
        hashed: str | None = found.scalar_one_or_none()
        return hashed

    async def entries(self, after: int) -> AsyncIterator[list[Entry]]:
        while True:
            statement = select(entries).where(entries.c.seq > after).order_by(entries.c.seq).limit(PIECE)
            found = [_entry(row) for row in await self._connection.execute(statement)]
            if found:
                yield found
            if len(found) < PIECE:
                return
            after = found[-1].seq


def _conditions(query: Query) -> list[Any]:
    found: list[Any] = []
    if query.actor_ids is not None:
        found.append(or_(entries.c.actor_id.in_(query.actor_ids), entries.c.actor_kind.in_(query.actor_ids)))
    if query.action is not None:
        prefix = entries.c.action.startswith(query.action + ".", autoescape=True)
        found.append(or_(entries.c.action == query.action, prefix))
    for column, value in (
        (entries.c.subject_kind, query.subject_kind),
        (entries.c.subject_id, query.subject_id),
    ):
        if value is not None:
            found.append(column == value)
    if query.since is not None:
        found.append(entries.c.at >= query.since)
    if query.until is not None:
        found.append(entries.c.at < query.until)
    if query.text:
        said = (
            entries.c.action,
            entries.c.subject_id,
            entries.c.before,
            entries.c.after,
            entries.c.ip,
            entries.c.user_agent,
            entries.c.request_id,
            entries.c.actor_id,
        )
        wanted = query.text.lower()
        found.append(or_(*(func.lower(column).contains(wanted, autoescape=True) for column in said)))
    return found


def _values(entry: Entry) -> dict[str, Any]:
    said = entry.statement
    return {
        "seq": entry.seq,
        "id": said.id,
        "at": said.at,
        "actor_kind": said.actor.kind,
        "actor_id": said.actor.user_id,
        "actor_role": said.actor.role,
        "actor_key_id": said.actor.key_id,
        "ip": said.origin.address,
        "user_agent": said.origin.user_agent,
        "request_id": said.origin.request_id,
        "action": said.action,
        "subject_kind": said.subject.kind if said.subject else None,
        "subject_id": said.subject.id if said.subject else None,
        "before": said.before,
        "after": said.after,
        "previous": entry.previous,
        "hash": entry.hash,
        "seal": entry.seal,
    }


def _entry(row: Row[Any]) -> Entry:
    statement = Statement(
        id=row.id,
        at=row.at,
        actor=Actor(row.actor_kind, row.actor_id, row.actor_role, row.actor_key_id),
        origin=Origin(row.ip, row.user_agent, row.request_id),
        action=row.action,
        subject=None if row.subject_kind is row.subject_id is None else _subject(row),
        before=row.before,
        after=row.after,
    )
    return Entry(row.seq, row.previous, statement, row.hash, row.seal)


def _subject(row: Row[Any]) -> Subject:
    """A half of one, which no recorder writes, changes the hash."""
    return Subject(row.subject_kind or "", row.subject_id or "")
