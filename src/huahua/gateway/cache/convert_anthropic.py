"""A message from the events of its stream, and events from a message.

https://docs.anthropic.com/en/docs/build-with-claude/streaming
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from huahua.gateway.cache.reply import CachedEvent
from huahua.gateway.domain.calls import JsonObject, Usage
from huahua.gateway.translate.fields import loose_object, loose_objects, parse_arguments

_TEXTS = {"text_delta": "text", "thinking_delta": "thinking", "signature_delta": "signature"}


def message_of(events: Sequence[JsonObject]) -> JsonObject | None:
    """None where no event starts a message."""
    message: JsonObject | None = None
    blocks: dict[Any, JsonObject] = {}
    inputs: dict[Any, str] = {}
    for event in events:
        kind, index = event.get("type"), event.get("index")
        if kind == "message_start":
            message = dict(loose_object(event.get("message")))
        elif kind == "content_block_start":
            blocks[index] = dict(loose_object(event.get("content_block")))
        elif kind == "content_block_delta" and index in blocks:
            _add_delta(blocks[index], loose_object(event.get("delta")), index, inputs)
        elif kind == "message_delta" and message is not None:
            message |= loose_object(event.get("delta"))
            counts = {**loose_object(message.get("usage")), **loose_object(event.get("usage"))}
            message["usage"] = counts
    if message is None:
        return None
    for index, text in inputs.items():
        blocks[index]["input"] = parse_arguments(text)
    return {**message, "content": list(blocks.values())}


def _add_delta(block: JsonObject, delta: JsonObject, index: Any, inputs: dict[Any, str]) -> None:
    kind = str(delta.get("type"))
    if kind == "input_json_delta":
        inputs[index] = inputs.get(index, "") + str(delta.get("partial_json", ""))
    elif kind == "citations_delta":
        block["citations"] = [*(block.get("citations") or ()), delta.get("citation")]
    elif name := _TEXTS.get(kind):
        block[name] = str(block.get(name) or "") + str(delta.get(name, ""))


def message_events(body: JsonObject, usage: Usage) -> list[CachedEvent]:
    """The start, each block with all of its words at once, the end with its counts. Empty for what is no message."""
    if body.get("type") != "message":
        return []
    counts = loose_object(body.get("usage"))
    start = {**body, "content": [], "stop_reason": None, "stop_sequence": None}
    start["usage"] = {**counts, "output_tokens": 0}
    said = [
        event
        for index, block in enumerate(loose_objects(body.get("content")))
        for event in _block_events(index, block)
    ]
    ending = {"stop_reason": body.get("stop_reason"), "stop_sequence": body.get("stop_sequence")}
    return [
        _event({"type": "message_start", "message": start}),
        *map(_event, said),
        _event({"type": "message_delta", "delta": ending, "usage": counts}, usage),
        _event({"type": "message_stop"}),
    ]


def _block_events(index: int, block: JsonObject) -> Iterator[JsonObject]:
    deltas: list[JsonObject] = []
    start = dict(block)
    if "input" in block:
        start["input"] = {}
        text = msgspec.json.encode(block["input"]).decode()
        deltas.append({"type": "input_json_delta", "partial_json": text})
    for citation in block.get("citations") or ():
        start["citations"] = []
        deltas.append({"type": "citations_delta", "citation": citation})
    for kind, name in _TEXTS.items():
        if isinstance(block.get(name), str) and block.get("type") != "redacted_thinking":
            start[name] = ""
            if block[name]:
                deltas.append({"type": kind, name: block[name]})
    yield {"type": "content_block_start", "index": index, "content_block": start}
    for delta in deltas:
        yield {"type": "content_block_delta", "index": index, "delta": delta}
    yield {"type": "content_block_stop", "index": index}


def _event(data: JsonObject, usage: Usage | None = None) -> CachedEvent:
    return CachedEvent(msgspec.json.encode(data), data["type"], usage)
