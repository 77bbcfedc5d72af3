"""The built-in assistant's answer in OpenAI's shapes: a whole completion, or the chunks of a stream."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from msgspec.structs import replace

from huahua.gateway.domain.calls import Dialect, JsonObject, StreamEvent, Usage
from huahua.gateway.providers.builtin.assistant.model import AssistantReply, ToolCall
from huahua.gateway.translate.usage import usage_to_openai


class Completion:
    """One reply under one id. `pieces` may be fewer than the reply's when a token limit cut it."""

    def __init__(
        self,
        reply: AssistantReply,
        request_id: str,
        created: int,
        max_tokens: int | None,
        spent: Usage = Usage(),
    ) -> None:
        self._id = f"chatcmpl-{request_id.removeprefix('req_')}"
        self._created = created
        self._calls = reply.tool_calls
        pieces = list(reply.chunks())
        cut = max_tokens is not None and len(pieces) > max_tokens and not reply.tool_calls
        self.pieces = pieces[:max_tokens] if cut else pieces
        self._finish = "length" if cut else reply.finish_reason
        written = len(self.pieces) if cut else reply.usage.completion_tokens
        self.usage = replace(spent, input_tokens=reply.usage.prompt_tokens, output_tokens=written)

    def body(self) -> JsonObject:
        """A `chat.completion`."""
        text = "".join(self.pieces)
        message: JsonObject = {"role": "assistant", "content": text or None, "refusal": None}
        if self._calls:
            message["tool_calls"] = [_call(call) for call in self._calls]
        choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": self._finish}
        return self._head("chat.completion") | {"choices": [choice], "usage": usage_to_openai(self.usage)}

    def first(self) -> StreamEvent:
        return self._chunk({"role": "assistant", "content": ""})

    def piece(self, text: str) -> StreamEvent:
        return self._chunk({"content": text})

    def last(self) -> Iterator[StreamEvent]:
        """Tool calls, the finish and the usage."""
        if self._calls:
            calls = [{"index": place} | _call(call) for place, call in enumerate(self._calls)]
            yield self._chunk({"tool_calls": calls})
        yield self._chunk({}, self._finish)
        end = self._head("chat.completion.chunk") | {"choices": [], "usage": usage_to_openai(self.usage)}
        yield StreamEvent(Dialect.OPENAI, msgspec.json.encode(end), usage=self.usage)

    def _chunk(self, delta: JsonObject, finish: str | None = None) -> StreamEvent:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
        body = self._head("chat.completion.chunk") | {"choices": [choice]}
        return StreamEvent(Dialect.OPENAI, msgspec.json.encode(body))

    def _head(self, kind: str) -> JsonObject:
        return {"id": self._id, "object": kind, "created": self._created, "model": "builtin/assistant"}


def _call(call: ToolCall) -> JsonObject:
    arguments = msgspec.json.encode(call.arguments).decode()
    return {
        "id": call.id,
        "type": "function",
        "function": {"name": call.name, "arguments": arguments},
    }
