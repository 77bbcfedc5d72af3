"""Helpers: recorded streams as events, and what a stream says."""

from __future__ import annotations

import json
from collections.abc import AsyncGenerator, Iterable
from pathlib import Path
from typing import Any

from huahua.gateway.domain.calls import Dialect, StreamEvent
from huahua.gateway.translate import translate_stream
from huahua.gateway.translate.usage import usage_from_openai
from huahua.gateway.wire.anthropic import MessageStream
from huahua.gateway.wire.sse import SseFrame, SseParser

FIXTURES = Path(__file__).parents[3] / "simulators" / "fixtures"
NOW = 1_760_000_000


def recorded(vendor: str, name: str) -> list[StreamEvent]:
    """A recorded stream as the vendor's provider would give it."""
    frames = SseParser().feed((FIXTURES / vendor / f"{name}.sse").read_bytes())
    if vendor == "anthropic":
        reader = MessageStream()
        return [reader.feed(frame) for frame in frames]
    return [chunk(json.loads(frame.data)) for frame in frames if frame.data != b"[DONE]"]


def chunk(data: Any) -> StreamEvent:
    usage = usage_from_openai(data.get("usage")) if isinstance(data, dict) else None
    return StreamEvent(Dialect.OPENAI, json.dumps(data).encode(), usage=usage)


def message_event(data: Any) -> StreamEvent:
    return MessageStream().feed(SseFrame(json.dumps(data).encode(), data["type"]))


def deltas(*parts: dict[str, Any], finish: str | None = "stop") -> list[StreamEvent]:
    """Chunks of one completion: a delta each, then the finish."""
    head = {"id": "chatcmpl-1", "model": "m", "object": "chat.completion.chunk"}
    rows = [{**head, "choices": [{"index": 0, "delta": part, "finish_reason": None}]} for part in parts]
    rows.append({**head, "choices": [{"index": 0, "delta": {}, "finish_reason": finish}]})
    return [chunk(row) for row in rows]


async def source(events: Iterable[StreamEvent]) -> AsyncGenerator[StreamEvent]:
    for event in events:
        yield event


async def to(dialect: Dialect, events: Iterable[StreamEvent]) -> list[StreamEvent]:
    translated = translate_stream(source(events), dialect, now=lambda: NOW)
    return [event async for event in translated]


def data_of(events: Iterable[StreamEvent]) -> list[Any]:
    return [json.loads(event.data) for event in events]


def message_of(events: Iterable[StreamEvent]) -> dict[str, Any]:
    """The message that a stream of Anthropic events builds; fails where the order is not Anthropic's."""
    rows = data_of(events)
    assert rows[0]["type"] == "message_start", "a stream starts with message_start"
    assert [row["type"] for row in rows[-2:]] == ["message_delta", "message_stop"]
    message: dict[str, Any] = rows[0]["message"]
    open_index: int | None = None
    arguments = ""
    for row in rows[1:]:
        kind = row["type"]
        if kind == "content_block_start":
            assert open_index is None, "one block at a time"
            assert row["index"] == len(message["content"])
            open_index, arguments = row["index"], ""
            message["content"].append(row["content_block"])
        elif kind == "content_block_delta":
            assert row["index"] == open_index, "deltas belong to the open block"
            arguments += _apply(message["content"][-1], row["delta"])
        elif kind == "content_block_stop":
            assert row["index"] == open_index
            if message["content"][-1]["type"] == "tool_use":
                message["content"][-1]["input"] = json.loads(arguments or "{}")
            open_index = None
        elif kind == "message_delta":
            assert open_index is None
            message.update(row["delta"])
            message["usage"].update(row["usage"])
    return message


def _apply(block: dict[str, Any], delta: dict[str, Any]) -> str:
    if delta["type"] == "input_json_delta":
        return str(delta["partial_json"])
    name = {"text_delta": "text", "thinking_delta": "thinking", "signature_delta": "signature"}[delta["type"]]
    block[name] += delta[name]
    return ""
