"""Use cases of avatars: the catalogue, a drawing at once, and drawings that are kept."""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import dataclass, replace

import msgspec

from huahua.avatars.domain.lexicon import DEFAULT_STYLE
from huahua.avatars.domain.options import check_options, check_size, from_query
from huahua.avatars.errors import InvalidAvatar
from huahua.avatars.ports import AvatarKeeper, AvatarWish, Drawing

MAX_TEXT_CHARS = 1_000
MAX_SEED_CHARS = 200


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The styles as JSON bytes `{items: […]}`, and the entity tag of these bytes."""

    data: bytes
    etag: str


class AvatarService:
    def __init__(self, drawing: Drawing, keeper: AvatarKeeper) -> None:
        self._drawing = drawing
        self._keeper = keeper
        self._catalogue: Catalogue | None = None

    async def catalogue(self) -> Catalogue:
        """Made once, on the first call."""
        if self._catalogue is None:
            cards = await asyncio.to_thread(self._drawing.catalogue)
            data = msgspec.json.encode({"items": cards})
            self._catalogue = Catalogue(data, f'"{hashlib.sha256(data).hexdigest()[:32]}"')
        return self._catalogue

    def preview(self, style: str | None, text: str, seed: str, size: int, query: dict[str, list[str]]) -> str:
        """One avatar as SVG. `query` holds DiceBear options as they stand in a query string.

        Raises InvalidAvatar.
        """
        if len(text) > MAX_TEXT_CHARS or len(seed) > MAX_SEED_CHARS:
            raise InvalidAvatar("The description or the seed is too long.", param="text")
        reading = self._drawing.read_words(text, style)
        options = from_query(query, self._drawing.descriptor_of(reading.style))
        return self._drawing.draw_svg(reading.style, {**reading.options, **options}, seed, check_size(size))

    async def begin(self, user_id: str, role: str, wish: AvatarWish) -> str:
        """Queue avatars to be made and kept; the run's id.

        Raises InvalidAvatar and AvatarRefused.
        """
        if len(wish.text) > MAX_TEXT_CHARS:
            raise InvalidAvatar(f"The description has more than {MAX_TEXT_CHARS} characters.", param="text")
        check_size(wish.size)
        reading = self._drawing.read_words(wish.text, wish.style)
        check_options(wish.options, self._drawing.descriptor_of(reading.style), reading.style)
        if wish.style is None and not wish.text:
            wish = replace(wish, style=DEFAULT_STYLE)
        return await self._keeper.begin(user_id, role, wish)
