"""The accounts' port `PortraitPictures`, bound to the gallery and its finishing."""

from __future__ import annotations

from huahua.painting.api import Painting, PaintingError
from huahua.painting.domain.finish import Crop, Finish, Resize


class GalleryPortraits:
    """Implements `accounts.portrait.ports.PortraitPictures`."""

    def __init__(self, painting: Painting) -> None:
        self._finishing = painting.finishing

    async def square(self, user_id: str, picture_id: str, side: int) -> bytes | None:
        steps = [Crop(do="crop", aspect=1), Resize(do="resize", width=side, height=side)]
        try:
            return await self._finishing.file(user_id, picture_id, Finish(steps=steps, format="webp"))
        except PaintingError:
            return None
