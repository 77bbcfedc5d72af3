"""Ports of avatars; boot plugs in the engine that draws and the painting area that keeps."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Protocol

from huahua.avatars.domain.branding import BrandColours, WornBrand
from huahua.avatars.domain.matching import Match
from huahua.avatars.domain.options import DEFAULT_SIZE, Descriptor
from huahua.avatars.domain.spec import AvatarSpec


@dataclass(frozen=True, slots=True)
class AvatarWish:
    """Avatars to be made and kept. Words or a spec, a style and options, or nothing at all (then the seed decides).

    `engine` is a painting model, None for the vector avatar, and `adapter` a trained style for it. `brand_id` gives
    colours where nothing was said of them.
    """

    text: str = ""
    style: str | None = None
    options: dict[str, Any] = field(default_factory=dict)
    count: int = 1
    size: int = DEFAULT_SIZE
    seed: int | None = None
    conversation_id: str | None = None
    spec: AvatarSpec | None = None
    engine: str | None = None
    adapter: str | None = None
    brand_id: str | None = None


class Drawing(Protocol):
    """Styles and drawings. Methods are quick (milliseconds) and raise InvalidAvatar."""

    def descriptor_of(self, style: str) -> Descriptor: ...

    def catalogue(self) -> list[dict[str, Any]]:
        """Every style: `{id, title, source, creator, licence, palettes, options}`."""
        ...

    def read_words(self, text: str, style: str | None) -> Match: ...

    def read_spec(self, spec: AvatarSpec, style: str | None) -> Match: ...

    def draw_svg(self, style: str, options: dict[str, Any], seed: str, size: int) -> str: ...


class AvatarKeeper(Protocol):
    """Bound to painting: an avatar is a painting by `builtin/avatar`."""

    async def begin(self, user_id: str, role: str, wish: AvatarWish) -> str:
        """Queue the avatars; the run's id. Raises AvatarRefused."""
        ...


class BrandBook(Protocol):
    """Bound to painting, which keeps brands."""

    async def colours(self, user_id: str, brand_id: str) -> BrandColours:
        """Raises AvatarRefused for a brand that the user does not see."""
        ...

    async def worn(self, user_id: str, brand_id: str) -> WornBrand:
        """Raises AvatarRefused for a brand that the user does not see."""
        ...

    async def logo(self, digest: str) -> bytes | None:
        """The PNG of a brand that is worn; None where it is gone."""
        ...


@dataclass(frozen=True, slots=True)
class ModelReading:
    """What a language model read. `bad` names fields of its answer that were no use."""

    spec: AvatarSpec
    unmet: tuple[str, ...]
    bad: tuple[str, ...] = ()


class SpecReader(Protocol):
    """A language model that reads descriptions."""

    async def read(self, user_id: str, role: str, model: str, text: str) -> ModelReading:
        """Raises ReadingFailed where the model gives nothing of use, AvatarRefused where the caller may not use it."""
        ...
