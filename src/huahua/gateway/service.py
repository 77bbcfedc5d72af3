"""One call to one model, in order: check → choose → translate → call → record.

Whoever asks (an SDK, the chat, a painting run) comes through here. Everything is injected, so that the
service runs in a test without a server.
"""

from __future__ import annotations

import asyncio
import random
import re
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import aclosing
from typing import TypeVar

import msgspec

from huahua.gateway.attempts import Attempts, CallMeter
from huahua.gateway.config import GatewayLimits
from huahua.gateway.domain.calls import (
    Caller,
    ChatCall,
    ChatReply,
    Dialect,
    ImageReply,
    ImageRequest,
    JsonObject,
    StreamEvent,
    Task,
)
from huahua.gateway.domain.models import ModelInfo
from huahua.gateway.domain.plan import Random, order_pool
from huahua.gateway.domain.route import Defaults, Route
from huahua.gateway.errors import UpstreamBroken, UpstreamTimeout
from huahua.gateway.outcomes import ChatStream, Outcome, plain
from huahua.gateway.pictures import check_pictures
from huahua.gateway.ports import Progress, Provider, UsageSink
from huahua.gateway.registry import Candidate, Registry
from huahua.gateway.shapes import ChatFacts, check_chat, check_embedding, check_painting
from huahua.gateway.slots import CallSlots
from huahua.gateway.translate import translate_reply, translate_request, translate_stream
from huahua.kit.clock import Clock, utc_now

Reply = TypeVar("Reply")

_NO_CHOICES = re.compile(rb'"choices"\s*:\s*\[\s*\]')
_TRUE, _FALSE = msgspec.Raw(b"true"), msgspec.Raw(b"false")


class GatewayService:
    """The gateway's use cases. Every method raises only errors of `gateway.errors`."""

    def __init__(
        self,
        *,
        registry: Registry,
        usage: UsageSink,
        limits: GatewayLimits | None = None,
        clock: Clock = utc_now,
        monotonic: Callable[[], float] = time.monotonic,
        random: Random = random.random,
    ) -> None:
        self.limits = limits or GatewayLimits()
        self._registry = registry
        self._usage = usage
        self._clock = clock
        self._monotonic = monotonic
        self._random = random
        self._slots = CallSlots(self.limits.max_calls_per_user)

    def models(self, caller: Caller) -> list[ModelInfo]:
        """The models that this caller may use, pools as one model each."""
        return self._registry.models()

    def model(self, caller: Caller, name: str) -> ModelInfo:
        return self._registry.model(name)

    def defaults(self) -> Defaults:
        return self._registry.defaults()

    async def chat(self, caller: Caller, dialect: Dialect, body: JsonObject, request_id: str) -> Outcome:
        """A whole reply to a chat body in `dialect`; fields that nobody here knows go to the upstream."""
        facts = await self._check_chat(dialect, body)
        attempts = self._plan(facts.model, [Task.DIALOGUE])

        async def call(candidate: Candidate) -> ChatReply:
            prepared = _prepare(candidate, dialect, body, request_id, stream=False)
            reply = await _within(candidate, candidate.provider.chat(prepared))
            if reply.dialect is not dialect:
                reply = translate_reply(ChatReply(reply.dialect, plain(reply.body), reply.usage), dialect)
            return reply

        with self._metered(caller, facts.model, dialect, Task.DIALOGUE, request_id) as meter:
            reply, route = await attempts.run(call, meter)
            meter.saw(reply.usage)
        return Outcome(dialect, reply.body, reply.usage, route)

    async def stream(self, caller: Caller, dialect: Dialect, body: JsonObject, request_id: str) -> ChatStream:
        """A streamed reply. Returns when the first event has arrived, so that an error before it still
        has a status of its own; another row of the pool is tried only until then."""
        facts = await self._check_chat(dialect, body)
        attempts = self._plan(facts.model, [Task.DIALOGUE])
        meter = self._metered(caller, facts.model, dialect, Task.DIALOGUE, request_id)

        async def open_stream(candidate: Candidate) -> tuple[StreamEvent, AsyncGenerator[StreamEvent]]:
            prepared = _prepare(candidate, dialect, body, request_id, stream=True)
            events = self._events(candidate.provider, prepared, dialect, facts, meter)
            try:
                return await _within(candidate, anext(events)), events
            except StopAsyncIteration as fault:
                raise UpstreamBroken("the provider ended the stream before its first event") from fault
            except BaseException:
                await events.aclose()
                raise

        meter.start()
        try:
            (first, events), route = await attempts.run(open_stream, meter)
        except BaseException as fault:
            meter.end(fault)
            raise
        meter.first_byte()
        return ChatStream(first, events, route, dialect, meter.end)

    async def embed(self, caller: Caller, body: JsonObject, request_id: str) -> Outcome:
        """Embeddings in OpenAI's shape."""
        model = check_embedding(body, self.limits)
        attempts = self._plan(model, [Task.EMBEDDING])

        async def call(candidate: Candidate) -> ChatReply:
            prepared = _prepare(candidate, Dialect.OPENAI, body, request_id, stream=None)
            reply = await _within(candidate, candidate.provider.embed(prepared))
            return ChatReply(Dialect.OPENAI, reply.body, reply.usage)

        with self._metered(caller, model, Dialect.OPENAI, Task.EMBEDDING, request_id) as meter:
            reply, route = await attempts.run(call, meter)
            meter.saw(reply.usage)
        return Outcome(Dialect.OPENAI, reply.body, reply.usage, route)

    async def paint(
        self,
        caller: Caller,
        model: str,
        request: ImageRequest,
        request_id: str,
        progress: Progress | None = None,
    ) -> ImageReply:
        """Paint, or edit when `request.images` is not empty."""
        reply, _route = await self.paint_routed(caller, model, request, request_id, progress)
        return reply

    async def paint_routed(
        self,
        caller: Caller,
        model: str,
        request: ImageRequest,
        request_id: str,
        progress: Progress | None = None,
    ) -> tuple[ImageReply, Route]:
        """`paint`, with where it went."""
        check_painting(request, self.limits)
        pictures = [("image", picture.data) for picture in request.images]
        if request.mask is not None:
            pictures.append(("mask", request.mask.data))
        await check_pictures(pictures, self.limits)
        attempts = self._plan(model, [Task.PAINTING, Task.AVATAR])

        async def call(candidate: Candidate) -> ImageReply:
            painting = candidate.provider.paint(candidate.row.model, request, progress)
            return await _within(candidate, painting)

        with self._metered(caller, model, Dialect.OPENAI, Task.PAINTING, request_id) as meter:
            reply, route = await attempts.run(call, meter)
            meter.saw(reply.usage)
        return reply, route

    async def _check_chat(self, dialect: Dialect, body: JsonObject) -> ChatFacts:
        facts = check_chat(dialect, body, self.limits)
        await check_pictures([("messages", data) for data in facts.images], self.limits)
        return facts

    def _plan(self, model: str, tasks: Sequence[Task]) -> Attempts:
        pool = self._registry.pool(model, tasks)
        if len(pool) == 1:
            return Attempts(model, pool)
        by_row = {id(candidate.row): candidate for candidate in pool}
        ordered = order_pool([candidate.row for candidate in pool], self._random)
        return Attempts(model, [by_row[id(row)] for row in ordered])

    def _metered(
        self, caller: Caller, model: str, dialect: Dialect, task: Task, request_id: str
    ) -> CallMeter:
        return CallMeter(
            caller, model, dialect, task, request_id, self._slots, self._usage, self._clock, self._monotonic
        )

    async def _events(
        self, provider: Provider, call: ChatCall, dialect: Dialect, facts: ChatFacts, meter: CallMeter
    ) -> AsyncGenerator[StreamEvent]:
        """The provider's events in the caller's dialect, counted, without a usage chunk nobody asked for."""
        hide_usage = dialect is Dialect.OPENAI and not facts.include_usage
        events = provider.stream(call)
        if provider.dialect is not dialect:
            events = translate_stream(events, dialect)
        async with aclosing(events):
            async for event in events:
                if event.usage is not None:
                    meter.saw(event.usage)
                    if hide_usage and _NO_CHOICES.search(event.data):
                        continue
                yield event


def _prepare(
    candidate: Candidate, dialect: Dialect, body: JsonObject, request_id: str, *, stream: bool | None
) -> ChatCall:
    """The body as this provider takes it: its dialect, its model id, the row's own options as defaults."""
    provider, row = candidate.provider, candidate.row
    prepared = {**row.options, **body, "model": row.model}
    if stream is not None:
        prepared["stream"] = _TRUE if stream else _FALSE
    if provider.dialect is not dialect or not getattr(provider, "accepts_raw", False):
        prepared = translate_request(plain(prepared), dialect, provider.dialect)
    return ChatCall(request_id, row.model, prepared)


async def _within(candidate: Candidate, work: Awaitable[Reply]) -> Reply:
    """`work` within the row's own time limit, when it has one."""
    limit = candidate.row.timeout_s
    if limit is None:
        return await work
    try:
        async with asyncio.timeout(limit):
            return await work
    except TimeoutError as fault:
        raise UpstreamTimeout(f"The model did not answer within {limit:g} s.") from fault
