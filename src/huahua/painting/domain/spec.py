"""One wish for pictures, checked, with every choice made that a restart must find again."""

from __future__ import annotations

import math
import re
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any

from huahua.painting.config import PaintingLimits
from huahua.painting.domain.text import clean
from huahua.painting.errors import InvalidPainting

MAX_SEED = 2**31 - 1
MAX_RATIO = 4.0
SIDE_STEP = 16
"""Sides are multiples of this where the aspect decides them: what diffusion models expect."""
_ASPECT = re.compile(r"(\d{1,2}):(\d{1,2})")


class Mode(StrEnum):
    NEW = "new"
    EDIT = "edit"
    """Change the picture `source_id` as `instruction` says; the engine gets its pixels."""
    VARY = "vary"
    """The source's own words again, with another seed."""


@dataclass(frozen=True, slots=True)
class PaintSpec:
    """What a user wishes. `None` leaves a choice to the server.

    `words` are the user's own and `prompt` the written prompt (for an edit: of the whole picture as it
    shall be, where somebody wrote one). `source_id` is a picture's id, or `run_…/2` for the second picture
    of a painting that may still be going. `mask_digest` names a stored mask (transparent = repaint).
    `options` are an engine's own parameters (an avatar's, say). `dialogue_model` enriches the prompt.
    """

    prompt: str
    mode: Mode = Mode.NEW
    words: str = ""
    instruction: str = ""
    model: str | None = None
    style: str | None = None
    aspect: str | None = None
    width: int | None = None
    height: int | None = None
    count: int = 1
    seed: int | None = None
    negative: str = ""
    enrich: bool = True
    locked: tuple[str, ...] = ()
    source_id: str | None = None
    mask_digest: str | None = None
    options: dict[str, Any] | None = None
    dialogue_model: str | None = None

    def to_json(self) -> dict[str, Any]:
        return asdict(self) | {"locked": list(self.locked)}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> PaintSpec:
        return cls(**(data | {"mode": Mode(data["mode"]), "locked": tuple(data["locked"])}))


def checked(spec: PaintSpec, limits: PaintingLimits) -> PaintSpec:
    """The wish with clean texts. Raises InvalidPainting, with the field that is at fault."""
    spec = replace(
        spec,
        prompt=clean(spec.prompt),
        words=clean(spec.words),
        instruction=clean(spec.instruction),
        negative=clean(spec.negative),
        style=clean(spec.style or "") or None,
        locked=tuple(dict.fromkeys(word for word in map(clean, spec.locked) if word)),
    )
    _check_texts(spec, limits)
    _check_numbers(spec, limits)
    if spec.mode is not Mode.NEW and spec.source_id is None:
        raise InvalidPainting("Name the picture to start from.", param="source_id")
    if spec.mode is Mode.EDIT and not spec.instruction:
        raise InvalidPainting("Say what to change in the picture.", param="prompt")
    if spec.mask_digest is not None and spec.mode is not Mode.EDIT:
        raise InvalidPainting("A mask belongs to an edit.", param="mask")
    return spec


def _check_texts(spec: PaintSpec, limits: PaintingLimits) -> None:
    for param in ("prompt", "instruction", "negative", "words"):
        length = len(getattr(spec, param))
        if length > limits.max_prompt_chars:
            raise InvalidPainting(
                f"'{param}' has {length} characters; at most {limits.max_prompt_chars} are allowed.",
                param="prompt" if param == "instruction" else param,
            )
    if spec.style is not None and len(spec.style) > limits.max_word_chars:
        raise InvalidPainting("The name of the style is too long.", param="style")
    if len(spec.locked) > limits.max_locked:
        raise InvalidPainting(f"At most {limits.max_locked} words can be locked.", param="locked")
    if any(len(word) > limits.max_word_chars for word in spec.locked):
        raise InvalidPainting("A locked word is too long.", param="locked")


def _check_numbers(spec: PaintSpec, limits: PaintingLimits) -> None:
    if not 1 <= spec.count <= limits.max_count:
        raise InvalidPainting(f"'count' is 1 to {limits.max_count}.", param="count")
    if spec.seed is not None and not 0 <= spec.seed <= MAX_SEED:
        raise InvalidPainting(f"'seed' is 0 to {MAX_SEED}.", param="seed")
    for param in ("width", "height"):
        side = getattr(spec, param)
        if side is not None and not limits.min_side <= side <= limits.max_side:
            raise InvalidPainting(f"'{param}' is {limits.min_side} to {limits.max_side} pixels.", param=param)
    if (spec.width is None) != (spec.height is None):
        raise InvalidPainting("Give both 'width' and 'height', or neither.", param="width")
    if spec.aspect is not None:
        ratio_of(spec.aspect)


def ratio_of(aspect: str) -> float:
    """Width over height of `W:H`. Raises InvalidPainting."""
    found = _ASPECT.fullmatch(aspect)
    width, height = (int(found[1]), int(found[2])) if found else (0, 0)
    if not width or not height or not 1 / MAX_RATIO <= width / height <= MAX_RATIO:
        raise InvalidPainting("'aspect' is width to height, such as 16:9, from 1:4 to 4:1.", param="aspect")
    return width / height


def size_of(spec: PaintSpec, default_side: int, longest: int) -> tuple[int, int]:
    """Width and height in pixels: those asked for, or of the area `default_side`² in the wished aspect."""
    if spec.width is not None and spec.height is not None:
        return spec.width, spec.height
    ratio = ratio_of(spec.aspect) if spec.aspect else 1.0
    side = default_side * math.sqrt(ratio), default_side / math.sqrt(ratio)
    width, height = (max(SIDE_STEP, round(pixels / SIDE_STEP) * SIDE_STEP) for pixels in side)
    return min(width, longest), min(height, longest)
