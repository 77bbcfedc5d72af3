"""One wish for pictures, checked, with every choice made that a restart must find again."""

from __future__ import annotations

import math
import re
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any

from huahua.kit.painting import ControlKind, Operation, Quality
from huahua.painting.config import PaintingLimits
from huahua.painting.domain.text import clean
from huahua.painting.errors import InvalidPainting

MAX_SEED = 2**31 - 1
MAX_RATIO = 4.0
MIN_SCALE, MAX_SCALE = 2, 8
MAX_WEIGHT = 2
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
class ControlWish:
    """A picture of the user that leads the composition."""

    kind: ControlKind
    source_id: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class AdapterWish:
    """A trained style: the id of one of this server, or a name that the engine knows."""

    id: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Extension:
    """Pixels that are put around a picture before it is painted on."""

    left: int = 0
    top: int = 0
    right: int = 0
    bottom: int = 0

    def size(self, width: int, height: int) -> tuple[int, int]:
        return self.left + width + self.right, self.top + height + self.bottom


@dataclass(frozen=True, slots=True)
class PaintSpec:
    """What a user wishes. `None` leaves a choice to the server.

    `words` are the user's own and `prompt` the written prompt (for an edit: of the whole picture as it
    shall be, where somebody wrote one). `source_id` is a picture's id, or `run_…/2` for the second picture
    of a painting that may still be going. `mask_digest` names a stored mask (transparent = repaint).
    `options` are an engine's own parameters (an avatar's, say). `dialogue_model` enriches the prompt.
    `references` are ids of pictures to be like. `operation` works on the picture `source_id`; `scale` is an
    upscale's. `fresh` asks for a new picture although the same one is there already. `extend` makes the picture
    `source_id` larger, and what is new is painted (the mask, if any, has the larger size). `brand_logo` and
    `brand_colours` say whether the brand's logo is laid on and colours are moved towards its palette; None leaves that
    to the brand.
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
    quality: Quality | None = None
    strength: float | None = None
    references: tuple[str, ...] = ()
    controls: tuple[ControlWish, ...] = ()
    adapters: tuple[AdapterWish, ...] = ()
    operation: Operation = Operation.PAINT
    scale: int = 2
    fresh: bool = False
    brand_id: str | None = None
    brand_logo: bool | None = None
    brand_colours: bool | None = None
    extend: Extension | None = None

    def to_json(self) -> dict[str, Any]:
        lists = ("locked", "references", "controls", "adapters")
        whole = asdict(self)
        return whole | {name: list(whole[name]) for name in lists}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> PaintSpec:
        """Of a run that is still waiting from before an update too: fields may be missing."""
        quality = data.get("quality")
        controls = data.get("controls", ())
        extend = data.get("extend")
        return cls(
            **(
                data
                | {
                    "mode": Mode(data["mode"]),
                    "locked": tuple(data["locked"]),
                    "quality": None if quality is None else Quality(quality),
                    "references": tuple(data.get("references", ())),
                    "controls": tuple(
                        ControlWish(**(wish | {"kind": ControlKind(wish["kind"])})) for wish in controls
                    ),
                    "adapters": tuple(AdapterWish(**wish) for wish in data.get("adapters", ())),
                    "operation": Operation(data.get("operation", Operation.PAINT)),
                    "extend": None if extend is None else Extension(**extend),
                }
            )
        )


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
    _check_guides(spec, limits)
    if spec.mode is not Mode.NEW and spec.source_id is None:
        raise InvalidPainting("Name the picture to start from.", param="source_id")
    wordless = spec.operation is not Operation.PAINT or spec.extend is not None
    if spec.mode is Mode.EDIT and not spec.instruction and not wordless:
        raise InvalidPainting("Say what to change in the picture.", param="prompt")
    if spec.mask_digest is not None and spec.mode is not Mode.EDIT:
        raise InvalidPainting("A mask belongs to an edit.", param="mask")
    if spec.extend is not None:
        _check_extension(spec, spec.extend, limits)
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


def _check_guides(spec: PaintSpec, limits: PaintingLimits) -> None:
    if spec.operation is not Operation.PAINT and (spec.mode is not Mode.EDIT or spec.mask_digest is not None):
        raise InvalidPainting("Name the one picture that is to be worked on.", param="source_id")
    if spec.strength is not None and not 0 <= spec.strength <= 1:
        raise InvalidPainting("'strength' is from 0 to 1.", param="strength")
    if not MIN_SCALE <= spec.scale <= MAX_SCALE:
        raise InvalidPainting(f"'scale' is {MIN_SCALE} to {MAX_SCALE}.", param="scale")
    for param in ("references", "controls", "adapters"):
        if len(getattr(spec, param)) > limits.max_guides:
            raise InvalidPainting(f"At most {limits.max_guides} of '{param}'.", param=param)
    if any(not 0 <= control.weight <= MAX_WEIGHT for control in spec.controls):
        raise InvalidPainting(f"The weight of a control is 0 to {MAX_WEIGHT}.", param="controls")
    for adapter in spec.adapters:
        if not adapter.id or not -MAX_WEIGHT <= adapter.weight <= MAX_WEIGHT:
            raise InvalidPainting(
                f"A trained style has a name and a weight from -{MAX_WEIGHT} to {MAX_WEIGHT}.",
                param="adapters",
            )


def _check_extension(spec: PaintSpec, extend: Extension, limits: PaintingLimits) -> None:
    if spec.mode is not Mode.EDIT or spec.operation is not Operation.PAINT:
        raise InvalidPainting("Only a picture that is there can be made larger.", param="extend")
    sides = (extend.left, extend.top, extend.right, extend.bottom)
    if not any(sides) or not all(0 <= side <= limits.max_side for side in sides):
        raise InvalidPainting(
            f"'extend' adds 1 to {limits.max_side} pixels to a side, 0 to the others.", param="extend"
        )


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
