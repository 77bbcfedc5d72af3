"""The streams of several prompts as one: choices numbered through, one id, one usage."""

from __future__ import annotations

import json
from typing import Any

from huahua.gateway.domain.calls import Dialect, StreamEvent, Usage
from huahua.gateway.translate.completions import ChatsToCompletionStream

PROMPTS = ["a", "b", "c"]
COUNTED = {"stream_options": {"include_usage": True}}


def chunk(words: str, index: int = 0, **head: Any) -> StreamEvent:
    choice = {"index": index, "delta": {"content": words}, "finish_reason": None}
    return _event({"id": "chatcmpl-1", "created": 7, "model": "m", "choices": [choice], **head})


def usage(tokens: int) -> StreamEvent:
    return _event(
        {"id": "chatcmpl-1", "choices": [], "usage": {"x": 1}}, Usage(input_tokens=1, output_tokens=tokens)
    )


def _event(body: dict[str, Any], usage: Usage | None = None) -> StreamEvent:
    return StreamEvent(Dialect.OPENAI, json.dumps(body).encode(), usage=usage)


def test_choices_are_numbered_prompt_by_prompt() -> None:
    stream = ChatsToCompletionStream({"n": 2, "echo": True}, PROMPTS)
    out = [
        stream.feed(number, chunk("x", index)) for number, index in [(2, 1), (0, 0), (2, 0), (1, 1), (0, 1)]
    ]
    said = [(row["choices"][0]["index"], row["choices"][0]["text"]) for row in out if row]
    assert said == [(5, "cx"), (0, "ax"), (4, "x"), (3, "bx"), (1, "x")]


def test_all_chunks_have_the_head_of_the_first() -> None:
    stream = ChatsToCompletionStream(COUNTED, PROMPTS)
    first = stream.feed(1, chunk("x"))
    second = stream.feed(0, chunk("y", id="chatcmpl-2", created=8))
    assert stream.feed(0, usage(3)) is None
    last = stream.close()
    for row in (first, second, last):
        assert row and (row["id"], row["created"], row["object"]) == ("cmpl-1", 7, "text_completion")


def test_usage_is_the_sum_and_comes_once_at_the_end() -> None:
    stream = ChatsToCompletionStream(COUNTED, PROMPTS)
    assert [stream.feed(number, usage(tokens)) for number, tokens in enumerate((3, 4, 5))] == [None] * 3
    stream.feed(0, usage(6))  # running counts are repeated
    last = stream.close()
    assert last and last["choices"] == []
    assert (last["usage"]["prompt_tokens"], last["usage"]["completion_tokens"]) == (3, 15)
    assert stream.close() is None


def test_usage_comes_only_for_those_who_ask() -> None:
    stream = ChatsToCompletionStream({}, PROMPTS)
    stream.feed(0, usage(3))
    assert stream.close() is None


def test_of_one_prompt_the_vendors_own_usage_passes() -> None:
    stream = ChatsToCompletionStream(COUNTED, ["a"])
    passed = stream.feed(0, usage(3))
    assert passed and passed["usage"] == {"x": 1}
    assert stream.close() is None
