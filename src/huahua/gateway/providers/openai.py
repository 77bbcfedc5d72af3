"""Any server that speaks OpenAI's Chat Completions: OpenAI itself, Azure, compatible vendors, local servers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Iterator
from contextlib import aclosing, contextmanager
from dataclasses import replace
from urllib.parse import urlsplit

from huahua.gateway.domain.calls import (
    ChatCall,
    ChatReply,
    Dialect,
    EmbeddingReply,
    ImageReply,
    ImageRequest,
    ImageResult,
    StreamEvent,
    Usage,
)
from huahua.gateway.domain.capabilities import ImageCapabilities
from huahua.gateway.domain.models import ProviderConfig
from huahua.gateway.domain.realtime import RealtimeCall, RealtimeSocket
from huahua.gateway.domain.relay import RelayCall, RelayReply, RelayStream
from huahua.gateway.errors import NotSupported, PictureRejected
from huahua.gateway.pictures import picture_size
from huahua.gateway.ports import Progress
from huahua.gateway.profiles.abilities import capabilities_of, takes_seed
from huahua.gateway.profiles.openai import ImageProfile, images_of
from huahua.gateway.providers._exchange import LIST_TIMEOUT_S, drain, exchange, frames
from huahua.gateway.providers._fast import fast_side
from huahua.gateway.providers._fast_wires import FastOpenAI
from huahua.gateway.providers._faults import broken, read_vendor_error, vendor_error
from huahua.gateway.providers._realtime import open_realtime
from huahua.gateway.providers._relay import open_relay, relay
from huahua.gateway.providers._sites import site_of
from huahua.gateway.providers.painters.dashscope import DashScopePainter
from huahua.gateway.providers.painters.jobs import fetched
from huahua.gateway.wire import openai as wire
from huahua.gateway.wire import openai_images as images_wire
from huahua.gateway.wire.openai_completions import encode_completion
from huahua.infra.http import Outbound
from huahua.kit.pictures import media_type_of
from huahua.kit.side_by_side import side_by_side

CHAT = "/chat/completions"
COMPLETIONS = "/completions"


class OpenAIProvider:
    """Port `Provider`; the outbound client is shared and stays open."""

    dialect = Dialect.OPENAI
    accepts_raw = True
    """Bodies may hold undecoded `msgspec.Raw` values, so that messages never become Python objects."""

    def __init__(self, config: ProviderConfig, outbound: Outbound) -> None:
        self.name = config.name
        self._config = config
        self._outbound = outbound
        self._site = site_of(config)
        self._profile = self._site.profile
        self.keeps_cache_markers = self._profile.cache_markers
        self._headers = self._site.headers
        self._painter = DashScopePainter(config, outbound) if self._site.preset == "dashscope" else None
        url = self._site.url(CHAT, "")
        self.fast = (
            fast_side(config, outbound, url, self._headers, FastOpenAI(config, self._profile))
            if self._site.url(CHAT, "model") == url  # an address for each model has no fixed head
            else None
        )

    async def chat(self, call: ChatCall) -> ChatReply:
        path, body = self._encode(call, stream=False)
        raw = await self._post(path, call.model, body)
        with self._reading():
            completion, usage = wire.parse_chat(raw)
        return ChatReply(Dialect.OPENAI, completion, usage)

    async def stream(self, call: ChatCall) -> AsyncGenerator[StreamEvent]:
        path, body = self._encode(call, stream=True)
        url = self._site.url(path, call.model)
        source = frames(self._outbound, self._config, url, self._headers, body)
        last = before_last = b""
        with self._reading():
            async with aclosing(source):
                async for frame in source:
                    data = frame.data.strip()
                    if data == wire.DONE:
                        await drain(source)
                        return
                    if not data:
                        continue
                    usage = wire.read_chunk(data)
                    before_last, last = last, data
                    yield StreamEvent(Dialect.OPENAI, data, usage=usage)
        # Some vendors leave the end mark out; usage may come after the chunk that says why the model ended.
        if not (wire.finishes(last) or wire.finishes(before_last)):
            raise broken(self._config, "ended its stream without an end mark")

    async def embed(self, call: ChatCall) -> EmbeddingReply:
        raw = await self._post("/embeddings", call.model, wire.encode_embedding(call))
        with self._reading():
            body, usage = wire.parse_embeddings(raw)
        return EmbeddingReply(body, usage)

    async def paint(self, model: str, request: ImageRequest, progress: Progress | None) -> ImageReply:
        if self._painter is not None:
            return await self._painter.paint(model, request, progress)
        profile = images_of(self._site.preset, model)
        if profile is None:
            raise NotSupported(
                f"The provider '{self.name}' offers no pictures through this protocol.", param="model"
            )
        if progress is not None:
            await progress(0.05, "painting")
        batches = images_wire.batches(request.count, profile)
        painted = await side_by_side(self._paint_batch(model, request, n, profile) for n in batches)
        pictures = [picture for found, _ in painted for picture in found]
        usages = [usage for _, usage in painted]
        return ImageReply(tuple(pictures), images_wire.total(usages, len(pictures)))

    def capabilities(self, model: str) -> ImageCapabilities | None:
        if self._painter is not None:
            return self._painter.capabilities(model)
        profile = images_of(self._site.preset, model)
        return None if profile is None else capabilities_of(model, profile)

    async def list_models(self) -> list[str]:
        url = self._site.models_url()
        if url is None:
            raise NotSupported(f"The provider '{self.name}' lists no models; name one to test it.")
        raw = await exchange(
            self._outbound, self._config, "GET", url, self._headers, timeout_s=LIST_TIMEOUT_S
        )
        with self._reading():
            return wire.parse_models(raw)

    async def relay(self, call: RelayCall) -> RelayReply:
        url = self._site.url(call.path, call.model)
        return await relay(self._outbound, self._config, url, self._headers, call)

    async def open_relay(self, call: RelayCall) -> RelayStream:
        url = self._site.url(call.path, call.model)
        return await open_relay(self._outbound, self._config, url, self._headers, call)

    async def open_realtime(self, call: RealtimeCall) -> RealtimeSocket:
        url = self._site.realtime_url(call.model)
        return await open_realtime(self._outbound, self._config, url, self._headers, call)

    async def close(self) -> None:
        return

    def _encode(self, call: ChatCall, *, stream: bool) -> tuple[str, bytes]:
        """Where the call goes and its body: what came as a legacy completion goes on as one where the vendor has
        them for this model, and so does its answer come back."""
        legacy = encode_completion(call, self._profile, stream=stream)
        return (
            (COMPLETIONS, legacy) if legacy else (CHAT, wire.encode_chat(call, self._profile, stream=stream))
        )

    async def _paint_batch(
        self, model: str, request: ImageRequest, count: int, profile: ImageProfile
    ) -> tuple[list[ImageResult], Usage]:
        call = await asyncio.to_thread(images_wire.encode, model, request, count, profile)
        raw = await self._post(call.path, model, call.body, call.content_type, once=True)
        with self._reading():
            found, usage = await asyncio.to_thread(images_wire.parse, raw, profile)
        return [await self._result(item, request, takes_seed(model, profile)) for item in found], usage

    async def _result(self, item: images_wire.Painted, request: ImageRequest, seeded: bool) -> ImageResult:
        data = item.data
        if data is None:
            data = await fetched(lambda: self._download(item.url), asyncio.sleep)
        media_type = media_type_of(data)
        try:
            width, height = await asyncio.to_thread(picture_size, data)
        except PictureRejected as fault:
            raise broken(self._config, "sent something that is not a picture") from fault
        if media_type is None:
            raise broken(self._config, "sent something that is not a picture")
        return ImageResult(
            data=data,
            media_type=media_type,
            width=width,
            height=height,
            seed=item.seed if item.seed is not None else request.seed if seeded else None,
            revised_prompt=item.revised_prompt,
        )

    async def _download(self, url: str) -> bytes:
        """A picture behind a link of the reply, without our key.

        Leave to reach a private address holds for the provider's own host, not for any that it names.
        """
        own_host = urlsplit(url).hostname == urlsplit(self._site.url("", "")).hostname
        guarded = replace(self._config, allow_private=self._config.allow_private and own_host)
        return await exchange(self._outbound, guarded, "GET", url, {})

    async def _post(
        self, path: str, model: str, body: bytes, content_type: str | None = None, *, once: bool = False
    ) -> bytes:
        headers = self._headers if content_type is None else {**self._headers, "content-type": content_type}
        url = self._site.url(path, model)
        return await exchange(self._outbound, self._config, "POST", url, headers, body, once=once)

    @contextmanager
    def _reading(self) -> Iterator[None]:
        """Complaints about a reply as errors of the gateway."""
        try:
            yield
        except wire.NotAnOpenAIReply as fault:
            raise broken(self._config, str(fault)) from fault
        except wire.ErrorInReply as fault:
            raise vendor_error(self._config, fault.status, read_vendor_error(fault.body)) from fault
