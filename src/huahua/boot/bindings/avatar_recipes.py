"""The avatars' port `AvatarPictures`, bound to the gallery."""

from __future__ import annotations

from huahua.avatars.engines.dicebear import read_recipe
from huahua.avatars.sources import KeptAvatar
from huahua.painting.api import Origin, Painting, PictureFileMissing, PictureNotFound, Size


class GalleryAvatars:
    """Implements `avatars.sources.AvatarPictures`."""

    def __init__(self, painting: Painting) -> None:
        self._gallery = painting.gallery

    async def avatar(self, user_id: str, picture_id: str) -> KeptAvatar | None:
        try:
            picture, data, _ = await self._gallery.content(user_id, picture_id, Size.ORIGINAL)
        except (PictureNotFound, PictureFileMissing):
            return None
        spec = picture.recipe.get("options", {}).get("spec") if isinstance(picture.recipe, dict) else None
        recipe = read_recipe(data) if picture.origin is Origin.AVATAR else None
        return KeptAvatar(recipe, spec if isinstance(spec, dict) else None)
