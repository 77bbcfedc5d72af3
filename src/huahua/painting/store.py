"""Tables of pictures and of the blobs that hold their bytes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    delete,
    exists,
    select,
    update,
)
from sqlalchemy.engine import Row

from huahua.infra.db import Database, Json, UtcDateTime, metadata
from huahua.infra.vault import PLAIN, SEALED, RowVault
from huahua.painting.domain.picture import Filter, Origin, Picture

blobs = Table(
    "blobs",
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("bytes", Integer, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("keep_until", UtcDateTime, nullable=False),
    Index("ix_blobs_keep_until", "keep_until"),
)

pictures = Table(
    "pictures",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("user_id", String(40), nullable=False),
    Column("origin", String(16), nullable=False),
    Column("digest", String(64), ForeignKey("blobs.digest"), nullable=False, index=True),
    Column("mask_digest", String(64), ForeignKey("blobs.digest"), index=True),
    Column("media_type", String(40), nullable=False),
    Column("bytes", Integer, nullable=False),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("prompt", Text, nullable=False, info=SEALED),
    Column("enriched_prompt", Text, info=SEALED),
    Column("negative", Text, nullable=False, info=SEALED),
    Column("model", String(200)),
    Column("style", String(200)),
    Column("seed", BigInteger),
    Column("unmet", Json, nullable=False, info=SEALED),
    Column("locked", Json, nullable=False, info=SEALED),
    Column("source_id", String(80)),
    Column("conversation_id", String(40)),
    Column("run_id", String(40)),
    Column("position", Integer),
    Column("starred", Boolean, nullable=False),
    Column("recipe", Json, nullable=False, info=SEALED),
    Column("words", Text, nullable=False, info=SEALED),
    Column("created_at", UtcDateTime, nullable=False),
    UniqueConstraint("run_id", "position"),
    Index("ix_pictures_user_id_id", "user_id", "id"),
    Index("ix_pictures_conversation_id_id", "conversation_id", "id"),
)


SEARCH_GROUP = 200
MAX_SEARCHED = 20_000
"""Pictures of one search."""


def _to_picture(values: dict[str, Any]) -> Picture:
    del values["words"]
    values["origin"] = Origin(values["origin"])
    values["unmet"], values["locked"] = tuple(values["unmet"]), tuple(values["locked"])
    return Picture(**values)


def _to_row(picture: Picture) -> dict[str, Any]:
    values = {column.name: getattr(picture, column.name) for column in pictures.c if column.name != "words"}
    name = picture.recipe.get("file_name")
    texts = (picture.prompt, picture.enriched_prompt, picture.style, picture.model, name)
    words = "\n".join(text for text in texts if text).casefold()
    return values | {"unmet": list(picture.unmet), "locked": list(picture.locked), "words": words}


class PictureStore:
    """The port `PictureRepository` on the database."""

    def __init__(self, db: Database, vault: RowVault = PLAIN) -> None:
        self._db = db
        self._vault = vault

    def _opened(self, row: Row[Any]) -> Picture:
        return _to_picture(self._vault.open(pictures, row._mapping))

    # --- pictures ---------------------------------------------------------------------------------

    async def add(self, picture: Picture) -> None:
        async with self._db.write() as connection:
            await connection.execute(pictures.insert().values(**self._vault.seal(pictures, _to_row(picture))))

    async def get(self, user_id: str, picture_id: str) -> Picture | None:
        found = await self.many(user_id, [picture_id])
        return found[0] if found else None

    async def many(self, user_id: str, ids: Sequence[str]) -> list[Picture]:
        """The user's own among these, in no particular order."""
        statement = select(pictures).where(pictures.c.user_id == user_id, pictures.c.id.in_(ids))
        async with self._db.read() as connection:
            return [self._opened(row) for row in await connection.execute(statement)]

    async def of_runs(self, user_id: str, run_ids: Sequence[str]) -> list[Picture]:
        """Pictures of these painting runs, in the order in which they were asked for."""
        statement = (
            select(pictures)
            .where(pictures.c.user_id == user_id, pictures.c.run_id.in_(run_ids))
            .order_by(pictures.c.run_id, pictures.c.position)
        )
        async with self._db.read() as connection:
            return [self._opened(row) for row in await connection.execute(statement)]

    async def page(
        self, user_id: str, wanted: Filter, before_id: str | None, limit: int
    ) -> tuple[list[Picture], str | None]:
        """Newest first, older than `before_id`. With words to look for, whose column is sealed, at most about
        `MAX_SEARCHED` pictures are looked through; where that ends the search early, the id from which it goes on
        comes with what was found."""
        words = [word.casefold() for word in wanted.q.split()]
        if not words:
            rows = await self._rows(user_id, wanted, before_id, limit)
            return [self._opened(row) for row in rows], None
        found: list[Picture] = []
        searched = 0
        while len(found) < limit and searched < MAX_SEARCHED:
            rows = await self._rows(user_id, wanted, before_id, SEARCH_GROUP)
            for row in rows:
                values = self._vault.open(pictures, row._mapping)
                if all(word in values["words"] for word in words):
                    found.append(_to_picture(values))
            searched += len(rows)
            if len(rows) < SEARCH_GROUP:
                return found[:limit], None
            before_id = rows[-1].id
        return found[:limit], before_id

    async def _rows(
        self, user_id: str, wanted: Filter, before_id: str | None, limit: int
    ) -> Sequence[Row[Any]]:
        statement = select(pictures).where(pictures.c.user_id == user_id)
        for column, value in (
            (pictures.c.origin, wanted.origin),
            (pictures.c.starred, wanted.starred),
            (pictures.c.model, wanted.model),
            (pictures.c.conversation_id, wanted.conversation_id),
        ):
            if value is not None:
                statement = statement.where(column == value)
        if before_id is not None:
            statement = statement.where(pictures.c.id < before_id)
        async with self._db.read() as connection:
            return (await connection.execute(statement.order_by(pictures.c.id.desc()).limit(limit))).all()

    async def star(self, user_id: str, picture_id: str, starred: bool) -> None:
        async with self._db.write() as connection:
            await connection.execute(
                update(pictures)
                .where(pictures.c.user_id == user_id, pictures.c.id == picture_id)
                .values(starred=starred)
            )

    async def delete(self, user_id: str, ids: Sequence[str]) -> list[Picture]:
        """What was deleted; others' pictures are left alone."""
        statement = delete(pictures).where(pictures.c.user_id == user_id, pictures.c.id.in_(ids))
        async with self._db.write() as connection:
            return [self._opened(row) for row in await connection.execute(statement.returning(pictures))]

    async def delete_made_in(self, user_id: str, conversation_id: str) -> list[Picture]:
        """Delete what was painted in a conversation; uploads stay."""
        statement = delete(pictures).where(
            pictures.c.user_id == user_id,
            pictures.c.conversation_id == conversation_id,
            pictures.c.origin != Origin.UPLOAD,
        )
        async with self._db.write() as connection:
            return [self._opened(row) for row in await connection.execute(statement.returning(pictures))]

    async def made_in(self, user_id: str, conversation_id: str, limit: int) -> list[Picture]:
        """The newest pictures made in a conversation, newest first."""
        statement = (
            select(pictures)
            .where(
                pictures.c.user_id == user_id,
                pictures.c.conversation_id == conversation_id,
                pictures.c.origin != Origin.UPLOAD,
            )
            .order_by(pictures.c.id.desc())
            .limit(limit)
        )
        async with self._db.read() as connection:
            return [self._opened(row) for row in await connection.execute(statement)]

    # --- blobs ------------------------------------------------------------------------------------

    async def claim(self, digest: str, size: int, now: datetime, keep_until: datetime) -> None:
        """Note that these bytes are about to be stored, before they are, so that no sweep takes them.

        While a sweep deletes the same blob this waits for it (see `service.sweep`).
        """
        statement = self._db.insert(blobs).values(
            digest=digest, bytes=size, created_at=now, keep_until=keep_until
        )
        later = statement.excluded.keep_until
        async with self._db.write() as connection:
            await connection.execute(
                statement.on_conflict_do_update(index_elements=["digest"], set_={"keep_until": later})
            )

    async def unreferenced(self, now: datetime, limit: int) -> list[str]:
        """Digests that no picture names and nobody claimed lately."""
        statement = select(blobs.c.digest).where(blobs.c.keep_until < now, ~_named()).limit(limit)
        async with self._db.read() as connection:
            return [row.digest for row in await connection.execute(statement)]

    async def forget(self, digest: str, now: datetime, remove: Callable[[], Awaitable[None]]) -> bool:
        """In one transaction: delete the blob's row if still nothing names it, then `remove` its bytes."""
        statement = delete(blobs).where(blobs.c.digest == digest, blobs.c.keep_until < now, ~_named())
        async with self._db.write() as connection:
            if not (await connection.execute(statement)).rowcount:
                return False
            await remove()
        return True


def _named() -> Any:
    return exists().where((pictures.c.digest == blobs.c.digest) | (pictures.c.mask_digest == blobs.c.digest))
