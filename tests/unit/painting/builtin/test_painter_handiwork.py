"""The painter's classical means: larger pictures, and pictures without their background."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image, ImageDraw

from huahua.painting.domain.text import CONTINUED
from huahua.painting.engines import tasks
from huahua.painting.engines.builtin import cutting, enlarging
from huahua.painting.imaging.tasks import extended

MOST_PIXELS = 64_000_000


def png(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


@pytest.fixture(scope="module")
def boat() -> bytes:
    data: bytes = tasks.paint("a red boat on a lake", 5, 256, 192, None, "")["data"]
    return data


@pytest.mark.parametrize("scale", enlarging.SCALES)
def test_an_enlarged_picture_shows_the_same(boat: bytes, scale: int) -> None:
    answer = tasks.upscale(boat, scale)
    larger = opened(answer["data"])
    assert larger.size == (answer["width"], answer["height"]) == (256 * scale, 192 * scale)
    again = larger.convert("RGB").resize((256, 192), Image.Resampling.BOX)
    assert np.abs(np.asarray(again, float) - np.asarray(opened(boat).convert("RGB"), float)).mean() < 4
    assert answer["recipe"]["method"] == "Lanczos, unsharp mask"


def test_enlarging_keeps_what_is_transparent_and_refuses_what_it_cannot() -> None:
    half = Image.new("RGBA", (64, 64), (200, 0, 0, 255))
    half.paste((0, 0, 0, 0), (0, 0, 32, 64))
    alpha = opened(tasks.upscale(png(half), 2)["data"]).getchannel("A")
    assert (alpha.getpixel((10, 64)), alpha.getpixel((120, 64))) == (0, 255)
    assert "two times or four" in tasks.upscale(png(half), 3)["refused"]
    assert "million pixels" in tasks.upscale(png(Image.new("L", (2000, 2000))), 4)["refused"]
    assert "not a picture" in tasks.upscale(b"\x89PNG\r\n", 2)["refused"]


def test_its_own_picture_is_cut_along_its_outlines(boat: bytes) -> None:
    answer = tasks.remove_background(boat)
    assert answer["recipe"]["method"] == cutting.BY_RECIPE
    cut = opened(answer["data"])
    alpha = np.asarray(cut.getchannel("A"))
    assert 0.005 < (alpha > 127).mean() < 0.3
    assert alpha[0].max() == 0, "the sky is gone"
    red = np.asarray(cut)[alpha > 250].astype(int)
    assert (red[:, 0] > red[:, 2]).mean() > 0.7, "the red boat is left, not the blue lake"


def test_another_picture_is_cut_by_the_colours_of_its_border() -> None:
    image = Image.new("RGB", (300, 240), "#ddeeff")
    draw = ImageDraw.Draw(image)
    draw.ellipse((80, 50, 220, 190), fill="#cc2200")
    draw.ellipse((140, 110, 160, 130), fill="#ddeeff")
    answer = tasks.remove_background(png(image))
    alpha = opened(answer["data"]).getchannel("A")
    assert answer["recipe"]["method"] == cutting.BY_BORDER
    assert (alpha.getpixel((5, 5)), alpha.getpixel((100, 120))) == (0, 255)
    assert alpha.getpixel((150, 120)) == 255, "what does not hang together with the border stays"


def test_where_nothing_stands_out_it_refuses() -> None:
    assert (
        "nothing in it stands out"
        in tasks.remove_background(png(Image.new("RGB", (90, 90), "teal")))["refused"]
    )


def test_an_enlarged_canvas_keeps_the_picture_and_opens_what_is_new(boat: bytes) -> None:
    mask = Image.new("RGBA", (256 + 64, 192 + 32), (0, 0, 0, 255))
    mask.paste((0, 0, 0, 0), (100, 100, 120, 120))
    answer = extended(boat, (256, 192), (64, 0, 0, 32), png(mask), MOST_PIXELS)
    whole, area = opened(answer["data"]), opened(answer["mask"]).getchannel("A")
    assert whole.size == area.size == (320, 224)
    assert whole.crop((64, 0, 320, 192)).tobytes() == opened(boat).convert("RGB").tobytes()
    levels = [area.getpixel(place) for place in ((10, 10), (200, 220), (200, 50), (110, 110))]
    assert levels == [0, 0, 255, 0], "left and below are new, the middle stays but for the drawn mask"
    narrow = extended(boat, (512, 384), (128, 0, 0, 0), None, MOST_PIXELS)
    assert opened(narrow["data"]).size == (320, 192), "of a smaller view the new part is smaller too"
    assert extended(boat, (256, 192), (0, 0, 0, 300_000), None, MOST_PIXELS)["refused"] == "too_many_pixels"


def test_a_picture_goes_on_without_words(boat: bytes) -> None:
    answer = extended(boat, (256, 192), (0, 0, 128, 0), None, MOST_PIXELS)
    painted = tasks.edit(CONTINUED, 1, 384, 192, None, "", answer["data"], answer["mask"])
    assert painted["unmet"] == [] and (painted["width"], painted["height"]) == (384, 192)


def test_what_is_named_for_an_open_place_stands_there_in_its_colours(boat: bytes) -> None:
    mask = Image.new("RGBA", (256, 192), (0, 0, 0, 255))
    mask.paste((0, 0, 0, 0), (150, 20, 240, 100))
    painted = tasks.edit("a yellow bird", 1, 256, 192, None, "", boat, png(mask))
    assert painted["unmet"] == []
    changed = np.asarray(opened(painted["data"]).convert("RGB"), int) - np.asarray(
        opened(boat).convert("RGB"), int
    )
    inside = np.abs(changed)[20:100, 150:240].sum(axis=2)
    assert (inside > 60).mean() > 0.02
