"""A streamed reply whose text comes in whole sentences, in either dialect. Pure.

Only pieces of text are held back and put together; every other event passes as it is, in its place, behind the text
that came before it.
"""

from __future__ import annotations

from typing import Any

import msgspec

from huahua.gateway.domain.calls import Dialect, JsonObject, StreamEvent
from huahua.kit.sentences import SentenceSplitter


class SentenceEvents:
    """Feed it the events of one stream in order, then `close` it. Text that is still held when a stream breaks comes
    out of `close` as well."""

    def __init__(self, dialect: Dialect) -> None:
        self._texts: _OpenAITexts | _AnthropicTexts = (
            _OpenAITexts() if dialect is Dialect.OPENAI else _AnthropicTexts()
        )
        self._held: dict[int, tuple[SentenceSplitter, StreamEvent, JsonObject]] = {}
        """By choice or block: its splitter, and the last event that text of it came in."""

    def feed(self, event: StreamEvent) -> list[StreamEvent]:
        data = _object(event.data)
        found = self._texts.find(data)
        if found is None:
            return [event] if self._texts.is_idle(data) else [*self.close(), event]
        index, text, alone = found
        first = [] if index in self._held else self._texts.opening(event, data)
        splitter = self._held[index][0] if index in self._held else SentenceSplitter()
        self._held[index] = (splitter, event, data)
        pieces = splitter.feed(text)
        if alone:
            return first + [self._texts.with_text(event, data, piece, alone=True) for piece in pieces]
        # The event says more than its text: the text ends here, and its last piece stays in the event.
        pieces += splitter.flush()
        *before, last = pieces
        return [
            *first,
            *(self._texts.with_text(event, data, piece, alone=True) for piece in before),
            self._texts.with_text(event, data, last, alone=False),
        ]

    def close(self) -> list[StreamEvent]:
        """The text that is held."""
        return [
            self._texts.with_text(event, data, piece, alone=True)
            for splitter, event, data in self._held.values()
            for piece in splitter.flush()
        ]


class _OpenAITexts:
    """https://platform.openai.com/docs/api-reference/chat-streaming"""

    def find(self, data: JsonObject) -> tuple[int, str, bool] | None:
        """(choice, text, whether the event says nothing else) of an event with text."""
        choice = _only_choice(data)
        delta = choice.get("delta")
        if not isinstance(delta, dict):
            return None
        text, index = delta.get("content"), choice.get("index", 0)
        if not isinstance(text, str) or not text or not isinstance(index, int):
            return None
        more = any(value for name, value in delta.items() if name not in ("content", "role"))
        return index, text, not (more or choice.get("finish_reason") or choice.get("logprobs"))

    def opening(self, event: StreamEvent, data: JsonObject) -> list[StreamEvent]:
        """The role, which some send beside the first words, in an event of its own: the words wait."""
        choice = _only_choice(data)
        if "role" not in choice["delta"]:
            return []
        opening = {**choice, "delta": {"role": choice["delta"]["role"], "content": ""}, "finish_reason": None}
        return [
            msgspec.structs.replace(
                event, data=msgspec.json.encode({**data, "choices": [opening]}), usage=None
            )
        ]

    def is_idle(self, data: JsonObject) -> bool:
        """Whether the event, which has no text, says nothing at all."""
        choice = _only_choice(data)
        delta = choice.get("delta")
        said = not isinstance(delta, dict) or any(delta.values())
        return bool(choice) and not (said or choice.get("finish_reason") or data.get("usage"))

    def with_text(self, event: StreamEvent, data: JsonObject, text: str, *, alone: bool) -> StreamEvent:
        choice = _only_choice(data)
        delta: JsonObject = {} if alone else choice["delta"]
        kept = {name: value for name, value in delta.items() if name != "role"} | {"content": text}
        changed = {**choice, "delta": kept}
        if alone:
            changed |= {name: None for name in ("finish_reason", "logprobs") if name in choice}
        return msgspec.structs.replace(event, data=msgspec.json.encode({**data, "choices": [changed]}))


class _AnthropicTexts:
    """https://docs.anthropic.com/en/docs/build-with-claude/streaming"""

    def find(self, data: JsonObject) -> tuple[int, str, bool] | None:
        delta, index = data.get("delta"), data.get("index")
        if data.get("type") != "content_block_delta" or not isinstance(delta, dict):
            return None
        text = delta.get("text")
        if delta.get("type") != "text_delta" or not isinstance(text, str) or not isinstance(index, int):
            return None
        return (index, text, True) if text else None

    def opening(self, event: StreamEvent, data: JsonObject) -> list[StreamEvent]:
        return []

    def is_idle(self, data: JsonObject) -> bool:
        return data.get("type") == "ping"

    def with_text(self, event: StreamEvent, data: JsonObject, text: str, *, alone: bool) -> StreamEvent:
        changed = {**data, "delta": {**data["delta"], "text": text}}
        return msgspec.structs.replace(event, data=msgspec.json.encode(changed))


def _only_choice(data: JsonObject) -> JsonObject:
    """Empty where there is none, or several in one event."""
    choices = data.get("choices")
    if not isinstance(choices, list) or len(choices) != 1 or not isinstance(choices[0], dict):
        return {}
    return choices[0]


def _object(data: bytes) -> JsonObject:
    try:
        found: Any = msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
