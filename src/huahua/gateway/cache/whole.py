"""Which replies are worth keeping: those that ended as a reply should. Pure.

A reply that was filtered, refused, paused or cut would be no answer for the next who asks.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from huahua.gateway.cache.reply import CachedEvent
from huahua.gateway.domain.calls import Dialect, Task

FINISHED = frozenset({"stop", "length", "tool_calls", "function_call"})
"""https://platform.openai.com/docs/api-reference/chat/object, `finish_reason`."""
STOPPED = frozenset({"end_turn", "stop_sequence", "max_tokens", "tool_use"})
"""https://docs.anthropic.com/en/api/messages, `stop_reason`."""


class _Choice(msgspec.Struct):
    index: int = 0
    finish_reason: str | None = None


class _Completion(msgspec.Struct):
    choices: list[_Choice] = []


class _Rows(msgspec.Struct):
    data: list[msgspec.Raw] = []
    results: list[msgspec.Raw] = []


class _Delta(msgspec.Struct, frozen=True):
    stop_reason: str | None = None


class _Message(msgspec.Struct):
    """A message, or one event of its stream."""

    type: str = ""
    stop_reason: str | None = None
    delta: _Delta = _Delta()


_COMPLETION = msgspec.json.Decoder(_Completion)
_MESSAGE = msgspec.json.Decoder(_Message)
_ROWS = msgspec.json.Decoder(_Rows)


def is_whole(task: Task, dialect: Dialect, body: bytes) -> bool:
    """Is this JSON text a successful reply to its end?"""
    try:
        if task is Task.EMBEDDING:
            return bool(_ROWS.decode(body).data)
        if task in (Task.MODERATION, Task.RERANK):
            return bool(_ROWS.decode(body).results)
        if dialect is Dialect.OPENAI:
            choices = _COMPLETION.decode(body).choices
            return bool(choices) and all(choice.finish_reason in FINISHED for choice in choices)
        return _MESSAGE.decode(body).stop_reason in STOPPED
    except msgspec.MsgspecError:
        return False


def is_whole_stream(dialect: Dialect, events: Sequence[CachedEvent]) -> bool:
    """The same for the events of a stream that has ended without an error."""
    try:
        if dialect is Dialect.OPENAI:
            return _finished(events)
        last = _MESSAGE.decode(events[-1].data).type if events else ""
        stops = [
            _MESSAGE.decode(event.data).delta.stop_reason
            for event in events
            if b'"message_delta"' in event.data
        ]
        return last == "message_stop" and bool(stops) and stops[-1] in STOPPED
    except msgspec.MsgspecError:
        return False


def _finished(events: Sequence[CachedEvent]) -> bool:
    """Did every choice come to its end?"""
    ends: dict[int, str | None] = {}
    for event in events:
        for choice in _COMPLETION.decode(event.data).choices:
            ends[choice.index] = choice.finish_reason or ends.get(choice.index)
    return bool(ends) and all(end in FINISHED for end in ends.values())
