"""Names of strangers, fit for lists and files."""

from __future__ import annotations

from xml.etree import ElementTree
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huahua.kit.text import shown_name


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("  Paper\t Boat\n", "Paper Boat"),
        ("纸船 👩‍🎨 שלום", "纸船 👩‍🎨 שלום"),
        ("\u202eevil\u202c", "evil"),
        ("a\ufffeb\x00\x07c\ufeff", "abc"),
        ("…", "…"),
        ("e\u0301", "e\u0301"),
    ],
)
def test_a_name_keeps_what_can_be_seen(said: str, kept: str) -> None:
    assert shown_name(said) == kept


@pytest.mark.parametrize("said", ["", "  \n", "\u200b\u202e", "\u200d\ufe0f", "\u3164", "\u0301", "\x00"])
def test_a_name_of_which_nothing_can_be_seen_is_none(said: str) -> None:
    assert shown_name(said) == ""


@given(st.text())
def test_every_name_can_stand_in_xml_and_stays_as_it_is(said: str) -> None:
    name = shown_name(said)
    assert shown_name(name) == name
    assert ElementTree.fromstring(f"<name>{escape(name)}</name>").text == (name or None)
