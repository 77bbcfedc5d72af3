"""`POST /v1/responses`: OpenAI's Responses API over the gateway's chat, without storage.

https://platform.openai.com/docs/api-reference/responses
"""

from __future__ import annotations

import time

import msgspec

from huahua.gateway.domain.calls import Caller, Dialect, JsonObject, StreamEvent
from huahua.gateway.errors import GatewayError
from huahua.gateway.http._asgi import SSE_TYPE, Exchange
from huahua.gateway.http.controls import read_controls
from huahua.gateway.http.dialect import add_route, write_rendered
from huahua.gateway.outcomes import plain
from huahua.gateway.service import GatewayService
from huahua.gateway.translate.openai_to_responses import OpenAIToResponsesStream, reply_to_responses
from huahua.gateway.translate.responses_objects import Asked
from huahua.gateway.translate.responses_to_openai import responses_request_to_openai
from huahua.gateway.wire import sse


async def handle_responses(exchange: Exchange, caller: Caller, service: GatewayService) -> None:
    """Whole or streamed. A stream ends with `response.completed` and has no end mark of its own."""
    body = plain(await exchange.read_object(service.limits.max_body_bytes))
    chat = responses_request_to_openai(body)
    controls = read_controls(exchange.scope["headers"])
    asked, now = Asked.of(body), float(int(time.time()))
    async with exchange.cancelled_on_disconnect():
        if body.get("stream") is True:
            chat |= {"stream": True, "stream_options": {"include_usage": True}}
            stream = await service.stream(caller, Dialect.OPENAI, chat, exchange.request_id, controls)
            await write_rendered(exchange, stream, _Events(OpenAIToResponsesStream(asked, now)))
            return
        outcome = await service.chat(caller, Dialect.OPENAI, chat, exchange.request_id, controls)
        add_route(exchange, outcome.route, outcome.receipt)
        reply = reply_to_responses(outcome.body, outcome.usage, asked, now)
        await exchange.send_json(200, msgspec.json.encode(reply))


class _Events:
    content_type = SSE_TYPE

    def __init__(self, translator: OpenAIToResponsesStream) -> None:
        self._translator = translator

    def feed(self, event: StreamEvent) -> bytes:
        return _frames(self._translator.feed(event))

    def close(self) -> bytes:
        return _frames(self._translator.close())

    def error(self, fault: GatewayError) -> bytes:
        return _frames(self._translator.fail(fault))


def _frames(events: list[JsonObject]) -> bytes:
    return b"".join(sse.encode(msgspec.json.encode(event), event["type"]) for event in events)
