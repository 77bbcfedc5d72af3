"""Which drawing is meant where somebody names a spec or a picture of theirs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from huahua.avatars.domain.spec import AvatarSpec
from huahua.avatars.errors import AvatarPictureNotFound, InvalidAvatar
from huahua.avatars.ports import Drawing

MAX_SEED_CHARS = 200


@dataclass(frozen=True, slots=True)
class Drawn:
    """All that a vector drawing is made of; `unmet` is what of the spec it does not show."""

    style: str
    options: dict[str, Any]
    seed: str
    spec: AvatarSpec | None = None
    unmet: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class KeptAvatar:
    """A picture of the gallery. `recipe` is `{style, options, seed}` of a vector drawing, None for any other picture;
    `spec` the fields that it was made from, where that is known."""

    recipe: dict[str, Any] | None
    spec: dict[str, Any] | None


class AvatarPictures(Protocol):
    """Bound to the gallery."""

    async def avatar(self, user_id: str, picture_id: str) -> KeptAvatar | None:
        """None where this user has no such picture."""
        ...


class AvatarSources:
    def __init__(self, drawing: Drawing, pictures: AvatarPictures) -> None:
        self._drawing = drawing
        self._pictures = pictures

    async def of(self, user_id: str, spec: AvatarSpec | None, picture_id: str | None, seed: str) -> Drawn:
        """Raises InvalidAvatar, AvatarPictureNotFound."""
        if (spec is None) == (picture_id is None):
            raise InvalidAvatar("Give either 'spec' or 'picture_id'.", param="spec")
        if picture_id is not None:
            return await self.of_picture(user_id, picture_id)
        assert spec is not None
        if len(seed) > MAX_SEED_CHARS:
            raise InvalidAvatar("The seed is too long.", param="seed")
        match = self._drawing.read_spec(spec, None)
        whole = seed.encode(errors="replace").decode()  # without halves of characters, which no file can hold
        return Drawn(match.style, match.options, whole, spec, match.unmet)

    async def of_picture(self, user_id: str, picture_id: str) -> Drawn:
        """Raises InvalidAvatar for a picture that is no vector avatar, AvatarPictureNotFound."""
        drawn = await self.drawing_of(user_id, picture_id)
        if drawn is None:
            raise InvalidAvatar(
                "This works with vector avatars only; this picture was painted.", param="picture_id"
            )
        return drawn

    async def drawing_of(self, user_id: str, picture_id: str) -> Drawn | None:
        """None for a picture that is no vector avatar. Raises AvatarPictureNotFound."""
        kept = await self._pictures.avatar(user_id, picture_id)
        if kept is None:
            raise AvatarPictureNotFound
        if kept.recipe is None:
            return None
        spec = None if kept.spec is None else AvatarSpec.model_validate(kept.spec)
        return Drawn(kept.recipe["style"], kept.recipe["options"], kept.recipe["seed"], spec)
