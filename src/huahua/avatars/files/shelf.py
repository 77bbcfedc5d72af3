"""Avatars' files with their bytes: put away, opened, forgotten."""

from __future__ import annotations

from collections.abc import AsyncIterator

from huahua.avatars.errors import AvatarFileNotFound
from huahua.avatars.files.kept import BLOB_KIND, AvatarFile, FileRepository, Kind
from huahua.infra.blobs import Blobs
from huahua.kit.clock import Clock

SWEPT = 100


class Shelf:
    def __init__(self, store: FileRepository, blobs: Blobs, clock: Clock) -> None:
        self.store = store
        self._blobs = blobs
        self._clock = clock

    async def put(self, file_id: str, data: bytes) -> None:
        await self._blobs.put_named(file_id, BLOB_KIND, _pieces(data))

    async def drop(self, file_id: str) -> None:
        """Bytes whose row is gone already."""
        await self._blobs.delete_named(file_id, BLOB_KIND)

    async def open(self, user_id: str, file_id: str, kind: Kind) -> tuple[AvatarFile, AsyncIterator[bytes]]:
        """Raises AvatarFileNotFound for another's file too, and for one whose time is over."""
        file = await self.store.get(user_id, file_id)
        over = file is not None and file.expires_at is not None and file.expires_at <= self._clock()
        if file is None or file.kind != kind or not file.bytes or over:
            raise AvatarFileNotFound
        return file, self._blobs.stream_named(file_id, BLOB_KIND)

    async def delete(self, user_id: str, file_id: str, kind: Kind) -> None:
        """Raises AvatarFileNotFound."""
        file = await self.store.get(user_id, file_id)
        if file is None or file.kind != kind:
            raise AvatarFileNotFound
        await self._forget([file])

    async def sweep(self) -> int:
        """Remove files whose time is over."""
        expired = await self.store.expired(self._clock(), SWEPT)
        await self._forget(expired)
        return len(expired)

    async def forget_person(self, user_id: str) -> None:
        await self._forget(await self.store.of(user_id))

    async def _forget(self, files: list[AvatarFile]) -> None:
        for each in files:
            await self._blobs.delete_named(each.id, BLOB_KIND)
        if files:
            await self.store.forget([each.id for each in files])


async def _pieces(data: bytes) -> AsyncIterator[bytes]:
    for at in range(0, len(data), 2**18):
        yield data[at : at + 2**18]
