"""Chat completions through the whole gateway, as an SDK sees them."""

from __future__ import annotations

import json

from tests.integration.gateway.conftest import UPSTREAM_KEY, Make, row, upstream
from tests.simulators.openai import OpenAISimulator

ASK = {"model": "talk", "messages": [{"role": "user", "content": "Hello"}]}


async def test_a_plain_reply_arrives_untouched(make_gateway: Make, openai_sim: OpenAISimulator) -> None:
    gateway = await make_gateway([upstream(openai_sim.base_url)], [row()])
    reply = await gateway.client.post("/v1/chat/completions", ASK)
    assert reply.status == 200
    assert reply.json == openai_sim.fixture_json("chat-text.json")
    assert reply.headers["x-request-id"] == "req_1"
    assert reply.headers["x-huahua-model"] == "talk"
    assert reply.headers["x-huahua-route"] == "only: up/gpt-4o"
    assert reply.headers["x-huahua-cache"] == "off"


async def test_unknown_fields_reach_the_upstream_and_only_the_model_is_replaced(
    make_gateway: Make, openai_sim: OpenAISimulator
) -> None:
    gateway = await make_gateway([upstream(openai_sim.base_url)], [row()])
    body = {**ASK, "top_k": 3, "vendor": {"deep": [1, {"x": None}]}, "temperature": 0.25, "user": "绘"}
    await gateway.client.post("/v1/chat/completions", body)
    received = openai_sim.requests[0]
    assert received.json == {**body, "model": "gpt-4o", "stream": False}
    assert received.headers["authorization"] == f"Bearer {UPSTREAM_KEY}"
    assert "sk-alice" not in str(received.headers)


async def test_row_options_are_defaults_that_the_caller_overrides(
    make_gateway: Make, openai_sim: OpenAISimulator
) -> None:
    models = [row(options={"temperature": 0.1, "thinking": {"type": "disabled"}})]
    gateway = await make_gateway([upstream(openai_sim.base_url)], models)
    await gateway.client.post("/v1/chat/completions", {**ASK, "temperature": 0.9})
    assert openai_sim.requests[0].json["temperature"] == 0.9
    assert openai_sim.requests[0].json["thinking"] == {"type": "disabled"}


async def test_a_stream_hides_the_usage_chunk_that_nobody_asked_for(
    make_gateway: Make, openai_sim: OpenAISimulator
) -> None:
    gateway = await make_gateway([upstream(openai_sim.base_url)], [row()])
    reply = await gateway.client.post("/v1/chat/completions", {**ASK, "stream": True})
    assert reply.headers["content-type"] == "text/event-stream; charset=utf-8"
    assert openai_sim.requests[0].json["stream_options"] == {"include_usage": True}
    assert reply.events[-1] == "[DONE]"
    chunks = [json.loads(event) for event in reply.events[:-1]]
    assert all(chunk["choices"] for chunk in chunks)
    text = "".join(chunk["choices"][0]["delta"].get("content") or "" for chunk in chunks)
    whole = openai_sim.fixture_json("chat-text.json")["choices"][0]["message"]["content"]
    assert text == whole


async def test_a_stream_shows_the_usage_chunk_to_who_asked(
    make_gateway: Make, openai_sim: OpenAISimulator
) -> None:
    gateway = await make_gateway([upstream(openai_sim.base_url)], [row()])
    body = {**ASK, "stream": True, "stream_options": {"include_usage": True, "include_obfuscation": False}}
    reply = await gateway.client.post("/v1/chat/completions", body)
    last = json.loads(reply.events[-2])
    assert last["choices"] == [] and last["usage"]["total_tokens"] > 0
    assert openai_sim.requests[0].json["stream_options"] == body["stream_options"]


async def test_stream_bytes_pass_through_as_they_were(
    make_gateway: Make, openai_sim: OpenAISimulator
) -> None:
    gateway = await make_gateway([upstream(openai_sim.base_url)], [row()])
    body = {**ASK, "stream": True, "stream_options": {"include_usage": True}}
    reply = await gateway.client.post("/v1/chat/completions", body)
    assert reply.body == openai_sim.fixture("chat-text.sse").strip() + b"\n\n"


async def test_tool_calls_pass_through(make_gateway: Make, openai_sim: OpenAISimulator) -> None:
    gateway = await make_gateway([upstream(openai_sim.base_url)], [row()])
    tools = [{"type": "function", "function": {"name": "weather", "parameters": {"type": "object"}}}]
    reply = await gateway.client.post("/v1/chat/completions", {**ASK, "tools": tools})
    assert reply.json["choices"][0]["message"]["tool_calls"]
    assert openai_sim.requests[0].json["tools"] == tools


async def test_an_anthropic_caller_reaches_an_openai_model(
    make_gateway: Make, openai_sim: OpenAISimulator
) -> None:
    gateway = await make_gateway([upstream(openai_sim.base_url)], [row()])
    body = {"model": "talk", "max_tokens": 50, "messages": [{"role": "user", "content": "Hi"}]}
    reply = await gateway.client.post("/v1/messages", body)
    assert reply.json["type"] == "message"
    assert openai_sim.requests[0].json["model"] == "gpt-4o"
    streamed = await gateway.client.post("/v1/messages", {**body, "stream": True})
    kinds = [json.loads(event)["type"] for event in streamed.events]
    assert kinds[0] == "message_start" and kinds[-1] == "message_stop"
    delta = next(json.loads(event) for event in streamed.events if '"message_delta"' in event)
    assert delta["usage"]["output_tokens"] > 0
