"""What the painter hands back, and the recipe inside a PNG."""

import io
import json
from dataclasses import dataclass
from typing import Any

from PIL import Image, PngImagePlugin

KEYWORD = "huahua"
_TEXT_LIMIT = 200_000


@dataclass(frozen=True)
class Illustration:
    """A painted picture. ``unmet`` are words that it could not honour; ``recipe`` is JSON-ready and paints it again."""

    png: bytes
    width: int
    height: int
    unmet: list[str]
    understood: list[str]
    recipe: dict[str, Any]
    seed: int


def encode(image: Image.Image, recipe: dict[str, Any] | None) -> bytes:
    """PNG bytes with the recipe in an iTXt chunk."""
    information = PngImagePlugin.PngInfo()
    if recipe is not None:
        information.add_itxt(
            KEYWORD, json.dumps(recipe, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        )
    out = io.BytesIO()
    image.save(out, "PNG", pnginfo=information, compress_level=1)
    return out.getvalue()


def read_recipe(png: bytes) -> dict[str, Any] | None:
    """The recipe that a PNG of the painter carries; None for any other bytes."""
    try:
        with Image.open(io.BytesIO(png)) as image:
            if image.format != "PNG":
                return None
            carried = image.info.get(KEYWORD)
            if carried is None:
                image.load()
                carried = image.info.get(KEYWORD)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    if not isinstance(carried, str) or len(carried) > _TEXT_LIMIT:
        return None
    try:
        recipe = json.loads(carried)
    except ValueError:
        return None
    return recipe if isinstance(recipe, dict) and recipe.get("engine") == "builtin/painter" else None
