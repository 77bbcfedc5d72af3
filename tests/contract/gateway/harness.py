"""One `Harness` per provider: the provider, its simulator, and requests in the provider's own dialect."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from huahua.gateway.domain.calls import ChatCall, Dialect, JsonObject, StreamEvent
from huahua.gateway.domain.models import ProviderConfig
from huahua.gateway.ports import Provider
from huahua.gateway.providers.anthropic import AnthropicProvider
from huahua.gateway.providers.bedrock import BedrockProvider
from huahua.gateway.providers.gemini import GeminiProvider
from huahua.gateway.providers.openai import OpenAIProvider
from huahua.gateway.providers.vertex import VertexClaudeProvider, VertexProvider
from huahua.infra.http import Outbound
from tests.simulators.pictures import picture_base64
from tests.simulators.server import Received, Simulator

SECRET = "sk-proj-Zm9vYmFyYmF6cXV4-operators-own"
SECRET_HEADER = "tenant-5f2d9c81-private"
TEXT = "海上生明月。The moon rises over the sea."
MODELS = {
    "openai": "gpt-4o",
    "azure": "our-gpt-4o",
    "azure-v1": "our-gpt-4o",
    "anthropic": "claude-sonnet-4-5",
    "bedrock": "eu.anthropic.claude-sonnet-4-5-20250929-v1:0",
    "bedrock-key": "arn:aws:bedrock:eu-central-1:123:inference-profile/eu.anthropic.claude-sonnet-4-5",
    "gemini": "gemini-2.5-flash",
    "vertex": "gemini-2.5-flash",
    "vertex-claude": "claude-sonnet-4-5@20250929",
}
_PROVIDERS: dict[str, Callable[[ProviderConfig, Outbound], Provider]] = {
    "openai": OpenAIProvider,
    "azure": OpenAIProvider,
    "azure-v1": OpenAIProvider,
    "anthropic": AnthropicProvider,
    "bedrock": BedrockProvider,
    "bedrock-key": BedrockProvider,
    "gemini": GeminiProvider,
    "vertex": VertexProvider,
    "vertex-claude": VertexClaudeProvider,
}


@dataclass(slots=True)
class Harness:
    sim: Simulator
    outbound: Outbound
    config: ProviderConfig

    @property
    def vendor(self) -> str:
        return self.sim.vendor

    @property
    def provider(self) -> Provider:
        return _PROVIDERS[self.vendor](self.config, self.outbound)

    @property
    def dialect(self) -> Dialect:
        return self.provider.dialect

    def impatient(self, **limits: float) -> Harness:
        """With time limits that a test can wait for; the others stay generous, so that the asked one strikes."""
        return replace(self, config=replace(self.config, **limits))

    def call(self, model: str | None = None, **fields: Any) -> ChatCall:
        body: JsonObject = {"messages": [{"role": "user", "content": "Write a line about the moon."}]}
        if self.dialect is Dialect.ANTHROPIC:
            body["max_tokens"] = 256
        return ChatCall("req_1", model or MODELS[self.vendor], {**body, "model": "pool-name", **fields})

    def with_tools(self) -> ChatCall:
        schema = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}
        if self.dialect is Dialect.ANTHROPIC:
            return self.call(tools=[{"name": "get_weather", "description": "w", "input_schema": schema}])
        function = {"name": "get_weather", "description": "w", "parameters": schema}
        return self.call(tools=[{"type": "function", "function": function}])

    def with_picture(self) -> ChatCall:
        data = picture_base64()
        part: JsonObject
        if self.dialect is Dialect.ANTHROPIC:
            part = {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": data}}
        else:
            part = {"type": "image_url", "image_url": {"url": f"data:image/png;base64,{data}"}}
        content = [{"type": "text", "text": "What is this?"}, part]
        return self.call(messages=[{"role": "user", "content": content}])

    def thinking(self) -> ChatCall:
        if self.dialect is Dialect.ANTHROPIC:
            return self.call(thinking={"type": "enabled", "budget_tokens": 1024}, max_tokens=4096)
        return self.call(reasoning_effort="low")

    @property
    def last(self) -> Received:
        return self.sim.requests[-1]

    def said(self, body: JsonObject) -> Said:
        return _said_by_message(body) if self.dialect is Dialect.ANTHROPIC else _said_by_completion(body)

    def said_in_stream(self, events: list[StreamEvent]) -> Said:
        frames = [json.loads(event.data) for event in events]
        return _join_events(frames) if self.dialect is Dialect.ANTHROPIC else _join_chunks(frames)


@dataclass(slots=True)
class Said:
    """What a reply says, in no dialect. Tool calls are (name, arguments)."""

    text: str = ""
    reasoning: str = ""
    tools: tuple[tuple[str, Any], ...] = ()
    stop: str | None = None


def _said_by_completion(body: JsonObject) -> Said:
    body = json.loads(json.dumps(body, default=lambda raw: json.loads(bytes(raw))))
    choice = body["choices"][0]
    message = choice["message"]
    calls = message.get("tool_calls") or []
    return Said(
        message["content"] or "",
        message.get("reasoning_content") or "",
        tuple((call["function"]["name"], json.loads(call["function"]["arguments"])) for call in calls),
        choice["finish_reason"],
    )


def _said_by_message(body: JsonObject) -> Said:
    blocks = body["content"]
    return Said(
        "".join(block["text"] for block in blocks if block["type"] == "text"),
        "".join(block["thinking"] for block in blocks if block["type"] == "thinking"),
        tuple((block["name"], block["input"]) for block in blocks if block["type"] == "tool_use"),
        body["stop_reason"],
    )


def _join_chunks(chunks: list[JsonObject]) -> Said:
    said = Said()
    calls: dict[int, list[str]] = {}
    for chunk in chunks:
        for choice in chunk["choices"]:
            delta = choice["delta"]
            said.text += delta.get("content") or ""
            said.reasoning += delta.get("reasoning_content") or ""
            said.stop = choice["finish_reason"] or said.stop
            for call in delta.get("tool_calls") or []:
                known = calls.setdefault(call["index"], ["", ""])
                known[0] += call["function"].get("name") or ""
                known[1] += call["function"].get("arguments") or ""
    said.tools = tuple((name, json.loads(arguments)) for name, arguments in calls.values())
    return said


def _join_events(events: list[JsonObject]) -> Said:
    said = Said()
    calls: dict[int, list[str]] = {}
    for event in events:
        if event["type"] == "content_block_start" and event["content_block"]["type"] == "tool_use":
            calls[event["index"]] = [event["content_block"]["name"], ""]
        elif event["type"] == "content_block_delta":
            delta = event["delta"]
            said.text += delta.get("text", "")
            said.reasoning += delta.get("thinking", "")
            if delta["type"] == "input_json_delta":
                calls[event["index"]][1] += delta["partial_json"]
        elif event["type"] == "message_delta":
            said.stop = event["delta"]["stop_reason"]
    said.tools = tuple((name, json.loads(arguments or "{}")) for name, arguments in calls.values())
    return said
