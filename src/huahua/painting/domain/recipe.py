"""The recipe of a picture: all that is needed to make it again, kept in its row and inside its file."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from huahua.kit.painting import Operation
from huahua.painting.domain.spec import PaintSpec

VERSION = 1
KEYWORD = "huahua-recipe"
"""The PNG text that holds the recipe as JSON."""
_OF_THIS_SERVER = frozenset({"engine", "source_id", "references", "controls"})


def recipe_of(
    spec: PaintSpec,
    *,
    enriched_prompt: str | None,
    revised_prompt: str | None,
    seed: int | None,
    width: int,
    height: int,
    engine: dict[str, Any],
    adapters: Sequence[dict[str, Any]] = (),
    brand: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """`engine` is what the engine itself gives to paint the picture again; `revised_prompt` is what an
    upstream says that it painted instead. `adapters` are the trained styles that were used, with their versions, and
    `brand` is what the picture took from a brand (`domain.brand.Branding.recipe`)."""
    whole = {
        "version": VERSION,
        "mode": spec.mode.value,
        "words": spec.words,
        "prompt": spec.prompt,
        "instruction": spec.instruction,
        "enriched_prompt": enriched_prompt,
        "revised_prompt": revised_prompt,
        "negative": spec.negative,
        "model": spec.model,
        "style": spec.style,
        "aspect": spec.aspect,
        "width": width,
        "height": height,
        "seed": seed,
        "locked": list(spec.locked),
        "source_id": spec.source_id,
        "masked": spec.mask_digest is not None,
        "quality": spec.quality,
        "strength": spec.strength,
        "references": list(spec.references),
        "controls": [asdict(control) for control in spec.controls],
        "adapters": list(adapters),
        "operation": None if spec.operation is Operation.PAINT else spec.operation,
        "scale": spec.scale if spec.operation is Operation.UPSCALE else None,
        "extend": None if spec.extend is None else asdict(spec.extend),
        "brand": brand,
        "options": spec.options,
        "engine": engine,
    }
    return {key: value for key, value in whole.items() if value not in (None, "", [], {}, False)}


def embedded(recipe: dict[str, Any]) -> str:
    """The recipe as it travels in a file: without ids of this server, and without the engine's own part,
    which engines of this machine write themselves."""
    kept = {key: value for key, value in recipe.items() if key not in _OF_THIS_SERVER}
    if isinstance(brand := kept.get("brand"), dict):
        kept["brand"] = {key: value for key, value in brand.items() if key != "id"}
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
