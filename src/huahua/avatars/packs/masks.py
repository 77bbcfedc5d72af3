"""Shapes in which a file of a pack is cut. Squircle: the superellipse of degree 4."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

import numpy as np
from PIL import Image, ImageChops, ImageDraw

MaskShape = Literal["square", "rounded", "squircle", "circle"]
SMOOTH = 4
ROUNDED = 0.18
"""Radius of a rounded square's corners, as a share of its side."""


def masked(picture: Image.Image, shape: MaskShape) -> Image.Image:
    """RGBA; what lies outside of the shape is transparent."""
    if shape == "square":
        return picture
    cut = picture.copy()
    cut.putalpha(ImageChops.darker(picture.getchannel("A"), _mask(shape, picture.width)))
    return cut


@lru_cache(maxsize=16)
def _mask(shape: MaskShape, side: int) -> Image.Image:
    if shape == "squircle":
        way = ((np.arange(side) + 0.5) / side * 2 - 1) ** 4
        inside = np.clip((1 - (way[:, None] + way[None])) * side / 8 + 0.5, 0, 1)
        return Image.fromarray((inside * 255 + 0.5).astype(np.uint8))
    large = Image.new("L", (side * SMOOTH,) * 2)
    edge = side * SMOOTH - 1
    radius = side * SMOOTH * (ROUNDED if shape == "rounded" else 0.5)
    ImageDraw.Draw(large).rounded_rectangle((0, 0, edge, edge), radius=radius, fill=255)
    return large.resize((side, side), Image.Resampling.BOX)
