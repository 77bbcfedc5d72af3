"""The recipe of a file that somebody has: ours, or another program's."""

from __future__ import annotations

from dataclasses import dataclass

from huahua.painting.domain.foreign import Found, read
from huahua.painting.errors import NoRecipe
from huahua.painting.ports import Imaging


@dataclass(frozen=True, slots=True)
class Recall:
    imaging: Imaging

    async def recipe(self, data: bytes) -> Found:
        """Raises NoRecipe, NotAPicture, PictureTooLarge or BadPicture."""
        found = read(await self.imaging.texts(data))
        if found is None:
            raise NoRecipe("The file holds no recipe: it was not made here, or lost it on its way.")
        return found
