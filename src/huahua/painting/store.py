"""Tables of pictures and of the blobs that hold their bytes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    ForeignKey,
    Index,
    Integer,
    Select,
    String,
    Table,
    Text,
    UniqueConstraint,
    bindparam,
    delete,
    exists,
    func,
    select,
    update,
)
from sqlalchemy.engine import Row
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from huahua.infra.db import Database, Json, UtcDateTime, metadata
from huahua.infra.vault import PLAIN, SEALED, RowVault
from huahua.painting.domain.picture import Filter, Origin, Picture, Shape
from huahua.painting.domain.signature import PARTS, signature
from huahua.painting.ports import PlaceTaken

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
    Column("made_of", String(64)),
    Column("cached_from", String(40)),
    Column("signed", Boolean, nullable=False, server_default="0"),
    Column("guest_of", String(40)),
    UniqueConstraint("run_id", "position"),
    Index("ix_pictures_user_id_id", "user_id", "id"),
    Index("ix_pictures_conversation_id_id", "conversation_id", "id"),
    Index("ix_pictures_user_id_made_of", "user_id", "made_of"),
    Index("ix_pictures_user_id_signed", "user_id", "signed"),
    Index("ix_pictures_user_id_bytes", "user_id", "bytes", "digest"),
    Index(
        "ix_pictures_browsed",
        *(
            "user_id",
            "id",
            "origin",
            "starred",
            "model",
            "style",
            "width",
            "height",
            "created_at",
            "guest_of",
        ),
    ),
)
"""`made_of` is the keyed hash of `domain.sameness`, by which the same picture is found again; `cached_from` is the
picture that was shown again; `signed` says whether the row has its signature; `guest_of` is the widget whose visitor
had it painted. Browsing reads the last index alone."""

signatures = Table(
    "picture_signatures",
    metadata,
    Column("user_id", String(40), primary_key=True),
    Column("picture_id", String(40), ForeignKey("pictures.id", ondelete="CASCADE"), primary_key=True),
    *(Column(f"s{part}", BigInteger, nullable=False) for part in range(PARTS)),
    Index("ix_picture_signatures_picture_id", "picture_id"),
    sqlite_with_rowid=False,
)
"""What pictures may be found by, see `domain.signature`; narrow, because a search reads all of a user's rows."""

collections = Table(
    "collections",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("user_id", String(40), nullable=False, index=True),
    Column("name", Text, nullable=False, info=SEALED),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
)

collected = Table(
    "collection_pictures",
    metadata,
    Column("collection_id", String(40), ForeignKey("collections.id", ondelete="CASCADE"), primary_key=True),
    Column("picture_id", String(40), ForeignKey("pictures.id", ondelete="CASCADE"), primary_key=True),
    Column("added_at", UtcDateTime, nullable=False),
    Index("ix_collection_pictures_picture_id", "picture_id"),
)

collection_shares = Table(
    "collection_shares",
    metadata,
    Column("collection_id", String(40), ForeignKey("collections.id", ondelete="CASCADE"), primary_key=True),
    Column("team_id", String(40), ForeignKey("teams.id", ondelete="CASCADE"), primary_key=True),
    Column("shared_at", UtcDateTime, nullable=False),
    Index("ix_collection_shares_team_id", "team_id"),
)

picture_teams = Table(
    "picture_teams",
    metadata,
    Column("team_id", String(40), ForeignKey("teams.id", ondelete="CASCADE"), primary_key=True),
)
"""Teams whose members are shown the same picture again whoever of them had it painted."""

brands = Table(
    "brands",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("user_id", String(40), nullable=False, index=True),
    Column("team_id", ForeignKey("teams.id", ondelete="CASCADE"), index=True),
    Column("wish", Json, nullable=False, info=SEALED),
    Column("logo_digest", String(64), ForeignKey("blobs.digest"), index=True),
    Column("logo_width", Integer),
    Column("logo_height", Integer),
    Column("logo_bytes", Integer),
    Column("version", Integer, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
)
"""`wish` is `domain.brand.BrandWish`; see `brand_store`."""

SEARCH_GROUP = 200
MAX_SEARCHED = 20_000
"""Pictures that one search opens and reads."""
SIGNED_AT_ONCE = 200


_STORED_ONLY = ("words", "signed")


def _to_picture(values: dict[str, Any]) -> Picture:
    for name in _STORED_ONLY:
        del values[name]
    values["origin"] = Origin(values["origin"])
    values["unmet"], values["locked"] = tuple(values["unmet"]), tuple(values["locked"])
    return Picture(**values)


def _to_row(picture: Picture) -> dict[str, Any]:
    values = {
        column.name: getattr(picture, column.name) for column in pictures.c if column.name not in _STORED_ONLY
    }
    name = picture.recipe.get("file_name")
    texts = (picture.prompt, picture.enriched_prompt, picture.style, picture.model, name)
    words = "\n".join(text for text in texts if text).casefold()
    return values | {
        "unmet": list(picture.unmet),
        "locked": list(picture.locked),
        "words": words,
        "signed": True,
    }


def used_by(user_id: str) -> Select[Any]:
    """Bytes of the user's originals, each file once, and how many pictures there are."""
    files = (
        select(func.max(pictures.c.bytes).label("size"), func.count().label("count"))
        .where(pictures.c.user_id == user_id)
        .group_by(pictures.c.digest)
        .subquery()
    )
    return select(func.coalesce(func.sum(files.c.size), 0), func.coalesce(func.sum(files.c.count), 0))


# Made once: to build one takes longer than to run it.
_OWN = select(pictures).where(pictures.c.user_id == bindparam("of_user"))
_SAME = _OWN.where(pictures.c.made_of == bindparam("made_of_same")).order_by(pictures.c.id.desc()).limit(1)
_MANY = _OWN.where(pictures.c.id.in_(bindparam("ids", expanding=True)))
_OF_RUNS = _OWN.where(pictures.c.run_id.in_(bindparam("run_ids", expanding=True))).order_by(
    pictures.c.run_id, pictures.c.position
)


class PictureStore:
    """The port `PictureRepository` on the database."""

    def __init__(self, db: Database, vault: RowVault = PLAIN) -> None:
        self._db = db
        self._vault = vault
        self._key = bytes.fromhex(vault.find(pictures, "words", "key of the signatures"))
        claim = db.insert(blobs)
        later = {"keep_until": claim.excluded.keep_until}
        self._claim = claim.on_conflict_do_update(index_elements=["digest"], set_=later)

    def _opened(self, row: Row[Any]) -> Picture:
        return _to_picture(self._vault.open(pictures, row._mapping))

    # --- pictures ---------------------------------------------------------------------------------

    async def add(self, picture: Picture, room: int | None = None) -> bool:
        row = _to_row(picture)
        row["made_of"] = self._hashed(picture.made_of)
        try:
            async with self._db.write() as connection:
                if room is not None and not await self._fits(connection, picture, room):
                    return False
                await connection.execute(pictures.insert(), self._vault.seal(pictures, row))
                await connection.execute(signatures.insert(), self._signature(row))
        except IntegrityError:
            if picture.run_id is None or picture.position is None:
                raise
            there = await self.in_place(picture.user_id, picture.run_id, picture.position)
            if there is None:
                raise
            raise PlaceTaken(there) from None
        return True

    async def in_place(self, user_id: str, run_id: str, position: int) -> Picture | None:
        of_run = await self.of_runs(user_id, [run_id])
        return next((each for each in of_run if each.position == position), None)

    async def _fits(self, connection: AsyncConnection, picture: Picture, room: int) -> bool:
        await self._db.in_turn(connection, f"pictures:{picture.user_id}")
        there = select(pictures.c.id).where(
            pictures.c.user_id == picture.user_id, pictures.c.digest == picture.digest
        )
        if (await connection.execute(there.limit(1))).first() is not None:
            return True
        used = int((await connection.execute(used_by(picture.user_id))).one()[0])
        return bool(used + picture.bytes <= room)

    def _hashed(self, made_of: str | None) -> str | None:
        return self._vault.find(pictures, "made_of", made_of) if made_of is not None else None

    def _signature(self, row: Mapping[str, Any]) -> dict[str, Any]:
        parts = signature(row["words"], self._key)
        return {
            "user_id": row["user_id"],
            "picture_id": row["id"],
            **{f"s{part}": bits for part, bits in enumerate(parts)},
        }

    async def sign_some(self) -> int:
        """Give pictures of before there were signatures theirs; how many, 0 when none is left."""
        unsigned = select(pictures).where(pictures.c.signed.is_(False)).limit(SIGNED_AT_ONCE)
        async with self._db.write() as connection:
            rows = [self._vault.open(pictures, row._mapping) for row in await connection.execute(unsigned)]
            if not rows:
                return 0
            done = self._db.insert(signatures).on_conflict_do_nothing()
            await connection.execute(done, [self._signature(row) for row in rows])
            found = pictures.c.id.in_([row["id"] for row in rows])
            await connection.execute(update(pictures).where(found).values(signed=True))
        return len(rows)

    async def same(self, user_id: str, made_of: str) -> Picture | None:
        """The newest picture of this user that was made of the same."""
        values = {"of_user": user_id, "made_of_same": self._hashed(made_of)}
        async with self._db.read() as connection:
            row = (await connection.execute(_SAME, values)).first()
        return None if row is None else self._opened(row)

    async def get(self, user_id: str, picture_id: str) -> Picture | None:
        found = await self.many(user_id, [picture_id])
        return found[0] if found else None

    async def many(self, user_id: str, ids: Sequence[str]) -> list[Picture]:
        """The user's own among these, in no particular order."""
        async with self._db.read() as connection:
            rows = await connection.execute(_MANY, {"of_user": user_id, "ids": list(ids)})
            return [self._opened(row) for row in rows]

    async def of_runs(self, user_id: str, run_ids: Sequence[str]) -> list[Picture]:
        """Pictures of these painting runs, in the order in which they were asked for."""
        async with self._db.read() as connection:
            rows = await connection.execute(_OF_RUNS, {"of_user": user_id, "run_ids": list(run_ids)})
            return [self._opened(row) for row in rows]

    async def page(
        self, user_id: str, wanted: Filter, before_id: str | None, limit: int
    ) -> tuple[list[Picture], str | None]:
        """Newest first, older than `before_id`. With words to look for, whose column is sealed, at most about
        `MAX_SEARCHED` pictures are opened; where that ends the search early, the id from which it goes on comes with
        what was found."""
        words = [word.casefold() for word in wanted.q.split()]
        if not words:
            rows = await self._rows(chosen(user_id, wanted), before_id, limit)
            return [self._opened(row) for row in rows], None
        narrowed, by = chosen(user_id, wanted), pictures.c.id
        if not await self._has_unsigned(user_id):
            narrowed = narrowed.join(signatures, signatures.c.picture_id == pictures.c.id)
            # In the order of the signatures, which are read until there are enough; all of them only for rare words.
            by = signatures.c.picture_id
            narrowed = narrowed.where(*self._may_match(user_id, words))
        found: list[Picture] = []
        searched = 0
        while len(found) < limit and searched < MAX_SEARCHED:
            rows = await self._rows(narrowed, before_id, SEARCH_GROUP, by)
            for row in rows:
                values = self._vault.open(pictures, row._mapping)
                if all(word in values["words"] for word in words):
                    found.append(_to_picture(values))
            searched += len(rows)
            if len(rows) < SEARCH_GROUP:
                return found[:limit], None
            before_id = rows[-1].id
        return found[:limit], before_id

    def _may_match(self, user_id: str, words: Sequence[str]) -> list[ColumnElement[bool]]:
        """Signatures of the user that do not rule these words out."""
        wanted = signature(" ".join(words), self._key)
        parts = ((signatures.c[f"s{part}"], bits) for part, bits in enumerate(wanted) if bits)
        return [
            signatures.c.user_id == user_id,
            *(column.op("&", precedence=8)(bits) == bits for column, bits in parts),
        ]

    async def _has_unsigned(self, user_id: str) -> bool:
        unsigned = select(pictures.c.id).where(pictures.c.user_id == user_id, pictures.c.signed.is_(False))
        async with self._db.read() as connection:
            return (await connection.execute(unsigned.limit(1))).first() is not None

    async def _rows(
        self, statement: Select[Any], before_id: str | None, limit: int, by: Column[str] = pictures.c.id
    ) -> Sequence[Row[Any]]:
        if before_id is not None:
            statement = statement.where(by < before_id)
        async with self._db.read() as connection:
            found: Sequence[Row[Any]] = (
                await connection.execute(statement.order_by(by.desc()).limit(limit))
            ).all()
        return found

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
        row = {"digest": digest, "bytes": size, "created_at": now, "keep_until": keep_until}
        async with self._db.write() as connection:
            await connection.execute(self._claim, row)

    async def unreferenced(self, now: datetime, limit: int) -> list[str]:
        """Digests that no picture and no brand names and nobody claimed lately."""
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


def chosen(user_id: str, wanted: Filter) -> Select[Any]:
    """A user's pictures that pass a filter, but for its words."""
    return select(pictures).where(pictures.c.user_id == user_id, *conditions(wanted))


def conditions(wanted: Filter) -> list[ColumnElement[bool]]:
    """What a filter asks for, but for its words."""
    column = pictures.c
    same = (
        (column.origin, wanted.origin),
        (column.starred, wanted.starred),
        (column.model, wanted.model),
        (column.style, wanted.style),
        (column.conversation_id, wanted.conversation_id),
    )
    found = [each == value for each, value in same if value is not None]
    if wanted.guests is not None:
        found.append(column.guest_of.is_not(None) if wanted.guests else column.guest_of.is_(None))
    if wanted.since is not None:
        found.append(column.created_at >= wanted.since)
    if wanted.until is not None:
        found.append(column.created_at < wanted.until)
    if wanted.shape is not None:
        found.append(_SHAPES[wanted.shape])
    if wanted.min_side is not None:
        found.append((column.width >= wanted.min_side) | (column.height >= wanted.min_side))
    if wanted.collection_id is not None:
        inside = select(collected.c.picture_id).where(collected.c.collection_id == wanted.collection_id)
        found.append(column.id.in_(inside))
    return found


_SHAPES = {
    Shape.SQUARE: pictures.c.width == pictures.c.height,
    Shape.WIDE: pictures.c.width > pictures.c.height,
    Shape.TALL: pictures.c.width < pictures.c.height,
}


def _named() -> Any:
    by_picture = (pictures.c.digest == blobs.c.digest) | (pictures.c.mask_digest == blobs.c.digest)
    return exists().where(by_picture) | exists().where(brands.c.logo_digest == blobs.c.digest)
