"""A brand, checked, and what a wish for pictures takes from it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest
from PIL import Image
from pydantic import ValidationError

from huahua.gateway.api import ImageRequest
from huahua.kit.painting import Operation
from huahua.painting.domain.brand import (
    HARMONY,
    Brand,
    Branding,
    BrandLogo,
    BrandWish,
    Mark,
    branded,
    branding,
    joined,
    words_of,
)
from huahua.painting.domain.colour_names import name
from huahua.painting.domain.finish import Finish, Logo
from huahua.painting.domain.recipe import embedded
from huahua.painting.domain.sameness import made_of
from huahua.painting.domain.spec import Mode, PaintSpec
from huahua.painting.engines.builtin.words.reading import read
from huahua.painting.errors import InvalidPainting
from huahua.painting.imaging.finishing import finished

PALETTE = [
    {"colour": "#F4EAD5", "role": "background"},
    {"colour": "#1f2a44", "role": "primary"},
    {"colour": "#c8453b", "role": "accent"},
]
MOMENT = datetime(2026, 5, 1, tzinfo=UTC)
LOGO = BrandLogo("d" * 64, 100, 40, 20)


def wish(**more: Any) -> BrandWish:
    return BrandWish.model_validate(
        {"name": "Paper Boat", "palette": PALETTE, "tone": "calm, precise"} | more
    )


def brand(logo: BrandLogo | None = None, **more: Any) -> Brand:
    return Brand("brd_1", "usr_1", None, wish(**more), logo, 3, MOMENT, MOMENT)


def taken(spec: PaintSpec, of: Brand, *, here: bool = False, avatar: bool = False) -> Branding:
    return branding(of, spec, here=here, avatar=avatar)


@pytest.mark.parametrize(
    "bad",
    [
        {"name": "  "},
        {"palette": PALETTE[:1]},
        {"palette": [{"colour": f"#00000{at}"} for at in range(9)]},
        {"palette": [{"colour": "red"}, {"colour": "#000000"}]},
        {"palette": [{"colour": "#000000", "role": "primary"}, {"colour": "#ffffff", "role": "primary"}]},
        {"tone": "x" * 301},
        {"harmony": 1.1},
        {"mark": {"corner": "middle"}},
        {"mark": {"share": 0.9}},
        {"colour": "#000000"},
    ],
    ids=["unnamed", "one", "nine", "word", "twice", "long", "strong", "corner", "large", "unknown"],
)
def test_what_is_no_brand(bad: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        wish(**bad)


def test_roles_order_the_palette_and_dress_avatars() -> None:
    made = wish()
    assert made.colours() == ["#1f2a44", "#c8453b", "#f4ead5"]
    assert (made.background(), made.clothing()) == ("#f4ead5", "#1f2a44")
    bare = wish(palette=[{"colour": "#224422"}, {"colour": "#ddffdd"}])
    assert (bare.background(), bare.clothing()) == ("#ddffdd", "#224422")


@pytest.mark.parametrize(
    ("colour", "english", "chinese"),
    [
        ("#1f2a44", "deep blue", "深蓝色"),
        ("#c8453b", "red", "红色"),
        ("#f4ead5", "cream", "米色"),
        ("#ffffff", "white", "白色"),
        ("#000000", "black", "黑色"),
        ("#8a8f98", "grey", "灰色"),
        ("#5b3a1e", "deep brown", "深棕色"),
        ("#ffc0cb", "light pink", "浅粉色"),
        ("#ffd700", "yellow", "黄色"),
        ("#00a6a6", "teal", "青色"),
    ],
)
def test_colours_have_the_names_that_people_use(colour: str, english: str, chinese: str) -> None:
    assert (name(colour, chinese=False), name(colour, chinese=True)) == (english, chinese)


def test_palette_and_tone_in_words_of_both_languages() -> None:
    assert words_of(wish(), chinese=False, plain=False) == (
        "colour palette: deep blue (#1f2a44) as main colour, red (#c8453b) as accent, cream (#f4ead5) as background;"
        " mood: calm, precise"
    )
    assert words_of(wish(tone=""), chinese=True, plain=False) == (
        "配色：主色深蓝色（#1f2a44）、点缀色红色（#c8453b）、背景色米色（#f4ead5）"
    )
    assert joined("a boat.", "in blue tones") == "a boat, in blue tones"
    assert joined("小船", "蓝色调") == "小船，蓝色调"
    assert joined("", "蓝色调") == "蓝色调"


@pytest.mark.parametrize("prompt", ["a red boat on a lake", "湖上的红色小船"])
def test_the_painter_of_this_machine_reads_all_words_of_a_brand(prompt: str) -> None:
    words = taken(PaintSpec(prompt), brand(), here=True).words
    bare, whole = read(prompt), read(joined(prompt, words))
    assert whole.unmet == bare.unmet == []
    assert [(each.kind, each.colours) for each in whole.mentions] == [
        (each.kind, each.colours) for each in bare.mentions
    ]
    assert whole.tint == "blue"


def test_a_wish_takes_style_and_refusals_unless_it_has_its_own() -> None:
    made = wish(style="ink", negative="people")
    assert branded(PaintSpec("a boat"), made, styled=False).style == "ink"
    assert branded(PaintSpec("a boat", style="oil"), made, styled=True).style == "oil"
    edit = PaintSpec("", mode=Mode.EDIT, instruction="at night", source_id="img_1")
    assert branded(edit, made, styled=False).style is None
    assert branded(PaintSpec("a boat", negative="fog"), made, styled=False).negative == "fog, people"
    assert branded(PaintSpec("a boat", negative="fog, people"), made, styled=False).negative == "fog, people"


def test_logo_and_colours_are_as_the_brand_says_or_as_the_wish_says() -> None:
    shown = brand(LOGO, harmony=0.3, mark={"show": True, "corner": "top_left"})
    found = taken(PaintSpec("a boat"), shown)
    assert (found.logo, found.harmony) == (LOGO.digest, 0.3)
    finish = found.finish()
    assert finish is not None and [step.do for step in finish.steps] == ["balance", "logo"]
    assert finish.brand_ids() == ["brd_1"]
    without = taken(PaintSpec("a boat", brand_logo=False, brand_colours=False), shown)
    assert without.finish() is None
    quiet = brand(LOGO)
    assert taken(PaintSpec("a boat"), quiet).finish() is None
    asked = taken(PaintSpec("a boat", brand_logo=True, brand_colours=True), quiet)
    assert (asked.logo, asked.harmony) == (LOGO.digest, HARMONY)
    edit = PaintSpec("", mode=Mode.EDIT, instruction="at night", source_id="img_1")
    assert taken(edit, shown).finish() is None
    with pytest.raises(InvalidPainting) as refused:
        taken(PaintSpec("a boat", brand_logo=True), brand())
    assert refused.value.param == "brand_logo"
    with pytest.raises(InvalidPainting):
        taken(replace(edit, operation=Operation.UPSCALE), shown)


def test_drawn_avatars_and_edits_of_this_machine_get_no_words() -> None:
    assert taken(PaintSpec("a girl"), brand(), here=True, avatar=True).words == ""
    edit = PaintSpec("", mode=Mode.EDIT, instruction="at night", source_id="img_1")
    assert taken(edit, brand(), here=True).words == ""
    assert taken(edit, brand()).words.startswith("colour palette")


def test_what_a_painting_takes_survives_a_restart_and_is_told_by_its_version() -> None:
    found = taken(PaintSpec("a boat"), brand(LOGO, harmony=0.3, mark={"show": True}))
    assert Branding.from_json(found.to_json()) == found
    recipe = {"prompt": "a boat", "brand": found.recipe()}
    assert recipe["brand"] == {
        "id": "brd_1",
        "name": "Paper Boat",
        "version": 3,
        "words": found.words,
        "harmony": 0.3,
        "logo": True,
    }
    assert '"version":3' in embedded(recipe) and "brd_1" not in embedded(recipe)


@pytest.mark.parametrize(
    "changed",
    [
        {"version": 4},
        {"words": "in red tones"},
        {"harmony": 0.9},
        {"palette": ("#000000", "#ffffff")},
        {"logo": "e" * 64},
        {"mark": Mark(corner="top_left").model_dump(exclude={"show"})},
        {"id": "brd_2"},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_a_changed_brand_makes_another_picture(changed: dict[str, Any]) -> None:
    request = ImageRequest("a boat", seed=1)
    found = taken(PaintSpec("a boat"), brand(LOGO, harmony=0.3, mark={"show": True}))
    before = made_of("m", "r", request, found.key())
    assert before == made_of("m", "r", request, replace(found, name="New name").key())
    assert before != made_of("m", "r", request, replace(found, **changed).key())
    assert before != made_of("m", "r", request)


@pytest.mark.parametrize(
    ("corner", "inside"),
    [
        ("top_left", (10, 7)),
        ("top_right", (189, 7)),
        ("bottom_left", (10, 92)),
        ("bottom_right", (189, 92)),
        ("centre", (100, 50)),
    ],
)
def test_a_logo_lies_in_its_corner_with_clear_space_around_it(corner: Any, inside: tuple[int, int]) -> None:
    ground, mark = Image.new("RGB", (200, 100), "white"), Image.new("RGBA", (80, 40), "black")
    step = Logo(do="logo", brand_id="brd_1", corner=corner, share=0.2, clear=0.05)
    done = np.asarray(finished(ground, Finish(steps=[step]), {"brd_1": mark}).convert("L"))
    assert done[inside[1], inside[0]] == 0
    dark = np.argwhere(done < 128)
    (top, left), (bottom, right) = dark.min(axis=0), dark.max(axis=0)
    assert (right - left + 1, bottom - top + 1) == (20, 10)
    assert min(left, top, 199 - right, 99 - bottom) >= 5
    assert len(dark) == 200
