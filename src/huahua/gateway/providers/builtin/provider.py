"""What works with no key: the assistant, the painter, the avatars and a lexical embedding."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from msgspec.structs import replace

from huahua.gateway.domain.calls import (
    ChatCall,
    ChatReply,
    Dialect,
    EmbeddingReply,
    ImageReply,
    ImageRequest,
    JsonObject,
    StreamEvent,
    Usage,
)
from huahua.gateway.domain.capabilities import ImageCapabilities
from huahua.gateway.domain.usage import gib_ms
from huahua.gateway.errors import InvalidRequest, NotSupported, UnknownModel, UpstreamError
from huahua.gateway.ports import ImageEngine, Progress
from huahua.gateway.providers.builtin import embedding
from huahua.gateway.providers.builtin.assistant.model import AssistantError, AssistantReply, AssistantRequest
from huahua.gateway.providers.builtin.completion import Completion
from huahua.gateway.providers.builtin.rows import PROVIDER
from huahua.infra.footprint import resident_bytes
from huahua.kit.clock import Clock, utc_now

Pace = Callable[[str], Awaitable[None]]
"""Waits as long as a person would like to wait for this piece of text."""

CONNECT = "Connect a language model under 'Models' for that."


async def natural_pace(piece: str) -> None:
    """About 60 short words a second: quick, and still seen to be written."""
    await asyncio.sleep(0.008 + 0.002 * min(len(piece), 12))


class BuiltinProvider:
    """Port `Provider` over the engines of this machine."""

    name = PROVIDER
    dialect = Dialect.OPENAI

    def __init__(
        self, engines: Iterable[ImageEngine] = (), *, clock: Clock = utc_now, pace: Pace = natural_pace
    ) -> None:
        self._engines = {engine.id: engine for engine in engines}
        self._clock = clock
        self._pace = pace

    async def chat(self, call: ChatCall) -> ChatReply:
        completion = await self._complete(call)
        return ChatReply(Dialect.OPENAI, completion.body(), completion.usage)

    async def stream(self, call: ChatCall) -> AsyncGenerator[StreamEvent]:
        completion = await self._complete(call)
        yield completion.first()
        for piece in completion.pieces:
            await self._pace(piece)
            yield completion.piece(piece)
        for event in completion.last():
            yield event

    async def embed(self, call: ChatCall) -> EmbeddingReply:
        dimensions = _dimensions(call.body)
        texts = _texts(call.body.get("input"))
        as_base64 = call.body.get("encoding_format") == "base64"

        def work() -> tuple[list[JsonObject], Usage]:
            begun = time.perf_counter()
            rows: list[JsonObject] = []
            for index, text in enumerate(texts):
                vector = embedding.embed(text, dimensions)
                value = embedding.encode_base64(vector) if as_base64 else vector.tolist()
                rows.append({"object": "embedding", "index": index, "embedding": value})
            tokens = sum(map(embedding.count_tokens, texts))
            return rows, _measured(Usage(input_tokens=tokens), begun)

        rows, usage = await asyncio.to_thread(work)
        tokens = usage.input_tokens
        body: JsonObject = {
            "object": "list",
            "data": rows,
            "model": "builtin/embedding",
            "usage": {"prompt_tokens": tokens, "total_tokens": tokens},
        }
        return EmbeddingReply(body, usage)

    async def paint(self, model: str, request: ImageRequest, progress: Progress | None) -> ImageReply:
        engine = self._engines.get(f"{PROVIDER}/{model}")
        if engine is None:
            raise UnknownModel(f"There is no engine '{PROVIDER}/{model}' on this server.", param="model")
        try:
            pictures = await engine.paint(request, progress)
        except UpstreamError as fault:
            fault.settled = True  # nobody goes on with it, and nobody bills it
            raise
        usage = Usage(
            images=len(pictures),
            inference_ms=sum(one.inference_ms for one in pictures),
            memory_gib_ms=sum(one.memory_gib_ms for one in pictures),
        )
        return ImageReply(tuple(pictures), usage)

    def capabilities(self, model: str) -> ImageCapabilities | None:
        engine = self._engines.get(f"{PROVIDER}/{model}")
        return None if engine is None else engine.capabilities

    async def list_models(self) -> list[str]:
        engines = [name.removeprefix(f"{PROVIDER}/") for name in self._engines]
        return ["assistant", "embedding", *engines]

    async def close(self) -> None:
        return

    async def _complete(self, call: ChatCall) -> Completion:
        body = call.body
        _refuse_unknown_skills(body)
        seed = body.get("seed")
        request = AssistantRequest(
            messages=body["messages"],
            now=_in_zone(self._clock(), body.get("metadata")),
            tools=body.get("tools") or (),
            tool_choice=body.get("tool_choice"),
            seed=seed if isinstance(seed, int) else 0,
        )
        try:
            reply, spent = await asyncio.to_thread(_respond, request)
        except AssistantError as fault:
            raise InvalidRequest(str(fault), param="tool_choice") from fault
        limit = body.get("max_completion_tokens") or body.get("max_tokens")
        created = int(self._clock().timestamp())
        most = limit if isinstance(limit, int) else None
        return Completion(reply, call.request_id, created, most, spent)


def _respond(request: AssistantRequest) -> tuple[AssistantReply, Usage]:
    """The reply, and what it took. In a thread: the first call loads the assistant."""
    from huahua.gateway.providers.builtin.assistant.respond import respond

    begun = time.perf_counter()
    reply = respond(request)
    return reply, _measured(Usage(), begun)


def _measured(usage: Usage, begun: float) -> Usage:
    """With the time since `begun` (never 0, which would mean that nobody measured it) and the memory of this process,
    in which the engine works."""
    took_ms = max(1, math.ceil((time.perf_counter() - begun) * 1000))
    return replace(usage, inference_ms=took_ms, memory_gib_ms=gib_ms(resident_bytes(), took_ms))


def _refuse_unknown_skills(body: JsonObject) -> None:
    """What a language model could do and this engine cannot is refused, never quietly ignored."""
    if body.get("n") not in (None, 1):
        raise NotSupported(f"builtin/assistant gives one answer at a time. {CONNECT}", param="n")
    form = body.get("response_format")
    if isinstance(form, dict) and form.get("type") not in (None, "text"):
        raise NotSupported(
            f"builtin/assistant writes plain text, not structured output. {CONNECT}", param="response_format"
        )


def _in_zone(now: datetime, metadata: Any) -> datetime:
    """Now in the caller's zone (`metadata.time_zone`, an IANA name), else in the server's own."""
    zone = metadata.get("time_zone") if isinstance(metadata, dict) else None
    if isinstance(zone, str) and zone:
        try:
            return now.astimezone(ZoneInfo(zone))
        except (ZoneInfoNotFoundError, ValueError, OSError) as fault:
            raise InvalidRequest(
                f"'{zone}' is not a time zone of the IANA database.", param="metadata.time_zone"
            ) from fault
    return now.astimezone()


def _texts(given: Any) -> list[str]:
    texts = [given] if isinstance(given, str) else given
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        raise NotSupported("builtin/embedding takes texts, not token numbers.", param="input")
    return texts


def _dimensions(body: JsonObject) -> int:
    wanted = body.get("dimensions")
    if wanted is None:
        return embedding.DIMENSIONS
    if not isinstance(wanted, int) or not 1 <= wanted <= embedding.MAX_DIMENSIONS:
        raise InvalidRequest(
            f"'dimensions' must be from 1 to {embedding.MAX_DIMENSIONS}.", param="dimensions"
        )
    return wanted
