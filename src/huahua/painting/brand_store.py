"""The port `BrandRepository` on the database."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, delete, false, func, or_, select, update
from sqlalchemy.engine import Row

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

    async def add_brand(self, brand: Brand, limit: int) -> bool:
        """False where the user, or the team, has `limit` brands."""
        of = (
            (brands.c.user_id == brand.user_id) & brands.c.team_id.is_(None)
            if brand.team_id is None
            else brands.c.team_id == brand.team_id
        )
        async with self._db.write() as connection:
            there = await connection.execute(select(func.count()).select_from(brands).where(of))
            if there.scalar_one() >= limit:
                return False
            await connection.execute(brands.insert().values(**self._vault.seal(brands, _row(brand))))
        return True

    async def change_brand(self, brand: Brand) -> int | None:
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
            return int(found.scalar_one())

    async def delete_brand(self, brand_id: str) -> None:
        async with self._db.write() as connection:
            await connection.execute(delete(brands).where(brands.c.id == brand_id))

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
