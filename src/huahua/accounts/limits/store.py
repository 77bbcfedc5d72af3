"""Limits of people and teams on the database."""

from __future__ import annotations

from typing import Protocol

from sqlalchemy import BigInteger, Column, Integer, String, Table, delete, select

from huahua.audit.api import InTransaction
from huahua.infra.db import Database, metadata
from huahua.kit.limits import Limits

customer_limits = Table(
    "customer_limits",
    metadata,
    Column("subject", String(40), primary_key=True),
    Column("requests_per_minute", Integer, nullable=False),
    Column("tokens_per_minute", Integer, nullable=False),
    Column("parallel_calls", Integer, nullable=False),
    Column("spend_micros", BigInteger, nullable=False),
    Column("spend_period", String(10), nullable=False),
)
"""`subject` is the id of a user or a team. Nobody's row: no limits of their own."""


class LimitRepository(Protocol):
    async def load(self) -> dict[str, Limits]: ...

    async def save(self, subject: str, limits: Limits, then: InTransaction) -> None:
        """`then` is done at the end of the same transaction. Without any limit the row goes away."""
        ...


class LimitStore:
    """Port `LimitRepository`."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def load(self) -> dict[str, Limits]:
        async with self._db.read() as connection:
            rows = (await connection.execute(select(*customer_limits.c))).all()
        found = {}
        for row in rows:
            values = dict(row._mapping)
            subject = values.pop("subject")
            found[subject] = Limits(**values)
        return found

    async def save(self, subject: str, limits: Limits, then: InTransaction) -> None:
        async with self._db.write() as connection:
            await connection.execute(delete(customer_limits).where(customer_limits.c.subject == subject))
            if limits:
                await connection.execute(
                    customer_limits.insert().values(
                        subject=subject,
                        requests_per_minute=limits.requests_per_minute,
                        tokens_per_minute=limits.tokens_per_minute,
                        parallel_calls=limits.parallel_calls,
                        spend_micros=limits.spend_micros,
                        spend_period=limits.spend_period,
                    )
                )
            await then(connection)
