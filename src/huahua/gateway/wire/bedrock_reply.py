"""What Converse and ConverseStream answer, as a message and as the events of Anthropic's stream.

https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ConverseStream.html
"""

from __future__ import annotations

from typing import Any

import msgspec

from huahua.gateway.domain.calls import Dialect, JsonObject, StreamEvent, Usage
from huahua.gateway.translate.usage import usage_from_converse, usage_to_anthropic
from huahua.gateway.wire.event_stream import EventMessage

EVENTS = frozenset(
    [
        "messageStart",
        "contentBlockStart",
        "contentBlockDelta",
        "contentBlockStop",
        "messageStop",
        "metadata",
    ]
)
_STOPS = {
    "guardrail_intervened": "refusal",
    "content_filtered": "refusal",
    "malformed_model_output": "end_turn",
    "malformed_tool_use": "end_turn",
}
ERROR_STATUS = {
    "validationException": 400,
    "throttlingException": 429,
    "serviceUnavailableException": 503,
    "modelTimeoutException": 504,
}
"""Of exceptions that come inside a stream; the others are failures of the model or of AWS."""


class NotAConverseReply(ValueError):
    """The text completes 'the provider …'."""


def decode(body: bytes) -> JsonObject:
    """Raises NotAConverseReply."""
    try:
        data = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as fault:
        raise NotAConverseReply("answered something that is not JSON") from fault
    if not isinstance(data, dict):
        raise NotAConverseReply("answered JSON that is not an object")
    return data


def read_reply(body: bytes, model: str, message_id: str) -> tuple[JsonObject, Usage]:
    """A message of Anthropic's dialect. Raises NotAConverseReply."""
    data = decode(body)
    message = _mapping(_mapping(data.get("output")).get("message"))
    content = message.get("content")
    if not isinstance(content, list):
        raise NotAConverseReply("answered JSON that is not a message")
    usage = usage_from_converse(data.get("usage")) or Usage()
    blocks = [_block(_mapping(block)) for block in content]
    return _message(model, message_id) | {
        "content": [block for block in blocks if block is not None],
        "stop_reason": _stop(data.get("stopReason")),
        "usage": usage_to_anthropic(usage),
    }, usage


class ConverseStream:
    """Turns the messages of one stream into Anthropic's events; `ended` once the model said why it stopped.

    Converse announces only blocks of tools, and counts after it stopped.
    """

    def __init__(self, model: str, message_id: str) -> None:
        self.ended = False
        self._model = model
        self._message_id = message_id
        self._open: set[int] = set()
        self._stop: str | None = None
        self._usage: Usage | None = None

    def feed(self, message: EventMessage) -> list[StreamEvent]:
        """Raises NotAConverseReply."""
        data = decode(message.payload)
        index = _index(data)
        if message.event == "messageStart":
            started = _message(self._model, self._message_id) | {"usage": usage_to_anthropic(Usage())}
            return [_event("message_start", message=started)]
        if message.event == "contentBlockStart":
            return self._start(index, _started(_mapping(data.get("start"))))
        if message.event == "contentBlockDelta":
            return self._delta(index, _mapping(data.get("delta")))
        if message.event == "contentBlockStop" and index in self._open:
            self._open.remove(index)
            return [_event("content_block_stop", index=index)]
        if message.event == "messageStop":
            self.ended, self._stop = True, _stop(data.get("stopReason"))
        elif message.event == "metadata":
            self._usage = usage_from_converse(data.get("usage"))
        return []

    def close(self) -> list[StreamEvent]:
        """The last events, with what was counted."""
        delta = {"stop_reason": self._stop, "stop_sequence": None}
        counts = usage_to_anthropic(self._usage or Usage())
        last = _event("message_delta", usage_seen=self._usage, delta=delta, usage=counts)
        return [last, _event("message_stop")]

    def _start(self, index: int, block: JsonObject | None) -> list[StreamEvent]:
        if block is None:
            return []
        self._open.add(index)
        return [_event("content_block_start", index=index, content_block=block)]

    def _delta(self, index: int, delta: JsonObject) -> list[StreamEvent]:
        block, change = _changed(delta)
        if change is None:
            return [] if index in self._open else self._start(index, block)
        events = [] if index in self._open else self._start(index, block)
        return [*events, _event("content_block_delta", index=index, delta=change)]


def _changed(delta: JsonObject) -> tuple[JsonObject | None, JsonObject | None]:
    """The block that a delta belongs to, empty, and the delta."""
    if isinstance(delta.get("text"), str):
        return {"type": "text", "text": ""}, {"type": "text_delta", "text": delta["text"]}
    if "toolUse" in delta:
        part = _mapping(delta["toolUse"]).get("input") or ""
        return None, {"type": "input_json_delta", "partial_json": part}
    reasoning = _mapping(delta.get("reasoningContent"))
    empty: JsonObject = {"type": "thinking", "thinking": "", "signature": ""}
    if isinstance(reasoning.get("text"), str):
        return empty, {"type": "thinking_delta", "thinking": reasoning["text"]}
    if isinstance(reasoning.get("signature"), str):
        return empty, {"type": "signature_delta", "signature": reasoning["signature"]}
    if isinstance(reasoning.get("redactedContent"), str):
        return {"type": "redacted_thinking", "data": reasoning["redactedContent"]}, None
    return None, None


def _started(start: JsonObject) -> JsonObject | None:
    tool = _mapping(start.get("toolUse"))
    if not tool:
        return None
    return {"type": "tool_use", "id": tool.get("toolUseId"), "name": tool.get("name"), "input": {}}


def _block(block: JsonObject) -> JsonObject | None:
    if isinstance(block.get("text"), str):
        return {"type": "text", "text": block["text"]}
    if tool := _mapping(block.get("toolUse")):
        used = {"id": tool.get("toolUseId"), "name": tool.get("name"), "input": tool.get("input") or {}}
        return {"type": "tool_use", **used}
    reasoning = _mapping(block.get("reasoningContent"))
    if said := _mapping(reasoning.get("reasoningText")):
        signature = said.get("signature") or ""
        return {"type": "thinking", "thinking": said.get("text") or "", "signature": signature}
    if isinstance(reasoning.get("redactedContent"), str):
        return {"type": "redacted_thinking", "data": reasoning["redactedContent"]}
    return None


def _message(model: str, message_id: str) -> JsonObject:
    return {
        "id": message_id,
        "type": "message",
        "role": "assistant",
        "model": model,
        "content": [],
        "stop_reason": None,
        "stop_sequence": None,
    }


def _event(kind: str, *, usage_seen: Usage | None = None, **fields: Any) -> StreamEvent:
    data = msgspec.json.encode({"type": kind, **fields})
    return StreamEvent(Dialect.ANTHROPIC, data, event=kind, usage=usage_seen)


def _stop(reason: Any) -> str:
    return _STOPS.get(reason, reason) if isinstance(reason, str) else "end_turn"


def _index(data: JsonObject) -> int:
    value = data.get("contentBlockIndex", 0)
    return value if isinstance(value, int) else 0


def _count(counts: JsonObject, name: str) -> int:
    value = counts.get(name)
    return max(0, value) if isinstance(value, int) and not isinstance(value, bool) else 0


def _mapping(value: Any) -> JsonObject:
    return value if isinstance(value, dict) else {}
