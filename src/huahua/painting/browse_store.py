"""Looking over many pictures at once: what there is, how much room it takes; and collections of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, delete, extract, func, select, update

from huahua.infra.db import Database
from huahua.infra.vault import PLAIN, RowVault
from huahua.painting.domain.collection import COVERS, Collection, Facets, Storage
from huahua.painting.domain.picture import Filter
from huahua.painting.store import collected, collections, conditions, pictures, used_by

MAX_FACETS = 100
"""Models and styles that are named, of each."""


class BrowseStore:
    """The port `Browsing` on the database."""

    def __init__(self, db: Database, vault: RowVault = PLAIN) -> None:
        self._db = db
        self._vault = vault

    async def facets(self, user_id: str, wanted: Filter) -> Facets:
        """Words are left out: they would have to be read one by one."""
        wide = [pictures.c.user_id == user_id, *conditions(wanted)]
        year, month = (extract(part, pictures.c.created_at) for part in ("year", "month"))
        async with self._db.read() as connection:
            by_month = (
                await connection.execute(
                    select(year, month, func.count()).where(*wide).group_by(year, month).order_by(year, month)
                )
            ).all()
            models = (await connection.execute(_most(pictures.c.model).where(*wide))).all()
            styles = (await connection.execute(_most(pictures.c.style).where(*wide))).all()
            guests = (
                await connection.execute(
                    select(func.count()).where(
                        pictures.c.user_id == user_id, pictures.c.guest_of.is_not(None)
                    )
                )
            ).scalar_one()
        months = tuple((f"{int(row[0]):04}-{int(row[1]):02}", row[2]) for row in reversed(by_month))
        return Facets(sum(count for _, count in months), months, _pairs(models), _pairs(styles), guests)

    async def storage(self, user_id: str) -> Storage:
        async with self._db.read() as connection:
            row = (await connection.execute(used_by(user_id))).one()
        return Storage(int(row[0]), int(row[1]))

    async def largest(self, user_id: str, limit: int) -> list[str]:
        """Ids of the pictures with the most bytes, the largest first."""
        asked = (
            select(pictures.c.id)
            .where(pictures.c.user_id == user_id)
            .order_by(pictures.c.bytes.desc(), pictures.c.digest)
            .limit(limit)
        )
        async with self._db.read() as connection:
            return list((await connection.execute(asked)).scalars())

    # --- collections ------------------------------------------------------------------------------

    async def collections(self, user_id: str, collection_id: str | None = None) -> list[Collection]:
        """Those of a user, the one changed last first; or the one with this id, if it is the user's."""
        count = select(func.count()).where(collected.c.collection_id == collections.c.id).scalar_subquery()
        asked = select(collections, count.label("count")).where(collections.c.user_id == user_id)
        if collection_id is not None:
            asked = asked.where(collections.c.id == collection_id)
        async with self._db.read() as connection:
            rows = (await connection.execute(asked.order_by(collections.c.updated_at.desc()))).all()
            covers = await connection.execute(_covers([row.id for row in rows]))
            found: dict[str, list[str]] = {}
            for cover in covers:
                found.setdefault(cover.collection_id, []).append(cover.picture_id)
        return [
            Collection(**self._vault.open(collections, row._mapping), covers=tuple(found.get(row.id, ())))
            for row in rows
        ]

    async def add_collection(self, collection: Collection) -> None:
        values = {column.name: getattr(collection, column.name) for column in collections.c}
        async with self._db.write() as connection:
            await connection.execute(collections.insert().values(**self._vault.seal(collections, values)))

    async def rename_collection(self, user_id: str, collection_id: str, name: str, at: datetime) -> None:
        values = self._vault.seal(collections, {"name": name, "updated_at": at}, collection_id)
        async with self._db.write() as connection:
            await connection.execute(
                update(collections).where(*_own(user_id, collection_id)).values(**values)
            )

    async def delete_collection(self, user_id: str, collection_id: str) -> bool:
        async with self._db.write() as connection:
            gone = await connection.execute(delete(collections).where(*_own(user_id, collection_id)))
        return bool(gone.rowcount)

    async def put_in(self, user_id: str, collection_id: str, ids: Sequence[str], at: datetime) -> int:
        """Pictures of the user that were not in it before; how many."""
        own = select(pictures.c.id).where(pictures.c.user_id == user_id, pictures.c.id.in_(ids))
        async with self._db.write() as connection:
            rows = [
                {"collection_id": collection_id, "picture_id": picture_id, "added_at": at}
                for picture_id in (await connection.execute(own)).scalars()
            ]
            if not rows:
                return 0
            added = await connection.execute(self._db.insert(collected).values(rows).on_conflict_do_nothing())
            await connection.execute(_touched(user_id, collection_id, at))
        return added.rowcount

    async def take_out(self, user_id: str, collection_id: str, ids: Sequence[str], at: datetime) -> int:
        """How many were in it."""
        mine = select(collections.c.id).where(*_own(user_id, collection_id))
        gone = delete(collected).where(collected.c.collection_id.in_(mine), collected.c.picture_id.in_(ids))
        async with self._db.write() as connection:
            taken = await connection.execute(gone)
            await connection.execute(_touched(user_id, collection_id, at))
        return taken.rowcount


def _most(column: Any) -> Select[Any]:
    return (
        select(column, func.count()).group_by(column).order_by(func.count().desc(), column).limit(MAX_FACETS)
    )


def _pairs(rows: Sequence[Any]) -> tuple[tuple[str, int], ...]:
    return tuple((row[0], row[1]) for row in rows if row[0])


def _own(user_id: str, collection_id: str) -> tuple[Any, Any]:
    return collections.c.user_id == user_id, collections.c.id == collection_id


def _touched(user_id: str, collection_id: str, at: datetime) -> Any:
    return update(collections).where(*_own(user_id, collection_id)).values(updated_at=at)


def _covers(ids: Sequence[str]) -> Select[Any]:
    place = (
        func.row_number()
        .over(
            partition_by=collected.c.collection_id,
            order_by=(collected.c.added_at.desc(), collected.c.picture_id.desc()),
        )
        .label("place")
    )
    numbered = (
        select(collected.c.collection_id, collected.c.picture_id, place)
        .where(collected.c.collection_id.in_(ids))
        .subquery()
    )
    return (
        select(numbered.c.collection_id, numbered.c.picture_id)
        .where(numbered.c.place <= COVERS)
        .order_by(numbered.c.collection_id, numbered.c.place)
    )
