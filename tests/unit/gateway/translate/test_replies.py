"""Whole replies in both directions."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huahua.gateway.domain.calls import ChatReply, Dialect, JsonObject
from huahua.gateway.errors import UpstreamBroken
from huahua.gateway.translate import translate_reply
from huahua.gateway.translate.usage import usage_from_anthropic, usage_from_openai
from tests.unit.gateway.translate.streams import FIXTURES, NOW, message_of, recorded, to


def openai_reply(name: str) -> ChatReply:
    body = json.loads((FIXTURES / "openai" / f"{name}.json").read_text())
    usage = usage_from_openai(body["usage"])
    assert usage is not None
    return ChatReply(Dialect.OPENAI, body, usage)


def anthropic_reply(body: JsonObject) -> ChatReply:
    usage = usage_from_anthropic(body["usage"])
    assert usage is not None
    return ChatReply(Dialect.ANTHROPIC, body, usage)


def completion(message: JsonObject, finish: str = "stop") -> ChatReply:
    body = {"id": "chatcmpl-1", "model": "m", "choices": [{"message": message, "finish_reason": finish}]}
    usage = usage_from_openai({"prompt_tokens": 1, "completion_tokens": 1})
    assert usage is not None
    return ChatReply(Dialect.OPENAI, body, usage)


def to_message(reply: ChatReply) -> JsonObject:
    return translate_reply(reply, Dialect.ANTHROPIC).body


@pytest.mark.parametrize("name", ["chat-text", "chat-tools", "chat-reasoning"])
async def test_whole_and_streamed_completions_become_the_same_message(name: str) -> None:
    whole = to_message(openai_reply(name))
    streamed = message_of(await to(Dialect.ANTHROPIC, recorded("openai", name)))
    assert streamed == whole


@pytest.mark.parametrize("name", ["message-text", "message-tools", "message-thinking"])
def test_there_and_back_a_message_says_the_same(name: str) -> None:
    body = json.loads((FIXTURES / "anthropic" / f"{name}.json").read_text())
    there = translate_reply(anthropic_reply(body), Dialect.OPENAI, now=lambda: NOW + 0.9)
    back = translate_reply(there, Dialect.ANTHROPIC)
    assert there.body["created"] == NOW
    assert there.body["object"] == "chat.completion"
    for name in ("id", "model", "role", "type", "content", "stop_reason"):
        assert back.body[name] == body[name]
    assert back.usage == there.usage == usage_from_anthropic(body["usage"])
    assert usage_from_anthropic(back.body["usage"]) == usage_from_openai(there.body["usage"])


def test_a_message_as_a_completion() -> None:
    body = json.loads((FIXTURES / "anthropic" / "message-tools.json").read_text())
    choice = translate_reply(anthropic_reply(body), Dialect.OPENAI).body["choices"][0]
    assert choice["finish_reason"] == "tool_calls"
    assert choice["message"]["content"] == "Let me look."
    assert choice["message"]["tool_calls"][1] == {
        "id": "toolu_01Ab9xYkQmW3",
        "type": "function",
        "function": {"name": "get_time", "arguments": "{}"},
    }


@pytest.mark.parametrize(
    ("finish", "stop"),
    [
        ("stop", "end_turn"),
        ("length", "max_tokens"),
        ("tool_calls", "tool_use"),
        ("content_filter", "refusal"),
        ("eos", "end_turn"),
        (None, "end_turn"),
    ],
)
def test_finish_reasons(finish: Any, stop: str) -> None:
    assert to_message(completion({"content": "x"}, finish))["stop_reason"] == stop


def test_a_call_that_finished_with_stop_is_still_a_tool_use() -> None:
    calls = [{"id": "a", "function": {"name": "f", "arguments": "{}"}}]
    assert to_message(completion({"content": None, "tool_calls": calls}))["stop_reason"] == "tool_use"


@pytest.mark.parametrize(
    ("stop", "finish"),
    [
        ("end_turn", "stop"),
        ("stop_sequence", "stop"),
        ("max_tokens", "length"),
        ("model_context_window_exceeded", "length"),
        ("tool_use", "tool_calls"),
        ("refusal", "content_filter"),
        ("pause_turn", "stop"),
        ("something_new", "stop"),
    ],
)
def test_stop_reasons(stop: str, finish: str) -> None:
    body = {"content": [], "stop_reason": stop, "usage": {"input_tokens": 1, "output_tokens": 1}}
    reply = translate_reply(anthropic_reply(body), Dialect.OPENAI)
    assert reply.body["choices"][0]["finish_reason"] == finish
    assert reply.body["choices"][0]["message"]["content"] == ""


@pytest.mark.parametrize(
    "body",
    [{}, {"choices": []}, {"choices": [{"message": "hi"}]}, {"choices": [None]}, {"choices": 5}],
)
def test_a_completion_without_a_message_is_broken(body: JsonObject) -> None:
    reply = completion({})
    with pytest.raises(UpstreamBroken):
        to_message(ChatReply(Dialect.OPENAI, body, reply.usage))


def test_a_malformed_tool_call_is_broken() -> None:
    with pytest.raises(UpstreamBroken):
        to_message(completion({"content": None, "tool_calls": [{"id": "a"}]}))


def test_equal_dialects_pass_the_very_same_reply() -> None:
    reply = completion({"content": "x"})
    assert translate_reply(reply, Dialect.OPENAI) is reply


COUNTS = st.integers(min_value=0, max_value=10**6)


@given(COUNTS, COUNTS, COUNTS, COUNTS, COUNTS)
def test_no_token_is_counted_twice_in_any_dialect(
    fresh: int, read: int, write: int, visible: int, thinking: int
) -> None:
    usage = usage_from_anthropic(
        {
            "input_tokens": fresh,
            "cache_read_input_tokens": read,
            "cache_creation_input_tokens": write,
            "output_tokens": visible + thinking,
            "output_tokens_details": {"thinking_tokens": thinking},
        }
    )
    assert usage is not None
    reply = ChatReply(Dialect.ANTHROPIC, {"content": [], "stop_reason": "end_turn"}, usage)
    counts = translate_reply(reply, Dialect.OPENAI).body["usage"]
    assert counts["total_tokens"] == fresh + read + write + visible + thinking
    assert usage_from_openai(counts) == usage


@pytest.mark.parametrize(
    ("counts", "buckets"),
    [
        ({"prompt_tokens": 10, "completion_tokens": 5, "prompt_cache_hit_tokens": 4}, (6, 4, 5, 0)),
        ({"prompt_tokens": 10, "completion_tokens": 5, "cached_tokens": 4}, (6, 4, 5, 0)),
        (
            {
                "prompt_tokens": 10,
                "completion_tokens": 5,
                "total_tokens": 22,
                "completion_tokens_details": {"reasoning_tokens": 7},
            },
            (10, 0, 5, 7),
        ),
        (
            {
                "prompt_tokens": 10,
                "completion_tokens": 9,
                "total_tokens": 19,
                "completion_tokens_details": {"reasoning_tokens": 7},
                "prompt_tokens_details": None,
            },
            (10, 0, 2, 7),
        ),
        ({"prompt_tokens": "many", "completion_tokens": -3}, (0, 0, 0, 0)),
    ],
    ids=["DeepSeek", "Moonshot", "reasoning beside", "reasoning inside", "nonsense"],
)
def test_vendors_ways_of_counting(counts: JsonObject, buckets: tuple[int, int, int, int]) -> None:
    usage = usage_from_openai(counts)
    assert usage is not None
    assert (
        usage.input_tokens,
        usage.cache_read_tokens,
        usage.output_tokens,
        usage.reasoning_tokens,
    ) == buckets
