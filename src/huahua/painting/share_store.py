"""The port `Shares` on the database: which collections a team sees, and which teams share the same again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select

from huahua.infra.db import Database
from huahua.painting.store import collected, collection_shares, collections, picture_teams

MAX_SHARED = 500
"""Collections that one person is shown of others."""


class ShareStore:
    def __init__(self, db: Database) -> None:
        self._db = db

    async def share(self, collection_id: str, team_id: str, at: datetime) -> None:
        row = {"collection_id": collection_id, "team_id": team_id, "shared_at": at}
        async with self._db.write() as connection:
            await connection.execute(self._db.insert(collection_shares).values(row).on_conflict_do_nothing())

    async def unshare(self, collection_id: str, team_id: str) -> None:
        named = (collection_shares.c.collection_id == collection_id, collection_shares.c.team_id == team_id)
        async with self._db.write() as connection:
            await connection.execute(delete(collection_shares).where(*named))

    async def teams_of(self, ids: Sequence[str]) -> list[tuple[str, str]]:
        """Collection and team."""
        asked = select(collection_shares.c.collection_id, collection_shares.c.team_id)
        asked = asked.where(collection_shares.c.collection_id.in_(ids)).order_by(collection_shares.c.team_id)
        async with self._db.read() as connection:
            return [(row[0], row[1]) for row in await connection.execute(asked)]

    async def shared_with(
        self, teams: Sequence[str], collection_id: str | None = None, picture_id: str | None = None
    ) -> list[tuple[str, str, str]]:
        """Collection, its owner and the team; of one collection, or of those that hold a picture."""
        asked = (
            select(collections.c.id, collections.c.user_id, collection_shares.c.team_id)
            .join(collection_shares, collection_shares.c.collection_id == collections.c.id)
            .where(collection_shares.c.team_id.in_(teams))
        )
        if collection_id is not None:
            asked = asked.where(collections.c.id == collection_id)
        if picture_id is not None:
            holding = select(collected.c.collection_id).where(collected.c.picture_id == picture_id)
            asked = asked.where(collections.c.id.in_(holding))
        async with self._db.read() as connection:
            rows = await connection.execute(asked.order_by(collections.c.updated_at.desc()).limit(MAX_SHARED))
            return [(row[0], row[1], row[2]) for row in rows]

    async def choose(self, team_id: str, shares_same: bool) -> None:
        async with self._db.write() as connection:
            if shares_same:
                added = self._db.insert(picture_teams).values(team_id=team_id)
                await connection.execute(added.on_conflict_do_nothing())
            else:
                await connection.execute(delete(picture_teams).where(picture_teams.c.team_id == team_id))

    async def choosing(self, teams: Sequence[str]) -> list[str]:
        """Those of these teams that show each other the same pictures."""
        asked = select(picture_teams.c.team_id).where(picture_teams.c.team_id.in_(teams))
        async with self._db.read() as connection:
            return list((await connection.execute(asked)).scalars())
