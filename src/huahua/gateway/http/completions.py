"""`POST /v1/completions`: OpenAI's legacy completions over the gateway's chat.

https://platform.openai.com/docs/api-reference/completions. Several prompts are several calls side by side.
"""

from __future__ import annotations

import asyncio

import msgspec

from huahua.gateway.domain.ask import Controls
from huahua.gateway.domain.calls import Caller, Dialect, JsonObject, StreamEvent, Usage
from huahua.gateway.domain.money import together
from huahua.gateway.errors import GatewayError, NotSupported
from huahua.gateway.http._asgi import SSE_TYPE, Exchange
from huahua.gateway.http.controls import read_controls
from huahua.gateway.http.dialect import add_route, write_rendered
from huahua.gateway.http.openai import render_error
from huahua.gateway.outcomes import Outcome, plain
from huahua.gateway.service import GatewayService
from huahua.gateway.translate.completions import (
    ChatToCompletionStream,
    completion_to_chat,
    merge_completions,
    prompts_of,
)
from huahua.gateway.wire import sse
from huahua.kit.side_by_side import side_by_side

_AT_ONCE = 8


async def handle_completions(exchange: Exchange, caller: Caller, service: GatewayService) -> None:
    """Whole, or streamed for one prompt."""
    body = plain(await exchange.read_object(service.limits.max_body_bytes))
    prompts = prompts_of(body)
    calls = [completion_to_chat(body, prompt) for prompt in prompts]
    echo = body.get("echo") is True
    controls = read_controls(exchange.scope["headers"])
    async with exchange.cancelled_on_disconnect():
        if body.get("stream") is True:
            if len(prompts) > 1:
                raise NotSupported("This server streams one prompt at a time.", param="prompt")
            stream = await service.stream(caller, Dialect.OPENAI, calls[0], exchange.request_id, controls)
            await write_rendered(exchange, stream, _Events(prompts[0] if echo else ""))
            return
        outcomes = await _ask_all(exchange, caller, service, calls, controls)
        add_route(exchange, outcomes[0].route, together([outcome.receipt for outcome in outcomes]))
        replies = [outcome.body for outcome in outcomes]
        merged = merge_completions(replies, prompts, _sum(outcomes), echo)
        await exchange.send_json(200, msgspec.json.encode(merged))


async def _ask_all(
    exchange: Exchange, caller: Caller, service: GatewayService, calls: list[JsonObject], controls: Controls
) -> list[Outcome]:
    """Every call has an id of its own, since usage is recorded once for each id."""
    places = asyncio.Semaphore(_AT_ONCE)

    async def ask(number: int, call: JsonObject) -> Outcome:
        request_id = exchange.request_id if number == 0 else f"{exchange.request_id}-{number}"
        async with places:
            return await service.chat(caller, Dialect.OPENAI, call, request_id, controls)

    return await side_by_side(ask(number, call) for number, call in enumerate(calls))


def _sum(outcomes: list[Outcome]) -> Usage:
    return Usage(
        input_tokens=sum(outcome.usage.input_tokens for outcome in outcomes),
        cache_read_tokens=sum(outcome.usage.cache_read_tokens for outcome in outcomes),
        cache_write_tokens=sum(outcome.usage.cache_write_tokens for outcome in outcomes),
        output_tokens=sum(outcome.usage.output_tokens for outcome in outcomes),
        reasoning_tokens=sum(outcome.usage.reasoning_tokens for outcome in outcomes),
    )


class _Events:
    content_type = SSE_TYPE

    def __init__(self, echo: str) -> None:
        self._translator = ChatToCompletionStream(echo)

    def feed(self, event: StreamEvent) -> bytes:
        chunk = self._translator.feed(event)
        return b"" if chunk is None else sse.encode(msgspec.json.encode(chunk))

    def close(self) -> bytes:
        return sse.DONE

    def error(self, fault: GatewayError) -> bytes:
        return sse.encode(render_error(fault, ""))
