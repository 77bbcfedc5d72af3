"""A clip that changes nothing is left out before a drawing is turned into pixels; one that does is not."""

from __future__ import annotations

import io

import numpy as np
import pytest
import resvg_py
from PIL import Image, ImageChops

from huahua.avatars.domain.rastering import unclipped
from huahua.avatars.engines.dicebear import draw_svg

EDGE, FEW = 90, 0.01
"""The smoothing of edges of shapes that reach beyond the canvas: one pixel in a hundred at most, no whole step."""


def _pixels(svg: str) -> Image.Image:
    png = bytes(resvg_py.svg_to_bytes(svg_string=svg, width=128, height=128, skip_system_fonts=True))
    drawn = Image.open(io.BytesIO(png)).convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", drawn.size, "gray"), drawn)


@pytest.mark.parametrize("style", ["avataaars", "lorelei", "bottts", "open-peeps", "pixel-art", "notionists"])
@pytest.mark.parametrize(
    "options", [{}, {"backgroundColor": "b6e3f4"}, {"scale": 1.4, "rotate": 30}], ids=str
)
def test_nobody_sees_a_difference(style: str, options: dict[str, object]) -> None:
    svg = draw_svg(style, options, "7", 128)
    quick = unclipped(svg)
    assert quick != svg
    difference = np.asarray(ImageChops.difference(_pixels(svg), _pixels(quick)).convert("RGB")).max(axis=2)
    assert difference.max() <= EDGE and np.mean(difference > 0) < FEW


def test_round_corners_stay() -> None:
    svg = draw_svg("lorelei", {"borderRadius": 50, "backgroundColor": "b6e3f4"}, "7", 128)
    assert unclipped(svg) == svg
