"""Gradients of large rectangles as bands, and the wide blur at half the size: nobody sees that they were quicker."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageFilter

from huahua.painting.engines.builtin.drawing import svg
from huahua.painting.engines.builtin.drawing.bands import banded, colour_at
from huahua.painting.engines.builtin.drawing.shapes import Gradient, Shape
from huahua.painting.engines.builtin.media.medium import rendered
from huahua.painting.engines.builtin.media.texture import softened

SIZE = (1000.0, 1000.0)
SKY = Gradient("down", ((0, "#3c4360", 1), (0.333, "#404d74", 1), (0.667, "#4a5e85", 1), (1, "#b0c0d0", 1)))


def rectangle(fill: Gradient, left: float, top: float, right: float, bottom: float, **more: object) -> Shape:
    corners = ((left, top), (right, top), (right, bottom), (left, bottom))
    return Shape(corners, curved=False, closed=True, fill=fill, **more)  # type: ignore[arg-type]


def drawn(shapes: list[Shape], scale: float, side: int = 1024, **more: object) -> np.ndarray:
    text = svg.painted(shapes, SIZE, scale=scale, **more)  # type: ignore[arg-type]
    return np.asarray(rendered(text, (side, side)).convert("RGBA")).astype(int)


@pytest.mark.parametrize("box", [(-20, -20, 1020, 585.1), (333.3, 41.7, 640.2, 977.9), (0, 300, 1000, 1400)])
@pytest.mark.parametrize("side", [640, 1024, 2048])
def test_bands_are_the_gradient_to_a_level_or_two(box: tuple[float, float, float, float], side: int) -> None:
    ground = rectangle(Gradient("across", ((0, "#ff0000", 1), (1, "#00ff00", 1))), -10, -10, 1010, 1010)
    shapes = [ground, rectangle(SKY, *box)]
    plain, quick = drawn(shapes, 0, side), drawn(shapes, side / 1000, side)
    assert np.abs(plain - quick).max() <= 2
    assert "url(#g0)" in svg.painted(shapes, SIZE, scale=1) and "url(#g1)" not in svg.painted(
        shapes, SIZE, scale=1
    )


def test_a_contour_is_drawn_around_the_bands() -> None:
    shapes = [rectangle(SKY, 200, 200, 800, 800)]
    plain, quick = drawn(shapes, 0, outline="#000000", pen=8), drawn(shapes, 1.024, outline="#000000", pen=8)
    assert np.abs(plain - quick).max() <= 2


@pytest.mark.parametrize(
    "fill",
    [
        Gradient("across", SKY.stops),
        Gradient("round", SKY.stops),
        Gradient("down", ((0, "#000000", 1), (1, "#ffffff", 0.5))),
        Gradient("down", ((0, "#808080", 1), (1, "#828282", 1))),
    ],
)
def test_other_gradients_stay_what_they_are(fill: Gradient) -> None:
    shapes = [rectangle(fill, 0, 0, 1000, 1000)]
    assert svg.painted(shapes, SIZE, scale=1) == svg.painted(shapes, SIZE)


def test_small_pictures_and_low_rectangles_keep_the_gradient() -> None:
    assert banded(rectangle(SKY, 0, 0, 1000, 1000), 1000, 0.1) is None
    assert banded(rectangle(SKY, 0, 0, 1000, 1), 1000, 1.0) is None


def test_colours_between_stops() -> None:
    stops = ((0.2, "#000000", 1.0), (0.6, "#646464", 1.0), (0.6, "#ff0000", 1.0), (1.0, "#0000ff", 1.0))
    assert colour_at(stops, 0.0) == "#000000"
    assert colour_at(stops, 0.4) == "#323232"
    assert colour_at(stops, 0.6) == "#ff0000"
    assert colour_at(stops, 1.0) == "#0000ff"


def test_a_wide_blur_at_half_the_size_looks_the_same() -> None:
    random = np.random.default_rng(5)
    blocks = Image.fromarray(random.integers(0, 256, (24, 31), dtype=np.uint8))
    channel = blocks.resize((501, 400), Image.Resampling.NEAREST)
    exact = np.asarray(channel.filter(ImageFilter.GaussianBlur(9.0))).astype(int)
    quick = np.asarray(softened(channel, 9.0)).astype(int)
    assert quick.shape == exact.shape
    assert np.abs(quick - exact).mean() < 1.5 and np.abs(quick - exact).max() <= 6
    narrow = channel.filter(ImageFilter.GaussianBlur(2.0))
    assert softened(channel, 2.0).tobytes() == narrow.tobytes()
