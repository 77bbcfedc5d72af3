"""Descriptions in Chinese and English, read into a style and its options."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huahua.avatars.domain.options import check_options
from huahua.avatars.domain.spec import AvatarSpec
from huahua.avatars.engines.dicebear import read_spec, read_words
from huahua.avatars.engines.library import descriptor_of, style_ids
from huahua.avatars.errors import InvalidAvatar
from tests.unit.avatars.test_wording import SPECS


@pytest.mark.parametrize(
    ("text", "style", "expected"),
    [
        ("金色长发的女孩", "avataaars", {"hairColor": "e6c36a", "facialHairProbability": 0}),
        ("a woman with blue eyes and red curly hair", "avataaars", {"hairColor": "d64541"}),
        ("蓝色背景", "avataaars", {"backgroundColor": "4a90d9"}),
        ("背景是绿色的", "avataaars", {"backgroundColor": "4caf6d"}),
        ("a man wearing a green hoodie", "avataaars", {"clothesVariant": "hoodie", "clothesColor": "4caf6d"}),
        ("戴墨镜的大叔", "avataaars", {"accessoriesVariant": "sunglasses", "accessoriesProbability": 100}),
        ("without glasses", "avataaars", {"accessoriesProbability": 0}),
        ("没有胡子的男生", "avataaars", {"facialHairProbability": 0}),
        ("a bald man", "avataaars", {"topProbability": 0}),
        ("angry", "avataaars", {"eyebrowsVariant": ["angry", "angryNatural"]}),
        ("a red robot", "bottts", {"baseColor": "d64541"}),
        ("像素风，戴眼镜", "pixel-art", {"glassesProbability": 100}),
        ("dark skin", "avataaars", {"skinColor": "614335"}),
        ("皮肤黝黑", "avataaars", {"skinColor": "614335"}),
    ],
)
def test_words_become_options(text: str, style: str, expected: dict[str, object]) -> None:
    reading = read_words(text, None)
    assert reading.style == style
    assert {name: reading.options.get(name) for name in expected} == expected


@pytest.mark.parametrize(
    ("text", "style", "unmet"),
    [
        ("a pirate with a parrot", None, ("pirate", "parrot")),
        ("a cat ears girl with freckles", "avataaars", ("cat ears", "freckles")),
        ("戴眼镜的机器人", None, ("眼镜",)),
        ("骑着恐龙的女孩", None, ("骑着恐龙",)),
        ("a girl with glasses", None, ()),
        ("一个戴眼镜的女孩", None, ()),
    ],
)
def test_what_cannot_be_shown_is_said(text: str, style: str | None, unmet: tuple[str, ...]) -> None:
    assert read_words(text, style).unmet == unmet


def test_a_style_is_known_by_its_words_and_an_unknown_one_is_refused() -> None:
    assert read_words("a girl", "像素").style == "pixel-art"
    assert read_words("a girl", "Open Peeps").style == "open-peeps"
    with pytest.raises(InvalidAvatar, match="no avatar style 'oil'"):
        read_words("a girl", "oil")


def test_the_word_for_no_words_means_nothing() -> None:
    reading = read_words("avatar", "bottts")
    assert (reading.options, reading.unmet) == ({}, ())


def test_words_stand_alone() -> None:
    """'man' is not read in 'manual', nor 'red' in 'hundred'."""
    reading = read_words("hundred manuals", None)
    assert reading.unmet == ("hundred manuals",)
    assert reading.options == {}


TEXTS = st.lists(
    st.sampled_from(
        [
            "red",
            "long hair",
            "girl",
            "男生",
            "眼镜",
            "金色",
            "，",
            " and ",
            "no",
            "没有",
            "beard",
            "生气",
            "背景",
            "hat",
            "龙",
        ]
    ),
    max_size=12,
).map(" ".join)


@given(TEXTS, st.sampled_from(style_ids()))
def test_whatever_is_said_the_options_fit_the_style(text: str, style: str) -> None:
    reading = read_words(text, style)
    check_options(reading.options, descriptor_of(style), style)


@given(SPECS)
def test_whatever_a_spec_says_a_style_shows_it_or_names_it(spec: AvatarSpec) -> None:
    match = read_spec(spec, None)
    check_options(match.options, descriptor_of(match.style), match.style)
    assert read_spec(spec, None) == match


@pytest.mark.parametrize(
    ("spec", "style", "unmet"),
    [
        (AvatarSpec(style="anime", glasses="round"), "lorelei", ("round glasses",)),
        (AvatarSpec(style="three_d", hair_style="ponytail", clothing="suit"), "voxel-art", ()),
        (AvatarSpec(style="watercolor"), "adventurer", ("watercolour",)),
        (AvatarSpec(hair_style="spiky", clothing="dress"), "toon-head", ()),
        (AvatarSpec(accessories=("crown", "scarf")), "avataaars", ("scarf", "crown")),
        (AvatarSpec(style="robot", hair_color="red"), "bottts", ("red",)),
    ],
)
def test_the_style_that_shows_most_is_taken(spec: AvatarSpec, style: str, unmet: tuple[str, ...]) -> None:
    match = read_spec(spec, None)
    assert (match.style, match.unmet) == (style, unmet)


def test_something_near_is_shown_and_the_wish_still_named() -> None:
    match = read_spec(AvatarSpec(hair_style="ponytail"), "avataaars")
    assert (match.options["topVariant"], match.unmet) == ("bun", ("ponytail",))


def test_a_man_without_a_hat_has_a_mans_hair() -> None:
    tops = read_spec(AvatarSpec(gender="male", accessories=()), "avataaars").options["topVariant"]
    assert "sides" in tops and not {"hat", "frida", "bob"} & set(tops)
