"""Speech, transcripts, moderation, reranking: requests that pass through to an upstream as they are."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from huahua.gateway.candidate import Candidate
from huahua.gateway.domain.ask import NO_CONTROLS, Ask, Controls
from huahua.gateway.domain.calls import (
    Caller,
    ChatCall,
    ChatReply,
    Dialect,
    EmbeddingReply,
    JsonObject,
    Task,
    Usage,
)
from huahua.gateway.domain.relay import RelayCall, RelayReply, RelayStream
from huahua.gateway.errors import InvalidRequest, NotSupported, UpstreamBroken
from huahua.gateway.outcomes import ByteStream, Outcome, RelayOutcome
from huahua.gateway.ports import Relay
from huahua.gateway.service.core import Core, within
from huahua.gateway.shapes_relay import check_moderation, check_rerank, check_speech, check_transcription
from huahua.gateway.wire.multipart import FormFile, encode_form
from huahua.gateway.wire.relayed import (
    NotThatReply,
    UsageScan,
    read_object,
    transcription_usage,
    usage_of,
)

Encode = Callable[[Candidate], tuple[bytes, str]]
"""The request for one candidate, with its content type."""


class RelayVerbs(Core):
    async def moderate(
        self, caller: Caller, body: JsonObject, request_id: str, controls: Controls = NO_CONTROLS
    ) -> Outcome:
        """`POST /v1/moderations`. Without `model`, the first model that does this serves it."""
        model = check_moderation(body, self.limits) or self._first(Task.MODERATION)
        ask = Ask(caller, model, Task.MODERATION, Dialect.OPENAI, request_id, body, controls=controls)
        return await self._json(ask, "/moderations", "results", "a moderation")

    async def rerank(
        self, caller: Caller, body: JsonObject, request_id: str, controls: Controls = NO_CONTROLS
    ) -> Outcome:
        """`POST /v1/rerank`, in the shape that Cohere, Jina, vLLM and others share."""
        model = check_rerank(body, self.limits)
        ask = Ask(caller, model, Task.RERANK, Dialect.OPENAI, request_id, body, controls=controls)
        return await self._json(ask, "/rerank", "results", "a ranking")

    async def speak(
        self, caller: Caller, body: JsonObject, request_id: str, controls: Controls = NO_CONTROLS
    ) -> ByteStream:
        """`POST /v1/audio/speech`. Returns when the first piece of sound has arrived."""
        model, characters = check_speech(body, self.limits)
        ask = Ask(
            caller, model, Task.SPEECH, Dialect.OPENAI, request_id, body, stream=True, controls=controls
        )
        return await self._stream(ask, "/audio/speech", _json_for(ask), Usage(characters=characters))

    async def transcribe(
        self,
        caller: Caller,
        fields: Sequence[tuple[str, str]],
        files: Sequence[FormFile],
        request_id: str,
        *,
        translate: bool = False,
        controls: Controls = NO_CONTROLS,
    ) -> RelayOutcome | ByteStream:
        """`POST /v1/audio/transcriptions` or `…/translations`; a stream where the form asks for one."""
        given = dict(fields)
        sounds = [file for file in files if file.name == "file"]
        model = check_transcription(given, len(sounds))
        stream = given.get("stream", "").lower() == "true"
        ask = Ask(
            caller, model, Task.TRANSCRIPTION, Dialect.OPENAI, request_id, stream=stream, controls=controls
        )
        path = "/audio/translations" if translate else "/audio/transcriptions"
        ask.body = {name: value for name, value in fields if name == "prompt"}
        encode = _form_for(ask, fields, files)
        if stream:
            return await self._stream(ask, path, encode, Usage())
        return await self._whole(ask, path, encode)

    async def _json(self, ask: Ask, path: str, field: str, what: str) -> Outcome:
        async def call(candidate: Candidate) -> ChatReply:
            async def send(call: ChatCall) -> EmbeddingReply:
                raw = msgspec.json.encode(call.body)
                reply = await _relay(candidate, call.request_id, path, lambda _: (raw, "application/json"))
                try:
                    found = read_object(reply, field, what)
                except NotThatReply as fault:
                    raise UpstreamBroken(f"The provider '{candidate.row.provider}' {fault}") from fault
                return EmbeddingReply(found, usage_of(found))

            row = candidate.row
            prepared = ChatCall(ask.request_id, row.model, {**row.options, **ask.body, "model": row.model})
            if row.gather and ask.task is Task.MODERATION:
                reply = await self._gatherer.send(f"{candidate.key}{path}", prepared, send, EmbeddingReply)
            else:
                reply = await send(prepared)
            return ChatReply(Dialect.OPENAI, reply.body, reply.usage)

        plan = self._plan(ask, [ask.task])
        guarded = await self._guarded(ask, plan)
        return await self._answer(ask, plan, call, guarded=guarded)

    async def _whole(self, ask: Ask, path: str, encode: Encode) -> RelayOutcome:
        async def call(candidate: Candidate) -> RelayReply:
            reply = await _relay(candidate, ask.request_id, path, encode)
            if reply.is_json:
                try:
                    read_object(reply, "text", "a transcript")
                except NotThatReply as fault:
                    raise UpstreamBroken(f"The provider '{candidate.row.provider}' {fault}") from fault
            return reply

        plan = self._plan(ask, [ask.task])
        await self._guarded(ask, plan)
        async with self._meter(ask, plan) as meter:
            reply, route = await self._resilience.run(ask.model, plan, call, meter)
            usage = transcription_usage(reply)
            meter.saw(usage)
        return RelayOutcome(reply.body, reply.content_type, usage, route, meter.receipt)

    async def _stream(self, ask: Ask, path: str, encode: Encode, known: Usage) -> ByteStream:
        """`known` is what the request itself says of usage."""

        async def begin(candidate: Candidate) -> tuple[bytes, RelayStream]:
            stream = await _open(candidate, ask.request_id, path, encode)
            try:
                return await anext(stream), stream
            except StopAsyncIteration as fault:
                raise UpstreamBroken("the provider answered with an empty stream") from fault
            except BaseException:
                await stream.aclose()
                raise

        plan = self._plan(ask, [ask.task])
        guarded = await self._guarded(ask, plan)
        meter = self._meter(ask, plan)
        meter.receipt.masked = guarded.masked if guarded is not None else 0
        await meter.start()
        try:
            begun = self._resilience.run(ask.model, plan, lambda one: within(one, begin(one)), meter)
            (first, stream), route = await begun
        except BaseException as fault:
            await meter.end(fault)
            raise
        meter.first_byte()
        meter.saw(known)
        scan = UsageScan(stream.content_type)

        def observe(piece: bytes) -> None:
            usage = scan.feed(piece)
            if usage is not None:
                meter.saw(usage)

        return ByteStream(first, stream, route, observe, meter.end, meter.receipt)

    def _first(self, task: Task) -> str:
        name = next((info.id for info in self._registry.models() if task in info.tasks), None)
        if name is None:
            raise InvalidRequest(f"'model' is missing, and no model here does {task.value}.", param="model")
        return name


async def _relay(candidate: Candidate, request_id: str, path: str, encode: Encode) -> RelayReply:
    body, content_type = encode(candidate)
    call = RelayCall(request_id, path, candidate.row.model, body, content_type)
    return await within(candidate, _relayer(candidate).relay(call))


async def _open(candidate: Candidate, request_id: str, path: str, encode: Encode) -> RelayStream:
    body, content_type = encode(candidate)
    call = RelayCall(request_id, path, candidate.row.model, body, content_type)
    return await _relayer(candidate).open_relay(call)


def _relayer(candidate: Candidate) -> Relay:
    """Raises NotSupported."""
    if not isinstance(candidate.provider, Relay):
        raise NotSupported(
            f"The provider '{candidate.row.provider}' offers nothing of this kind; this needs one that speaks "
            "OpenAI's protocol.",
            param="model",
        )
    return candidate.provider


def _json_for(ask: Ask) -> Encode:
    """The body as it is when the model is asked: personal data may be masked until then."""

    def encode(candidate: Candidate) -> tuple[bytes, str]:
        row = candidate.row
        return msgspec.json.encode({**row.options, **ask.body, "model": row.model}), "application/json"

    return encode


def _form_for(ask: Ask, fields: Sequence[tuple[str, str]], files: Sequence[FormFile]) -> Encode:
    """The caller's form with the upstream's model, and the row's own options as defaults; its texts as they stand in
    the call's body when the model is asked."""
    given = {name for name, _ in fields}

    def encode(candidate: Candidate) -> tuple[bytes, str]:
        row = candidate.row
        defaults = [(name, _text(value)) for name, value in row.options.items() if name not in given]
        kept = [(name, str(ask.body.get(name, value))) for name, value in fields if name != "model"]
        return encode_form([("model", row.model), *defaults, *kept], files)

    return encode


def _text(value: object) -> str:
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()
