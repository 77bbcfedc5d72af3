"""A chat completion from its chunks, and chunks from a chat completion.

https://platform.openai.com/docs/api-reference/chat-streaming
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from huahua.gateway.cache.reply import CachedEvent
from huahua.gateway.domain.calls import JsonObject, Usage
from huahua.gateway.translate.fields import loose_object, loose_objects
from huahua.gateway.translate.usage import usage_to_openai

_OF_CHOICES = frozenset({"choices", "usage", "object"})


def completion_of(chunks: Sequence[JsonObject]) -> JsonObject | None:
    """None where no chunk holds a choice."""
    body: JsonObject = {}
    choices: dict[int, JsonObject] = {}
    usage: Any = None
    for chunk in chunks:
        for name, value in chunk.items():
            if name not in _OF_CHOICES and body.get(name) is None:
                body[name] = value
        usage = chunk.get("usage") or usage
        for part in loose_objects(chunk.get("choices")):
            given = part.get("index")
            index = given if isinstance(given, int) else 0
            choice = choices.setdefault(index, {"index": index, "message": {}, "finish_reason": None})
            _add_choice(choice, part)
    if not choices:
        return None
    for choice in choices.values():
        choice["message"].setdefault("role", "assistant")
        choice["message"].setdefault("content", None)
    body |= {"object": "chat.completion", "choices": [choices[index] for index in sorted(choices)]}
    if usage is not None:
        body["usage"] = usage
    return body


def _add_choice(choice: JsonObject, part: JsonObject) -> None:
    for name, value in part.items():
        if name == "delta":
            _add_delta(choice["message"], loose_object(value))
        elif name == "logprobs":
            choice["logprobs"] = _joined(choice.get("logprobs"), value)
        elif name != "index" and value is not None:
            choice[name] = value


def _add_delta(message: JsonObject, delta: JsonObject) -> None:
    for name, value in delta.items():
        if name == "tool_calls":
            for call in loose_objects(value):
                _add_call(message.setdefault("tool_calls", []), call)
        elif name == "role":
            message["role"] = value or message.get("role")
        else:
            message[name] = _joined(message.get(name), value)


def _add_call(calls: list[JsonObject], delta: JsonObject) -> None:
    """Some vendors leave `index` out, or send 0 for every call; there a new id starts a new call."""
    index = delta.get("index")
    position = index if isinstance(index, int) and index < len(calls) else None
    if position is None and not isinstance(index, int) and not delta.get("id") and calls:
        position = len(calls) - 1
    if position is not None and delta.get("id") not in (None, "", calls[position].get("id")):
        position = None
    if position is None:
        calls.append({name: value for name, value in delta.items() if name != "index"})
        return
    call = calls[position]
    for name, value in delta.items():
        if name == "function":
            function = call.setdefault("function", {})
            for inner, piece in loose_object(value).items():
                function[inner] = _joined(function.get(inner), piece) if inner == "arguments" else piece
        elif name != "index" and value is not None:
            call[name] = value


def _joined(seen: Any, new: Any) -> Any:
    """Texts and lists grow, objects (the log-probabilities' two lists) grow inside, anything else is replaced."""
    if new is None or seen is None:
        return seen if new is None else new
    if isinstance(seen, str) and isinstance(new, str):
        return seen + new
    if isinstance(seen, list) and isinstance(new, list):
        return [*seen, *new]
    if isinstance(seen, dict) and isinstance(new, dict):
        return {**seen, **{name: _joined(seen.get(name), value) for name, value in new.items()}}
    return new


def completion_events(body: JsonObject, usage: Usage) -> list[CachedEvent]:
    """For each choice its role, all of its words at once, its tool calls and its end; then the usage chunk.
    Empty where the body holds no choice."""
    choices = loose_objects(body.get("choices"))
    if not choices:
        return []
    head = {name: value for name, value in body.items() if name not in _OF_CHOICES}
    head["object"] = "chat.completion.chunk"
    events = [
        _event({**head, "choices": [part], "usage": None}) for choice in choices for part in _parts(choice)
    ]
    counts = body.get("usage") or usage_to_openai(usage)
    return [*events, _event({**head, "choices": [], "usage": counts}, usage)]


def _parts(choice: JsonObject) -> Iterator[JsonObject]:
    index = choice.get("index", 0)
    message = dict(loose_object(choice.get("message")))
    calls = loose_objects(message.pop("tool_calls", None))
    yield {"index": index, "delta": {"role": message.pop("role", "assistant")}, "finish_reason": None}
    said = {name: value for name, value in message.items() if value is not None}
    if said:
        part = {"index": index, "delta": said, "finish_reason": None}
        yield {**part, "logprobs": choice["logprobs"]} if choice.get("logprobs") else part
    for number, call in enumerate(calls):
        yield {
            "index": index,
            "delta": {"tool_calls": [{"index": number, **call}]},
            "finish_reason": None,
        }
    rest = {name: value for name, value in choice.items() if name not in ("index", "message", "logprobs")}
    yield {"index": index, "delta": {}, **rest}


def _event(chunk: JsonObject, usage: Usage | None = None) -> CachedEvent:
    return CachedEvent(msgspec.json.encode(chunk), None, usage)
