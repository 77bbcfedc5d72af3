"""Use cases of avatars: words and specs, the catalogue, a drawing at once, and drawings that are kept."""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import dataclass, replace
from typing import Any

import msgspec

from huahua.avatars.domain.branding import BrandColours, brand_options, brand_spec
from huahua.avatars.domain.matching import Match
from huahua.avatars.domain.merging import Parsed, merged
from huahua.avatars.domain.options import check_options, check_size, from_query
from huahua.avatars.domain.prompting import painting_prompt
from huahua.avatars.domain.reading.read import read
from huahua.avatars.domain.spec import AvatarSpec, json_schema
from huahua.avatars.domain.variants import DEFAULT_STYLE
from huahua.avatars.domain.wording import Locale, rewritten, words
from huahua.avatars.errors import InvalidAvatar, ReadingFailed
from huahua.avatars.ports import AvatarKeeper, AvatarWish, BrandBook, Drawing, SpecReader

MAX_TEXT_CHARS = 2_000
MAX_SEED_CHARS = 200
VECTOR = "builtin/avatar"


@dataclass(frozen=True, slots=True)
class Published:
    """JSON bytes that change only with the product, and the entity tag of these bytes."""

    data: bytes
    etag: str

    @classmethod
    def of(cls, value: Any) -> Published:
        data = msgspec.json.encode(value)
        return cls(data, f'"{hashlib.sha256(data).hexdigest()[:32]}"')


class AvatarService:
    def __init__(
        self,
        drawing: Drawing,
        keeper: AvatarKeeper,
        reader: SpecReader | None = None,
        brands: BrandBook | None = None,
    ) -> None:
        self._drawing = drawing
        self._keeper = keeper
        self._reader = reader
        self._brands = brands
        self._catalogue: Published | None = None
        self._schema = Published.of(json_schema())

    async def catalogue(self) -> Published:
        """The styles `{items: […]}`; made once, on the first call."""
        if self._catalogue is None:
            self._catalogue = Published.of({"items": await asyncio.to_thread(self._drawing.catalogue)})
        return self._catalogue

    def schema(self) -> Published:
        """The JSON schema of `AvatarSpec`, with labels in both languages."""
        return self._schema

    async def parse(
        self, user_id: str, role: str, text: str, model: str | None = None, locked: AvatarSpec | None = None
    ) -> Parsed:
        """A description as a spec: by rules in milliseconds, with `model` by that language model, whose failure leaves
        the rules' reading with a note. Raises InvalidAvatar, and AvatarRefused where the model may not be used.
        """
        text = check_text(text)
        by_rules = read(text)
        if model is None or self._reader is None or not text.strip():
            return merged(by_rules, None, locked, None)
        try:
            found = await self._reader.read(user_id, role, model, text)
        except ReadingFailed as fault:
            return merged(by_rules, None, locked, fault.message)
        note = f"The model's {', '.join(found.bad)} were no values of these fields." if found.bad else None
        return merged(by_rules, (found.spec, found.unmet), locked, note)

    def words(self, spec: AvatarSpec, locale: Locale, text: str = "") -> str:
        """The spec in a sentence; with `text`, that text changed no more than needed. Raises InvalidAvatar."""
        text = check_text(text)
        return rewritten(spec, text, locale) if text.strip() else words(spec, locale)

    async def colours(self, user_id: str, brand_id: str | None) -> BrandColours | None:
        """Of a brand; None without one. Raises AvatarRefused."""
        return (
            None
            if brand_id is None or self._brands is None
            else await self._brands.colours(user_id, brand_id)
        )

    def preview(
        self,
        style: str | None,
        text: str,
        seed: str,
        size: int,
        query: dict[str, list[str]],
        spec: AvatarSpec | None = None,
        colours: BrandColours | None = None,
    ) -> str:
        """One avatar as SVG. `query` holds DiceBear options as they stand in a query string, `colours` are a brand's.

        Raises InvalidAvatar.
        """
        if len(seed) > MAX_SEED_CHARS:
            raise InvalidAvatar("The seed is too long.", param="seed")
        match = self._match(text, spec, style)
        descriptor = self._drawing.descriptor_of(match.style)
        options = {**match.options, **from_query(query, descriptor)}
        if colours is not None:
            options |= brand_options(options, descriptor, colours)
        return self._drawing.draw_svg(match.style, options, seed, check_size(size))

    def match(self, spec: AvatarSpec) -> Match:
        """Style, options and what of the spec the vector avatar does not show."""
        return self._drawing.read_spec(spec, None)

    async def begin(self, user_id: str, role: str, wish: AvatarWish) -> str:
        """Queue avatars to be made and kept, drawn by `builtin/avatar` or painted by `wish.engine`; the run's id.

        Raises InvalidAvatar and AvatarRefused.
        """
        check_size(wish.size)
        colours = await self.colours(user_id, wish.brand_id)
        if wish.engine not in (None, VECTOR):
            return await self._keeper.begin(user_id, role, _painted(wish, colours))
        match = self._match(wish.text, wish.spec, wish.style)
        descriptor = self._drawing.descriptor_of(match.style)
        check_options(wish.options, descriptor, match.style)
        if colours is not None:
            chosen = {**match.options, **wish.options}
            wish = replace(wish, options={**wish.options, **brand_options(chosen, descriptor, colours)})
        if wish.spec is not None and not wish.text:
            wish = replace(wish, text=words(wish.spec, "en"))
        if wish.style is None and not wish.text:
            wish = replace(wish, style=DEFAULT_STYLE)
        return await self._keeper.begin(user_id, role, wish)

    def _match(self, text: str, spec: AvatarSpec | None, style: str | None) -> Match:
        text = check_text(text)
        return self._drawing.read_words(text, style) if spec is None else self._drawing.read_spec(spec, style)


def check_text(text: str) -> str:
    """The text, with halves of characters that no encoding knows replaced. Raises InvalidAvatar."""
    if len(text) > MAX_TEXT_CHARS:
        raise InvalidAvatar(f"The description has more than {MAX_TEXT_CHARS} characters.", param="text")
    return text.encode("utf-8", "replace").decode("utf-8")


def _painted(wish: AvatarWish, colours: BrandColours | None) -> AvatarWish:
    """The wish with a prompt for a model that paints: the words' own language decides its language."""
    wish = replace(wish, text=check_text(wish.text))
    reading = read(wish.text)
    spec = wish.spec or reading.spec
    locale: Locale = "zh" if any("\u4e00" <= sign <= "\u9fff" for sign in wish.text) else "en"
    if not spec.said() and not wish.text.strip():
        raise InvalidAvatar("Say how the avatar shall look.", param="text")
    if colours is not None:
        spec = brand_spec(spec, colours)
    prompt = ("，" if locale == "zh" else ", ").join([painting_prompt(spec, locale), *reading.unmet])
    return replace(wish, text=prompt, spec=spec, options={})
