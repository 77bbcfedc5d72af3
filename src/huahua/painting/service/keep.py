"""Putting pictures away: bytes first claimed, then stored, then named by a row."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from huahua.infra.blobs import Blobs
from huahua.kit.clock import Clock
from huahua.painting.domain.picture import Picture, Prepared, Size, Views
from huahua.painting.errors import StorageFull
from huahua.painting.ports import PictureRepository, PlaceTaken

CLAIM = timedelta(hours=1)
"""How long claimed bytes are kept before a picture must name them."""
MASK_CLAIM = timedelta(days=7)
"""Masks wait as long as a painting may wait in the queue."""

HASHED_HERE_BYTES = 256 * 1024
"""To hash no more than this takes less than to ask a thread for it."""

NewId = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Keeper:
    blobs: Blobs
    store: PictureRepository
    clock: Clock
    new_id: NewId

    async def bytes(self, data: bytes, keep: timedelta) -> str:
        """Store bytes; their digest."""
        digest = await _digest(data)
        now = self.clock()
        await self.store.claim(digest, len(data), now, now + keep)
        await self.blobs.put_view(digest, Size.ORIGINAL, data)
        return digest

    async def picture(
        self, prepared: Prepared, make: Callable[[str, str], Picture], room: int | None = None
    ) -> Picture:
        """Store a picture with its views and its row; `make` gets the new id and the digest. `room`: bytes that all
        originals of its user may take. Raises StorageFull; the bytes then go with the next sweep. What comes back is
        another picture where one stands in its place of the run already."""
        digest = await self.bytes(prepared.data, CLAIM)
        if prepared.views is not None:
            await self._put(digest, prepared.views)
        return await self._add(make(self.new_id("img"), digest), room)

    async def views(self, picture: Picture, views: Views) -> None:
        """Store the views of a picture that was kept without them."""
        now = self.clock()
        await self.store.claim(picture.digest, picture.bytes, now, now + CLAIM)
        await self._put(picture.digest, views)

    async def _put(self, digest: str, views: Views) -> None:
        await self.blobs.put_view(digest, Size.VIEW, views.view)
        await self.blobs.put_view(digest, Size.MEDIUM, views.medium)
        await self.blobs.put_view(digest, Size.THUMB, views.thumb)

    async def again(self, there: Picture, make: Callable[[str], Picture]) -> Picture | None:
        """A further row for bytes that a picture has already; `make` gets the new id. None where they are gone."""
        now = self.clock()
        await self.store.claim(there.digest, there.bytes, now, now + CLAIM)
        if not await self.blobs.has(there.digest, kind=Size.ORIGINAL):
            return None
        return await self._add(make(self.new_id("img")))

    async def _add(self, picture: Picture, room: int | None = None) -> Picture:
        try:
            fits = await self.store.add(picture, room)
        except PlaceTaken as fault:
            return fault.picture
        if not fits:
            raise StorageFull("This picture does not fit into the room that you have; delete some first.")
        return picture


async def _digest(data: bytes) -> str:
    if len(data) <= HASHED_HERE_BYTES:
        return hashlib.sha256(data).hexdigest()
    return (await asyncio.to_thread(hashlib.sha256, data)).hexdigest()
