"""What goes right: whole replies, streams, tools, pictures, usage, and what was sent for them."""

from __future__ import annotations

from typing import Any

import pytest

from huahua.gateway.domain.calls import Usage
from huahua.gateway.domain.usage import merge_usage
from tests.contract.gateway.harness import MODELS, SECRET, SECRET_HEADER, TEXT, Harness
from tests.simulators.pictures import picture_base64

WEATHER = (("get_weather", {"city": "杭州", "unit": "c"}), ("get_time", {}))
STOPS = {
    "openai": ("stop", "tool_calls"),
    "gemini": ("stop", "tool_calls"),
    "anthropic": ("end_turn", "tool_use"),
}
TEXT_USAGE = {
    "openai": Usage(input_tokens=18, cache_read_tokens=64, output_tokens=17),
    "gemini": Usage(input_tokens=18, cache_read_tokens=64, output_tokens=17),
    "anthropic": Usage(input_tokens=18, cache_read_tokens=64, cache_write_tokens=32, output_tokens=17),
}


async def test_a_whole_reply_arrives_with_disjoint_usage(harness: Harness) -> None:
    reply = await harness.provider.chat(harness.call())
    said = harness.said(reply.body)
    assert (said.text, said.stop) == (TEXT, STOPS[harness.vendor][0])
    assert reply.dialect is harness.dialect
    assert reply.usage == TEXT_USAGE[harness.vendor]


async def test_a_streamed_reply_says_and_counts_the_same_as_a_whole_one(harness: Harness) -> None:
    events = [event async for event in harness.provider.stream(harness.call())]
    said = harness.said_in_stream(events)
    assert (said.text, said.stop) == (TEXT, STOPS[harness.vendor][0])
    assert {event.dialect for event in events} == {harness.dialect}
    counted: Usage | None = None
    for event in events:
        counted = merge_usage(counted, event.usage) if event.usage else counted
    assert counted == TEXT_USAGE[harness.vendor]
    assert events[-1].usage == counted or events[-2].usage == counted


@pytest.mark.parametrize("streamed", [False, True])
async def test_tool_calls_arrive_with_their_arguments(harness: Harness, streamed: bool) -> None:
    if streamed:
        events = [event async for event in harness.provider.stream(harness.with_tools())]
        said = harness.said_in_stream(events)
    else:
        said = harness.said((await harness.provider.chat(harness.with_tools())).body)
    assert said.tools == WEATHER
    assert said.stop == STOPS[harness.vendor][1]
    assert _tool_names(harness.last.json) == ["get_weather"]


@pytest.mark.parametrize("streamed", [False, True])
async def test_thinking_is_kept_apart_from_the_answer(harness: Harness, streamed: bool) -> None:
    if streamed:
        events = [event async for event in harness.provider.stream(harness.thinking())]
        said, usage = harness.said_in_stream(events), [event.usage for event in events if event.usage][-1]
    else:
        reply = await harness.provider.chat(harness.thinking())
        said, usage = harness.said(reply.body), reply.usage
    assert said.text == "Yes, 17 is prime."
    assert said.reasoning == "17 has no divisor between 2 and 4."
    assert usage == Usage(input_tokens=40, output_tokens=15, reasoning_tokens=45)


async def test_a_picture_reaches_the_model_as_it_was(harness: Harness) -> None:
    await harness.provider.chat(harness.with_picture())
    assert picture_base64() in harness.last.body.decode()
    assert "What is this?" in harness.last.body.decode()


@pytest.mark.parametrize("streamed", [False, True])
async def test_credentials_model_and_path_are_the_vendors_own(harness: Harness, streamed: bool) -> None:
    if streamed:
        assert [event async for event in harness.provider.stream(harness.call())]
    else:
        await harness.provider.chat(harness.call())
    sent, model = harness.last, MODELS[harness.vendor]
    assert sent.method == "POST"
    assert sent.headers["content-type"] == "application/json"
    assert sent.headers["x-tenant"] == SECRET_HEADER
    if harness.vendor == "openai":
        assert sent.path == "/v1/chat/completions"
        assert sent.headers["authorization"] == f"Bearer {SECRET}"
        assert (sent.json["model"], sent.json["stream"]) == (model, streamed)
    elif harness.vendor == "anthropic":
        assert sent.path == "/v1/messages"
        assert sent.headers["x-api-key"] == SECRET
        assert sent.headers["anthropic-version"] == "2023-06-01"
        assert (sent.json["model"], sent.json["stream"]) == (model, streamed)
    else:
        verb = "streamGenerateContent" if streamed else "generateContent"
        assert sent.path == f"/v1beta/models/{model}:{verb}"
        assert sent.query == ({"alt": "sse"} if streamed else {})
        assert sent.headers["x-goog-api-key"] == SECRET
        assert "model" not in sent.json


async def test_unknown_fields_reach_the_upstream_untouched(harness: Harness) -> None:
    odd = {"nested": [1, {"deep": None}], "ключ": "値"}
    await harness.provider.chat(harness.call(x_vendor_extension=odd))
    assert harness.last.json["x_vendor_extension"] == odd


async def test_models_are_listed_over_all_pages(harness: Harness) -> None:
    assert (
        await harness.provider.list_models()
        == {
            "openai": ["gpt-4o", "gpt-4o-mini", "gpt-image-1", "text-embedding-3-small"],
            "anthropic": ["claude-opus-4-6", "claude-sonnet-4-5-20250929", "claude-haiku-4-5-20251001"],
            "gemini": [
                "gemini-2.5-flash",
                "gemini-2.5-flash-image",
                "gemini-embedding-001",
                "imagen-4.0-generate-001",
            ],
        }[harness.vendor]
    )


def _tool_names(body: dict[str, Any]) -> list[str]:
    tools = body["tools"]
    if "functionDeclarations" in tools[0]:
        return [tool["name"] for tool in tools[0]["functionDeclarations"]]
    return [tool["function"]["name"] if "function" in tool else tool["name"] for tool in tools]
