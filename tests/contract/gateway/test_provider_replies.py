"""What goes right: whole replies, streams, tools, pictures, usage, and what was sent for them."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest

from huahua.gateway.domain.calls import Dialect, Usage
from huahua.gateway.domain.usage import merge_usage
from tests.contract.gateway.harness import MODELS, SECRET, SECRET_HEADER, TEXT, Harness
from tests.simulators.azure import VERSION
from tests.simulators.pictures import picture_base64
from tests.simulators.vertex import VertexClaudeSimulator, VertexSimulator

WEATHER = (("get_weather", {"city": "杭州", "unit": "c"}), ("get_time", {}))
STOPS = {Dialect.OPENAI: ("stop", "tool_calls"), Dialect.ANTHROPIC: ("end_turn", "tool_use")}
TEXT_USAGE = {
    Dialect.OPENAI: Usage(input_tokens=18, cache_read_tokens=64, output_tokens=17),
    Dialect.ANTHROPIC: Usage(input_tokens=18, cache_read_tokens=64, cache_write_tokens=32, output_tokens=17),
}
OPENAI_MODELS = ["gpt-4o", "gpt-4o-mini", "gpt-image-1", "text-embedding-3-small"]
CLAUDE_MODELS = ["claude-opus-4-6", "claude-sonnet-4-5-20250929", "claude-haiku-4-5-20251001"]
GEMINI_MODELS = [
    "gemini-2.5-flash",
    "gemini-2.5-flash-image",
    "gemini-embedding-001",
    "imagen-4.0-generate-001",
]
BEDROCK_MODELS = [
    "amazon.nova-lite-v1:0",
    "eu.anthropic.claude-sonnet-4-5",
    "global.anthropic.claude-haiku-4-5",
]
LISTED = {
    "openai": OPENAI_MODELS,
    "azure": OPENAI_MODELS,
    "azure-v1": OPENAI_MODELS,
    "anthropic": CLAUDE_MODELS,
    "bedrock": BEDROCK_MODELS,
    "bedrock-key": BEDROCK_MODELS,
    "gemini": GEMINI_MODELS,
    "vertex": ["gemini-2.5-flash", "gemini-embedding-001"],
    "vertex-claude": ["claude-sonnet-4-5", "claude-haiku-4-5"],
}


async def test_a_whole_reply_arrives_with_disjoint_usage(harness: Harness) -> None:
    reply = await harness.provider.chat(harness.call())
    said = harness.said(reply.body)
    assert (said.text, said.stop) == (TEXT, STOPS[harness.dialect][0])
    assert reply.dialect is harness.dialect
    assert reply.usage == TEXT_USAGE[harness.dialect]


async def test_a_streamed_reply_says_and_counts_the_same_as_a_whole_one(harness: Harness) -> None:
    events = [event async for event in harness.provider.stream(harness.call())]
    said = harness.said_in_stream(events)
    assert (said.text, said.stop) == (TEXT, STOPS[harness.dialect][0])
    assert {event.dialect for event in events} == {harness.dialect}
    counted: Usage | None = None
    for event in events:
        counted = merge_usage(counted, event.usage) if event.usage else counted
    assert counted == TEXT_USAGE[harness.dialect]
    assert events[-1].usage == counted or events[-2].usage == counted


@pytest.mark.parametrize("streamed", [False, True])
async def test_tool_calls_arrive_with_their_arguments(harness: Harness, streamed: bool) -> None:
    if streamed:
        events = [event async for event in harness.provider.stream(harness.with_tools())]
        said = harness.said_in_stream(events)
    else:
        said = harness.said((await harness.provider.chat(harness.with_tools())).body)
    assert said.tools == WEATHER
    assert said.stop == STOPS[harness.dialect][1]
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
    if "bedrock" in harness.vendor:  # Converse does not count thinking apart
        assert usage == Usage(input_tokens=40, output_tokens=60)
    else:
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
    elif harness.vendor == "azure":
        assert sent.path == f"/openai/deployments/{model}/chat/completions"
        assert sent.query == {"api-version": VERSION}
        assert (sent.headers["api-key"], sent.json["stream"]) == (SECRET, streamed)
    elif harness.vendor == "azure-v1":
        assert (sent.path, sent.query) == ("/openai/v1/chat/completions", {})
        assert (sent.headers["api-key"], sent.json["model"]) == (SECRET, model)
    elif "bedrock" in harness.vendor:
        verb = "converse-stream" if streamed else "converse"
        assert sent.raw_path == f"/model/{quote(model, safe='')}/{verb}"
        assert "model" not in sent.json and "stream" not in sent.json
        assert sent.json["inferenceConfig"] == {"maxTokens": 256}
        assert SECRET not in str(sent.headers) or harness.vendor == "bedrock-key"
    elif "vertex" in harness.vendor:
        assert isinstance(harness.sim, VertexSimulator | VertexClaudeSimulator)
        verbs = ("rawPredict", "streamRawPredict")
        verbs = ("generateContent", "streamGenerateContent") if harness.vendor == "vertex" else verbs
        assert sent.path == f"{harness.sim.root}/models/{model}:{verbs[streamed]}"
        assert sent.headers["authorization"] == "Bearer ya29.simulated-1"
        assert "x-goog-api-key" not in sent.headers and "x-api-key" not in sent.headers
        assert "model" not in sent.json
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
    sent = harness.last.json
    if "bedrock" in harness.vendor:
        sent = sent["additionalModelRequestFields"]
    assert sent["x_vendor_extension"] == odd


async def test_models_are_listed_over_all_pages(harness: Harness) -> None:
    assert await harness.provider.list_models() == LISTED[harness.vendor]


def _tool_names(body: dict[str, Any]) -> list[str]:
    if "toolConfig" in body:
        return [tool["toolSpec"]["name"] for tool in body["toolConfig"]["tools"]]
    tools = body["tools"]
    if "functionDeclarations" in tools[0]:
        return [tool["name"] for tool in tools[0]["functionDeclarations"]]
    return [tool["function"]["name"] if "function" in tool else tool["name"] for tool in tools]
