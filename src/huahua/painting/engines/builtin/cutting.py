"""A picture without its background.

A picture of this painter is cut along the outlines that its recipe draws, any other by the colours of its border
(`imaging/matting.py`). That finds a subject before a plain or smooth ground; before a busy one it refuses.
"""

import io
from collections.abc import Mapping
from typing import Any

from PIL import Image, ImageOps

from huahua.painting.imaging.matting import by_border, stands_out

from .drawing import svg
from .media.catalogue import MEDIA
from .media.medium import rendered
from .scene.compose import paint
from .scene.recipe import load

BY_RECIPE, BY_BORDER = "outlines of the recipe", "colours of the border"
_MOST_PIXELS = 64_000_000


def cut_out(image: bytes, recipe: Mapping[str, Any] | None) -> tuple[Image.Image, str]:
    """The picture with a transparent background, and the method. Raises ValueError where no subject stands out."""
    try:
        with Image.open(io.BytesIO(image)) as source:
            if source.width * source.height > _MOST_PIXELS:
                raise ValueError("the picture is too large")
            shown = ImageOps.exif_transpose(source).convert("RGB")
    except (OSError, SyntaxError, Image.DecompressionBombError) as error:
        raise ValueError("this is not a picture that can be read") from error
    if recipe is not None and recipe.get("kind") != "retouch":
        subject, method = _outlines(recipe, shown.size), BY_RECIPE
        if stands_out(subject):
            return _with_alpha(shown, subject), method
    subject, method = by_border(shown), BY_BORDER
    if not stands_out(subject):
        raise ValueError("nothing in it stands out from its background")
    return _with_alpha(shown, subject), method


def _outlines(recipe: Mapping[str, Any], size: tuple[int, int]) -> Image.Image:
    """What the picture is about, white on black."""
    known = load(recipe)
    if known.style not in MEDIA:
        raise ValueError(f"unknown style: {known.style}")
    stage = paint(known, MEDIA[known.style])
    return rendered(svg.figures(stage.canvas, (stage.width, stage.height)), size).convert("L")


def _with_alpha(shown: Image.Image, subject: Image.Image) -> Image.Image:
    cut = shown.convert("RGBA")
    cut.putalpha(subject)
    return cut
