"""The events of a stream with their texts passed through filters, one for each text that a stream carries."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from typing import Any, Protocol

import msgspec

from huahua.gateway.domain.calls import Dialect, JsonObject, StreamEvent
from huahua.gateway.errors import GatewayError
from huahua.gateway.guarding.port import Guarded, TextFilter
from huahua.gateway.outcomes import EventSource

_TEXTS = ("content", "reasoning_content", "reasoning", "refusal")
_DELTAS = {"text_delta": "text", "thinking_delta": "thinking", "input_json_delta": "partial_json"}
_ARGUMENTS = "arguments"

Channel = tuple[Any, ...]
"""Which of a stream's texts: the choice or block, the field, the tool call."""


class _Reader(Protocol):
    def feed(self, event: StreamEvent) -> list[StreamEvent]: ...
    def close(self) -> list[StreamEvent]: ...


class GuardedEvents:
    """An `EventSource` over another. What is held when the stream breaks comes before the error; where a rule stops
    the answer, the error is all that comes."""

    def __init__(
        self, first: StreamEvent | None, events: EventSource, guarded: Guarded, dialect: Dialect
    ) -> None:
        self._events = events
        filters = _Filters(guarded)
        self._reader: _Reader = _Messages(filters) if dialect is Dialect.ANTHROPIC else _Chunks(filters)
        self._first = first
        self._ready: deque[StreamEvent] = deque()
        self._end: BaseException | None = None

    def __aiter__(self) -> GuardedEvents:
        return self

    async def __anext__(self) -> StreamEvent:
        while not self._ready:
            if self._end is not None:
                raise self._end
            try:
                waiting, self._first = self._first, None
                event = await anext(self._events) if waiting is None else waiting
                self._ready += self._reader.feed(event)
            except (GatewayError, StopAsyncIteration) as end:
                self._end = end
                try:
                    self._ready += self._reader.close()
                except GatewayError as stopped:
                    self._end = stopped
        return self._ready.popleft()

    async def aclose(self) -> None:
        await self._events.aclose()


class _Filters:
    """Made at the first piece of each text."""

    def __init__(self, guarded: Guarded) -> None:
        self._guarded = guarded
        self._open: dict[Channel, TextFilter] = {}
        self._over = False

    def feed(self, channel: Channel, piece: str, *, in_json: bool = False) -> str:
        found = self._open.get(channel)
        if found is None:
            found = self._open[channel] = self._guarded.text(in_json=in_json)
        try:
            return found.feed(piece)
        except GatewayError:
            self._over = True
            raise

    def rest(self, channels: Iterable[Channel]) -> dict[Channel, str]:
        """What these held: their texts have ended, or pause. Nothing once the answer was stopped."""
        if self._over:
            return {}
        try:
            return {channel: held for channel in channels if (held := self._open[channel].close())}
        except GatewayError:
            self._over = True
            raise

    def of(self, index: object) -> list[Channel]:
        return [channel for channel in self._open if channel[0] == index]

    def all(self) -> list[Channel]:
        return list(self._open)


class _Chunks:
    """OpenAI's chat completion chunks."""

    def __init__(self, filters: _Filters) -> None:
        self._filters = filters
        self._last: JsonObject = {}
        self._last_event: StreamEvent | None = None

    def feed(self, event: StreamEvent) -> list[StreamEvent]:
        chunk = _object(event)
        choices = chunk.get("choices")
        if not isinstance(choices, list) or not choices:
            return [event]
        self._last, self._last_event = chunk, event
        for choice in choices:
            if isinstance(choice, dict):
                self._choice(choice)
        return [_event(event, chunk)]

    def close(self) -> list[StreamEvent]:
        """A stream that ended without saying so."""
        rest = self._filters.rest(self._filters.all())
        if not rest or self._last_event is None:
            return []
        choices: dict[Any, JsonObject] = {}
        for channel, text in rest.items():
            choice = choices.setdefault(channel[0], {"index": channel[0], "delta": {}, "finish_reason": None})
            _put(choice["delta"], channel, text)
        chunk = {name: value for name, value in self._last.items() if name != "usage"}
        chunk["choices"] = list(choices.values())
        return [StreamEvent(Dialect.OPENAI, msgspec.json.encode(chunk))]

    def _choice(self, choice: JsonObject) -> None:
        index, delta = choice.get("index", 0), choice.get("delta")
        if not isinstance(delta, dict):
            delta = choice["delta"] = {}
        fed: set[Channel] = set()
        for name in _TEXTS:
            if isinstance(delta.get(name), str) and delta[name]:
                fed.add((index, name))
                delta[name] = self._filters.feed((index, name), delta[name])
        for number, call in enumerate(delta.get("tool_calls") or ()):
            function = call.get("function") if isinstance(call, dict) else None
            self._arguments((index, "tool", call.get("index", number)), function, fed) if function else None
        self._arguments((index, "function"), delta.get("function_call"), fed)
        finished = choice.get("finish_reason") is not None
        if fed or finished:
            ended = [one for one in self._filters.of(index) if finished or one not in fed]
            for channel, text in self._filters.rest(ended).items():
                _put(delta, channel, text)

    def _arguments(self, channel: Channel, function: object, fed: set[Channel]) -> None:
        if isinstance(function, dict) and isinstance(function.get(_ARGUMENTS), str) and function[_ARGUMENTS]:
            fed.add(channel)
            function[_ARGUMENTS] = self._filters.feed(channel, function[_ARGUMENTS], in_json=True)


class _Messages:
    """Anthropic's events of a message."""

    def __init__(self, filters: _Filters) -> None:
        self._filters = filters

    def feed(self, event: StreamEvent) -> list[StreamEvent]:
        data = _object(event)
        kind, index = data.get("type"), data.get("index")
        if kind == "content_block_delta" and isinstance(data.get("delta"), dict):
            delta = data["delta"]
            name = _DELTAS.get(delta.get("type", ""))
            if name is None or not isinstance(delta.get(name), str):
                return [event]
            channel = (index, delta["type"])
            delta[name] = self._filters.feed(channel, delta[name], in_json=name == "partial_json")
            return [_event(event, data)]
        if kind == "content_block_start" and isinstance(data.get("content_block"), dict):
            block = data["content_block"]
            if block.get("type") == "text" and block.get("text"):
                block["text"] = self._filters.feed((index, "text_delta"), block["text"])
                return [_event(event, data)]
        if kind == "content_block_stop":
            return [*self._left(self._filters.of(index)), event]
        return [event]

    def close(self) -> list[StreamEvent]:
        return self._left(self._filters.all())

    def _left(self, channels: list[Channel]) -> list[StreamEvent]:
        return [
            StreamEvent(
                Dialect.ANTHROPIC,
                msgspec.json.encode(
                    {
                        "type": "content_block_delta",
                        "index": index,
                        "delta": {"type": kind, _DELTAS[kind]: text},
                    }
                ),
                "content_block_delta",
            )
            for (index, kind), text in self._filters.rest(channels).items()
        ]


def _put(delta: JsonObject, channel: Channel, text: str) -> None:
    """More of a text, into a delta that may have some of it already."""
    if channel[1] == "tool":
        calls = delta.setdefault("tool_calls", [])
        for call in calls:
            if isinstance(call, dict) and call.get("index", 0) == channel[2]:
                function = call.setdefault("function", {})
                function[_ARGUMENTS] = (function.get(_ARGUMENTS) or "") + text
                return
        calls.append({"index": channel[2], "function": {_ARGUMENTS: text}})
    elif channel[1] == "function":
        function = delta.setdefault("function_call", {})
        function[_ARGUMENTS] = (function.get(_ARGUMENTS) or "") + text
    else:
        delta[channel[1]] = (delta.get(channel[1]) or "") + text


def _object(event: StreamEvent) -> JsonObject:
    try:
        read = msgspec.json.decode(event.data)
    except (msgspec.DecodeError, ValueError, RecursionError):
        return {}
    return read if isinstance(read, dict) else {}


def _event(event: StreamEvent, data: JsonObject) -> StreamEvent:
    return StreamEvent(event.dialect, msgspec.json.encode(data), event.event, event.usage)
