"""Chat, whole and streamed, in either dialect."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence

from huahua.gateway.cache.port import Opened
from huahua.gateway.candidate import Candidate
from huahua.gateway.domain.ask import NO_CONTROLS, Ask, Controls
from huahua.gateway.domain.calls import (
    Caller,
    ChatReply,
    Dialect,
    JsonObject,
    StreamEvent,
    Task,
)
from huahua.gateway.errors import UpstreamBroken
from huahua.gateway.guarding.events import GuardedEvents
from huahua.gateway.guarding.port import Guarded
from huahua.gateway.outcomes import ChatStream, EventSource, Outcome, plain
from huahua.gateway.pictures import check_pictures
from huahua.gateway.resilience.attempts import FailedAttempt
from huahua.gateway.service.core import Core, within
from huahua.gateway.service.cutting import InSentences
from huahua.gateway.service.prepare import prepare
from huahua.gateway.service.shown import ShownEvents
from huahua.gateway.shapes import ChatFacts, check_chat
from huahua.gateway.translate import translate_reply, translate_stream


class ChatVerbs(Core):
    async def chat(
        self,
        caller: Caller,
        dialect: Dialect,
        body: JsonObject,
        request_id: str,
        controls: Controls = NO_CONTROLS,
        spent: Sequence[FailedAttempt] = (),
    ) -> Outcome:
        """A whole reply to a chat body in `dialect`; fields that nobody here knows go to the upstream."""
        facts = await self._check_chat(dialect, body)
        ask = _ask(caller, dialect, body, request_id, facts, controls, stream=False)
        plan = self._plan(ask, [Task.DIALOGUE])
        guarded = await self._guarded(ask, plan)

        async def call(candidate: Candidate) -> ChatReply:
            prepared = prepare(candidate, dialect, ask.body, request_id, stream=False)
            reply = await within(candidate, candidate.provider.chat(prepared))
            if reply.dialect is not dialect:
                reply = translate_reply(ChatReply(reply.dialect, plain(reply.body), reply.usage), dialect)
            return reply

        return await self._answer(ask, plan, call, spent, guarded)

    async def stream(
        self,
        caller: Caller,
        dialect: Dialect,
        body: JsonObject,
        request_id: str,
        controls: Controls = NO_CONTROLS,
        spent: Sequence[FailedAttempt] = (),
    ) -> ChatStream:
        """A streamed reply. Returns when the first event has arrived, so that an error before it still
        has a status of its own; another choice of the plan is tried only until then."""
        facts = await self._check_chat(dialect, body)
        ask = _ask(caller, dialect, body, request_id, facts, controls, stream=True)
        plan = self._plan(ask, [Task.DIALOGUE])
        guarded = await self._guarded(ask, plan)
        meter = self._meter(ask, plan)

        async def open_stream(candidate: Candidate) -> tuple[StreamEvent, AsyncGenerator[StreamEvent]]:
            prepared = prepare(candidate, dialect, ask.body, request_id, stream=True)
            events = candidate.provider.stream(prepared)
            if candidate.provider.dialect is not dialect:
                events = translate_stream(events, dialect)
            try:
                return await within(candidate, anext(events)), events
            except StopAsyncIteration as fault:
                raise UpstreamBroken(
                    f"The provider '{candidate.row.provider}' ended the stream before its first event"
                ) from fault
            except BaseException:
                await events.aclose()
                raise

        async def open_() -> Opened:
            (first, events), route = await self._resilience.open(ask.model, plan, open_stream, meter, spent)
            return Opened(first, events, route)

        await meter.start()
        try:
            opened = await self._cache.stream(ask, open_)
        except BaseException as fault:
            await meter.end(fault)
            raise
        meter.route = opened.route
        meter.first_byte()
        hide_usage = dialect is Dialect.OPENAI and not facts.include_usage
        events = ShownEvents(opened, meter, hide_usage=hide_usage)
        first: StreamEvent | None = events.first()
        source: EventSource = events
        end: Callable[[BaseException | None], Awaitable[None]] = meter.end
        if self.broken.finishes:
            source = finished = self.finishing.stream(events, meter)
            end = finished.end
        if guarded is not None:
            meter.receipt.masked = guarded.masked
            if guarded.watches:
                first, source = None, GuardedEvents(first, source, guarded, dialect)
                end = _both(end, guarded)
        if controls.chunk is not None:
            first, source = None, InSentences(first, source, dialect)
        return ChatStream(first, source, opened.route, dialect, end, meter.receipt)

    async def _check_chat(self, dialect: Dialect, body: JsonObject) -> ChatFacts:
        facts = check_chat(dialect, body, self.limits)
        await check_pictures([("messages", data) for data in facts.images], self.limits)
        return facts


def _both(
    end: Callable[[BaseException | None], Awaitable[None]], guarded: Guarded
) -> Callable[[BaseException | None], Awaitable[None]]:
    async def ended(fault: BaseException | None) -> None:
        try:
            await end(fault)
        finally:
            await guarded.finish()

    return ended


def _ask(
    caller: Caller,
    dialect: Dialect,
    body: JsonObject,
    request_id: str,
    facts: ChatFacts,
    controls: Controls,
    *,
    stream: bool,
) -> Ask:
    return Ask(
        caller=caller,
        model=facts.model,
        task=Task.DIALOGUE,
        dialect=dialect,
        request_id=request_id,
        body=body,
        stream=stream,
        controls=controls,
        needs_vision=facts.has_pictures,
        needs_tools=facts.has_tools,
        input_tokens=facts.input_tokens,
        max_output_tokens=facts.max_output_tokens,
    )
