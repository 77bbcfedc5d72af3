"""OpenAI's Chat Completions <-> Anthropic's Messages: requests, replies and streams.

Nothing happens when both sides speak one dialect, so that an unknown field passes through untouched.
"""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing

from huahua.gateway.domain.calls import ChatReply, Dialect, JsonObject, StreamEvent
from huahua.gateway.translate.anthropic_to_openai import request_to_openai
from huahua.gateway.translate.openai_to_anthropic import request_to_anthropic
from huahua.gateway.translate.replies import reply_to_anthropic, reply_to_openai
from huahua.gateway.translate.stream_to_anthropic import OpenAIToAnthropicStream
from huahua.gateway.translate.stream_to_openai import AnthropicToOpenAIStream

__all__ = [
    "AnthropicToOpenAIStream",
    "OpenAIToAnthropicStream",
    "translate_reply",
    "translate_request",
    "translate_stream",
]


def translate_request(
    body: JsonObject, from_: Dialect, to: Dialect, *, keep_cache_control: bool = False
) -> JsonObject:
    """A request body in dialect `to`; `body` itself is never changed.

    `keep_cache_control`: the OpenAI-shaped upstream knows Anthropic's cache markers.

    Raises:
        InvalidRequest: the body is malformed; `param` names the field.
        NotSupported: it asks for what the other dialect cannot express.
    """
    if from_ is to:
        return body
    if to is Dialect.ANTHROPIC:
        return request_to_anthropic(body)
    return request_to_openai(body, keep_cache_control=keep_cache_control)


def translate_reply(reply: ChatReply, to: Dialect, *, now: Callable[[], float] = time.time) -> ChatReply:
    """A whole reply in dialect `to`. `now` gives seconds since 1970. Raises UpstreamBroken."""
    if reply.dialect is to:
        return reply
    if to is Dialect.ANTHROPIC:
        body = reply_to_anthropic(reply.body, reply.usage)
    else:
        body = reply_to_openai(reply.body, reply.usage, int(now()))
    return ChatReply(to, body, reply.usage)


async def translate_stream(
    events: AsyncGenerator[StreamEvent], to: Dialect, *, now: Callable[[], float] = time.time
) -> AsyncGenerator[StreamEvent]:
    """A streamed reply in dialect `to`, event by event; closing it closes `events`.

    Raises what `events` raises, and UpstreamBroken for an event that is not a JSON object.
    """
    translator: AnthropicToOpenAIStream | OpenAIToAnthropicStream | None = None
    async with aclosing(events):
        async for event in events:
            if event.dialect is to:
                yield event
                continue
            if translator is None:
                translator = (
                    OpenAIToAnthropicStream()
                    if to is Dialect.ANTHROPIC
                    else AnthropicToOpenAIStream(created=int(now()))
                )
            for translated in translator.feed(event):
                yield translated
        if translator is not None:
            for translated in translator.close():
                yield translated
