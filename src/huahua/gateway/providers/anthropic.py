"""Anthropic, and vendors that offer the Messages API beside their own."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from urllib.parse import quote

from huahua.gateway.domain.calls import (
    ChatCall,
    ChatReply,
    Dialect,
    EmbeddingReply,
    ImageReply,
    ImageRequest,
    StreamEvent,
)
from huahua.gateway.domain.capabilities import ImageCapabilities
from huahua.gateway.domain.models import ProviderConfig
from huahua.gateway.errors import NotSupported
from huahua.gateway.ports import Progress
from huahua.gateway.providers._exchange import LIST_TIMEOUT_S, drain, exchange, frames
from huahua.gateway.providers._fast import fast_side
from huahua.gateway.providers._fast_wires import FastAnthropic
from huahua.gateway.providers._faults import broken, read_vendor_error, vendor_error
from huahua.gateway.wire import anthropic as wire
from huahua.infra.http import Outbound

_MAX_PAGES = 20


class AnthropicProvider:
    """Port `Provider` over `POST /v1/messages`; the outbound client is shared and stays open."""

    dialect = Dialect.ANTHROPIC
    accepts_raw = True
    """Bodies are only encoded here, so their values may stay undecoded."""

    def __init__(self, config: ProviderConfig, outbound: Outbound) -> None:
        self.name = config.name
        self._config = config
        self._outbound = outbound
        self._url = f"{wire.root_url(config.base_url)}/v1/messages"
        self._models_url = f"{wire.root_url(config.base_url)}/v1/models"
        self._headers = wire.headers(config.api_key, config.headers)
        self.fast = fast_side(config, outbound, self._url, self._headers, FastAnthropic(config))

    async def chat(self, call: ChatCall) -> ChatReply:
        url, headers, body = await self._request(call, stream=False)
        reply = await exchange(self._outbound, self._config, "POST", url, headers, body)
        self._raise_error(reply)
        try:
            message, usage = wire.parse_reply(reply)
        except wire.NotAnAnthropicReply as fault:
            raise broken(self._config, str(fault)) from fault
        return ChatReply(Dialect.ANTHROPIC, message, usage)

    async def stream(self, call: ChatCall) -> AsyncGenerator[StreamEvent]:
        url, headers, body = await self._request(call, stream=True)
        message = wire.MessageStream()
        source = frames(self._outbound, self._config, url, headers, body)
        async with aclosing(source):
            async for frame in source:
                if frame.event == "error":
                    self._raise_error(frame.data)
                try:
                    event = message.feed(frame)
                except wire.NotAnAnthropicReply as fault:
                    raise broken(self._config, str(fault)) from fault
                yield event
                if message.ended:
                    await drain(source)
                    return
        raise broken(self._config, "ended its stream without an end mark")

    async def embed(self, call: ChatCall) -> EmbeddingReply:
        raise NotSupported("Anthropic offers no embeddings.", param="model")

    async def paint(self, model: str, request: ImageRequest, progress: Progress | None) -> ImageReply:
        raise NotSupported("Anthropic's models do not paint.", param="model")

    def capabilities(self, model: str) -> ImageCapabilities | None:
        return None

    async def list_models(self) -> list[str]:
        found: list[str] = []
        after: str | None = None
        for _ in range(_MAX_PAGES):
            url = f"{self._models_url}?limit=1000" + (f"&after_id={quote(after)}" if after else "")
            reply = await exchange(
                self._outbound, self._config, "GET", url, self._headers, timeout_s=LIST_TIMEOUT_S
            )
            try:
                ids, after = wire.parse_models(reply)
            except wire.NotAnAnthropicReply as fault:
                raise broken(self._config, str(fault)) from fault
            found += ids
            if after is None:
                break
        return found

    async def close(self) -> None:
        """Nothing of its own to close."""

    async def _request(self, call: ChatCall, *, stream: bool) -> tuple[str, dict[str, str], bytes]:
        """Address, headers and body of a call."""
        headers = wire.with_betas(self._headers, call.body)
        return self._url, headers, wire.encode_request(call, stream=stream)

    def _raise_error(self, body: bytes) -> None:
        """Some vendors answer 200 with an error inside; streams always do."""
        if b'"error"' not in body[:200]:
            return
        error = read_vendor_error(body)
        if error is not None:
            raise vendor_error(self._config, wire.error_status(error.code), error)
