"""A spec in words reads back as itself, in both languages; the user's own words stay."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huahua.avatars.domain.reading.read import read
from huahua.avatars.domain.spec import FIELDS, MOOD_PATTERN, AvatarSpec, values_of
from huahua.avatars.domain.wording import Locale, rewritten, words

_MOOD = st.one_of(
    st.sampled_from(["calm", "神秘", "red hat", "no glasses", "Cyber-Punk", "a child's dream", "女孩"]),
    st.text(st.sampled_from("abcxyzÄé 7-'女静ß"), min_size=1, max_size=12).filter(
        lambda word: re.match(MOOD_PATTERN, word)
    ),
)


def _field(name: str) -> st.SearchStrategy[object]:
    if name == "mood_words":
        return st.lists(_MOOD, min_size=1, max_size=3, unique=True)
    if name == "accessories":
        return st.lists(st.sampled_from(values_of(name)), max_size=4, unique=True)
    return st.sampled_from(values_of(name))


SPECS = st.fixed_dictionaries({name: st.none() | _field(name) for name in FIELDS}).map(
    AvatarSpec.model_validate
)


@settings(max_examples=150)
@given(SPECS, st.sampled_from(["zh", "en"]))
def test_words_read_back_as_the_spec(spec: AvatarSpec, locale: Locale) -> None:
    reading = read(words(spec, locale))
    assert reading.spec == spec
    assert reading.unmet == []


@pytest.mark.parametrize("locale", ["zh", "en"])
@pytest.mark.parametrize("name", FIELDS)
def test_every_value_alone(name: str, locale: Locale) -> None:
    for value in values_of(name):
        spec = AvatarSpec.model_validate({name: [value] if name == "accessories" else value})
        assert read(words(spec, locale)).spec == spec


def test_sentences_are_natural() -> None:
    spec = AvatarSpec(
        style="watercolor", gender="female", age="young", hair_style="ponytail", hair_color="black", expression="shy",
        glasses="round", accessories=("hat", "scarf"), clothing="dress", clothing_color="orange",
        background="light_blue",
        mood_words=("gentle",),
    )  # fmt: skip
    assert words(spec, "zh") == (
        "水彩风格的头像，年轻的女性，黑色马尾，害羞的表情，戴圆框眼镜，戴着帽子、围巾，穿橙色连衣裙，浅蓝色背景。氛围：gentle。"
    )
    assert words(spec, "en") == (
        "A watercolour avatar of a young woman, black hair in a ponytail, a shy expression, wearing round glasses, "
        "with a hat and a scarf, wearing an orange dress, on a light blue background. Mood: gentle."
    )
    assert words(AvatarSpec(), "zh") == words(AvatarSpec(), "en") == ""


@pytest.mark.parametrize(
    ("text", "change", "locale", "expected"),
    [
        (
            "a cute girl with red hair holding a cat",
            {"hair_color": "blue"},
            "en",
            "a cute girl with blue hair holding a cat",
        ),
        ("扎马尾的女生，抱着一只猫", {"hair_style": "short"}, "zh", "短发的女生，抱着一只猫"),
        ("戴眼镜的大叔，蓝色背景", {"background": None}, "zh", "戴眼镜的大叔"),
        ("a man with a beard", {"background": "pink"}, "en", "a man with a beard, on a pink background."),
        ("a woman in a hat and a scarf", {"accessories": ["scarf", "crown"]}, "en", None),
        ("金发的老奶奶骑着恐龙", {"gender": "male"}, "zh", None),
    ],
)
def test_a_changed_chip_changes_only_its_words(
    text: str, change: dict[str, object], locale: Locale, expected: str | None
) -> None:
    before = read(text)
    wanted = AvatarSpec.model_validate(before.spec.model_dump() | change)
    now = rewritten(wanted, text, locale)
    assert read(now).spec == wanted
    assert set(before.unmet) <= set(read(now).unmet)
    if expected is not None:
        assert now == expected


@settings(max_examples=30)
@given(SPECS, SPECS, st.sampled_from(["zh", "en"]))
def test_whatever_was_said_a_rewritten_sentence_reads_as_the_spec(
    before: AvatarSpec, after: AvatarSpec, locale: Locale
) -> None:
    assert read(rewritten(after, words(before, locale), locale)).spec == after
