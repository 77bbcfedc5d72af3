"""A kept reply in its other form: the whole of a stream, the stream of a whole. Pure."""

from __future__ import annotations

from typing import Any

import msgspec

from huahua.gateway.cache.convert_anthropic import message_events, message_of
from huahua.gateway.cache.convert_openai import completion_events, completion_of
from huahua.gateway.cache.reply import CachedEvent, CachedReply
from huahua.gateway.domain.calls import Dialect, JsonObject


def with_body(reply: CachedReply) -> CachedReply | None:
    """The reply with its JSON text; None where its events make none."""
    if reply.body is not None:
        return reply
    events = [_object(event.data) for event in reply.events or ()]
    build = completion_of if reply.dialect is Dialect.OPENAI else message_of
    body = build([event for event in events if event is not None])
    if body is None:
        return None
    return msgspec.structs.replace(reply, body=msgspec.json.encode(body))


def with_events(reply: CachedReply) -> CachedReply | None:
    """The reply with the events of a stream; None where its text has no such form."""
    if reply.events is not None:
        return reply
    body = _object(reply.body or b"")
    if body is None:
        return None
    events: list[CachedEvent]
    if reply.dialect is Dialect.OPENAI:
        events = completion_events(body, reply.usage)
    else:
        events = message_events(body, reply.usage)
    return msgspec.structs.replace(reply, events=tuple(events)) if events else None


def _object(text: bytes) -> JsonObject | None:
    try:
        value: Any = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError, UnicodeError):
        return None
    return value if isinstance(value, dict) else None
