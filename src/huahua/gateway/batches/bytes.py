"""The files' bytes among the blobs, each under its own id: files of different users share nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator

from huahua.infra.blobs import BlobMissing, Blobs

KIND = "file"


class BlobFiles:
    """Port `FileBytes`."""

    def __init__(self, blobs: Blobs) -> None:
        self._blobs = blobs

    async def put(self, file_id: str, pieces: AsyncIterator[bytes]) -> int:
        return await self._blobs.put_named(file_id, KIND, pieces)

    async def get(self, file_id: str) -> bytes:
        return b"".join([piece async for piece in self.stream(file_id)])

    async def stream(self, file_id: str) -> AsyncIterator[bytes]:
        try:
            async for piece in self._blobs.stream_named(file_id, KIND):
                yield piece
        except BlobMissing as fault:
            raise FileNotFoundError(file_id) from fault

    async def delete(self, file_id: str) -> None:
        await self._blobs.delete_named(file_id, KIND)
