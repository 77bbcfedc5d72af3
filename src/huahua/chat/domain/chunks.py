"""Reading OpenAI's streamed chat chunks into the events of a turn.

https://platform.openai.com/docs/api-reference/chat-streaming — tool calls come in fragments that belong
together by `index`; reasoning comes as `reasoning_content` (DeepSeek, Qwen) or `reasoning` (OpenRouter).
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from huahua.chat.domain.modelling import (
    Finish,
    JsonObject,
    ModelEvent,
    ReasoningDelta,
    TokenCount,
    ToolCall,
)
from huahua.chat.domain.thinking import ThinkingReader


@dataclass(slots=True)
class _Fragments:
    id: str
    name: str
    arguments: list[str] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        try:
            json.loads("".join(self.arguments))
        except ValueError:
            return False
        return True

    def whole(self, position: int) -> ToolCall:
        return ToolCall(self.id or f"call_{position}", self.name, "".join(self.arguments))


class BadChunk(ValueError):
    """A chunk that is no JSON object."""


class ChunkReader:
    """One answer's worth of chunks. A chunk may carry several things at once, or none."""

    def __init__(self) -> None:
        self._words = ThinkingReader()
        self._calls: list[_Fragments] = []
        self._by_index: dict[Any, _Fragments] = {}
        self._finished = False

    def feed(self, data: bytes | str) -> list[ModelEvent]:
        """The events of one chunk. Raises BadChunk, or ValueError for what is no JSON at all."""
        chunk = json.loads(data)
        if not isinstance(chunk, dict):
            raise BadChunk("a chunk must be a JSON object")
        events: list[ModelEvent] = []
        choices = chunk.get("choices")
        if isinstance(choices, list) and choices and isinstance(choices[0], dict):
            events += self._choice(choices[0])
        usage = chunk.get("usage")
        if isinstance(usage, dict):
            events.append(TokenCount(_count(usage, "prompt_tokens"), _count(usage, "completion_tokens")))
        return events

    def _choice(self, choice: JsonObject) -> list[ModelEvent]:
        events: list[ModelEvent] = []
        delta = choice.get("delta")
        if isinstance(delta, dict):
            reasoning = delta.get("reasoning_content") or delta.get("reasoning")
            if isinstance(reasoning, str) and reasoning:
                events.append(ReasoningDelta(reasoning))
            text = delta.get("content") or delta.get("refusal")
            if isinstance(text, str) and text:
                events += self._words.feed(text)
            fragments = delta.get("tool_calls")
            for fragment in fragments if isinstance(fragments, list) else ():
                if isinstance(fragment, dict):
                    self._fragment(fragment)
        reason = choice.get("finish_reason")
        if isinstance(reason, str) and reason:
            events += self.close(reason)
        return events

    def close(self, reason: str = "stop") -> list[ModelEvent]:
        """What is still held back, for servers that end a stream without a `finish_reason`."""
        if self._finished:
            return []
        self._finished = True
        calls = [call.whole(position) for position, call in enumerate(self._calls, start=1)]
        return [*self._words.close(), *calls, Finish(reason)]

    def _fragment(self, fragment: JsonObject) -> None:
        function = fragment.get("function")
        function = function if isinstance(function, dict) else {}
        id, name = str(fragment.get("id") or ""), str(function.get("name") or "")
        index = fragment.get("index") if isinstance(fragment.get("index"), int) else None
        known = self._by_index.get(index)
        # Some servers number every call 0 or not at all; a new id with a name is then a new call, and so is a
        # name with arguments after a call that is whole already.
        another = known is not None and bool(
            (id and name and known.id and id != known.id)
            or (name and function.get("arguments") and not id and known.is_whole)
        )
        if known is None or another:
            known = _Fragments(id, name)
            self._calls.append(known)
            self._by_index[index] = known
        elif name and not known.name:
            known.name = name
        arguments = function.get("arguments")
        if isinstance(arguments, str):
            known.arguments.append(arguments)
        elif isinstance(arguments, dict):
            known.arguments.append(json.dumps(arguments, ensure_ascii=False))


def _count(usage: JsonObject, name: str) -> int:
    value = usage.get(name)
    return value if isinstance(value, int) and value > 0 else 0
