"""Typed configuration of painting; boot fills it from the settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from huahua.kit.precedence import Priority
from huahua.kit.units import MEBIBYTE

VisibleLabel = Literal["choice", "always", "never"]


def _highest() -> dict[str, Priority]:
    return {"administrator": Priority.INTERACTIVE, "developer": Priority.INTERACTIVE}


@dataclass(frozen=True, slots=True)
class PaintingLimits:
    """What one wish or one file may hold. Every limit answers with a clear 4xx that names it."""

    max_prompt_chars: int = 4_000
    max_count: int = 8
    min_side: int = 64
    max_side: int = 4_096
    max_builtin_side: int = 2_048
    """The longest side in pixels that the engines of this machine paint."""
    default_side: int = 1_024
    max_locked: int = 32
    max_guides: int = 8
    """Reference pictures, control pictures and trained styles of one wish, of each."""
    max_word_chars: int = 200
    max_upload_bytes: int = 25 * MEBIBYTE
    max_pixels: int = 64_000_000
    """Width times height of a picture that is read: the guard against decompression bombs."""
    max_zip_pictures: int = 1_000
    max_waiting_runs: int = 100
    """Paintings of one user that wait or run at the same time."""
    remote_at_once: int = 3
    """Pictures of one run that are asked of a remote model at the same time."""
    storage_bytes: int | None = None
    """What the originals of one user may take; None: as much as they like."""
    visible_label: VisibleLabel = "choice"
    """Whether exported pictures that a machine made say so in the picture: as the user chooses, always, or never."""
    highest_priorities: Mapping[str, Priority] = field(default_factory=_highest)
    """The best that a painting by a key may have, by role; `standard` where none is named."""
    content_producer: str = "HuaHua"
    """Who is named in the metadata of made pictures as the one who made them (GB 45438-2025): the operator's name."""
