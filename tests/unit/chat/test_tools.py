"""Tool calls as models write them: understood where they can be, refused with a reason where not."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huahua.chat.domain.modelling import ToolCall
from huahua.chat.domain.painting import KnownPicture, PaintKind
from huahua.chat.domain.tools import BadToolCall, read_call, tool_definitions

PICTURES = [KnownPicture("img_a", "a cat"), KnownPicture("img_b", "a dog\nwith: colons")]


def read(name: str, arguments: object, pictures: list[KnownPicture] = PICTURES) -> object:
    text = arguments if isinstance(arguments, str) else json.dumps(arguments)
    return read_call(ToolCall("call_1", name, text), "the words", pictures)[0]


@given(
    st.sampled_from(["paint_picture", "edit_picture", "make_avatar", "x"]),
    st.text()
    | st.recursive(
        st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(
                st.sampled_from(
                    ["prompt", "description", "count", "picture", "instruction", "aspect", "negative"]
                ),
                inner,
            )
        ),
    ).map(lambda value: json.dumps(value)),
)
def test_nothing_that_a_model_writes_breaks_the_reading(name: str, arguments: str) -> None:
    try:
        spec, understood = read_call(ToolCall("call_1", name, arguments), "words", PICTURES)
    except BadToolCall as fault:
        assert str(fault)
    else:
        assert 1 <= spec.count <= 4
        assert spec.prompt or spec.instruction
        assert spec.source_id in {None, "img_a", "img_b"}
        json.dumps(understood).encode()


def test_the_edit_tool_lists_pictures_one_line_each() -> None:
    edit = next(t["function"] for t in tool_definitions(PICTURES) if t["function"]["name"] == "edit_picture")
    picture = edit["parameters"]["properties"]["picture"]
    assert picture["enum"] == ["img_a", "img_b"]
    assert picture["description"].splitlines()[1:] == ["img_a: a cat", "img_b: a dog with: colons"]


@pytest.mark.parametrize(
    ("count", "understood"), [(1, 1), (3, 3), ("2", 2), (99, 4), (2.0, 2), ("999999999999999999999", 4)]
)
def test_counts(count: object, understood: int) -> None:
    spec = read("paint_picture", {"prompt": "x", "count": count})
    assert getattr(spec, "count") == understood  # noqa: B009


@pytest.mark.parametrize("count", [0, -1, "many", True, None.__class__.__name__, float("nan")])
def test_impossible_counts(count: object) -> None:
    with pytest.raises(BadToolCall, match="count"):
        read("paint_picture", {"prompt": "x", "count": count})


def test_an_edit_without_pictures_says_what_to_do_instead() -> None:
    with pytest.raises(BadToolCall, match="paint_picture"):
        read("edit_picture", {"instruction": "night"}, [])


def test_kinds() -> None:
    assert getattr(read("make_avatar", {"description": "x"}), "kind") is PaintKind.AVATAR  # noqa: B009
