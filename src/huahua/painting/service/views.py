"""Smaller views of pictures that were kept without them: made from the original when they are first asked for.

A picture that is drawn in milliseconds, such as an avatar, is told of without waiting for its views, which take as
long again and which nobody may ever look at.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from functools import partial

from huahua.infra.blobs import BlobMissing
from huahua.painting.domain.picture import Picture, Size, Views
from huahua.painting.errors import BadPicture, NotAPicture, PictureFileMissing
from huahua.painting.ports import Imaging
from huahua.painting.service.keep import Keeper


@dataclass(frozen=True, slots=True)
class ViewMaker:
    keeper: Keeper
    imaging: Imaging
    _making: dict[str, asyncio.Task[Views]] = field(default_factory=dict)
    """By digest, so that those who ask at once for several sizes have them made once."""

    async def bytes(self, picture: Picture, size: Size) -> bytes:
        """Of a view that is not there. Raises PictureFileMissing where the original is gone, too."""
        if size is Size.MEDIUM:
            try:  # a picture kept before there was a medium size shows its view instead
                return await self.keeper.blobs.get(picture.digest, kind=Size.VIEW)
            except BlobMissing:
                pass
        making = self._making.get(picture.digest)
        if making is None:
            making = asyncio.create_task(self._made(picture), name=f"views-{picture.id}")
            self._making[picture.digest] = making
            making.add_done_callback(partial(self._ended, picture.digest))
        try:
            views = await asyncio.shield(making)
        except (BlobMissing, BadPicture, NotAPicture) as fault:
            raise PictureFileMissing from fault
        return {Size.VIEW: views.view, Size.MEDIUM: views.medium, Size.THUMB: views.thumb}[size]

    def _ended(self, digest: str, making: asyncio.Task[Views]) -> None:
        del self._making[digest]
        if not making.cancelled():
            making.exception()  # looked at, although everybody who waited for it may have gone

    async def _made(self, picture: Picture) -> Views:
        views = await self.imaging.views(await self.keeper.blobs.get(picture.digest, kind=Size.ORIGINAL))
        await self.keeper.views(picture, views)
        return views
