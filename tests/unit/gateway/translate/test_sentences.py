"""Streams in whole sentences: text is held back and put together, everything else stays in its place."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from huahua.gateway.domain.calls import Dialect, StreamEvent, Usage
from huahua.gateway.translate.sentences import SentenceEvents
from huahua.kit.sentences import SentenceSplitter


def chunk(delta: dict[str, Any], finish: str | None = None, index: int = 0, **more: Any) -> dict[str, Any]:
    return {"id": "c1", "choices": [{"index": index, "delta": delta, "finish_reason": finish}], **more}


def said(text: str, index: int = 0) -> dict[str, Any]:
    return chunk({"content": text}, index=index)


def cut(dialect: Dialect, *events: dict[str, Any]) -> list[dict[str, Any]]:
    sentences = SentenceEvents(dialect)
    out = [
        cut for event in events for cut in sentences.feed(StreamEvent(dialect, json.dumps(event).encode()))
    ]
    return [json.loads(event.data) for event in [*out, *sentences.close()]]


def openai(*events: dict[str, Any]) -> list[dict[str, Any]]:
    return cut(Dialect.OPENAI, *events)


ROLE = chunk({"role": "assistant", "content": ""})
COUNTS: dict[str, Any] = {"id": "c1", "choices": [], "usage": {"total_tokens": 3}}


def test_text_comes_in_sentences_and_the_rest_as_it_was() -> None:
    end = chunk({}, "stop")
    pieces = [said("你好"), said("。我"), said("是"), said("话画。画"), said("吗？")]
    assert openai(ROLE, *pieces, end, COUNTS) == [
        ROLE,
        said("你好。"),
        said("我是话画。"),
        said("画吗？"),
        end,
        COUNTS,
    ]


def test_what_is_no_text_ends_the_text_before_it() -> None:
    call = chunk({"tool_calls": [{"index": 0, "id": "t", "function": {"name": "f", "arguments": ""}}]})
    thought = chunk({"reasoning_content": "hm. so"})
    assert openai(said("One"), call, said("Two"), thought, said("Three")) == [
        said("One"),
        call,
        said("Two"),
        thought,
        said("Three"),
    ]


def test_an_event_that_says_nothing_cuts_no_sentence() -> None:
    assert openai(said("One "), chunk({"content": ""}), chunk({}), said("two.")) == [
        chunk({"content": ""}),
        chunk({}),
        said("One two."),
    ]


def test_text_beside_something_else_keeps_its_event() -> None:
    last = chunk({"content": "二。三"}, "length", usage={"total_tokens": 9})
    first, second = openai(said("一"), last)
    assert first == {**said("一二。"), "usage": {"total_tokens": 9}}
    assert second == chunk({"content": "三"}, "length", usage={"total_tokens": 9})


def test_a_role_beside_the_first_words_is_not_lost() -> None:
    first = chunk({"role": "assistant", "content": "The"})
    assert openai(first, said(" moon.")) == [ROLE, said("The moon.")]


def test_two_answers_do_not_mix() -> None:
    found = openai(said("A", 0), said("B", 1), said(". C", 0), said(". D", 1))
    assert found == [said("A. C", 0), said("B. D", 1)]


def test_garbage_passes() -> None:
    sentences = SentenceEvents(Dialect.OPENAI)
    assert [event.data for event in sentences.feed(StreamEvent(Dialect.OPENAI, b"{nonsense"))] == [
        b"{nonsense"
    ]


def test_usage_stays_on_its_event() -> None:
    sentences = SentenceEvents(Dialect.OPENAI)
    event = StreamEvent(Dialect.OPENAI, json.dumps(said("Hi")).encode(), usage=Usage(output_tokens=1))
    assert sentences.feed(event) == []
    assert [held.usage for held in sentences.close()] == [Usage(output_tokens=1)]


def test_anthropic() -> None:
    def text(words: str) -> dict[str, Any]:
        return {"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": words}}

    start: dict[str, Any] = {"type": "content_block_start", "index": 0, "content_block": {"type": "text"}}
    stop: dict[str, Any] = {"type": "content_block_stop", "index": 0}
    ping: dict[str, Any] = {"type": "ping"}
    end: dict[str, Any] = {"type": "message_stop"}
    found = cut(
        Dialect.ANTHROPIC, start, text("The moon"), ping, text(" rises. It"), text(" shines"), stop, end
    )
    assert found == [start, ping, text("The moon rises. "), text("It shines"), stop, end]


@given(st.lists(st.sampled_from(["a", "。", ". ", "B", "\n", "```", "“", ""]), max_size=30))
def test_the_text_is_that_of_the_splitter(pieces: list[str]) -> None:
    found = openai(*[said(piece) for piece in pieces])
    words = [event["choices"][0]["delta"]["content"] for event in found]
    splitter = SentenceSplitter()
    assert [word for word in words if word] == [*splitter.feed("".join(pieces)), *splitter.flush()]
