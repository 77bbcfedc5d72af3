"""Gemini's replies as chat completions."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huahua.gateway.wire.gemini_reply import ChunkStream, NotAGeminiReply, chat_reply, decode, read_usage


def reply(*parts: dict[str, Any], finish: str = "STOP", **fields: Any) -> dict[str, Any]:
    candidate = {"content": {"role": "model", "parts": list(parts)}, "finishReason": finish, "index": 0}
    return {"candidates": [candidate], "responseId": "r1", "modelVersion": "m1", **fields}


def choice_of(data: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = chat_reply(json.dumps(data).encode(), "m", 7).body["choices"][0]
    return found


@pytest.mark.parametrize(
    ("finish", "reason"),
    [
        ("STOP", "stop"),
        ("MAX_TOKENS", "length"),
        ("SAFETY", "content_filter"),
        ("RECITATION", "content_filter"),
        ("MALFORMED_FUNCTION_CALL", "stop"),
    ],
)
def test_finish_reasons(finish: str, reason: str) -> None:
    assert choice_of(reply({"text": "x"}, finish=finish))["finish_reason"] == reason


def test_a_blocked_prompt_is_a_refusal() -> None:
    choice = choice_of({"promptFeedback": {"blockReason": "PROHIBITED_CONTENT"}})
    assert choice["finish_reason"] == "content_filter"
    assert "PROHIBITED_CONTENT" in choice["message"]["refusal"]
    stream = ChunkStream("m", 7)
    stream.feed({"promptFeedback": {"blockReason": "SAFETY"}})
    assert stream.ended
    finish = json.loads(stream.close()[0].data)
    assert finish["choices"][0]["finish_reason"] == "content_filter"


def test_pictures_in_a_chat_reply_come_as_images() -> None:
    inline = {"inlineData": {"mimeType": "image/png", "data": "iVBORw0KGgo="}}
    message = choice_of(reply({"text": "Here."}, inline))["message"]
    assert message["images"][0]["image_url"]["url"] == "data:image/png;base64,iVBORw0KGgo="
    assert message["content"] == "Here."


def test_calls_without_ids_get_ids_that_stay_apart_over_the_stream() -> None:
    stream = ChunkStream("m", 7)
    call = {"functionCall": {"name": "f", "args": {}}}
    events = stream.feed(reply(call, call)) + stream.feed(reply(call))
    deltas = [json.loads(event.data)["choices"][0]["delta"] for event in events]
    calls = [call for delta in deltas for call in delta.get("tool_calls", [])]
    assert [call["index"] for call in calls] == [0, 1, 2]
    assert len({call["id"] for call in calls}) == 3


def test_usage_takes_the_cached_tokens_out_of_the_prompt() -> None:
    usage = read_usage(
        {
            "usageMetadata": {
                "promptTokenCount": 100,
                "cachedContentTokenCount": 60,
                "toolUsePromptTokenCount": 5,
                "candidatesTokenCount": 7,
                "thoughtsTokenCount": 11,
                "totalTokenCount": 123,
            }
        }
    )
    assert usage is not None
    assert (usage.input_tokens, usage.cache_read_tokens) == (45, 60)
    assert usage.prompt_tokens + usage.completion_tokens == 123


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"candidates": 5}', b"\xff", b'{"x": 1}'])
def test_what_is_no_reply_is_refused(body: bytes) -> None:
    with pytest.raises(NotAGeminiReply):
        chat_reply(body, "m", 7)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "candidates",
                    "content",
                    "parts",
                    "text",
                    "thought",
                    "functionCall",
                    "name",
                    "args",
                    "id",
                    "inlineData",
                    "finishReason",
                    "promptFeedback",
                    "usageMetadata",
                    "promptTokenCount",
                    "index",
                    "responseId",
                ]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)


@given(st.dictionaries(st.sampled_from(["candidates", "usageMetadata", "promptFeedback"]), JSON))
def test_whatever_comes_nothing_else_is_raised(data: dict[str, Any]) -> None:
    try:
        chat_reply(json.dumps(data).encode(), "m", 7)
        stream = ChunkStream("m", 7)
        for event in [*stream.feed(decode(json.dumps(data).encode())), *stream.close()]:
            json.loads(event.data)
    except NotAGeminiReply:
        pass
