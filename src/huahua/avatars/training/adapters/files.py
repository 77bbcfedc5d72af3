"""Pictures of data sets in the blob store; adapters in the folder where painting engines look for them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

from huahua.avatars.training.errors import DatasetNotFound, StyleNotFound
from huahua.infra.blobs import BlobMissing, Blobs

_PICTURE, _THUMB = "dataset", "dataset-thumb"


class BlobDatasetFiles:
    """Each data set has blobs of its own, so that deleting one never asks what others hold."""

    def __init__(self, blobs: Blobs) -> None:
        self._blobs = blobs

    async def put(self, dataset_id: str, digest: str, data: bytes, thumb: bytes) -> None:
        await self._blobs.put_named(f"{dataset_id}/{digest}", _PICTURE, _pieces(data))
        await self._blobs.put_named(f"{dataset_id}/{digest}", _THUMB, _pieces(thumb))

    async def get(self, dataset_id: str, digest: str, *, thumb: bool = False) -> bytes:
        try:
            stream = self._blobs.stream_named(f"{dataset_id}/{digest}", _THUMB if thumb else _PICTURE)
            return b"".join([piece async for piece in stream])
        except BlobMissing as fault:
            raise DatasetNotFound("This picture's file is missing.") from fault

    async def delete(self, dataset_id: str, digest: str) -> None:
        for kind in (_PICTURE, _THUMB):
            await self._blobs.delete_named(f"{dataset_id}/{digest}", kind)


async def _pieces(data: bytes) -> AsyncIterator[bytes]:
    yield data


class FolderStyleFiles:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def put(self, style_id: str, data: bytes, preview: bytes | None) -> None:
        await asyncio.to_thread(self._put, style_id, data, preview)

    def _put(self, style_id: str, data: bytes, preview: bytes | None) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        if preview is not None:
            self._preview(style_id).write_bytes(preview)
        unfinished = self._folder / f"{style_id}.unfinished"
        unfinished.write_bytes(data)
        unfinished.rename(self._file(style_id))

    async def get(self, style_id: str) -> bytes:
        try:
            return await asyncio.to_thread(self._file(style_id).read_bytes)
        except FileNotFoundError as fault:
            raise StyleNotFound("This style's file is missing.") from fault

    async def preview(self, style_id: str) -> bytes | None:
        try:
            return await asyncio.to_thread(self._preview(style_id).read_bytes)
        except FileNotFoundError:
            return None

    async def delete(self, style_id: str) -> None:
        for file in (self._file(style_id), self._preview(style_id)):
            await asyncio.to_thread(file.unlink, missing_ok=True)

    def _file(self, style_id: str) -> Path:
        return self._folder / f"{style_id}.safetensors"

    def _preview(self, style_id: str) -> Path:
        return self._folder / f"{style_id}.webp"
