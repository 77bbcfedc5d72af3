"""A streamed chat completion as a streamed message.

Anthropic's content blocks come one after the other, each with a start and a stop; OpenAI's deltas may
interleave. So one block is open at a time, and what comes while a tool call is open (another call, more words)
waits in memory until the end: parallel calls can only run when the message is whole anyway.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import msgspec

from huahua.gateway.domain.calls import Dialect, JsonObject, StreamEvent, Usage
from huahua.gateway.translate.fields import (
    event_object,
    loose_object,
    loose_objects,
    render_arguments,
    tool_id,
)
from huahua.gateway.translate.replies import message_id, reasoning_text, stop_reason
from huahua.gateway.translate.tool_deltas import CallKeys
from huahua.gateway.translate.usage import usage_from_openai, usage_to_anthropic


@dataclass(slots=True)
class _Call:
    """One tool call while it arrives; `pieces` wait until its block is open."""

    id: str
    name: str
    extra_content: Any = None
    pieces: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Words:
    """Text or reasoning; `kind` is `text` or `thinking`."""

    kind: str
    words: str


class OpenAIToAnthropicStream:
    """Feed it every chunk of one completion in order, then `close` it. Only the first choice is read."""

    def __init__(self) -> None:
        self._started = False
        self._index = -1
        self._open: str | None = None
        self._open_call: _Call | None = None
        self._keys = CallKeys()
        self._calls: dict[Any, _Call] = {}
        self._waiting: list[_Call | _Words] = []
        self._finish: Any = None
        self._refused = False
        self._usage: Usage | None = None

    def feed(self, event: StreamEvent) -> list[StreamEvent]:
        """Raises UpstreamBroken for what is not a JSON object."""
        chunk = event_object(event.data)
        out = self._start(chunk)
        self._usage = event.usage or usage_from_openai(chunk.get("usage")) or self._usage
        for choice in loose_objects(chunk.get("choices")):
            if choice.get("index", 0) == 0:
                out += self._delta(loose_object(choice.get("delta")))
                self._finish = choice.get("finish_reason") or self._finish
        return out

    def close(self) -> list[StreamEvent]:
        """Stops the open block and ends the message; usage arrives after the finish reason, so not earlier."""
        out = self._start({}) + self._stop()
        for item in self._waiting:
            out += self._start_call(item) + self._stop() if isinstance(item, _Call) else self._say(item)
        out += self._stop()
        usage = self._usage or Usage()
        reason = "refusal" if self._refused else stop_reason(self._finish, has_tools=bool(self._calls))
        ending = {
            "type": "message_delta",
            "delta": {"stop_reason": reason, "stop_sequence": None},
            "usage": usage_to_anthropic(usage),
        }
        return [*out, _event(ending, usage), _event({"type": "message_stop"})]

    def _start(self, chunk: JsonObject) -> list[StreamEvent]:
        if self._started:
            return []
        self._started = True
        message: JsonObject = {
            "id": message_id(chunk.get("id")),
            "type": "message",
            "role": "assistant",
            "model": str(chunk.get("model", "")),
            "content": [],
            "stop_reason": None,
            "stop_sequence": None,
            "usage": usage_to_anthropic(Usage()),
        }
        return [_event({"type": "message_start", "message": message})]

    def _delta(self, delta: JsonObject) -> list[StreamEvent]:
        out: list[StreamEvent] = []
        if reasoning := reasoning_text(delta):
            out += self._say(_Words("thinking", reasoning))
        for block in loose_objects(delta.get("thinking_blocks")):
            out += self._signature(block)
        for name in ("content", "refusal"):
            words = delta.get(name)
            if isinstance(words, str) and words:
                self._refused = self._refused or name == "refusal"
                out += self._say(_Words("text", words))
        for call in loose_objects(delta.get("tool_calls")):
            out += self._tool_delta(call)
        return out

    def _say(self, said: _Words) -> list[StreamEvent]:
        if self._open_call is not None:
            self._waiting.append(said)
            return []
        start = {"type": said.kind, said.kind: ""}
        if said.kind == "thinking":
            start["signature"] = ""
        delta = {"type": f"{said.kind}_delta", said.kind: said.words}
        return [*self._block(said.kind, start), self._piece(delta)]

    def _signature(self, block: JsonObject) -> list[StreamEvent]:
        if block.get("type") == "redacted_thinking":
            return self._block("redacted", block) + self._stop()
        signature = block.get("signature")
        if self._open != "thinking" or not isinstance(signature, str):
            return []
        return [self._piece({"type": "signature_delta", "signature": signature})]

    def _tool_delta(self, delta: JsonObject) -> list[StreamEvent]:
        function = loose_object(delta.get("function"))
        key, new = self._keys.of(delta)
        piece = function.get("arguments")
        if new:
            call = _Call(
                tool_id(str(delta.get("id") or f"toolu_{len(self._calls)}"), "id"),
                str(function.get("name") or ""),
                delta.get("extra_content"),
            )
            self._calls[key] = call
        call = self._calls[key]
        if isinstance(piece, dict):
            piece = render_arguments(piece)
        if isinstance(piece, str) and piece:
            call.pieces.append(piece)
        if call is self._open_call:
            return self._flush(call)
        if not new:
            return []
        if self._open_call is not None:
            self._waiting.append(call)
            return []
        return self._start_call(call)

    def _start_call(self, call: _Call) -> list[StreamEvent]:
        block: JsonObject = {"type": "tool_use", "id": call.id, "name": call.name, "input": {}}
        if call.extra_content is not None:
            block["extra_content"] = call.extra_content
        out = self._block(f"tool {call.id}", block)
        self._open_call = call
        return out + self._flush(call)

    def _flush(self, call: _Call) -> list[StreamEvent]:
        pieces, call.pieces = call.pieces, []
        return [self._piece({"type": "input_json_delta", "partial_json": piece}) for piece in pieces]

    def _block(self, kind: str, content_block: JsonObject) -> list[StreamEvent]:
        if self._open == kind:
            return []
        out = self._stop()
        self._index += 1
        self._open = kind
        start = {"type": "content_block_start", "index": self._index, "content_block": content_block}
        return [*out, _event(start)]

    def _stop(self) -> list[StreamEvent]:
        if self._open is None:
            return []
        self._open = self._open_call = None
        return [_event({"type": "content_block_stop", "index": self._index})]

    def _piece(self, delta: JsonObject) -> StreamEvent:
        return _event({"type": "content_block_delta", "index": self._index, "delta": delta})


def _event(data: JsonObject, usage: Usage | None = None) -> StreamEvent:
    return StreamEvent(Dialect.ANTHROPIC, msgspec.json.encode(data), event=data["type"], usage=usage)
