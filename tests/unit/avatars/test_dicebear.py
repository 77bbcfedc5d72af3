"""Drawings: every style, every kind of option, the same each time, and safe to show."""

from __future__ import annotations

import io
import json
from importlib.resources import files
from typing import Any

import pytest
from dicebear import Avatar, Style
from PIL import Image

from huahua.avatars.domain.options import check_options, from_query
from huahua.avatars.domain.safety import check_svg
from huahua.avatars.engines.dicebear import draw_png, draw_svg, paint, read_recipe
from huahua.avatars.engines.library import card_of, catalogue, descriptor_of, style_ids
from huahua.avatars.errors import InvalidAvatar, UnsafeDrawing


def test_all_styles_have_a_card_with_licence_and_descriptor() -> None:
    cards = catalogue()
    assert len(cards) == 61
    for card in cards:
        assert card["licence"]["name"] and card["creator"]["name"]
        assert card["options"]["backgroundColor"]["type"] == "color"


@pytest.mark.parametrize("style", style_ids())
def test_the_packaged_definition_is_valid_and_draws_what_dicebear_draws(style: str) -> None:
    """`library` leaves the validation of definitions out; this is where it is done."""
    validated = Style(json.loads(files("dicebear_styles").joinpath(f"{style}.json").read_text("utf-8")))
    expected = str(Avatar(validated, {"seed": "ink", "size": 128}))
    assert draw_svg(style, {}, "ink", 128) == expected
    assert draw_svg(style, {}, "paper", 128) != expected or style in {"identicon"}


def _some_value(field: dict[str, Any], last: bool) -> Any:
    match field["type"]:
        case "enum":
            return field["values"][-1 if last else 0]
        case "color":
            return ["#12ab34", "ffffff80"]
        case "boolean":
            return last
        case "string":
            return "Noto Sans"
        case "number":
            return field["max"] if last else field["min"]
    return [field["min"], field.get("max", 6)]


@pytest.mark.parametrize("style", style_ids())
def test_every_option_of_every_style_is_taken(style: str) -> None:
    for last in (False, True):
        options = {
            name: _some_value(field, last)
            for name, field in descriptor_of(style).items()
            if name not in ("seed", "size", "idRandomization", "scale")
        }
        assert draw_svg(style, options, "ink", 64).startswith("<svg")


def test_an_option_changes_what_it_names_and_nothing_else() -> None:
    plain = draw_svg("avataaars", {"mouthVariant": "smile"}, "ink", 256)
    assert draw_svg("avataaars", {"mouthVariant": "sad"}, "ink", 256) != plain
    coloured = draw_svg("avataaars", {"mouthVariant": "smile", "backgroundColor": "123456"}, "ink", 256)
    assert "#123456" in coloured and "#123456" not in plain


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"hairColour": "ff0000"}, "no option 'hairColour'. Did you mean 'hairColor'?"),
        ({"hairColor": "reddish"}, "'hairColor' is a colour such as"),
        ({"hairColor": "ff0000\n"}, "'hairColor' is a colour such as"),
        ({"mouthVariant": "smil"}, "did you mean 'smile'?"),
        ({"mouthVariant": {"smile": -1}}, "weights of 'mouthVariant'"),
        ({"accessoriesProbability": 101}, "a number from 0 to 100"),
        ({"accessoriesProbability": True}, "a number from 0 to 100"),
        ({"rotate": [1, 2, 3]}, "one number or a pair"),
        ({"rotate": 361}, "a number from -360 to 360"),
        ({"hairColorFillStops": 2.5}, "a whole number from 2 to 16"),
        ({"hairColorFillStops": 10**9}, "a whole number from 2 to 16"),
        ({"flip": "sideways"}, "'flip' has no 'sideways'"),
        ({"title": "x" * 300}, "at most 256 characters"),
        ({"fontFamily": "a;}</style>"}, "name of a font"),
        ({"hairColor": ["ff0000"] * 65}, "more than 64 values"),
        ({"seed": "x"}, "no option 'seed'"),
        ({"backgroundColor": None}, "'backgroundColor' is a colour"),
    ],
)
def test_wrong_options_are_refused_with_a_sentence(options: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidAvatar) as caught:
        draw_svg("avataaars", options, "ink", 256)
    assert message in caught.value.message
    assert caught.value.param == next(iter(options))


@pytest.mark.parametrize("size", [0, 15, 2049])
def test_sizes_have_limits(size: int) -> None:
    with pytest.raises(InvalidAvatar, match="16 to 2048"):
        draw_svg("avataaars", {}, "ink", size)


def test_pixels_have_the_size_and_carry_their_recipe() -> None:
    options = {"hairColor": "ff0000"}
    png = draw_png("avataaars", options, "ink", 200)
    assert png == draw_png("avataaars", options, "ink", 200)
    picture = Image.open(io.BytesIO(png))
    picture.load()
    assert (picture.format, picture.size) == ("PNG", (200, 200))
    assert read_recipe(png) == {"style": "avataaars", "options": options, "seed": "ink"}
    assert read_recipe(b"not a picture") is None


def test_initials_are_drawn_with_letters() -> None:
    one, other = (
        Image.open(io.BytesIO(draw_png("initials", {"backgroundColor": "ffffff"}, name, 64))) for name in "AB"
    )
    assert one.tobytes() != other.tobytes()


def test_a_change_keeps_what_it_does_not_name() -> None:
    first = paint("a woman with long red hair", None, {}, 7, 128)
    changed = paint("with glasses", None, {}, None, 128, first["data"])
    assert changed["seed"] == first["seed"] == "7"
    assert changed["options"]["hairColor"] == first["options"]["hairColor"]
    assert changed["options"]["accessoriesProbability"] == 100
    assert "refused" in paint("with glasses", None, {}, 1, 128, b"\x89PNG")


def test_a_change_leaves_mood_and_hair_alone() -> None:
    first = paint("an angry person with curly hair", None, {}, 7, 128)
    changed = paint("change her hair to red", None, {}, None, 128, first["data"])
    assert changed["options"] == first["options"] | {"hairColor": "d64541"}


def test_a_query_string_becomes_typed_options() -> None:
    query = {
        "hairColor": ["ff0000,00ff00"],
        "accessoriesProbability": ["40"],
        "rotate": ["-10,10"],
        "topVariant": ["bob"],
        "borderRadius": ["12.5"],
    }
    options = from_query(query, descriptor_of("avataaars"))
    assert options == {
        "hairColor": ["ff0000", "00ff00"],
        "accessoriesProbability": 40,
        "rotate": [-10, 10],
        "topVariant": "bob",
        "borderRadius": 12.5,
    }
    assert check_options(options, descriptor_of("avataaars"), "avataaars") == options


@pytest.mark.parametrize(
    "svg",
    [
        "<svg><script>1</script></svg>",
        "<svg onload='x()'/>",
        "<svg><image href='http://evil.example/x.png'/></svg>",
        "<svg><use href='http://evil.example/x.svg#a'/></svg>",
        "<svg><foreignObject/></svg>",
        "<svg><rect fill='url(http://evil.example/)'/></svg>",
        "<svg><style>@import 'http://evil.example'</style></svg>",
        "<!DOCTYPE svg [<!ENTITY a 'b'>]><svg>&a;</svg>",
        "<svg>",
    ],
)
def test_a_drawing_that_could_do_more_than_draw_is_refused(svg: str) -> None:
    with pytest.raises(UnsafeDrawing):
        check_svg(svg)


def test_texts_of_users_stay_texts() -> None:
    svg = draw_svg("initials", {"title": "</title><script>alert(1)</script>"}, "<b>&", 64)
    assert "<script" not in svg


def test_a_card_names_palettes() -> None:
    assert card_of("avataaars")["palettes"]["hair"]
