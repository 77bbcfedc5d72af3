"""The chat's port `Model`, bound to the gateway."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace
from typing import Any

from huahua.chat.domain.chunks import ChunkReader
from huahua.chat.domain.modelling import (
    Asker,
    Completion,
    ModelEvent,
    ModelFacts,
    ModelRequest,
    TextDelta,
    TokenCount,
)
from huahua.chat.errors import ModelError, ModelNotFound
from huahua.gateway.api import (
    Caller,
    ChatStream,
    Controls,
    Dialect,
    GatewayError,
    GatewayService,
    UnknownModel,
)
from huahua.kit.ids import new_id


class GatewayModel:
    """Implements `chat.ports.Model`."""

    def __init__(self, gateway: GatewayService) -> None:
        self._gateway = gateway

    async def facts(self, asker: Asker, model: str | None) -> ModelFacts:
        caller = _caller(asker)
        try:
            info = self._gateway.model(caller, model or self._gateway.defaults().dialogue)
        except GatewayError as fault:
            raise _translated(fault) from fault
        return ModelFacts(info.id, info.builtin, info.vision, info.tools, info.context_tokens)

    async def stream(self, asker: Asker, request: ModelRequest) -> AsyncGenerator[ModelEvent]:
        reader = ChunkReader()
        body = _body(request) | {"stream": True, "stream_options": {"include_usage": True}}
        try:
            stream = await self._gateway.stream(
                _caller(asker), Dialect.OPENAI, body, new_id("req"), Controls(product=True)
            )
            count = TokenCount(0, 0)
            async with aclosing(stream):
                async for event in stream:
                    for read in reader.feed(event.data):
                        if isinstance(read, TokenCount):
                            count = read
                        else:
                            yield read
            for read in reader.close():
                yield read
            yield _billed(count, stream)
        except GatewayError as fault:
            raise _translated(fault) from fault
        except ValueError as fault:
            raise ModelError(
                "The model streamed something that is not an answer.", code="upstream_broken"
            ) from fault

    async def complete(self, asker: Asker, request: ModelRequest) -> Completion:
        parts: list[str] = []
        count = TokenCount(0, 0)
        async with aclosing(self.stream(asker, request)) as events:
            async for event in events:
                if isinstance(event, TextDelta):
                    parts.append(event.text)
                elif isinstance(event, TokenCount):
                    count = event
        return Completion("".join(parts).strip(), count.prompt_tokens, count.completion_tokens)


def _billed(count: TokenCount, stream: ChatStream) -> TokenCount:
    """With who answered, and what it cost, which is known when the stream has ended."""
    route, receipt = stream.route, stream.receipt
    return replace(
        count,
        served_by=f"{route.provider}/{route.upstream_model}",
        cost_micros=receipt.cost_micros or 0,
        currency=receipt.currency,
    )


def _caller(asker: Asker) -> Caller:
    if asker.guest is not None:
        allowance = asker.guest.allowance
        return Caller(asker.user_id, asker.role, allowance.id, restrictions=allowance.restrictions())
    return Caller(asker.user_id, asker.role, asker.key_id)


def _body(request: ModelRequest) -> dict[str, Any]:
    body: dict[str, Any] = {"model": request.model, "messages": request.messages}
    if request.tools:
        body |= {"tools": request.tools, "tool_choice": request.tool_choice}
    if request.max_tokens is not None:
        body["max_tokens"] = request.max_tokens
    if request.temperature is not None:
        body["temperature"] = request.temperature
    return body


def _translated(fault: GatewayError) -> ModelError:
    kind = ModelNotFound if isinstance(fault, UnknownModel) else ModelError
    return kind(fault.message, code=fault.code, status=fault.status, retry_after=fault.retry_after)
