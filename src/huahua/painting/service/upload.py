"""A user's own picture: checked, cleaned of metadata, and put into the gallery."""

from __future__ import annotations

from dataclasses import dataclass

from huahua.jobs.api import Feed
from huahua.painting.domain.picture import Origin, Picture
from huahua.painting.domain.text import clean
from huahua.painting.ports import Imaging
from huahua.painting.service.browse import Browser
from huahua.painting.service.keep import MASK_CLAIM, Keeper

MAX_NAME_CHARS = 200


@dataclass(frozen=True, slots=True)
class Uploads:
    keeper: Keeper
    imaging: Imaging
    feed: Feed
    browser: Browser

    async def upload(self, user_id: str, data: bytes, name: str = "") -> Picture:
        """Raises StorageFull, NotAPicture, PictureTooLarge or BadPicture."""
        room = await self.browser.check_room(user_id)
        prepared = await self.imaging.upload(data)

        def make(picture_id: str, digest: str) -> Picture:
            return Picture(
                id=picture_id,
                user_id=user_id,
                origin=Origin.UPLOAD,
                digest=digest,
                media_type=prepared.media_type,
                bytes=len(prepared.data),
                width=prepared.width,
                height=prepared.height,
                created_at=self.keeper.clock(),
                recipe={"file_name": short} if (short := clean(name)[:MAX_NAME_CHARS]) else {},
            )

        picture = await self.keeper.picture(prepared, make, room)
        self.feed.publish(user_id, "pictures", picture.id)
        return picture

    async def mask(self, data: bytes, width: int, height: int) -> str:
        """Store a mask that a painting will use; its digest. Raises as `upload` does."""
        return await self.keeper.bytes(await self.imaging.mask(data, width, height), MASK_CLAIM)
