"""A streamed message as a streamed chat completion."""

from __future__ import annotations

from typing import Any

import msgspec

from huahua.gateway.domain.calls import Dialect, JsonObject, StreamEvent, Usage
from huahua.gateway.errors import UpstreamError
from huahua.gateway.translate.fields import event_object, loose_object, render_arguments
from huahua.gateway.translate.replies import completion_id, finish_reason
from huahua.gateway.translate.usage import usage_from_anthropic, usage_to_openai


class AnthropicToOpenAIStream:
    """Feed it every event of one message in order, then `close` it.

    The last event carries the usage and has no choices, as OpenAI sends it when asked with
    `stream_options.include_usage`; an edge whose caller did not ask leaves that event out. A signed thinking
    block comes out a second time, whole, as `delta.thinking_blocks` when it ends: clients that send it back
    let the model go on from its own reasoning.
    """

    def __init__(self, *, created: int) -> None:
        self._created = created
        self._id = completion_id(None)
        self._model = ""
        self._start_counts: JsonObject = {}
        self._usage: Usage | None = None
        self._thinking: JsonObject | None = None
        self._calls = 0
        self._arguments_seen = False
        self._pending_input: Any = None
        self._finish: str | None = None

    def feed(self, event: StreamEvent) -> list[StreamEvent]:
        """Raises UpstreamError for an `error` event and UpstreamBroken for what is not a JSON object."""
        data = event_object(event.data)
        handler = {
            "message_start": self._message_start,
            "content_block_start": self._block_start,
            "content_block_delta": self._block_delta,
            "content_block_stop": self._block_stop,
            "message_delta": self._message_delta,
            "error": self._error,
        }.get(str(data.get("type")))
        return handler(data) if handler else []

    def close(self) -> list[StreamEvent]:
        """The finish chunk and the usage chunk."""
        usage = self._usage or Usage()
        finish = self._chunk({}, finish=self._finish or "stop")
        counts = self._body([])
        counts["usage"] = usage_to_openai(usage)
        return [finish, StreamEvent(Dialect.OPENAI, msgspec.json.encode(counts), usage=usage)]

    def _body(self, choices: list[JsonObject]) -> JsonObject:
        return {
            "id": self._id,
            "object": "chat.completion.chunk",
            "created": self._created,
            "model": self._model,
            "choices": choices,
        }

    def _chunk(self, delta: JsonObject, *, finish: str | None = None) -> StreamEvent:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
        return StreamEvent(Dialect.OPENAI, msgspec.json.encode(self._body([choice])))

    def _message_start(self, data: JsonObject) -> list[StreamEvent]:
        message = loose_object(data.get("message"))
        self._id = completion_id(message.get("id"))
        self._model = str(message.get("model", ""))
        self._start_counts = loose_object(message.get("usage"))
        self._usage = usage_from_anthropic(self._start_counts)
        return [self._chunk({"role": "assistant", "content": ""})]

    def _block_start(self, data: JsonObject) -> list[StreamEvent]:
        block = loose_object(data.get("content_block"))
        kind = block.get("type")
        if kind == "text" and block.get("text"):
            return [self._chunk({"content": str(block["text"])})]
        if kind in ("thinking", "redacted_thinking"):
            self._thinking = dict(block)
            words = str(block.get("thinking") or "")
            return [self._chunk({"reasoning_content": words})] if words else []
        if kind != "tool_use":
            return []
        self._calls += 1
        self._arguments_seen = False
        self._pending_input = block.get("input")
        call: JsonObject = {
            "index": self._calls - 1,
            "id": str(block.get("id", "")),
            "type": "function",
            "function": {"name": str(block.get("name", "")), "arguments": ""},
        }
        if block.get("extra_content") is not None:
            call["extra_content"] = block["extra_content"]
        return [self._chunk({"tool_calls": [call]})]

    def _block_delta(self, data: JsonObject) -> list[StreamEvent]:
        delta = loose_object(data.get("delta"))
        kind = delta.get("type")
        if kind == "text_delta":
            return [self._chunk({"content": str(delta.get("text", ""))})]
        if kind == "input_json_delta":
            return self._arguments(str(delta.get("partial_json", "")))
        if self._thinking is None:
            return []
        if kind == "thinking_delta":
            words = str(delta.get("thinking", ""))
            self._thinking["thinking"] = str(self._thinking.get("thinking") or "") + words
            return [self._chunk({"reasoning_content": words})]
        if kind == "signature_delta":
            signature = str(self._thinking.get("signature") or "") + str(delta.get("signature", ""))
            self._thinking["signature"] = signature
        return []

    def _arguments(self, piece: str) -> list[StreamEvent]:
        if not piece:
            return []
        self._arguments_seen = True
        return [self._chunk({"tool_calls": [{"index": self._calls - 1, "function": {"arguments": piece}}]})]

    def _block_stop(self, data: JsonObject) -> list[StreamEvent]:
        if self._thinking is not None:
            block, self._thinking = self._thinking, None
            signed = block.get("signature") or block.get("data")
            return [self._chunk({"thinking_blocks": [block]})] if signed else []
        if self._pending_input is not None:
            whole, self._pending_input = self._pending_input, None
            # A call without arguments streams none, but OpenAI's clients parse `arguments` as JSON.
            return [] if self._arguments_seen else self._arguments(render_arguments(whole))
        return []

    def _message_delta(self, data: JsonObject) -> list[StreamEvent]:
        self._usage = usage_from_anthropic(data.get("usage"), self._start_counts) or self._usage
        reason = loose_object(data.get("delta")).get("stop_reason")
        if reason is not None:
            self._finish = finish_reason(reason)
        return []

    def _error(self, data: JsonObject) -> list[StreamEvent]:
        raise UpstreamError(
            str(loose_object(data.get("error")).get("message") or "the provider reported an error")
        )
