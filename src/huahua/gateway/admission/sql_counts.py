"""Counts that processes share on the database: several servers on one PostgreSQL, or processes on one SQLite file.

A transaction locks the rows of a call in the order of their names, so that two never wait for each other, and
changes all of them or none. On SQLite writers go one at a time anyway. On PostgreSQL the tables are unlogged:
after a crash of the database server buckets are full again.
"""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from sqlalchemy import (
    Column,
    ColumnElement,
    Delete,
    Float,
    String,
    Table,
    Text,
    Update,
    delete,
    func,
    literal_column,
    select,
    tuple_,
    update,
)
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from huahua.gateway.admission.counts import Draw, Drawn, StoreAway
from huahua.infra.db import Database, metadata

CLEAN_EVERY_S = 60.0
MAX_CLEANED = 1000

rate_buckets = Table(
    "rate_buckets",
    metadata,
    Column("name", Text, primary_key=True),
    Column("level", Float, nullable=False),
    Column("filled_at", Float, nullable=False),
    Column("full_at", Float, nullable=False),
)
"""Times are seconds since 1970 by the database's clock. From `full_at` on, the row is as good as none."""

running_calls = Table(
    "running_calls",
    metadata,
    Column("name", Text, primary_key=True),
    Column("call", String(40), primary_key=True),
    Column("until", Float, nullable=False),
)

_CLOCK: ColumnElement[float] = literal_column("extract(epoch FROM clock_timestamp())::float8", Float)


class _Counting:
    def __init__(self, db: Database) -> None:
        self._db = db
        self._clean_at = 0.0

    @asynccontextmanager
    async def _transaction(self) -> AsyncIterator[AsyncConnection]:
        try:
            async with self._db.write() as connection:
                yield connection
        except (SQLAlchemyError, OSError) as fault:
            raise StoreAway(str(fault).split("\n", 1)[0]) from fault

    @asynccontextmanager
    async def _change(self) -> AsyncIterator[tuple[AsyncConnection, float]]:
        """A connection in a transaction, and the time."""
        async with self._transaction() as connection:
            yield connection, await self._now(connection)

    async def _now(self, connection: AsyncConnection) -> float:
        if self._db.is_sqlite:  # every process is on this machine
            return time.time()
        said = await connection.execute(select(_CLOCK))
        return float(said.scalar_one())


class SqlBuckets(_Counting):
    """Port `Buckets`."""

    async def draw(self, draws: Sequence[Draw]) -> Drawn:
        async with self._change() as (connection, now):
            found = await self._locked(connection, draws, now)
            if not self._db.is_sqlite:  # it may have waited for the locks
                now = await self._now(connection)
            levels = [
                min(draw.limit, found[draw.name][0] + (now - found[draw.name][1]) * draw.limit / 60)
                for draw in draws
            ]
            waits = [
                max(0.0, (min(draw.need, draw.limit) - level) * 60 / draw.limit)
                for draw, level in zip(draws, levels, strict=True)
            ]
            wait_s = max(waits)
            if wait_s > 0:
                return Drawn(wait_s, waits.index(wait_s), [0.0] * len(draws), levels)
            taken = [
                draw.need + max(0, min(draw.extra, int(level - draw.need)))
                for draw, level in zip(draws, levels, strict=True)
            ]
            left = [level - part for level, part in zip(levels, taken, strict=True)]
            for draw, level in zip(draws, left, strict=True):
                await connection.execute(_put(draw.name, draw.limit, level, now))
            return Drawn(0.0, 0, [float(part) for part in taken], left)

    async def give(self, name: str, limit: int, amount: float) -> None:
        async with self._change() as (connection, now):
            found = await self._locked(connection, [Draw(name, limit, 0, 0)], now)
            level, filled_at = found[name]
            level = min(limit, level + max(0.0, now - filled_at) * limit / 60 + amount)
            await connection.execute(_put(name, limit, level, now))

    async def ping(self) -> None:
        try:
            async with self._db.read() as connection:
                now = await self._now(connection)
        except (SQLAlchemyError, OSError) as fault:
            raise StoreAway(str(fault)) from fault
        if now >= self._clean_at:
            self._clean_at = now + CLEAN_EVERY_S
            async with self._change() as (connection, now):
                await connection.execute(_expired(rate_buckets, rate_buckets.c.full_at, now))
                await connection.execute(_expired(running_calls, running_calls.c.until, now))

    async def _locked(
        self, connection: AsyncConnection, draws: Sequence[Draw], now: float
    ) -> dict[str, tuple[float, float]]:
        """Level and time of each bucket, made where there is none. Nobody else changes them until the end of the
        transaction; rows are locked in the order of their names."""
        full = [
            {"name": draw.name, "level": draw.limit, "filled_at": now, "full_at": now}
            for draw in sorted(draws, key=lambda draw: draw.name)
        ]
        statement = (
            self._db.insert(rate_buckets)
            .values(full)
            .on_conflict_do_update(index_elements=[rate_buckets.c.name], set_={"level": rate_buckets.c.level})
            .returning(rate_buckets.c.name, rate_buckets.c.level, rate_buckets.c.filled_at)
        )
        return {row.name: (row.level, row.filled_at) for row in await connection.execute(statement)}


class SqlCallSets(_Counting):
    """Port `CallSets`."""

    async def enter(
        self, names: Sequence[str], limits: Sequence[int], call: str, live_s: float
    ) -> int | None:
        async with self._locked(names) as (connection, now):
            counted = await connection.execute(
                select(running_calls.c.name, func.count())
                .where(running_calls.c.name.in_(names), running_calls.c.until > now)
                .group_by(running_calls.c.name)
            )
            running = {row[0]: row[1] for row in counted}
            for place, (name, limit) in enumerate(zip(names, limits, strict=True)):
                if running.get(name, 0) >= limit:
                    return place
            rows = [{"name": name, "call": call, "until": now + live_s} for name in names]
            await connection.execute(running_calls.insert().values(rows))
            return None

    async def keep(self, name: str, calls: Sequence[str], live_s: float) -> None:
        async with self._locked([name]) as (connection, now):
            await connection.execute(
                update(running_calls)
                .where(running_calls.c.name == name, running_calls.c.call.in_(calls))
                .values(until=now + live_s)
            )

    async def leave(self, names: Sequence[str], call: str) -> None:
        async with self._locked(names) as (connection, _now):
            await connection.execute(
                delete(running_calls).where(running_calls.c.name.in_(names), running_calls.c.call == call)
            )

    @asynccontextmanager
    async def _locked(self, names: Sequence[str]) -> AsyncIterator[tuple[AsyncConnection, float]]:
        """A connection in a transaction that alone changes these sets, and the time, in one round trip: every call
        pays it twice. Locks are taken in the order of their names; calls that died are cleaned away by `ping`."""
        async with self._transaction() as connection:
            if self._db.is_sqlite:
                yield connection, time.time()
                return
            locks = [func.pg_advisory_xact_lock(func.hashtextextended(name, 0)) for name in sorted(names)]
            row = (await connection.execute(select(*locks, _CLOCK))).one()
            yield connection, float(row[-1])


def _put(name: str, limit: int, level: float, now: float) -> Update:
    full_at = now + max(0.0, limit - level) * 60 / limit
    return (
        update(rate_buckets)
        .where(rate_buckets.c.name == name)
        .values(level=level, filled_at=now, full_at=full_at)
    )


def _expired(table: Table, until: Column[float], now: float) -> Delete:
    """Rows whose time is over, but for those that somebody changes at this moment."""
    key = tuple_(*table.primary_key.columns)
    over = select(*table.primary_key.columns).where(until < now).limit(MAX_CLEANED)
    return delete(table).where(key.in_(over.with_for_update(skip_locked=True)))
