"""Limits on guesses, counted in the database, so that several server processes count together."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Column, Index, Integer, String, Table, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from huahua.accounts.errors import TooManyAttempts
from huahua.accounts.signin.lockout import FORGET_AFTER, Counter, Failures, one_less, one_more, wait_left
from huahua.infra.db import Database, UtcDateTime, metadata
from huahua.infra.sealing import Sealer
from huahua.kit.clock import Clock, utc_now

failures_table = Table(
    "sign_in_failures",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("last_at", UtcDateTime, nullable=False),
    Index("ix_sign_in_failures_last_at", "last_at"),
)
"""`name` is a keyed hash: whoever reads the table does not learn which addresses were tried from where."""

_SWEEP = 64
"""Counters that are forgotten and go with each attempt: more than an attempt can add."""


class Attempts:
    """Implements `ports.Attempts`."""

    def __init__(self, db: Database, sealer: Sealer, *, clock: Clock = utc_now) -> None:
        self._db = db
        self._sealer = sealer
        self._clock = clock

    async def begin(self, counters: Sequence[Counter]) -> None:
        """Count an attempt as a failure; `succeeded` takes that back.

        It is counted before the password is looked at, because guesses that are sent together would all pass if each
        were counted when it has failed. Raises TooManyAttempts while a wait is on.
        """
        now, named = self._clock(), self._named(counters)
        async with self._db.write() as connection:
            await self._sweep(connection, now)
            found = await self._locked(connection, list(named), now)
            left = max(wait_left(found.get(name), counter.free, now) for name, counter in named.items())
            if left > 0:
                raise TooManyAttempts(left)
            for name in named:
                await _keep(connection, name, one_more(found.get(name), now))

    async def succeeded(self, counters: Sequence[Counter]) -> None:
        """The attempt that `begin` counted was right: forget what is the account's own from here."""
        now, named = self._clock(), self._named(counters)
        async with self._db.write() as connection:
            found = await self._locked(connection, list(named), now)
            for name, counter in named.items():
                if counter.own:
                    await connection.execute(delete(failures_table).where(failures_table.c.name == name))
                elif name in found:
                    await _keep(connection, name, one_less(found[name]))

    def _named(self, counters: Sequence[Counter]) -> dict[str, Counter]:
        """In the order of their names, in which all processes lock them."""
        hashed = {self._sealer.keyed_hash(f"sign-in {counter.name}"): counter for counter in counters}
        return dict(sorted(hashed.items()))

    async def _locked(
        self, connection: AsyncConnection, names: Sequence[str], now: datetime
    ) -> dict[str, Failures]:
        """What was counted so far; nobody else counts there until this transaction ends."""
        fresh = [{"name": name, "failures": 0, "last_at": now} for name in names]
        await connection.execute(self._db.insert(failures_table).values(fresh).on_conflict_do_nothing())
        rows = await connection.execute(
            select(failures_table)
            .where(failures_table.c.name.in_(names))
            .order_by(failures_table.c.name)
            .with_for_update()
        )
        return {row.name: Failures(row.failures, row.last_at) for row in rows}

    async def _sweep(self, connection: AsyncConnection, now: datetime) -> None:
        old = (
            select(failures_table.c.name)
            .where(failures_table.c.last_at < now - FORGET_AFTER)
            .limit(_SWEEP)
            .with_for_update(skip_locked=True)
        )
        await connection.execute(delete(failures_table).where(failures_table.c.name.in_(old)))


async def _keep(connection: AsyncConnection, name: str, failures: Failures) -> None:
    await connection.execute(
        update(failures_table)
        .where(failures_table.c.name == name)
        .values(failures=failures.count, last_at=failures.last_at)
    )
