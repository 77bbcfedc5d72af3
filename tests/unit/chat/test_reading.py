"""Small readers and writers: chunks, drafts, text, language, notes, file names."""

from __future__ import annotations

import itertools
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huahua.chat.domain.chunks import BadChunk, ChunkReader
from huahua.chat.domain.conversation import MessageStatus
from huahua.chat.domain.draft import Draft, earlier_states, may_become
from huahua.chat.domain.export import file_name
from huahua.chat.domain.language import language
from huahua.chat.domain.modelling import Finish, ReasoningDelta, TextDelta, TokenCount, ToolCall
from huahua.chat.domain.notes import read_facts, tidy_facts, tidy_title
from huahua.chat.domain.text import TextCleaner, clean, shorten


def chunk(**delta: object) -> str:
    return json.dumps({"choices": [{"index": 0, "delta": delta, "finish_reason": None}]})


def finish(reason: str) -> str:
    return json.dumps({"choices": [{"index": 0, "delta": {}, "finish_reason": reason}]})


def fragment(arguments: str, *, index: int | None = 0, id: str = "", name: str = "") -> str:
    call: dict[str, object] = {"function": {"arguments": arguments} | ({"name": name} if name else {})}
    call |= {"id": id} if id else {}
    call |= {"index": index} if index is not None else {}
    return chunk(tool_calls=[call])


def read(*chunks: str) -> list[object]:
    reader = ChunkReader()
    return [event for data in chunks for event in reader.feed(data)]


class TestChunks:
    def test_words_reasoning_usage_and_the_end(self) -> None:
        usage = json.dumps({"choices": [], "usage": {"prompt_tokens": 3, "completion_tokens": 2}})
        events = read(
            chunk(reasoning_content="hm"), chunk(content="a"), chunk(content=""), finish("stop"), usage
        )
        assert events == [ReasoningDelta("hm"), TextDelta("a"), Finish("stop"), TokenCount(3, 2)]

    def test_fragments_of_two_calls_are_put_together(self) -> None:
        events = read(
            fragment('{"a"', id="c1", name="one"),
            fragment("", index=1, id="c2", name="two"),
            fragment(": 1}"),
            fragment("{}", index=1),
            finish("tool_calls"),
            finish("tool_calls"),
        )
        assert events == [
            ToolCall("c1", "one", '{"a": 1}'),
            ToolCall("c2", "two", "{}"),
            Finish("tool_calls"),
        ]

    @pytest.mark.parametrize("index", [0, None])
    def test_servers_that_number_badly(self, index: int | None) -> None:
        first = fragment("{}", index=index, id="c1", name="one")
        second = fragment("[]", index=index, id="c2", name="two")
        assert read(first, second, finish("stop"))[:2] == [
            ToolCall("c1", "one", "{}"),
            ToolCall("c2", "two", "[]"),
        ]

    @pytest.mark.parametrize("index", [0, None])
    def test_calls_without_ids_end_where_they_are_whole(self, index: int | None) -> None:
        events = read(
            fragment('{"a":', index=index, name="one"),
            fragment("1}", index=index, name="one"),
            fragment("", index=index, name="one"),
            fragment("{}", index=index, name="two"),
            finish("tool_calls"),
        )
        assert events[:2] == [ToolCall("call_1", "one", '{"a":1}'), ToolCall("call_2", "two", "{}")]

    def test_thinking_among_the_words(self) -> None:
        events = read(chunk(content="<think>hm</th"), chunk(content="ink>\n\nHi"), finish("stop"))
        assert events == [ReasoningDelta("hm"), TextDelta("Hi"), Finish("stop")]
        assert read(chunk(content="<thi"), finish("stop")) == [TextDelta("<thi"), Finish("stop")]

    def test_a_stream_that_ends_without_a_reason_can_be_closed(self) -> None:
        reader = ChunkReader()
        reader.feed(fragment("{}", name="one"))
        assert reader.close() == [ToolCall("call_1", "one", "{}"), Finish("stop")]
        assert reader.close() == []

    @pytest.mark.parametrize("data", ["[]", "3", "null"])
    def test_what_is_no_chunk(self, data: str) -> None:
        with pytest.raises(BadChunk):
            ChunkReader().feed(data)

    @given(
        st.recursive(
            st.none() | st.integers() | st.text(),
            lambda x: (
                st.lists(x)
                | st.dictionaries(
                    st.sampled_from(
                        ["choices", "delta", "tool_calls", "function", "usage", "content", "finish_reason"]
                    ),
                    x,
                )
            ),
        )
    )
    def test_odd_shapes_are_passed_over(self, value: object) -> None:
        ChunkReader().feed(json.dumps({"choices": value, "usage": value}))
        ChunkReader().feed(json.dumps({"choices": [value]}))
        ChunkReader().feed(json.dumps({"choices": [{"delta": value, "finish_reason": value}]}))


class TestDraft:
    def test_replaying_the_events_gives_the_same_answer(self) -> None:
        ref = {"painting_run_id": "run_1", "prompt": "x", "count": 1, "aspect": None}
        step = {"id": "s", "kind": "prompt", "state": "started", "title": "t", "detail": ""}
        draft = Draft()
        for type, data in [
            ("run.started", {}),
            ("text.delta", {"text": "a"}),
            ("step", step),
            ("text.delta", {"text": "b"}),
            ("picture.pending", ref),
            ("step", step | {"state": "done"}),
            ("usage", {"prompt_tokens": 1, "completion_tokens": 2}),
        ]:
            draft.apply(type, data)
        assert (draft.text, draft.has_text) == ("ab", True)
        assert draft.steps == [step | {"state": "done"}]
        assert [painting.to_json() for painting in draft.paintings] == [ref]
        assert draft.unfinished_steps() == []

    def test_what_has_ended_stays_ended(self) -> None:
        assert all(may_become(MessageStatus.RUNNING, end) for end in MessageStatus if end != "running")
        assert earlier_states(MessageStatus.INTERRUPTED) == [MessageStatus.RUNNING, MessageStatus.CANCELLED]
        assert earlier_states(MessageStatus.DONE) == [MessageStatus.RUNNING]
        assert earlier_states(MessageStatus.RUNNING) == []


class TestText:
    @given(
        st.text(alphabet="\ud83d\ude00\ud800a\x00猫", max_size=12), st.lists(st.integers(0, 80), max_size=5)
    )
    def test_cleaning_a_stream_is_cleaning_the_whole(self, text: str, cuts: list[int]) -> None:
        bounds = [0, *sorted(min(cut, len(text)) for cut in cuts), len(text)]
        cleaner = TextCleaner()
        parts = [cleaner.feed(text[a:b]) for a, b in itertools.pairwise(bounds)]
        held_back = bool(text) and "\ud800" <= text[-1] <= "\udbff"
        assert "".join(parts) == clean(text[:-1] if held_back else text)

    def test_pairs_are_joined_and_loners_replaced(self) -> None:
        assert clean("\ud83d\ude00 \ud800 \x00.") == "\U0001f600 \ufffd ."

    @given(st.text(), st.integers(1, 50))
    def test_shortening(self, text: str, limit: int) -> None:
        assert len(shorten(text, limit)) <= limit


class TestLanguage:
    @pytest.mark.parametrize(
        ("texts", "expected"),
        [
            (["画一只 cat 吧"], "zh"),
            (["Draw 猫"], "en"),
            (["123", "你好"], "zh"),
            (["😀"], "en"),
            ([], "en"),
            (["Bonjour tout le monde"], "en"),
        ],
    )
    def test_language(self, texts: list[str], expected: str) -> None:
        assert language(texts) == expected


class TestNotes:
    @pytest.mark.parametrize(
        ("written", "title"),
        [
            ('"A red fox"', "A red fox"),
            ("Title: A red fox.\nBecause …", "A red fox"),
            ("标题\uff1a《红狐狸》", "红狐狸"),
            ("<think>what now</think>\n\n**Fox**", "Fox"),
            ("<think>never ends", ""),
            ("\n \n", ""),
            ("x" * 200, "x" * 59 + "…"),
        ],
    )
    def test_titles(self, written: str, title: str) -> None:
        assert tidy_title(written) == title

    def test_facts_are_the_bullets_of_a_list(self) -> None:
        assert read_facts("Here they are:\n- one\n2) two\n* ONE\nand so on") == ["one", "two"]
        assert read_facts("There is nothing to note.") == []
        assert len(tidy_facts([f"fact {n}" for n in range(40)])) == 12


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("a/b: c?", "a b c.md"),
        ("..", "conversation.md"),
        ("", "conversation.md"),
        ("狐狸\n", "狐狸.md"),
        ("x" * 200, "x" * 80 + ".md"),
    ],
)
def test_file_names(title: str, name: str) -> None:
    assert file_name(title, "md") == name
