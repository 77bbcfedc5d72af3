"""Steps of finishing, on pixels. Every function takes and gives a picture of mode RGBA and changes nothing in place.

Grey world: Buchsbaum, 'A spatial processor model for object colour perception', 1980. Histogram matching: Gonzalez and
Woods, 'Digital Image Processing', 3.3.2. Squircle: the superellipse of degree 4.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

from huahua.kit.corners import placed, scaled
from huahua.painting.domain.finish import (
    MAX_SIDE,
    Background,
    Balance,
    Crop,
    Finish,
    Logo,
    Resize,
    Shape,
    Sharpen,
)
from huahua.painting.imaging.matting import cut_out, subject_box

_SMOOTH = 4
"""Shapes are drawn so many times larger, for soft edges."""
_ROUNDED = 0.18
"""Radius of a rounded square's corners, as a share of its side."""
_LEVELS = 256
_SHARPEN_RADIUS = 1.6

Pictures = Mapping[str, Image.Image]


def finished(picture: Image.Image, wish: Finish, others: Pictures) -> Image.Image:
    """All steps in their order."""
    picture = picture.convert("RGBA")
    for step in wish.steps:
        picture = _DO[type(step)](picture, step, others)
    return picture


def crop(picture: Image.Image, step: Crop, _: Pictures) -> Image.Image:
    wide, high = picture.size
    if step.aspect is None:
        left, top = round((step.left or 0) * wide), round((step.top or 0) * high)
        width, height = round((step.width or 1) * wide), round((step.height or 1) * high)
    else:
        width, height = min(wide, round(high * step.aspect)), min(high, round(wide / step.aspect))
        x0, y0, x1, y1 = subject_box(picture)
        left, top = round((x0 + x1 - width) / 2), round((y0 + y1 - height) / 2)
    width, height = max(1, min(width, wide)), max(1, min(height, high))
    left, top = min(max(0, left), wide - width), min(max(0, top), high - height)
    return picture.crop((left, top, left + width, top + height))


def resize(picture: Image.Image, step: Resize, _: Pictures) -> Image.Image:
    wide, high = picture.size
    width = step.width or max(1, round(wide * (step.height or high) / high))
    height = step.height or max(1, round(high * width / wide))
    size = min(width, MAX_SIDE), min(height, MAX_SIDE)
    # Colours behind full transparency must not bleed into the edges.
    return picture.convert("RGBa").resize(size, Image.Resampling.LANCZOS).convert("RGBA")


def sharpen(picture: Image.Image, step: Sharpen, _: Pictures) -> Image.Image:
    mask = ImageFilter.UnsharpMask(_SHARPEN_RADIUS, round(step.amount * 100), 2)
    return _with_alpha_of(picture, picture.convert("RGB").filter(mask))


def balance(picture: Image.Image, step: Balance, _: Pictures) -> Image.Image:
    colours = np.asarray(picture.convert("RGB"), dtype=np.float32)
    seen = np.asarray(picture.getchannel("A")) > 0
    if not seen.any():
        return picture
    if step.to == "grey_world":
        means = colours[seen].mean(axis=0)
        moved = colours * (means.mean() / np.maximum(means, 1.0))
    else:
        moved = _matched(colours, seen, step.palette)
    mixed = colours + (moved - colours) * step.strength
    return _with_alpha_of(picture, Image.fromarray(np.clip(mixed + 0.5, 0, 255).astype(np.uint8), "RGB"))


def background(picture: Image.Image, step: Background, others: Pictures) -> Image.Image:
    subject = cut_out(picture)
    if step.to == "transparent":
        return subject
    if step.to == "picture":
        behind = _covering(others[step.picture_id or ""], picture.size)
    elif step.to == "colour":
        behind = Image.new("RGBA", picture.size, step.colours[0])
    else:
        behind = _gradient(picture.size, step.colours[0], step.colours[1])
    behind.alpha_composite(subject)
    return behind


def shape(picture: Image.Image, step: Shape, _: Pictures) -> Image.Image:
    side = min(picture.size)
    left, top = (picture.width - side) // 2, (picture.height - side) // 2
    square = picture.crop((left, top, left + side, top + side))
    if step.shape == "square":
        return square
    inside = _SHAPES[step.shape](side)
    alpha = np.minimum(np.asarray(square.getchannel("A")), np.asarray(inside))
    square.putalpha(Image.fromarray(alpha, "L"))
    return square


def logo(picture: Image.Image, step: Logo, others: Pictures) -> Image.Image:
    mark, side = others[step.brand_id].convert("RGBA"), min(picture.size)
    size = scaled(mark.size, step.share * side)
    # Colours behind full transparency must not bleed into the edges.
    mark = mark.convert("RGBa").resize(size, Image.Resampling.LANCZOS).convert("RGBA")
    marked = picture.copy()
    marked.alpha_composite(mark, placed(picture.size, size, step.corner, step.clear))
    return marked


def _matched(
    colours: NDArray[np.float32], seen: NDArray[np.bool_], palette: list[str]
) -> NDArray[np.float32]:
    """Each channel's histogram matched to one in which the palette's colours have equal shares."""
    moved = np.empty_like(colours)
    for channel in range(3):
        wanted = np.sort(np.array([_rgb(colour)[channel] for colour in palette], dtype=np.float32))
        values = np.clip(colours[..., channel], 0, 255).astype(np.uint8)
        counts = np.bincount(values[seen], minlength=_LEVELS)
        ranks = (np.cumsum(counts) - counts / 2) / counts.sum()  # of the middle of each level
        places = (np.arange(len(wanted)) + 0.5) / len(wanted)
        moved[..., channel] = np.interp(ranks, places, wanted)[values]
    return moved


def _with_alpha_of(picture: Image.Image, coloured: Image.Image) -> Image.Image:
    coloured = coloured.convert("RGBA")
    coloured.putalpha(picture.getchannel("A"))
    return coloured


def _rgb(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _gradient(size: tuple[int, int], first: str, last: str) -> Image.Image:
    width, height = size
    way = np.linspace(0, 1, height, dtype=np.float32)[:, None, None]
    start, end = (np.array(_rgb(colour), dtype=np.float32) for colour in (first, last))
    column = np.clip(start + (end - start) * way + 0.5, 0, 255).astype(np.uint8)
    return Image.fromarray(np.repeat(column, width, axis=1), "RGB").convert("RGBA")


def _covering(picture: Image.Image, size: tuple[int, int]) -> Image.Image:
    """The middle of a picture, scaled so that it fills `size`; on white where it is transparent."""
    scale = max(size[0] / picture.width, size[1] / picture.height)
    wide, high = (max(1, round(side * scale)) for side in picture.size)
    wide, high = max(wide, size[0]), max(high, size[1])
    scaled = picture.convert("RGBA").resize((wide, high), Image.Resampling.LANCZOS)
    left, top = (wide - size[0]) // 2, (high - size[1]) // 2
    behind = Image.new("RGBA", size, "white")
    behind.alpha_composite(scaled.crop((left, top, left + size[0], top + size[1])))
    return behind


def _circle(side: int) -> Image.Image:
    large = Image.new("L", (side * _SMOOTH,) * 2)
    ImageDraw.Draw(large).ellipse((0, 0, side * _SMOOTH - 1, side * _SMOOTH - 1), fill=255)
    return large.resize((side, side), Image.Resampling.BOX)


def _rounded(side: int) -> Image.Image:
    large = Image.new("L", (side * _SMOOTH,) * 2)
    edge = side * _SMOOTH - 1
    ImageDraw.Draw(large).rounded_rectangle((0, 0, edge, edge), radius=side * _SMOOTH * _ROUNDED, fill=255)
    return large.resize((side, side), Image.Resampling.BOX)


def _squircle(side: int) -> Image.Image:
    way = (np.arange(side, dtype=np.float64) + 0.5) / side * 2 - 1
    x, y = np.meshgrid(way**4, way**4)
    # The distance to the edge in pixels, nearly: one pixel wide it goes from inside to outside.
    inside = np.clip((1 - (x + y)) * side / 8 + 0.5, 0, 1)
    return Image.fromarray((inside * 255 + 0.5).astype(np.uint8), "L")


_SHAPES = {"circle": _circle, "rounded": _rounded, "squircle": _squircle}
_DO: dict[type, Callable[[Image.Image, Any, Pictures], Image.Image]] = {
    Crop: crop,
    Resize: resize,
    Sharpen: sharpen,
    Balance: balance,
    Background: background,
    Shape: shape,
    Logo: logo,
}
