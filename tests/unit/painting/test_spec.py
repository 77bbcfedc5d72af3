"""Wishes: sizes, locked words, estimates, and what a restart reads back."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huahua.painting.config import PaintingLimits
from huahua.painting.domain.locks import missing_words, with_locked
from huahua.painting.domain.pace import Pace, guessed_fraction, remaining_s
from huahua.painting.domain.recipe import embedded, recipe_of
from huahua.painting.domain.spec import SIDE_STEP, Mode, PaintSpec, checked, ratio_of, size_of
from huahua.painting.domain.text import clean
from huahua.painting.errors import InvalidPainting

LIMITS = PaintingLimits()


@pytest.mark.parametrize(
    ("aspect", "size"),
    [
        (None, (1024, 1024)),
        ("1:1", (1024, 1024)),
        ("16:9", (1360, 768)),
        ("9:16", (768, 1360)),
        ("4:3", (1184, 880)),
        ("4:1", (2048, 512)),
    ],
)
def test_an_aspect_keeps_the_area(aspect: str | None, size: tuple[int, int]) -> None:
    assert size_of(PaintSpec("x", aspect=aspect), 1024, 2048) == size


@given(st.integers(1, 99), st.integers(1, 99))
def test_sizes_fit_every_allowed_aspect(width: int, height: int) -> None:
    aspect = f"{width}:{height}"
    if not 0.25 <= width / height <= 4:
        with pytest.raises(InvalidPainting):
            ratio_of(aspect)
        return
    wide, high = size_of(PaintSpec("x", aspect=aspect), 1024, 2048)
    assert wide % SIDE_STEP == high % SIDE_STEP == 0
    assert 0.93 * 1024**2 < wide * high < 1.07 * 1024**2
    assert abs(wide / high - width / height) < 0.06 * width / height


def test_a_size_wins_over_an_aspect() -> None:
    assert size_of(PaintSpec("x", aspect="1:1", width=300, height=200), 1024, 2048) == (300, 200)


specs = st.builds(
    PaintSpec,
    prompt=st.text(max_size=20),
    mode=st.sampled_from(Mode),
    locked=st.lists(st.text(max_size=5)).map(tuple),
    seed=st.none() | st.integers(0, 9),
    options=st.none() | st.dictionaries(st.text(max_size=3), st.integers()),
)


@given(specs)
def test_a_wish_survives_the_queue(spec: PaintSpec) -> None:
    assert PaintSpec.from_json(json.loads(json.dumps(spec.to_json()))) == spec


@given(st.text())
def test_clean_texts_can_be_stored(text: str) -> None:
    cleaned = clean(text)
    assert "\x00" not in cleaned
    assert cleaned.encode().decode() == cleaned == clean(cleaned)


def test_checked_cleans_and_drops_empty_locks() -> None:
    spec = checked(PaintSpec(" a\x00 cat ", style="  ", locked=("cat", "", " cat ")), LIMITS)
    assert (spec.prompt, spec.style, spec.locked) == ("a cat", None, ("cat",))


@pytest.mark.parametrize(
    ("prompt", "locked", "expected"),
    [
        ("a cat", ("CAT",), "a cat"),
        ("a cat.", ("red hat", "cat"), "a cat, red hat"),
        ("一只猫。", ("红帽子",), "一只猫，红帽子"),
        ("", (), ""),
    ],
)
def test_lost_locked_words_are_appended(prompt: str, locked: tuple[str, ...], expected: str) -> None:
    assert with_locked(prompt, locked) == expected


@given(st.text(max_size=30), st.lists(st.text(min_size=1, max_size=8)))
def test_every_locked_word_is_in_the_prompt(prompt: str, locked: list[str]) -> None:
    assert missing_words(with_locked(prompt, locked), locked) == []


def test_the_pace_of_a_model_is_learned() -> None:
    pace = Pace()
    assert pace.expected_s("real", builtin=False) == 20
    pace.learn("real", 10)
    pace.learn("real", 20)
    assert pace.expected_s("real", builtin=False) == pytest.approx(13)
    assert pace.expected_s("builtin/painter", builtin=True) == 1.5


@given(st.floats(0, 1e6), st.floats(0, 1e6))
def test_a_guess_grows_and_never_claims_the_end(elapsed: float, more: float) -> None:
    assert 0 <= guessed_fraction(elapsed, 20) <= guessed_fraction(elapsed + more, 20) < 1


def test_what_remains() -> None:
    assert remaining_s([0.5], waiting=2, expected_s=10, at_once=1) == 25
    assert remaining_s([0.5, 0.5], waiting=0, expected_s=10, at_once=2) == 5
    assert remaining_s([], waiting=0, expected_s=10, at_once=1) == 0


def test_a_recipe_leaves_out_what_is_empty_and_files_hold_no_ids() -> None:
    spec = PaintSpec("a cat", seed=1, source_id="img_1", model="builtin/painter")
    recipe = recipe_of(
        spec, enriched_prompt=None, revised_prompt=None, seed=4, width=8, height=8, engine={"items": [1]}
    )
    assert recipe == {
        "version": 1,
        "mode": "new",
        "prompt": "a cat",
        "model": "builtin/painter",
        "width": 8,
        "height": 8,
        "seed": 4,
        "source_id": "img_1",
        "engine": {"items": [1]},
    }
    assert "source_id" not in json.loads(embedded(recipe)) and "engine" not in json.loads(embedded(recipe))
