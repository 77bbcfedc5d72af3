"""Retouching pictures that the painter did not paint."""

import io

import numpy as np
import pytest
from PIL import Image

from huahua.painting.engines.builtin import STYLES, retouch

from .helpers import pixels


def photograph(width: int = 120, height: int = 90) -> bytes:
    """Sky above, grass below, with some structure."""
    y, x = np.mgrid[0:height, 0:width]
    sky = np.stack([110 + x // 3, 160 + y // 2, 220 + 0 * x], axis=2)
    grass = np.stack([70 + (x * 7 % 23), 150 + (y * 5 % 19), 60 + 0 * x], axis=2)
    out = io.BytesIO()
    Image.fromarray(np.where((y > height * 0.6)[..., None], grass, sky).clip(0, 255).astype(np.uint8)).save(
        out, "PNG"
    )
    return out.getvalue()


def mask(box: tuple[int, int, int, int], size: tuple[int, int] = (120, 90)) -> bytes:
    """Transparent (open) inside the box."""
    image = Image.new("RGBA", size, (0, 0, 0, 255))
    image.paste((0, 0, 0, 0), box)
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def test_night_darkens() -> None:
    assert (
        pixels(retouch(photograph(), "make it night", seed=1).png).mean() < 0.6 * pixels(photograph()).mean()
    )


def test_autumn_turns_the_grass() -> None:
    before, after = (
        pixels(photograph())[70:, :, :].astype(int),
        pixels(retouch(photograph(), "改成秋天", seed=1).png)[70:].astype(int),
    )
    assert (before[..., 1] - before[..., 0]).mean() > 0 > (after[..., 1] - after[..., 0]).mean()


@pytest.mark.parametrize("style", STYLES)
def test_every_medium_works_on_pixels(style: str) -> None:
    names = {
        "ink": "水墨",
        "line": "line art",
        "lowpoly": "low poly",
        "papercut": "paper cut",
        "pixel": "pixel art",
        "stained": "stained glass",
    }
    made = retouch(photograph(), names.get(style, style), seed=1)
    assert made.recipe["style"] == style
    assert (made.width, made.height) == (120, 90)
    assert np.abs(pixels(made.png).astype(int) - pixels(photograph()).astype(int)).mean() > 1


def test_a_thing_is_added_inside_the_mask_only() -> None:
    made = retouch(photograph(), "add a cat", mask=mask((70, 30, 116, 86)), seed=2)
    changed = np.abs(pixels(made.png).astype(int) - pixels(photograph()).astype(int)).sum(axis=2) > 24
    assert changed[34:84, 74:112].mean() > 0.1
    assert not changed[:, :60].any()
    assert made.unmet == []


def test_outside_the_mask_nothing_changes() -> None:
    made = retouch(photograph(), "make it night", mask=mask((60, 0, 120, 90)), seed=2)
    assert (pixels(made.png)[:, :50] == pixels(photograph())[:, :50]).all()
    assert pixels(made.png)[:, 70:].mean() < pixels(photograph())[:, 70:].mean()


@pytest.mark.parametrize(
    ("instruction", "unmet"),
    [
        ("remove the car", ["car"]),
        ("去掉人", ["人"]),
        ("make the tree bigger", ["tree"]),
        ("把猫换成狗", ["猫"]),
        ("add a qwertz", ["qwertz"]),
    ],
)
def test_what_pixels_cannot_give_is_unmet(instruction: str, unmet: list[str]) -> None:
    assert retouch(photograph(), instruction, seed=1).unmet == unmet


def test_the_same_again() -> None:
    first = retouch(photograph(), "add a bird, watercolor, make it rain", seed=3).png
    assert first == retouch(photograph(), "add a bird, watercolor, make it rain", seed=3).png


@pytest.mark.parametrize("data", [b"", b"GIF89a", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"])
def test_bytes_that_are_no_picture_are_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="picture"):
        retouch(data, "make it night", seed=1)
    with pytest.raises(ValueError, match="mask"):
        retouch(photograph(), "make it night", mask=b"nonsense", seed=1)


def test_large_pictures_come_back_bounded() -> None:
    out = io.BytesIO()
    Image.new("RGB", (2600, 1300), "#88aacc").save(out, "JPEG")
    made = retouch(out.getvalue(), "make it night", seed=1)
    assert (made.width, made.height) == (2048, 1024)
