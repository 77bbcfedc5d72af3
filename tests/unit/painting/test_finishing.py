"""Steps on a finished picture: what each does to pixels, for any picture."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw
from pydantic import ValidationError

from huahua.painting.domain.finish import MAX_SIDE, Finish
from huahua.painting.imaging.finishing import finished
from huahua.painting.imaging.tasks import finish

RED, INK, CREAM = "#d0021b", "#1b1b1b", "#fff8e7"
sides = st.integers(8, 90)


def noise(width: int, height: int, seed: int = 0) -> Image.Image:
    drawn = np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)
    return Image.fromarray(drawn, "RGB")


def head(side: int = 96, ground: str = CREAM) -> Image.Image:
    """A round thing left of the middle, on a plain ground."""
    picture = Image.new("RGB", (side, side), ground)
    ImageDraw.Draw(picture).ellipse((side * 0.1, side * 0.2, side * 0.6, side * 0.8), fill=RED)
    return picture


def done(picture: Image.Image, *steps: dict[str, Any], **others: Image.Image) -> Image.Image:
    return finished(picture, Finish.model_validate({"steps": list(steps)}), others)


def alpha(picture: Image.Image) -> Any:
    return np.asarray(picture.getchannel("A"))


@given(sides, sides, st.floats(0, 0.9), st.floats(0, 0.9), st.floats(0.1, 1), st.floats(0.1, 1))
@settings(max_examples=60)
def test_a_part_is_of_the_size_that_was_said(
    wide: int, high: int, left: float, top: float, width: float, height: float
) -> None:
    width, height = min(width, 1 - left), min(height, 1 - top)
    cut = done(noise(wide, high), {"do": "crop", "left": left, "top": top, "width": width, "height": height})
    assert abs(cut.width - width * wide) <= 1 and abs(cut.height - height * high) <= 1


@given(sides, sides, st.floats(0.25, 4))
@settings(max_examples=60)
def test_a_part_in_an_aspect_is_as_large_as_it_can_be(wide: int, high: int, aspect: float) -> None:
    cut = done(noise(wide, high), {"do": "crop", "aspect": aspect})
    assert cut.width == wide or cut.height == high
    assert cut.width <= wide and cut.height <= high
    assert abs(cut.width - min(wide, high * aspect)) <= 1


def test_a_part_in_an_aspect_keeps_its_subject() -> None:
    picture = Image.new("RGB", (200, 50), CREAM)
    ImageDraw.Draw(picture).ellipse((160, 10, 190, 40), fill=RED)
    cut = np.asarray(done(picture, {"do": "crop", "aspect": 1}).convert("RGB"))
    reds = (cut == (208, 2, 27)).all(axis=2)
    assert reds.sum() > 600 and cut.shape == (50, 50, 3)


@given(sides, sides, st.integers(1, 200))
@settings(max_examples=40)
def test_one_side_keeps_the_aspect_and_both_are_exact(wide: int, high: int, width: int) -> None:
    picture = noise(wide, high)
    assert done(picture, {"do": "resize", "width": width, "height": 17}).size == (width, 17)
    scaled = done(picture, {"do": "resize", "width": width})
    assert scaled.width == width and abs(scaled.height - high * width / wide) <= 1


def test_a_strip_does_not_become_a_tower() -> None:
    assert done(noise(2, 600), {"do": "resize", "width": 4096}).size == (MAX_SIDE, MAX_SIDE)


@given(st.integers(0, 1000), st.tuples(*[st.floats(0.3, 1.0)] * 3))
@settings(max_examples=40)
def test_grey_world_makes_the_mean_grey(seed: int, tint: tuple[float, float, float]) -> None:
    tinted = (np.asarray(noise(40, 30, seed)) * np.array(tint) * 0.6).astype(np.uint8)
    means = np.asarray(
        done(Image.fromarray(tinted, "RGB"), {"do": "balance"}).convert("RGB"), dtype=float
    ).mean(axis=(0, 1))
    assert np.ptp(means) < 1.5


@given(st.integers(0, 1000))
@settings(max_examples=30)
def test_colours_move_between_those_of_the_palette_and_keep_their_order(seed: int) -> None:
    picture = noise(40, 30, seed)
    moved = np.asarray(
        done(picture, {"do": "balance", "to": "palette", "palette": [RED, INK, CREAM]}).convert("RGB")
    )
    before = np.asarray(picture)
    for channel, (low, high) in enumerate([(0x1B, 0xFF), (0x02, 0xF8), (0x1B, 0xE7)]):
        values = moved[..., channel]
        assert values.min() >= low and values.max() <= high
        order = np.argsort(before[..., channel].ravel(), kind="stable")
        assert (np.diff(values.ravel()[order].astype(int)) >= 0).all()


def test_no_strength_changes_nothing_and_half_goes_half_way() -> None:
    picture = noise(20, 20, 3)
    step = {"do": "balance", "to": "palette", "palette": [RED, CREAM]}
    none, half, all_ = (
        np.asarray(done(picture, {**step, "strength": strength}).convert("RGB"), dtype=int)
        for strength in (0, 0.5, 1)
    )
    assert (none == np.asarray(picture)).all()
    assert (abs(half * 2 - none - all_) <= 2).all()


def test_sharpening_makes_edges_steeper_and_keeps_what_is_even() -> None:
    soft = head().resize((24, 24)).resize((96, 96), Image.Resampling.BICUBIC)
    before, after = (
        np.asarray(each.convert("L"), dtype=int)
        for each in (soft, done(soft, {"do": "sharpen", "amount": 2}))
    )
    assert abs(np.diff(after, axis=1)).max() > abs(np.diff(before, axis=1)).max()
    assert done(Image.new("RGB", (9, 9), RED), {"do": "sharpen"}).convert("RGB").getcolors() == [
        (81, (208, 2, 27))
    ]


@pytest.mark.parametrize("ground", [CREAM, INK, "#3355aa"])
def test_a_subject_on_a_plain_ground_stands_alone(ground: str) -> None:
    seen = alpha(done(head(ground=ground), {"do": "background"}))
    assert seen[0, 0] == seen[0, -1] == seen[-1, 0] == seen[-1, -1] == 0
    assert seen[48, 33] == 255
    assert 0.19 < (seen > 127).mean() < 0.28  # the ellipse covers 0.236


def test_a_hole_in_the_subject_is_no_background() -> None:
    picture = head()
    ImageDraw.Draw(picture).ellipse((28, 42, 40, 54), fill=CREAM)
    assert alpha(done(picture, {"do": "background"}))[48, 33] == 255


def test_what_is_one_colour_and_what_is_transparent_already_stay() -> None:
    assert alpha(done(Image.new("RGB", (20, 20), RED), {"do": "background"})).min() == 255
    clear = Image.new("RGBA", (20, 20), (255, 0, 0, 0))
    clear.putpixel((3, 3), (0, 0, 0, 255))
    assert alpha(done(clear, {"do": "background"})).sum() == 255


def test_another_ground_is_a_colour_a_run_of_colours_or_a_picture() -> None:
    colour = done(head(), {"do": "background", "to": "colour", "colours": [INK]})
    assert colour.getpixel((0, 0)) == (0x1B, 0x1B, 0x1B, 255)
    run = done(head(), {"do": "background", "to": "gradient", "colours": [RED, INK]})
    assert run.getpixel((90, 0)) == (208, 2, 27, 255) and run.getpixel((90, 95)) == (0x1B, 0x1B, 0x1B, 255)
    behind = Image.new("RGB", (30, 10), "#0000ff")
    over = done(head(), {"do": "background", "to": "picture", "picture_id": "img_b"}, img_b=behind)
    assert over.getpixel((0, 0)) == (0, 0, 255, 255) and over.getpixel((33, 48)) == (208, 2, 27, 255)


@pytest.mark.parametrize("shape", ["circle", "rounded", "squircle"])
@pytest.mark.parametrize("size", [(64, 64), (90, 40), (33, 71)])
def test_shapes_are_even_and_their_corners_are_clear(shape: str, size: tuple[int, int]) -> None:
    seen = alpha(done(noise(*size), {"do": "shape", "shape": shape})).astype(int)
    side = min(size)
    assert seen.shape == (side, side)
    assert seen[0, 0] <= 40 and seen[side // 2, side // 2] == 255
    for turned in (seen[::-1], seen[:, ::-1], seen.T):
        assert abs(seen - turned).max() <= 16


def test_what_was_transparent_stays_so_under_a_shape() -> None:
    picture = Image.new("RGBA", (40, 40), (255, 0, 0, 90))
    assert alpha(done(picture, {"do": "shape", "shape": "circle"})).max() == 90


@pytest.mark.parametrize(
    "step",
    [
        {"do": "crop"},
        {"do": "crop", "left": 0.5, "top": 0, "width": 0.6, "height": 1},
        {"do": "crop", "aspect": 1, "left": 0, "top": 0, "width": 1, "height": 1},
        {"do": "crop", "aspect": 99},
        {"do": "resize"},
        {"do": "resize", "width": 100_000},
        {"do": "resize", "width": -1},
        {"do": "sharpen", "amount": 1e9},
        {"do": "sharpen", "amount": float("nan")},
        {"do": "balance", "to": "palette"},
        {"do": "balance", "to": "palette", "palette": ["red"]},
        {"do": "balance", "palette": [RED]},
        {"do": "background", "to": "colour"},
        {"do": "background", "to": "picture"},
        {"do": "background", "colours": [RED]},
        {"do": "shape", "shape": "star"},
        {"do": "explode"},
        {"do": "shape", "shape": "circle", "more": 1},
    ],
)
def test_steps_that_make_no_sense_are_refused(step: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Finish.model_validate({"steps": [step]})


def test_there_is_a_limit_of_steps() -> None:
    with pytest.raises(ValidationError):
        Finish.model_validate({"steps": [{"do": "sharpen"}] * 13})


def encoded(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


@pytest.mark.parametrize(("format", "kind"), [("png", "PNG"), ("webp", "WEBP"), ("jpeg", "JPEG")])
def test_the_file_is_of_the_kind_that_was_wished(format: str, kind: str) -> None:
    wish = {"steps": [{"do": "shape", "shape": "circle"}], "format": format}
    made = opened(finish(encoded(head()), wish, {}, 10**6)["data"])
    assert made.format == kind and made.size == (96, 96)
    if kind == "JPEG":
        corner = made.getpixel((0, 0))
        assert isinstance(corner, tuple) and min(corner) >= 250
    else:
        assert made.convert("RGBA").getpixel((0, 0))[3] == 0  # type: ignore[index]


def test_a_favicon_holds_its_three_sizes() -> None:
    made = opened(finish(encoded(noise(300, 200)), {"format": "ico"}, {}, 10**6)["data"])
    assert made.format == "ICO" and made.info["sizes"] == {(16, 16), (32, 32), (48, 48)}


@pytest.mark.parametrize(
    ("data", "others", "code"),
    [
        (b"<svg onload='x'/>", {}, "not_a_picture"),
        (encoded(noise(40, 40))[:200], {}, "bad_picture"),
        (encoded(noise(2000, 600)), {}, "too_many_pixels"),
        (encoded(head()), {"img_b": b"GIF89a"}, "bad_picture"),
    ],
)
def test_hostile_files_are_refused(data: bytes, others: dict[str, bytes], code: str) -> None:
    assert finish(data, {}, others, 10**6)["refused"] == code
