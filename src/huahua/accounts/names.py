"""Who is behind an id, for areas below accounts, which keep ids only."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, or_, select

from huahua.accounts.store import users
from huahua.infra.db import Database

MAX_FOUND = 100


class UserNames:
    """Implements the audit log's port `Names`."""

    def __init__(self, db: Database) -> None:
        self._db = db

    async def labels(self, user_ids: Sequence[str]) -> dict[str, str]:
        if not user_ids:
            return {}
        async with self._db.read() as connection:
            rows = await connection.execute(select(users.c.id, users.c.email).where(users.c.id.in_(user_ids)))
            return {row.id: row.email for row in rows}

    async def find(self, text: str) -> list[str]:
        wanted = text.lower()
        matches = (
            func.lower(column).contains(wanted, autoescape=True) for column in (users.c.email, users.c.name)
        )
        async with self._db.read() as connection:
            rows = await connection.execute(select(users.c.id).where(or_(*matches)).limit(MAX_FOUND))
            return [row.id for row in rows]
