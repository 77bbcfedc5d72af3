"""Pictures: the same again, every subject visible, every medium different, any size, any text."""

import hashlib
import io
import subprocess
import sys
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from huahua.painting.engines.builtin import STYLES, Illustration, illustrate, read_recipe
from huahua.painting.engines.builtin.words.lexicon import SUBJECTS

from .helpers import item, paint, pixels


def test_same_words_and_seed_give_the_same_bytes_in_another_process() -> None:
    code = (
        "import hashlib;from huahua.painting.engines.builtin import illustrate;"
        "made = illustrate('两只猫 by the sea, sunset', seed=9, width=128, height=96, style='oil');"
        "print(hashlib.sha256(made.png).hexdigest())"
    )
    here = illustrate("两只猫 by the sea, sunset", seed=9, width=128, height=96, style="oil").png
    there = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.strip()
    assert there == hashlib.sha256(here).hexdigest()
    assert here == illustrate("两只猫 by the sea, sunset", seed=9, width=128, height=96, style="oil").png


def test_another_seed_gives_another_picture() -> None:
    assert paint("a cat", seed=1).png != paint("a cat", seed=2).png


def test_the_package_needs_nothing_else_of_the_product() -> None:
    code = (
        "import sys, huahua.painting.engines.builtin;"
        "print([name for name in sys.modules if name.startswith('huahua.') and not name.startswith('huahua.painting')])"
    )
    assert (
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        ).stdout.strip()
        == "[]"
    )


@cache
def _plain() -> Illustration:
    return paint("白天")


@pytest.mark.parametrize("kind", sorted(SUBJECTS))
def test_every_subject_changes_the_picture(kind: str) -> None:
    word = "一只橘子" if kind == "orange" else SUBJECTS[kind].zh[0]
    with_it, without = paint(f"{word}，白天"), _plain()
    assert with_it.unmet == []
    changed = np.abs(pixels(with_it.png).astype(int) - pixels(without.png).astype(int)).sum(axis=2) > 12
    assert changed.mean() > 0.004


@pytest.mark.parametrize(
    ("words", "kind", "count"),
    [
        ("三只猫", "cat", 3),
        ("two boats", "boat", 2),
        ("七只鸟", "bird", 7),
        ("twelve flowers", "flower", 12),
        ("a mountain", "mountain", 1),
    ],
)
def test_counts_are_copies_in_the_scene(words: str, kind: str, count: int) -> None:
    spots = item(paint(words).recipe, kind)["spots"]
    assert len(spots) == count
    assert len({(spot["x"], spot["y"]) for spot in spots}) == count
    assert all(0 <= spot["x"] <= 1 and 0 <= spot["y"] <= 1.05 for spot in spots)


def test_a_colour_is_seen() -> None:
    red, blue = pixels(paint("a red car").png).astype(int), pixels(paint("a blue car").png).astype(int)
    reddish = (red[..., 0] - red[..., 2] > 80).sum()
    assert reddish > 3 * max(1, (blue[..., 0] - blue[..., 2] > 80).sum())


def test_sizes_and_places_are_honoured() -> None:
    big, small = paint("a huge cat on a meadow"), paint("a tiny cat on a meadow")
    assert item(big.recipe, "cat")["spots"][0]["size"] > 2 * item(small.recipe, "cat")["spots"][0]["size"]
    assert item(paint("a tree on the left, a house on the right").recipe, "tree")["spots"][0]["x"] < 0.4
    assert item(paint("a tree on the left, a house on the right").recipe, "house")["spots"][0]["x"] > 0.6


def test_boats_float_and_houses_stand_and_birds_fly() -> None:
    recipe = paint("a boat, a house, a bird, a lake").recipe
    horizon = recipe["layout"]["horizon"]
    assert item(recipe, "boat")["spots"][0]["y"] > horizon
    assert item(recipe, "house")["spots"][0]["y"] > horizon
    assert item(recipe, "bird")["spots"][0]["y"] < horizon


def test_a_thing_alone_is_large() -> None:
    assert item(paint("a cat").recipe, "cat")["spots"][0]["size"] > 0.4


def test_what_is_refused_is_not_there() -> None:
    recipe = illustrate("a lake with boats", seed=1, width=64, height=64, negative="boat, 云").recipe
    assert "boat" not in {entry["kind"] for entry in recipe["items"]}
    assert {"boat", "cloud"} <= set(recipe["banned"])


def test_night_is_darker_than_day() -> None:
    assert (
        pixels(paint("a house at night").png).mean()
        < 0.7 * pixels(paint("a house in the daytime").png).mean()
    )


def test_the_media_differ() -> None:
    assert len(STYLES) >= 8
    shown = {
        style: pixels(paint("a cat and a house", style=style, width=160, height=160).png).astype(int)
        for style in STYLES
    }
    for first in STYLES:
        for second in STYLES:
            if first < second:
                assert np.abs(shown[first] - shown[second]).mean() > 2.0, (first, second)


def test_a_medium_in_words_is_the_same_as_the_parameter() -> None:
    spoken = illustrate("a cat, ink wash", seed=1, width=64, height=64)
    assert spoken.recipe["style"] == "ink"
    assert illustrate("a cat, ink wash", seed=1, width=64, height=64, style="oil").recipe["style"] == "oil"


def test_an_unknown_style_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown style"):
        illustrate("a cat", seed=1, width=64, height=64, style="velvet")


@pytest.mark.parametrize(
    ("style", "size"),
    [(style, (97, 211)) for style in STYLES]
    + [(STYLES[0], size) for size in ((64, 64), (64, 512), (640, 64), (300, 200))],
)
def test_every_medium_at_any_size(style: str, size: tuple[int, int]) -> None:
    made = paint("三只猫, a boat on the lake, night", style=style, width=size[0], height=size[1])
    assert Image.open(io.BytesIO(made.png)).size == size == (made.width, made.height)


def test_sizes_are_bounded() -> None:
    made = paint("a cat", width=1, height=70)
    assert (made.width, made.height) == (64, 70)


def test_the_recipe_is_in_the_png() -> None:
    made = paint("一只猫 🌙 ünïcode")
    assert read_recipe(made.png) == made.recipe
    assert made.recipe["words"] == "一只猫 🌙 ünïcode"


@pytest.mark.parametrize("data", [b"", b"not a picture", b"\x89PNG\r\n\x1a\n" + b"\0" * 40])
def test_no_recipe_in_other_bytes(data: bytes) -> None:
    assert read_recipe(data) is None


def test_progress_goes_from_start_to_end() -> None:
    seen: list[tuple[float, str]] = []
    paint("a cat", progress=lambda fraction, stage: seen.append((fraction, stage)))
    fractions = [fraction for fraction, _ in seen]
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1.0
    assert {stage for _, stage in seen} == {"composing", "painting", "texture", "done"}


@pytest.mark.parametrize(
    "words",
    [
        "",
        " \n\t",
        "猫" * 10_000,
        "cat " * 5_000,
        "\x00\x01\x1b[31m",
        "Z̴̢a̷l̵g̸o̴" * 200,
        "👩‍👩‍👧‍👦🏳️‍🌈💥",
        "<svg onload=1>&amp;",
        "-" * 3000,
        "9" * 500,
        "\ud800 cat",
        "'; DROP TABLE",
        "ن قطة",
        "１２只猫",
    ],
)
def test_hostile_text_never_breaks_the_painter(words: str) -> None:
    made = paint(words, width=64, height=64)
    assert Image.open(io.BytesIO(made.png)).size == (64, 64)
    assert len(made.unmet) <= 24


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=60), st.integers(min_value=-(2**63), max_value=2**63))
def test_any_text_and_seed_paint(words: str, seed: int) -> None:
    assert illustrate(words, seed=seed, width=64, height=64, style="flat").width == 64
