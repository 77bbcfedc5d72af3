"""Trained styles as sentences speak of them."""

from __future__ import annotations

import pytest

from huahua.chat.domain.trained import TrainedStyle, called, spoken

MIRA = TrainedStyle("sty_1", "Mira", "mira7")
SUNS = TrainedStyle("sty_2", "Red suns", "huasun")
HAN = TrainedStyle("sty_3", "烟雨", "")
STYLES = (MIRA, SUNS, HAN)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("paint a boat in my style Mira", MIRA),
        ("paint a boat in MIRA style, please", MIRA),
        ("a boat, mira7", MIRA),
        ("a boat in the style of red suns", SUNS),
        ("用我的风格烟雨画一条船", HAN),
        ("用烟雨画风画一条船", HAN),
        ("paint Mira in the garden", None),
        ("paint admirals in the style of Hokusai", None),
        ("画烟雨中的一条船", None),
        ("a boat at mira77", None),
        ("a boat in style", None),
    ],
)
def test_a_style_is_asked_for_by_trigger_or_by_name_where_style_is_spoken_of(
    words: str, found: TrainedStyle | None
) -> None:
    assert spoken(words, STYLES) is found


def test_the_longest_that_is_said_wins() -> None:
    longer = TrainedStyle("sty_4", "Mira at night")
    assert spoken("in my style Mira at night", (MIRA, longer)) is longer
    assert spoken("in my style Mira", (MIRA, longer)) is MIRA


def test_a_model_names_one_exactly() -> None:
    assert called(" red SUNS ", STYLES) is SUNS
    assert called("huasun", STYLES) is SUNS
    assert called("sty_3", STYLES) is HAN
    assert called("ink", STYLES) is None
    assert called(None, STYLES) is None
    assert called("", STYLES) is None
