"""An avatar in the colours of a brand."""

from __future__ import annotations

import pytest

from huahua.avatars.domain.branding import BrandColours, brand_options, brand_spec, nearest
from huahua.avatars.domain.options import check_options
from huahua.avatars.domain.spec import AvatarSpec
from huahua.avatars.engines.library import descriptor_of

COLOURS = BrandColours(background="#f4ead5", clothing="#1f2a44")


@pytest.mark.parametrize(
    ("style", "clothes"),
    [
        ("avataaars", "clothesColor"),
        ("personas", "clothingColor"),
        ("micah", "shirtColor"),
        ("notionists", None),
    ],
)
def test_each_style_shows_what_it_can(style: str, clothes: str | None) -> None:
    descriptor = descriptor_of(style)
    found = brand_options({}, descriptor, COLOURS)
    assert found == {"backgroundColor": "f4ead5"} | ({clothes: "1f2a44"} if clothes else {})
    check_options(found, descriptor, style)


def test_what_was_said_stays() -> None:
    descriptor = descriptor_of("avataaars")
    said = {"backgroundColor": "00000000", "clothesColor": "ffffff"}
    assert brand_options(said, descriptor, COLOURS) == {}


def test_a_painted_avatar_gets_the_nearest_colours_that_have_names() -> None:
    filled = brand_spec(AvatarSpec(glasses="round"), COLOURS)
    assert (filled.background, filled.clothing_color, filled.glasses) == ("beige", "navy", "round")
    said = AvatarSpec(background="gradient", clothing_color="red")
    assert brand_spec(said, COLOURS) == said


@pytest.mark.parametrize(
    ("colour", "named"),
    [
        ("#ffffff", "white"),
        ("#000000", "black"),
        ("#d64545", "red"),
        ("#4a8fd8", "blue"),
        ("#c8b4e0", "lavender"),
    ],
)
def test_nearest_colours(colour: str, named: str) -> None:
    assert nearest(colour) == named
