"""The table of avatars' files."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import BigInteger, Column, Index, String, Table, Text, delete, func, select, update
from sqlalchemy.engine import Row

from huahua.avatars.files.kept import AvatarFile, Kind
from huahua.infra.db import Database, Json, UtcDateTime, metadata
from huahua.infra.vault import PLAIN, SEALED, RowVault

avatar_files = Table(
    "avatar_files",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("user_id", String(40), nullable=False),
    Column("kind", String(10), nullable=False),
    Column("name", Text, nullable=False, info=SEALED),
    Column("at", UtcDateTime, nullable=False),
    Column("run_id", String(40)),
    Column("bytes", BigInteger, nullable=False),
    Column("expires_at", UtcDateTime),
    Column("about", Json, nullable=False, info=SEALED),
    Index("ix_avatar_files_user_id_kind", "user_id", "kind"),
    Index("ix_avatar_files_expires_at", "expires_at"),
)


class FileStore:
    """The port `FileRepository` on the database."""

    def __init__(self, db: Database, vault: RowVault = PLAIN) -> None:
        self._db = db
        self._vault = vault

    async def add(self, file: AvatarFile, limit: int) -> bool:
        own = select(func.count()).select_from(avatar_files)
        own = own.where(avatar_files.c.user_id == file.user_id, avatar_files.c.kind == file.kind)
        values = {name: getattr(file, name) for name in AvatarFile.__slots__}
        async with self._db.write() as connection:
            if (await connection.execute(own)).scalar_one() >= limit:
                return False
            await connection.execute(avatar_files.insert().values(**self._vault.seal(avatar_files, values)))
        return True

    async def finish(self, file_id: str, size: int, expires_at: datetime) -> bool:
        statement = update(avatar_files).where(avatar_files.c.id == file_id)
        async with self._db.write() as connection:
            done = await connection.execute(statement.values(bytes=size, expires_at=expires_at))
        return bool(done.rowcount)

    async def of(self, user_id: str, kind: Kind | None = None) -> list[AvatarFile]:
        statement = select(avatar_files).where(avatar_files.c.user_id == user_id)
        if kind is not None:
            statement = statement.where(avatar_files.c.kind == kind)
        async with self._db.read() as connection:
            rows = await connection.execute(statement.order_by(avatar_files.c.id.desc()))
            return [self._file(row) for row in rows]

    async def get(self, user_id: str, file_id: str) -> AvatarFile | None:
        statement = select(avatar_files).where(
            avatar_files.c.id == file_id, avatar_files.c.user_id == user_id
        )
        async with self._db.read() as connection:
            row = (await connection.execute(statement)).one_or_none()
        return None if row is None else self._file(row)

    async def expired(self, now: datetime, limit: int) -> list[AvatarFile]:
        statement = select(avatar_files).where(avatar_files.c.expires_at < now).limit(limit)
        async with self._db.read() as connection:
            return [self._file(row) for row in await connection.execute(statement)]

    async def forget(self, ids: Sequence[str]) -> None:
        async with self._db.write() as connection:
            await connection.execute(delete(avatar_files).where(avatar_files.c.id.in_(list(ids))))

    def _file(self, row: Row[tuple[object, ...]]) -> AvatarFile:
        values = self._vault.open(avatar_files, row._mapping)
        return AvatarFile(**{name: values[name] for name in AvatarFile.__slots__})
