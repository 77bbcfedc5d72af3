"""A picture in the gallery."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from huahua.kit.clock import iso


class Origin(StrEnum):
    PAINTED = "painted"
    AVATAR = "avatar"
    UPLOAD = "upload"


class Size(StrEnum):
    """Kinds under which a picture's bytes are stored and served."""

    ORIGINAL = "original"
    VIEW = "view"
    """WebP, at most 1024 px."""
    MEDIUM = "medium"
    """WebP, at most 512 px."""
    THUMB = "thumb"
    """WebP, at most 256 px."""


class Shape(StrEnum):
    SQUARE = "square"
    WIDE = "wide"
    TALL = "tall"


_OF_ITS_OWNER = frozenset({"source_id", "references", "controls", "file_name"})
"""Of a recipe: ids of the owner's other pictures, and what the owner called a file."""
VERSION_CHARS = 12
"""Of the digest, in a picture's addresses: what stands at an address with them never changes."""
VIEW_MEDIA_TYPE = "image/webp"


@dataclass(frozen=True, slots=True)
class Picture:
    """One row: what was made, by whom, of what. `digest` names the bytes (SHA-256), `position` counts the
    pictures of one painting run from 0, `recipe` holds all that is needed to make the picture again."""

    id: str
    user_id: str
    origin: Origin
    digest: str
    media_type: str
    bytes: int
    width: int
    height: int
    created_at: datetime
    prompt: str = ""
    enriched_prompt: str | None = None
    negative: str = ""
    model: str | None = None
    style: str | None = None
    seed: int | None = None
    unmet: tuple[str, ...] = ()
    locked: tuple[str, ...] = ()
    source_id: str | None = None
    conversation_id: str | None = None
    run_id: str | None = None
    position: int | None = None
    mask_digest: str | None = None
    starred: bool = False
    recipe: dict[str, Any] = field(default_factory=dict)
    made_of: str | None = None
    """What `domain.sameness` says of it, where the same could be asked for again."""
    cached_from: str | None = None
    """The picture that this one shows again, unpainted."""
    guest_of: str | None = None
    """The chat widget whose visitor had it painted in its owner's name."""

    @property
    def ai_generated(self) -> bool:
        return self.origin is not Origin.UPLOAD

    def for_others(self) -> Picture:
        """As somebody sees it with whom its collection is shared: without ids of what is not shared."""
        kept = {name: value for name, value in self.recipe.items() if name not in _OF_ITS_OWNER}
        return replace(
            self,
            recipe=kept,
            source_id=None,
            conversation_id=None,
            run_id=None,
            starred=False,
            mask_digest=None,
            guest_of=None,
        )

    def to_json(self) -> dict[str, Any]:
        """The shape `Picture` of the HTTP interface."""
        file = f"/api/pictures/{self.id}/file"
        return {
            "id": self.id,
            "origin": self.origin,
            "width": self.width,
            "height": self.height,
            "media_type": self.media_type,
            "bytes": self.bytes,
            "prompt": self.prompt,
            "enriched_prompt": self.enriched_prompt,
            "negative": self.negative,
            "model": self.model,
            "style": self.style,
            "seed": self.seed,
            "unmet": list(self.unmet),
            "locked": list(self.locked),
            "source_id": self.source_id,
            "conversation_id": self.conversation_id,
            "starred": self.starred,
            "ai_generated": self.ai_generated,
            "created_at": iso(self.created_at),
            "cached": self.cached_from is not None,
            "urls": {size: f"{file}?size={size}&v={self.digest[:VERSION_CHARS]}" for size in Size},
            "recipe": self.recipe,
        }


@dataclass(frozen=True, slots=True)
class Filter:
    """What the gallery shows; `None` does not filter. Every word of `q` must occur in a picture's texts."""

    q: str = ""
    origin: Origin | None = None
    starred: bool | None = None
    model: str | None = None
    conversation_id: str | None = None
    style: str | None = None
    collection_id: str | None = None
    since: datetime | None = None
    """Made then or later."""
    until: datetime | None = None
    """Made before then."""
    shape: Shape | None = None
    min_side: int | None = None
    """The longer side in pixels, at least."""
    guests: bool | None = None
    """Only what visitors of one's chat widgets had painted, or only what they had not."""


@dataclass(frozen=True, slots=True)
class Views:
    """A picture made smaller, as WebP."""

    view: bytes
    medium: bytes
    thumb: bytes


@dataclass(frozen=True, slots=True)
class Prepared:
    """A picture ready to be stored: checked bytes, its measures, and its views. Those that are left out are made when
    somebody first asks for one of them."""

    data: bytes
    media_type: str
    width: int
    height: int
    views: Views | None = None
