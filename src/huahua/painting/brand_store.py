"""The port `BrandRepository` on the database."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, delete, false, func, or_, select, update
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from huahua.audit.api import InTransaction
from huahua.infra.db import Database
from huahua.infra.vault import PLAIN, RowVault
from huahua.painting.domain.brand import Brand, BrandLogo, BrandWish
from huahua.painting.store import brands


class BrandStore:
    def __init__(self, db: Database, vault: RowVault = PLAIN) -> None:
        self._db = db
        self._vault = vault

    async def brands(self, user_id: str, teams: Sequence[str], brand_id: str | None = None) -> list[Brand]:
        """The user's own and those of the teams, the one changed last first; or the one with this id, if it is seen."""
        asked = select(brands).where(_seen(user_id, teams))
        if brand_id is not None:
            asked = asked.where(brands.c.id == brand_id)
        async with self._db.read() as connection:
            rows = await connection.execute(asked.order_by(brands.c.updated_at.desc(), brands.c.id))
            return [self._brand(row) for row in rows]

    async def made_by(self, user_id: str) -> list[Brand]:
        """The user's own and those that they made for teams, the oldest first."""
        asked = select(brands).where(brands.c.user_id == user_id).order_by(brands.c.created_at, brands.c.id)
        async with self._db.read() as connection:
            return [self._brand(row) for row in await connection.execute(asked)]

    async def add_brand(self, brand: Brand, limit: int, then: InTransaction) -> bool:
        """False where the user, or the team, has `limit` brands."""
        async with self._db.write() as connection:
            if await self._full(connection, brand.user_id, brand.team_id, limit):
                return False
            await connection.execute(brands.insert().values(**self._vault.seal(brands, _row(brand))))
            await then(connection)
        return True

    async def give_brand(
        self, user_id: str, brand_id: str, team_id: str, limit: int, then: InTransaction
    ) -> bool | None:
        """To a team, for good; False where the team has `limit` brands, None where the user has no such brand."""
        own = (brands.c.id == brand_id) & (brands.c.user_id == user_id) & brands.c.team_id.is_(None)
        async with self._db.write() as connection:
            if await self._full(connection, user_id, team_id, limit):
                return False
            given = update(brands).where(own).values(team_id=team_id)
            if not (await connection.execute(given)).rowcount:
                return None
            await then(connection)
        return True

    async def change_brand(self, brand: Brand, then: InTransaction) -> int | None:
        """The new version; None where the brand is gone."""
        values = self._vault.seal(brands, _row(brand), brand.id)
        kept = ("id", "user_id", "team_id", "created_at")
        changed = {key: value for key, value in values.items() if key not in kept}
        statement = update(brands).where(brands.c.id == brand.id)
        statement = statement.values(**changed | {"version": brands.c.version + 1})
        async with self._db.write() as connection:
            if not (await connection.execute(statement)).rowcount:
                return None
            found = await connection.execute(select(brands.c.version).where(brands.c.id == brand.id))
            version = int(found.scalar_one())
            await then(connection)
        return version

    async def delete_brand(self, brand_id: str, then: InTransaction) -> None:
        async with self._db.write() as connection:
            if (await connection.execute(delete(brands).where(brands.c.id == brand_id))).rowcount:
                await then(connection)

    async def _full(self, connection: AsyncConnection, user_id: str, team_id: str | None, limit: int) -> bool:
        await self._db.in_turn(connection, f"brands:{team_id or user_id}")
        own = (brands.c.user_id == user_id) & brands.c.team_id.is_(None)
        of = own if team_id is None else brands.c.team_id == team_id
        there = await connection.execute(select(func.count()).select_from(brands).where(of))
        return bool(there.scalar_one() >= limit)

    def _brand(self, row: Row[Any]) -> Brand:
        values = self._vault.open(brands, row._mapping)
        digest = values["logo_digest"]
        logo = (
            BrandLogo(digest, *(values[f"logo_{name}"] for name in ("bytes", "width", "height")))
            if digest
            else None
        )
        return Brand(
            id=values["id"],
            user_id=values["user_id"],
            team_id=values["team_id"],
            wish=BrandWish.model_validate(values["wish"]),
            logo=logo,
            version=values["version"],
            created_at=values["created_at"],
            updated_at=values["updated_at"],
        )


def _seen(user_id: str, teams: Sequence[str]) -> ColumnElement[bool]:
    own = (brands.c.user_id == user_id) & brands.c.team_id.is_(None)
    return or_(own, brands.c.team_id.in_(teams) if teams else false())


def _row(brand: Brand) -> dict[str, Any]:
    logo = brand.logo
    return {
        "id": brand.id,
        "user_id": brand.user_id,
        "team_id": brand.team_id,
        "wish": brand.wish.model_dump(mode="json"),
        "logo_digest": logo and logo.digest,
        "logo_bytes": logo and logo.bytes,
        "logo_width": logo and logo.width,
        "logo_height": logo and logo.height,
        "version": brand.version,
        "created_at": brand.created_at,
        "updated_at": brand.updated_at,
    }
