"""The block by which a model without tools paints: hidden, read safely, however the stream is cut."""

from __future__ import annotations

import itertools
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huahua.chat.domain.fence import FenceReader, write_block
from huahua.chat.domain.modelling import ToolCall

pieces = st.sampled_from(
    [
        "```huahua\n",
        '{"tool": "paint_picture", "prompt": "x"}',
        "\n```\n",
        "```",
        "\n",
        "words ",
        "```python\n",
        "`",
        "  ",
    ]
)
answers = st.lists(pieces, max_size=12).map("".join)


def read(*chunks: str) -> tuple[str, list[ToolCall]]:
    reader = FenceReader()
    shown = "".join([reader.feed(chunk) for chunk in chunks])
    return shown + reader.finish(), reader.calls


@given(answers, st.data())
def test_how_the_stream_is_cut_makes_no_difference(text: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=8)))
    bounds = [0, *cuts, len(text)]
    chunks = [text[start:end] for start, end in itertools.pairwise(bounds)]
    assert read(*chunks) == read(text)
    assert read(*text) == read(text)


@given(st.text(alphabet="ab`\n h", max_size=60))
def test_text_without_the_mark_passes_untouched(text: str) -> None:
    assert read(*text) == (text, [])


def test_words_stream_at_once_unless_a_line_may_become_a_block() -> None:
    reader = FenceReader()
    assert reader.feed("Hello") == "Hello"
    assert reader.feed(" ```huahua is inline") == " ```huahua is inline"
    assert reader.feed("\n``") == "\n"
    assert reader.feed("x") == "``x"


def test_a_block_written_by_us_is_read_back() -> None:
    shown, calls = read("Sure.\n", write_block("edit_picture", {"picture": "img_1", "instruction": "夜"}))
    assert shown == "Sure.\n"
    assert [(call.name, json.loads(call.arguments)) for call in calls] == [
        ("edit_picture", {"picture": "img_1", "instruction": "夜"})
    ]


@pytest.mark.parametrize(
    ("text", "name", "arguments"),
    [
        (
            '```huahua\n{"tool": "make_avatar", "arguments": {"description": "a"}}\n```',
            "make_avatar",
            {"description": "a"},
        ),
        ('```huahua {"tool": "paint_picture", "prompt": "x"}\n```', "paint_picture", {"prompt": "x"}),
        ('```huahua\n{\n "tool": "paint_picture",\n "prompt": "x"\n}', "paint_picture", {"prompt": "x"}),
        ('```huahua\n{"prompt": "x"}\n```', "None", {"prompt": "x"}),
    ],
)
def test_ways_to_write_a_block(text: str, name: str, arguments: dict[str, str]) -> None:
    shown, calls = read(text)
    assert shown == ""
    assert [(call.name, json.loads(call.arguments)) for call in calls] == [(name, arguments)]


@pytest.mark.parametrize("inside", ["__import__('os')", "", "[1]", '"text"', "[" * 3000])
def test_what_is_no_call_is_left_to_the_reader_of_arguments(inside: str) -> None:
    shown, calls = read(f"```huahua\n{inside}\n```\nafter")
    assert shown == "after"
    (call,) = calls
    assert call.name == "paint_picture"
