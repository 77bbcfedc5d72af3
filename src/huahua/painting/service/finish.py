"""Finishing pictures: cut, sized, balanced, put on another ground; as a file, or as a new picture beside its source."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from huahua.jobs.api import Feed
from huahua.painting.domain import xmp
from huahua.painting.domain.finish import Finish
from huahua.painting.domain.picture import Picture, Size
from huahua.painting.domain.recipe import KEYWORD, embedded
from huahua.painting.errors import InvalidPainting
from huahua.painting.ports import Imaging
from huahua.painting.service.brands import Brands
from huahua.painting.service.browse import Browser
from huahua.painting.service.gallery import Gallery
from huahua.painting.service.keep import Keeper

_BUILTIN = "builtin/"


@dataclass(frozen=True, slots=True)
class Finishing:
    gallery: Gallery
    browser: Browser
    brands: Brands
    keeper: Keeper
    imaging: Imaging
    feed: Feed

    async def file(self, user_id: str, picture_id: str, wish: Finish, size: Size = Size.ORIGINAL) -> bytes:
        """The finished file, which is not kept; of the view it is a quick look at what would come of it.

        Raises PictureNotFound (also of a picture that a step names), PictureFileMissing, BrandNotFound,
        BrandWithoutLogo, NotAPicture or BadPicture.
        """
        _, data, _ = await self.gallery.content(user_id, picture_id, size)
        others = {
            other: (await self.gallery.content(user_id, other, Size.VIEW))[1] for other in wish.picture_ids()
        }
        for brand_id in dict.fromkeys(wish.brand_ids()):
            others[brand_id] = (await self.brands.logo(user_id, brand_id))[1]
        return await self.imaging.finish(data, wish, others)

    async def keep(self, user_id: str, picture_id: str, wish: Finish) -> Picture:
        """A new picture in the gallery, whose recipe tells its source and the steps. Raises as `file` does,
        StorageFull, and InvalidPainting for a favicon, which is a file to take away."""
        if wish.format == "ico":
            raise InvalidPainting("A favicon is a file to download; keep a PNG instead.", param="format")
        room = await self.browser.check_room(user_id)
        source = await self.gallery.get(user_id, picture_id)
        data = await self.file(user_id, picture_id, wish)
        steps = [step.model_dump(exclude_none=True, exclude_defaults=True) for step in wish.steps]
        recipe = {**source.recipe, "finish": [*source.recipe.get("finish", []), *steps]}
        prepared = await self.imaging.painted(data, _texts(source, recipe))

        def make(new_id: str, digest: str) -> Picture:
            return replace(
                source,
                id=new_id,
                digest=digest,
                media_type=prepared.media_type,
                bytes=len(prepared.data),
                width=prepared.width,
                height=prepared.height,
                created_at=self.keeper.clock(),
                source_id=source.id,
                run_id=None,
                position=None,
                starred=False,
                recipe=recipe,
                made_of=None,  # it is another picture than the one that was asked for
                cached_from=None,
            )

        picture = await self.keeper.picture(prepared, make, room)
        self.feed.publish(user_id, "pictures", picture.id)
        return picture


def _texts(source: Picture, recipe: dict[str, Any]) -> dict[str, str]:
    """What the file says of itself: a picture that a machine made is still one when it is cut to size."""
    if not source.ai_generated:
        return {}
    made_by = xmp.ALGORITHMIC if (source.model or "").startswith(_BUILTIN) else xmp.TRAINED
    return {KEYWORD: embedded(recipe), xmp.KEYWORD: xmp.packet_of(made_by)}
