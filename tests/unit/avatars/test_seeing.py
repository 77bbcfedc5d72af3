"""What the eye sees in pictures, and what somebody's picks say of their taste."""

from __future__ import annotations

import io
import random
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from huahua.avatars.domain.looks import COUNT, SIDE, features_of
from huahua.avatars.domain.preferring import QUALITIES, Choice, neutral, qualities_of, taste_of
from huahua.avatars.domain.spec import AvatarSpec
from huahua.avatars.engines import dicebear
from huahua.avatars.scoring.eye import eye, features


def seen(style: str, **said: Any) -> Any:
    match = dicebear.read_spec(AvatarSpec.model_validate(said), style)
    return np.array(features(dicebear.draw_png(style, match.options, "1", 96)), dtype=np.float32)


def encoded(picture: Image.Image, kind: str = "PNG") -> bytes:
    out = io.BytesIO()
    picture.save(out, kind)
    return out.getvalue()


def test_features_are_of_a_known_number_and_within_bounds() -> None:
    drawn = np.random.default_rng(0).integers(0, 256, (SIDE, SIDE, 3), dtype=np.uint8)
    found = features_of(drawn)
    assert found.shape == (COUNT,) and found.min() >= 0 and found.max() < 1.5
    with pytest.raises(ValueError, match="features are of 64"):
        features_of(drawn[:32])


def test_transparency_is_seen_as_white_and_size_and_format_matter_little() -> None:
    clear, white = Image.new("RGBA", (80, 80), (255, 0, 0, 0)), Image.new("RGB", (80, 80), "white")
    assert features(encoded(clear)) == features(encoded(white))
    picture = Image.effect_noise((128, 128), 40).convert("RGB").resize((512, 512), Image.Resampling.BICUBIC)
    small = picture.resize((96, 96), Image.Resampling.BOX)
    assert np.abs(np.array(features(encoded(picture))) - features(encoded(small, "JPEG"))).mean() < 0.05


@pytest.mark.parametrize("data", [b"", b"<svg/>", b"GIF89a....", encoded(Image.new("RGB", (9, 9)))[:40]])
def test_what_is_no_picture_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="picture"):
        features(data)


@pytest.mark.parametrize(
    ("field", "values"),
    [("background", ("red", "blue", "white", "green")), ("skin_tone", ("light", "tan", "dark"))],
)
def test_the_eye_tells_colours_apart(field: str, values: tuple[str, ...]) -> None:
    wanted = {value: seen("avataaars", **{field: value}) for value in values}
    for value, found in wanted.items():
        likely = eye().likely(field, found)
        assert max(values, key=likely.__getitem__) == value
        spec = AvatarSpec.model_validate({field: value})
        scores = {other: eye().look(spec, each).score for other, each in wanted.items()}
        assert max(scores, key=lambda name: scores[name] or 0) == value


def test_what_is_there_is_seen_and_what_is_not_is_missed() -> None:
    blue = seen("avataaars", background="blue")
    assert eye().look(AvatarSpec(background="blue"), blue).checks == {"background": "seen"}
    assert eye().look(AvatarSpec(background="red"), blue).checks == {"background": "missed"}


def test_what_it_cannot_judge_it_says_so() -> None:
    look = eye().look(AvatarSpec(mood_words=("dreamy",)), seen("avataaars"))
    assert look.score is None and look.checks == {"mood_words": "unsure"}
    assert eye().look(AvatarSpec(), seen("avataaars")).score is None


vectors = st.lists(st.floats(-1, 1), min_size=len(QUALITIES), max_size=len(QUALITIES)).map(np.array)
choices = st.builds(Choice, vectors, st.lists(vectors, min_size=1, max_size=7))


@given(st.lists(choices, max_size=12), vectors, vectors)
@settings(max_examples=60, deadline=None)
def test_tastes_are_finite_and_nothing_picked_means_the_fit_decides(
    picked: list[Choice], one: Any, other: Any
) -> None:
    taste = taste_of(picked)
    assert np.isfinite(taste.weights).all() and np.abs(taste.weights).max() < 10
    if not picked:
        assert (taste.score(one) > taste.score(other)) == (one[0] > other[0])


@given(vectors, st.lists(vectors, min_size=1, max_size=5))
@settings(max_examples=40, deadline=None)
def test_what_was_picked_again_and_again_comes_first(taken: Any, left: list[Any]) -> None:
    before, after = neutral(), taste_of([Choice(taken, left)] * 40)
    gained = [after.score(taken - each) - before.score(taken - each) for each in left]
    assert sum(gained) >= -1e-9


def test_who_always_takes_the_lighter_one_sees_lighter_ones_first() -> None:
    chance = random.Random(3)
    picked = []
    for _ in range(20):
        pair = [np.array([chance.uniform(-1, 1) for _ in QUALITIES]) for _ in range(4)]
        pair.sort(key=lambda qualities: qualities[1])
        picked.append(Choice(pair[-1], pair[:-1]))
    weights = dict(zip(QUALITIES, taste_of(picked).weights, strict=True))
    assert weights["lightness"] > 0.5 and weights["lightness"] > max(
        weights[name] for name in QUALITIES if name != "lightness"
    )


def test_qualities_say_what_they_are_called() -> None:
    def of(picture: Image.Image) -> dict[str, float]:
        found = np.array(features(encoded(picture)), dtype=np.float32)
        return dict(zip(QUALITIES, qualities_of(found, 1.0), strict=True))

    white, black = of(Image.new("RGB", (64, 64), "white")), of(Image.new("RGB", (64, 64), "black"))
    red, blue = of(Image.new("RGB", (64, 64), "#ff4020")), of(Image.new("RGB", (64, 64), "#2040ff"))
    busy = of(Image.effect_noise((64, 64), 120).convert("RGB"))
    assert white["lightness"] > black["lightness"] and red["warmth"] > blue["warmth"]
    assert red["colourfulness"] > white["colourfulness"] and busy["detail"] > white["detail"]
    assert white["fit"] == pytest.approx(np.tanh(0.5))
