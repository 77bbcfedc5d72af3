"""Leases: which process does a piece of upkeep, so that two do not do it at once. One that dies lets go by itself."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Column, String, Table, delete, update

from huahua.infra.db import Database, UtcDateTime, metadata
from huahua.kit.clock import Clock

leases = Table(
    "leases",
    metadata,
    Column("name", String(60), primary_key=True),
    Column("holder", String(60), nullable=False),
    Column("until", UtcDateTime, nullable=False),
)


class Leases:
    def __init__(self, db: Database, holder: str, clock: Clock, *, lasting: timedelta) -> None:
        """`holder` names this process; a lease that is not renewed ends after `lasting`."""
        self._db = db
        self._holder = holder
        self._clock = clock
        self._lasting = lasting

    async def take(self, name: str) -> bool:
        """Take or renew; False while another holds it. One guarded statement."""
        now = self._clock()
        values = {"holder": self._holder, "until": now + self._lasting}
        ours = update(leases).where(
            leases.c.name == name, (leases.c.holder == self._holder) | (leases.c.until < now)
        )
        async with self._db.write() as connection:
            if (await connection.execute(ours.values(**values))).rowcount:
                return True
            new = self._db.insert(leases).values(name=name, **values).on_conflict_do_nothing()
            return (await connection.execute(new.returning(leases.c.name))).first() is not None

    async def release(self, name: str) -> None:
        async with self._db.write() as connection:
            await connection.execute(
                delete(leases).where(leases.c.name == name, leases.c.holder == self._holder)
            )
