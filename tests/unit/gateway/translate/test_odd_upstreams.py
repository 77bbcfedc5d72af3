"""Whatever an upstream answers, callers of the newer dialects get a reply or one of our errors."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huahua.gateway.domain.calls import Dialect, JsonObject, StreamEvent, Usage
from huahua.gateway.errors import GatewayError, UpstreamBroken
from huahua.gateway.translate.completions import (
    ChatsToCompletionStream,
    ChatToCompletionStream,
    merge_completions,
)
from huahua.gateway.translate.gemini_embeddings import embeddings_to_gemini
from huahua.gateway.translate.openai_to_gemini import OpenAIToGeminiStream, reply_to_gemini
from huahua.gateway.translate.openai_to_responses import OpenAIToResponsesStream, reply_to_responses
from huahua.gateway.translate.responses_objects import Asked
from huahua.gateway.wire.gemini_reply import chat_reply
from tests.unit.gateway.translate.streams import NOW

ASKED = Asked.of({"tools": [{"type": "custom", "name": "f"}]})
NAMES = st.sampled_from(
    [
        *(
            "choices",
            "index",
            "delta",
            "message",
            "content",
            "text",
            "finish_reason",
            "refusal",
            "usage",
            "id",
        ),
        *("tool_calls", "function", "name", "arguments", "thinking_blocks", "signature", "reasoning_content"),
        *("images", "image_url", "url", "extra_content", "google", "parts", "thought_signature", "logprobs"),
        *("data", "embedding", "model", "created", "type", "top_logprobs", "token", "logprob"),
    ]
)
ODD = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-3, 3)
    | st.sampled_from(["", "a", "f", "{", '{"input":1}', "data:a/b;base64,x"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=5),
    max_leaves=25,
)
MESSAGES = st.dictionaries(NAMES, ODD, max_size=6)


@st.composite
def bodies(draw: st.DrawFn) -> JsonObject:
    """Nearly a completion, or nearly a chunk of one."""
    name = draw(st.sampled_from(["message", "delta"]))
    choice = {"index": draw(ODD), name: draw(MESSAGES), "finish_reason": draw(ODD), "logprobs": draw(ODD)}
    return {**draw(MESSAGES), "choices": draw(st.sampled_from([[choice], [choice, choice], choice, None]))}


@given(bodies())
def test_whole_replies(body: JsonObject) -> None:
    for translate in (
        lambda: reply_to_gemini(body, Usage(), thoughts=True),
        lambda: reply_to_responses(body, Usage(), ASKED, NOW),
        lambda: merge_completions([body], ["p"], Usage(), True),
        lambda: embeddings_to_gemini(body),
    ):
        try:
            json.dumps(translate())
        except GatewayError as fault:
            assert isinstance(fault, UpstreamBroken)


@given(st.lists(bodies(), max_size=4))
def test_streams(chunks: list[JsonObject]) -> None:
    events = [StreamEvent(Dialect.OPENAI, json.dumps(chunk).encode()) for chunk in chunks]
    to_gemini = OpenAIToGeminiStream(thoughts=True)
    to_responses = OpenAIToResponsesStream(ASKED, NOW)
    to_completion = ChatToCompletionStream("p")
    to_completions = ChatsToCompletionStream({"n": 2}, ["p", "q"])
    out: list[Any] = []
    for event in events:
        out += [to_gemini.feed(event), to_responses.feed(event), to_completion.feed(event)]
        out += [to_completions.feed(number, event) for number in (1, 0)]
    final = to_responses.close()
    json.dumps([*out, to_gemini.close(), final])
    assert final[-1]["response"]["status"] in ("completed", "incomplete")


@pytest.mark.parametrize("data", [b"", b"[", b"[]", b"5", b"null", b"\xff", b"[" * 100_000])
def test_events_that_are_no_objects(data: bytes) -> None:
    event = StreamEvent(Dialect.OPENAI, data)
    for translator in (
        OpenAIToGeminiStream(thoughts=True),
        OpenAIToResponsesStream(ASKED, NOW),
        ChatToCompletionStream(""),
    ):
        with pytest.raises(UpstreamBroken):
            translator.feed(event)


def test_what_only_gemini_says_reaches_its_own_callers() -> None:
    grounding = {"webSearchQueries": ["moon"]}
    parts = [
        {"executableCode": {"code": "1", "language": "PYTHON"}},
        {"text": "It is full.", "thoughtSignature": "c2ln"},
    ]
    candidate = {
        "content": {"parts": parts, "role": "model"},
        "finishReason": "STOP",
        "index": 0,
        "groundingMetadata": grounding,
    }
    chat = chat_reply(json.dumps({"candidates": [candidate]}).encode(), "m", NOW)
    assert chat.body["choices"][0]["message"]["content"] == "It is full."
    back = reply_to_gemini(chat.body, chat.usage, thoughts=False)["candidates"][0]
    assert back["groundingMetadata"] == grounding
    assert back["content"]["parts"] == parts


def test_arguments_that_are_nested_without_end_stay_text() -> None:
    deep = "[" * 100_000
    call = {"id": "a", "type": "function", "function": {"name": "f", "arguments": deep}}
    message = {"role": "assistant", "content": None, "tool_calls": [call]}
    reply = reply_to_gemini({"choices": [{"message": message}]}, Usage(), thoughts=False)
    assert reply["candidates"][0]["content"]["parts"][0]["functionCall"]["args"] == {"INVALID_JSON": deep}
