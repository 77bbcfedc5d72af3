"""The gateway's port `PictureLinks`, bound to the gallery and signed links."""

from __future__ import annotations

from huahua.gateway.api import Caller, ImageResult, NotAllowed
from huahua.infra.links import SignedLinks
from huahua.painting.api import Painting, StorageFull


class GalleryLinks:
    """Implements `gateway.ports.PictureLinks`: keeps the picture, and links to it for a day."""

    def __init__(self, painting: Painting, links: SignedLinks, base_url: str) -> None:
        """`base_url` is the address under which callers reach this server, without a slash at the end."""
        self._painting = painting
        self._links = links
        self._base_url = base_url

    async def check(self, caller: Caller) -> None:
        try:
            await self._painting.browser.check_room(caller.user_id)
        except StorageFull as fault:
            raise NotAllowed(
                f"{fault.message} Or ask for the picture's bytes, which are not kept.", code=fault.code
            ) from fault

    async def __call__(self, caller: Caller, picture: ImageResult) -> str:
        kept = await self._painting.adoption.adopt(
            caller.user_id,
            picture.data,
            prompt=picture.revised_prompt or str(picture.recipe.get("words", "")),
            seed=picture.seed,
            unmet=picture.unmet,
            recipe=picture.recipe,
        )
        return f"{self._base_url}/api/pictures/links/{self._links.token(caller.user_id, kept.id)}"
