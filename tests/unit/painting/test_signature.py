"""Signatures rule out only what does not match, and tell nothing without their key."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from huahua.painting.domain.signature import BITS_PER_PART, PARTS, grams, may_hold, signature

KEY, OTHER_KEY = b"k" * 32, b"o" * 32
TEXT = st.text(st.sampled_from("abcdefg 船湖山水 éß12"), max_size=60)


def test_grams_are_letters_and_pairs_of_chinese_and_threes_of_ascii() -> None:
    assert grams("Red 小船") == {"red", "小", "船", "小船"}
    assert grams("at 水 a1") == {"水"}
    assert grams("画x3d") == {"画", "画x", "x3d"}


@given(TEXT, st.data())
def test_what_is_in_a_text_is_never_ruled_out(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    part = text[start : data.draw(st.integers(start, len(text)))]
    assert may_hold(signature(text, KEY), signature(part, KEY))


def test_what_is_not_in_a_text_is_mostly_ruled_out() -> None:
    text = signature("a red boat on a quiet lake under high mountains at dusk, 湖上的小船，远山", KEY)
    missing = ["giraffe", "熊猫", "bicycle", "城市", "portrait", "夜晚", "winter", "竹林", "castle", "猫"]
    assert sum(may_hold(text, signature(word, KEY)) for word in missing) <= 1


def test_a_signature_fits_the_columns_and_hangs_on_the_key() -> None:
    mine = signature("a red boat", KEY)
    assert len(mine) == PARTS and all(0 <= part < 1 << BITS_PER_PART for part in mine)
    assert mine != signature("a red boat", OTHER_KEY)
