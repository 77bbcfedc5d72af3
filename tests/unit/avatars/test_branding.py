"""An avatar in the colours of a brand."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any
from xml.etree import ElementTree
from xml.sax.saxutils import escape

import numpy as np
import pytest
from PIL import Image

from huahua.avatars.domain.branding import BrandColours, WornBrand, brand_options, brand_spec, nearest
from huahua.avatars.domain.options import check_options
from huahua.avatars.domain.spec import AvatarSpec
from huahua.avatars.engines.library import descriptor_of
from huahua.avatars.packs.make import pack
from huahua.avatars.packs.painted import pack_painted
from huahua.avatars.packs.sheet import HEAD
from huahua.avatars.talking.tasks import talk
from huahua.avatars.three_d.avatar import avatar_glb

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


WORN = WornBrand("brd_1", "Paper Boat", 3, COLOURS, "digest", True, "top_left", 0.25, 0.0)
DRAWN: dict[str, Any] = {"style": "avataaars", "options": {"hatColor": "123456"}, "seed": "1"}


def _logo() -> bytes:
    out = io.BytesIO()
    Image.new("RGBA", (40, 20), (0, 255, 0, 255)).save(out, "PNG")
    return out.getvalue()


def _opened(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _pixel(png: bytes, x: int, y: int) -> Any:
    return Image.open(io.BytesIO(png)).convert("RGBA").getpixel((x, y))


def test_what_is_worn_goes_through_a_runs_request() -> None:
    assert WornBrand.from_json(json.loads(json.dumps(WORN.to_json()))) == WORN


def test_a_pack_has_a_ground_clothes_and_the_logo_of_its_brand() -> None:
    made = pack(
        **DRAWN,
        spec={},
        expressions=["happy", "sad"],
        sizes=[128],
        backgrounds=["brand", "blue", "transparent"],
        shapes=["square", "circle"],
        brand=WORN.to_json(),
        logo=_logo(),
    )
    files = _opened(made["data"])
    assert made["outliers"] == []
    svg, other = (files[f"svg/{ground}/happy.svg"].decode() for ground in ("brand", "blue"))
    assert "#f4ead5" in svg and "#1f2a44" in svg
    assert "#1f2a44" in other and "#f4ead5" not in other
    square = files["png/brand/128/happy.png"]
    assert _pixel(square, 5, 5) == (0, 255, 0, 255), "the logo"
    assert _pixel(square, 120, 5) == (0xF4, 0xEA, 0xD5, 255), "the ground"
    assert _pixel(files["png/blue/128/happy.png"], 5, 5)[:3] != (0, 255, 0)
    circle = np.asarray(Image.open(io.BytesIO(files["png/brand/128-circle/happy.png"])).convert("RGB"))
    assert not (circle == (0, 255, 0)).all(axis=2).any(), "a circle has no corners"
    assert _pixel(files["contact-sheet.png"], HEAD // 2, HEAD // 2) == (0, 255, 0, 255)
    assert json.loads(files["manifest.json"])["brand"] == {"name": "Paper Boat", "version": 3}


def test_a_pack_without_a_brand_has_none_of_it() -> None:
    made = pack(**DRAWN, spec={}, expressions=["happy"], sizes=[], backgrounds=["blue"])
    files = _opened(made["data"])
    assert "brand" not in json.loads(files["manifest.json"])
    assert Image.open(io.BytesIO(files["contact-sheet.png"])).height == 180


def test_what_was_said_of_clothes_stays_in_a_pack() -> None:
    said = {**DRAWN, "options": {"clothesColor": "ff0000"}}
    made = pack(**said, spec={}, expressions=["happy"], sizes=[], backgrounds=["brand"], brand=WORN.to_json())
    svg = _opened(made["data"])["svg/brand/happy.svg"].decode()
    assert "#ff0000" in svg and "#1f2a44" not in svg and "#f4ead5" in svg


def test_painted_pictures_stand_before_the_brands_ground() -> None:
    whole, cut = io.BytesIO(), io.BytesIO()
    Image.new("RGBA", (64, 64), "red").save(whole, "PNG")
    figure = Image.new("RGBA", (64, 64))
    figure.paste("red", (24, 24, 40, 64))
    figure.save(cut, "PNG")
    faces: dict[str, dict[str, bytes | None]] = {
        "original": {"whole": whole.getvalue(), "cut": cut.getvalue()}
    }
    made = pack_painted(faces, [64], ["square"], ["brand"], {}, WORN.to_json(), _logo())
    files = _opened(made["data"])
    assert _pixel(files["png/brand/64/original.png"], 3, 3) == (0, 255, 0, 255)
    assert _pixel(files["png/brand/64/original.png"], 60, 3) == (0xF4, 0xEA, 0xD5, 255)
    assert json.loads(files["manifest.json"])["brand"]["version"] == 3


@pytest.mark.parametrize("form", ["svg", "apng", "webp", "lottie", "sprites"])
def test_a_talking_avatar_wears_the_brand_and_tells_it(form: str) -> None:
    brand = {"background": "#f4ead5", "clothing": "#1f2a44", "name": "Paper & Boat <纸船>", "version": 3}
    asked: dict[str, Any] = {
        **DRAWN,
        "spec": None,
        "text": "a",
        "visemes": None,
        "seconds": 0.4,
        "size": 64,
        "form": form,
    }
    made = talk(**asked, brand=brand)
    plain = talk(**asked)["data"]
    assert made["data"] != plain
    told = {"name": "Paper & Boat <纸船>", "version": 3}
    match form:
        case "svg":
            text = made["data"].decode()
            assert "#f4ead5" in text and "#1f2a44" in text
            assert escape(str(told["name"])) in text
        case "lottie":
            assert json.loads(made["data"])["meta"]["brand"] == told
        case "sprites":
            files = _opened(made["data"])
            assert json.loads(files["sprites.json"])["meta"]["brand"] == told
            assert _pixel(files["sprites.png"], 1, 1) == (0xF4, 0xEA, 0xD5, 255)
        case _:
            picture = Image.open(io.BytesIO(made["data"]))
            shown = np.asarray(picture.convert("RGB"))[1, 1].astype(int)
            assert np.abs(shown - (0xF4, 0xEA, 0xD5)).sum() < 12
            assert json.loads(_brand_in(picture)) == told
            assert picture.info.get("loop") == 0 and "xmp" not in Image.open(io.BytesIO(plain)).info


def _brand_in(picture: Image.Image) -> str:
    """The PNG text, or the field of the WebP's XMP."""
    if picture.format == "PNG":
        return str(picture.info["huahua-brand"])
    field = ElementTree.fromstring(picture.info["xmp"]).find(".//{urn:huahua:brand:1}Brand")
    assert field is not None and field.text
    return field.text


def test_a_spec_in_three_dimensions_wears_the_brand_and_tells_it() -> None:
    told = {"name": "Paper Boat", "version": 3}
    plain, worn = avatar_glb(AvatarSpec()), avatar_glb(AvatarSpec(), "1f2a44", told)
    assert plain != worn and worn == avatar_glb(AvatarSpec(), "1f2a44", told)
    assert b"Paper Boat" in worn and b"Paper Boat" not in plain
    assert worn != avatar_glb(AvatarSpec(), "1f2a44", told | {"version": 4})
    said = AvatarSpec(clothing_color="red")
    assert avatar_glb(said, "1f2a44") == avatar_glb(said), "what was said stays"


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
