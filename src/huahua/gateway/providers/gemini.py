"""Google's Gemini API. Callers speak the OpenAI dialect to it; the wire is Google's own."""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from urllib.parse import quote

import msgspec

from huahua.gateway.domain.calls import (
    ChatCall,
    ChatReply,
    Dialect,
    EmbeddingReply,
    ImageReply,
    ImageRequest,
    ImageResult,
    JsonObject,
    StreamEvent,
    Usage,
)
from huahua.gateway.domain.capabilities import ImageCapabilities
from huahua.gateway.domain.models import ProviderConfig
from huahua.gateway.domain.usage import add_usage
from huahua.gateway.errors import PictureRejected, UpstreamBroken, UpstreamRefused
from huahua.gateway.outcomes import plain
from huahua.gateway.pictures import picture_size
from huahua.gateway.ports import Progress
from huahua.gateway.providers._exchange import LIST_TIMEOUT_S, exchange, frames
from huahua.gateway.providers._faults import broken, read_vendor_error, vendor_error, without_secrets
from huahua.gateway.wire import gemini as wire
from huahua.gateway.wire import gemini_pictures as pictures
from huahua.gateway.wire.gemini_embeddings import embed_request, read_embeddings
from huahua.gateway.wire.gemini_reply import ChunkStream, NotAGeminiReply, chat_reply, decode, read_usage
from huahua.infra.http import Outbound
from huahua.kit.side_by_side import side_by_side

_MAX_PAGES = 20


class GeminiProvider:
    """Port `Provider` over `generateContent`; the outbound client is shared and stays open.

    `now` gives seconds since 1970, for the `created` that the OpenAI dialect wants.
    """

    dialect = Dialect.OPENAI

    def __init__(
        self, config: ProviderConfig, outbound: Outbound, *, now: Callable[[], float] = time.time
    ) -> None:
        self.name = config.name
        self._config = config
        self._outbound = outbound
        self._now = now
        self._root = wire.root_url(config.base_url)
        self._headers = wire.headers(config.api_key, config.headers)

    async def chat(self, call: ChatCall) -> ChatReply:
        reply = await self._ask(
            call.model, "generateContent", wire.chat_request(call.model, plain(call.body))
        )
        try:
            return chat_reply(reply, call.model, int(self._now()))
        except NotAGeminiReply as fault:
            raise broken(self._config, str(fault)) from fault

    async def stream(self, call: ChatCall) -> AsyncGenerator[StreamEvent]:
        body = msgspec.json.encode(wire.chat_request(call.model, plain(call.body)))
        url = f"{self._root}/{wire.model_path(call.model)}:streamGenerateContent?alt=sse"
        headers = await self._proof()
        chunks = ChunkStream(call.model, int(self._now()))
        source = frames(self._outbound, self._config, url, headers, body)
        async with aclosing(source):
            try:
                async for frame in source:
                    for event in self._feed(chunks, frame.data):
                        yield event
            except UpstreamBroken:
                # Cut after the finish reason: everything that was to say has arrived.
                if not chunks.ended:
                    raise
        if not chunks.ended:
            raise broken(self._config, "ended its stream without an end mark")
        for event in chunks.close():
            yield event

    def _feed(self, chunks: ChunkStream, data: bytes) -> list[StreamEvent]:
        try:
            reply = decode(data)
            if "error" in reply:
                self._raise_error(data)
            return chunks.feed(reply)
        except NotAGeminiReply as fault:
            raise broken(self._config, str(fault).replace("answered", "streamed")) from fault

    async def embed(self, call: ChatCall) -> EmbeddingReply:
        body = plain(call.body)
        request = embed_request(wire.model_path(call.model), body)
        reply = await self._ask(call.model, "batchEmbedContents", request)
        try:
            return read_embeddings(reply, call.model, body)
        except NotAGeminiReply as fault:
            raise broken(self._config, str(fault)) from fault

    async def paint(self, model: str, request: ImageRequest, progress: Progress | None) -> ImageReply:
        if progress is not None:
            await progress(0.0, "painting")
        try:
            if pictures.is_imagen(model):
                reply = await self._ask(model, "predict", pictures.predict_request(model, request), once=True)
                painted = ImageReply(
                    tuple(_result(data, media_type) for data, media_type in pictures.read_predictions(reply)),
                    Usage(),
                )
            else:
                painted = await self._paint_contents(model, request)
        except NotAGeminiReply as fault:
            raise broken(self._config, str(fault)) from fault
        except PictureRejected as fault:
            raise broken(self._config, "sent a picture that cannot be read") from fault
        except pictures.Blocked as fault:
            reason = without_secrets(self._config, str(fault))
            raise UpstreamRefused(f"the model painted nothing: {reason}", code="content_filter") from fault
        if progress is not None:
            await progress(1.0, "painting")
        usage = painted.usage
        counted = msgspec.structs.replace(usage, images=len(painted.images))
        return ImageReply(painted.images, counted)

    async def _paint_contents(self, model: str, request: ImageRequest) -> ImageReply:
        """This API paints one picture a call, so several calls run side by side; the first fault ends all."""
        body = pictures.content_request(model, request)
        replies = await side_by_side(
            self._ask(model, "generateContent", _with_seed(body, number), once=True)
            for number in range(request.count)
        )
        results: list[ImageResult] = []
        usage = Usage()
        for reply in replies:
            found, words = pictures.read_content(reply)
            results += [_result(data, media_type, words) for data, media_type in found]
            usage = add_usage(usage, read_usage(decode(reply)) or Usage())
        return ImageReply(tuple(results[: request.count]), usage)

    def capabilities(self, model: str) -> ImageCapabilities | None:
        return pictures.capabilities_of(model)

    async def list_models(self) -> list[str]:
        found: list[str] = []
        token = ""
        for _ in range(_MAX_PAGES):
            url = f"{self._root}/models?pageSize=1000" + (f"&pageToken={quote(token)}" if token else "")
            reply = await exchange(
                self._outbound, self._config, "GET", url, self._headers, timeout_s=LIST_TIMEOUT_S
            )
            try:
                data = decode(reply)
            except NotAGeminiReply as fault:
                raise broken(self._config, str(fault)) from fault
            rows = data.get("models")
            if not isinstance(rows, list):
                raise broken(self._config, "answered JSON that is not a list of models")
            names = (row.get("name") for row in rows if isinstance(row, dict))
            found += [name.removeprefix("models/") for name in names if isinstance(name, str)]
            token = str(data.get("nextPageToken") or "")
            if not token:
                break
        return found

    async def close(self) -> None:
        """Nothing of its own to close."""

    async def _ask(self, model: str, verb: str, body: JsonObject, *, once: bool = False) -> bytes:
        url = f"{self._root}/{wire.model_path(model)}:{verb}"
        encoded = msgspec.json.encode(body)
        return await exchange(
            self._outbound, self._config, "POST", url, await self._proof(), encoded, once=once
        )

    async def _proof(self) -> dict[str, str]:
        """The headers of a call, with what proves who asks."""
        return self._headers

    def _raise_error(self, body: bytes) -> None:
        error = read_vendor_error(body)
        reported = decode(body).get("error")
        status = reported.get("code") if isinstance(reported, dict) else None
        raise vendor_error(self._config, status if isinstance(status, int) else 500, error, retry_after=None)


def _with_seed(body: JsonObject, number: int) -> JsonObject:
    """The same request with the seed moved on, so that several pictures differ."""
    config = body["generationConfig"]
    if number == 0 or not isinstance(config.get("seed"), int):
        return body
    return {**body, "generationConfig": {**config, "seed": config["seed"] + number}}


def _result(data: bytes, media_type: str, words: str = "") -> ImageResult:
    width, height = picture_size(data)
    return ImageResult(data, media_type, width, height, revised_prompt=words or None)
