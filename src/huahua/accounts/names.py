"""Who is behind an id, for areas below accounts, which keep ids only."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from huahua.accounts.store import users
from huahua.infra.db import Database
from huahua.infra.vault import RowVault

MAX_FOUND = 100


class UserNames:
    """Implements the audit log's port `Names`."""

    def __init__(self, db: Database, vault: RowVault) -> None:
        self._db = db
        self._vault = vault

    async def labels(self, user_ids: Sequence[str]) -> dict[str, str]:
        if not user_ids:
            return {}
        wanted = select(users.c.id, users.c.email).where(users.c.id.in_(user_ids))
        async with self._db.read() as connection:
            rows = (await connection.execute(wanted)).all()
        return {row.id: self._vault.open(users, row._mapping)["email"] for row in rows}

    async def find(self, text: str) -> list[str]:
        # Names and addresses are sealed, so a part of one is found by opening all: there are thousands, not millions.
        wanted = text.lower()
        async with self._db.read() as connection:
            rows = (await connection.execute(select(users.c.id, users.c.email, users.c.name))).all()
        people = (self._vault.open(users, row._mapping) for row in rows)
        found = [one["id"] for one in people if wanted in one["email"] or wanted in one["name"].lower()]
        return found[:MAX_FOUND]
