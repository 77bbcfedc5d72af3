"""What goes into a JSON column can be stored by PostgreSQL and read back by any client."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huahua.infra.jsontext import dump_storable
from huahua.kit.text import storable

ANY_TEXT = st.text(st.characters(exclude_categories=()) | st.sampled_from(["\x00", "\ud800", "\udc00"]))


@given(ANY_TEXT)
def test_any_text_becomes_storable_and_good_text_stays(text: str) -> None:
    kept = storable(text)
    kept.encode()
    assert "\x00" not in kept
    if "\x00" not in text and not any("\ud800" <= character <= "\udfff" for character in text):
        assert kept == text


def test_a_pair_of_surrogates_is_one_character() -> None:
    assert storable("\ud83d\ude00") == "😀"


@pytest.mark.parametrize(
    ("value", "stored"),
    [
        ({"a": "b\x00c"}, {"a": "bc"}),
        ({"a\x00": ["\ud800"]}, {"a": ["\ufffd"]}),
        ({"a": float("nan"), "b": float("-inf"), "c": 1.5}, {"a": None, "b": None, "c": 1.5}),
        ({"path": "C:\\u0000"}, {"path": "C:\\u0000"}),
        ([1, True, None, "舟"], [1, True, None, "舟"]),
    ],
)
def test_values_that_postgresql_refuses_are_cleaned(value: Any, stored: Any) -> None:
    assert json.loads(dump_storable(value)) == stored
