"""Content-addressed bytes through obstore: a local folder, or S3, GCS, Azure by URL.

A blob's key is the SHA-256 of its bytes, so the same picture is stored once and never changes.
"""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from pathlib import Path

import obstore
from obstore.exceptions import BaseError
from obstore.store import LocalStore, ObjectStore, from_url


class BlobMissing(Exception):
    """No such blob in the store."""


class BadBlobUrl(ValueError):
    """No store can be opened at this URL; the message says why."""


class Blobs:
    def __init__(self, store: ObjectStore) -> None:
        self._store = store

    async def put(self, data: bytes, *, kind: str = "original") -> str:
        """Store and return the SHA-256 in hex. `kind` separates originals from derived views."""
        digest = hashlib.sha256(data).hexdigest()
        await obstore.put_async(self._store, _path(digest, kind), data)
        return digest

    async def put_view(self, digest: str, kind: str, data: bytes) -> None:
        """Store what was derived from the blob `digest` (a thumbnail, say)."""
        await obstore.put_async(self._store, _path(digest, kind), data)

    async def get(self, digest: str, *, kind: str = "original") -> bytes:
        """Raises BlobMissing."""
        try:
            reply = await obstore.get_async(self._store, _path(digest, kind))
        except FileNotFoundError as fault:
            raise BlobMissing(digest) from fault
        return bytes(await reply.bytes_async())

    async def has(self, digest: str, *, kind: str = "original") -> bool:
        try:
            await obstore.head_async(self._store, _path(digest, kind))
        except FileNotFoundError:
            return False
        return True

    async def put_named(self, name: str, kind: str, pieces: AsyncIterator[bytes]) -> int:
        """Store, or replace, a blob under a name instead of its digest, piece by piece; its length in bytes."""
        length = 0

        async def counted() -> AsyncIterator[bytes]:
            nonlocal length
            async for piece in pieces:
                length += len(piece)
                yield piece

        await obstore.put_async(self._store, _path(_digest(name), kind), counted())
        return length

    async def stream_named(self, name: str, kind: str) -> AsyncIterator[bytes]:
        """Raises BlobMissing before the first piece."""
        try:
            reply = await obstore.get_async(self._store, _path(_digest(name), kind))
        except FileNotFoundError as fault:
            raise BlobMissing(name) from fault
        async for piece in reply.stream(min_chunk_size=256 * 1024):
            yield bytes(piece)

    async def delete_named(self, name: str, kind: str) -> None:
        await self.delete(_digest(name), kinds=(kind,))

    async def delete(self, digest: str, *, kinds: tuple[str, ...]) -> None:
        for kind in kinds:
            try:
                await obstore.delete_async(self._store, _path(digest, kind))
            except FileNotFoundError:
                continue


def _digest(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()


def _path(digest: str, kind: str) -> str:
    return f"{kind}/{digest[:2]}/{digest[2:4]}/{digest}"


def open_blobs(url: str) -> Blobs:
    """`url` is a folder's path, or `s3://…`, `gs://…`, `az://…` with credentials from the usual variables.

    Raises BadBlobUrl, or OSError where the folder cannot be made.
    """
    if "://" in url and not url.startswith("file://"):
        try:
            return Blobs(from_url(url))
        except (BaseError, ValueError) as fault:
            raise BadBlobUrl(str(fault).splitlines()[0]) from fault
    folder = Path(url.removeprefix("file://"))
    folder.mkdir(parents=True, exist_ok=True)
    return Blobs(LocalStore(str(folder), automatic_cleanup=True))
