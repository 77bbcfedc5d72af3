"""A neutral painting request as what the painter's process is asked: sizes, steps, strength, one item a picture."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from huahua.gateway.api import ImageRequest, InvalidRequest, LocalModels, Quality
from huahua.painting.domain.styles import said
from huahua.painting.domain.text import is_chinese
from huahua.painting.engines.diffusers.families import Family, family_of
from huahua.painting.engines.diffusers.folders import PipelineFacts
from huahua.painting.engines.diffusers.plain import Adapter, ControlGiven, Given, Shared

MAX_SEED = 2**63 - 1
MIN_SIDE = 64
_EDIT_STRENGTH, _FILL_STRENGTH, _LEAST = 0.6, 0.99, 0.02
_QUALITIES = (Quality.DRAFT, Quality.STANDARD, Quality.HIGH)
_MAX_STEPS, _MAX_GUIDANCE = 150, 50.0


@dataclass(frozen=True, slots=True)
class Ask:
    shared: Shared
    items: list[Given]
    alone: bool
    """Painted by itself: several controls, or pictures to be like, lead one picture at a time."""
    negative: bool
    """Whether the batch needs the second guidance of a family that does not always have one."""


def ask_of(
    request: ImageRequest,
    facts: PipelineFacts | None,
    config: LocalModels,
    adapters: Sequence[Adapter],
    *,
    previews: bool,
    dice: Callable[[], int] = lambda: random.getrandbits(31),
) -> Ask:
    """Raises InvalidRequest for a size or a parameter that is none."""
    family = family_of(facts.class_name if facts else "")
    width, height = _size(request, family, facts)
    quality = request.quality or Quality.STANDARD
    seed = dice() if request.seed is None else request.seed % (MAX_SEED - request.count)
    image = request.images[0].data if request.images else None
    mask = request.mask.data if request.mask is not None and image is not None else None
    controls: list[ControlGiven] = [
        {"kind": str(one.kind), "data": one.image.data, "weight": one.weight} for one in request.controls
    ]
    items: list[Given] = [
        {
            "id": 0,
            "prompt": _words(request),
            "negative": request.negative,
            "seed": seed + number,
            "image": image,
            "mask": mask,
            "controls": controls,
            "references": [one.data for one in request.references],
            "previews": previews,
        }
        for number in range(request.count)
    ]
    shared: Shared = {
        "width": width,
        "height": height,
        "steps": _steps(request, family, config, quality),
        "quality": str(quality),
        "guidance": _guidance(request, family, config),
        "strength": _strength(request, fills=mask is not None),
        "adapters": list(adapters),
    }
    alone = len(controls) > 1 or bool(request.references)
    negative = family.negative == "true_cfg" and bool(request.negative)
    return Ask(shared, items, alone, negative)


def default_side(family: Family, facts: PipelineFacts | None) -> int:
    return (facts.side if facts else None) or family.side


def _words(request: ImageRequest) -> str:
    """The style is said in words: these models know none by name."""
    if not request.style:
        return request.prompt
    chinese = is_chinese(request.prompt)
    return f"{request.prompt}{'，' if chinese else ', '}{said(request.style, chinese=chinese)}"


def _size(request: ImageRequest, family: Family, facts: PipelineFacts | None) -> tuple[int, int]:
    side = default_side(family, facts)
    width, height = request.width or request.height or side, request.height or request.width or side
    for value, param in ((width, "width"), (height, "height")):
        if request.exact_size and (value % family.step or not MIN_SIDE <= value <= family.max_side):
            raise InvalidRequest(
                f"'{param}' is a multiple of {family.step} from {MIN_SIDE} to {family.max_side} for this model.",
                param=param,
            )
    return _nearest(width, family), _nearest(height, family)


def _nearest(side: int, family: Family) -> int:
    return max(MIN_SIDE, min(family.max_side, round(side / family.step) * family.step))


def _steps(request: ImageRequest, family: Family, config: LocalModels, quality: Quality) -> int:
    given = request.parameters.get("num_inference_steps", request.parameters.get("steps"))
    if given is None:
        return (config.steps or family.steps)[_QUALITIES.index(quality)]
    if not isinstance(given, int) or isinstance(given, bool) or not 1 <= given <= _MAX_STEPS:
        raise InvalidRequest(f"'steps' is a whole number from 1 to {_MAX_STEPS}.", param="steps")
    return given


def _guidance(request: ImageRequest, family: Family, config: LocalModels) -> float:
    given = request.parameters.get("guidance_scale")
    if given is None:
        return family.guidance if config.guidance is None else config.guidance
    if not isinstance(given, int | float) or isinstance(given, bool) or not 0 <= given <= _MAX_GUIDANCE:
        raise InvalidRequest(
            f"'guidance_scale' is a number from 0 to {_MAX_GUIDANCE:g}.", param="guidance_scale"
        )
    return float(given)


def _strength(request: ImageRequest, *, fills: bool) -> float:
    usual = _FILL_STRENGTH if fills else _EDIT_STRENGTH
    strength = usual if request.strength is None else request.strength
    return max(_LEAST, min(1.0, strength))
