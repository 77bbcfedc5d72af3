"""Taking a picture that was painted outside a painting run (over an SDK) into its owner's gallery."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from huahua.jobs.api import Feed
from huahua.painting.domain.picture import Origin, Picture
from huahua.painting.ports import Imaging
from huahua.painting.service.keep import Keeper


@dataclass(frozen=True, slots=True)
class Adoption:
    keeper: Keeper
    imaging: Imaging
    feed: Feed

    async def adopt(
        self,
        user_id: str,
        data: bytes,
        *,
        prompt: str = "",
        model: str | None = None,
        seed: int | None = None,
        unmet: tuple[str, ...] = (),
        recipe: dict[str, Any] | None = None,
    ) -> Picture:
        """Raises BadPicture where the engine's bytes are no picture."""
        prepared = await self.imaging.painted(data, {})

        def make(picture_id: str, digest: str) -> Picture:
            return Picture(
                id=picture_id,
                user_id=user_id,
                origin=Origin.PAINTED,
                digest=digest,
                media_type=prepared.media_type,
                bytes=len(prepared.data),
                width=prepared.width,
                height=prepared.height,
                created_at=self.keeper.clock(),
                prompt=prompt,
                model=model,
                seed=seed,
                unmet=unmet,
                recipe=recipe or {},
            )

        picture = await self.keeper.picture(prepared, make)
        self.feed.publish(user_id, "pictures", picture.id)
        return picture
