"""OpenAI's dialect beside chat: speech, transcripts, moderation; and reranking in the shape of Cohere and Jina.

https://platform.openai.com/docs/api-reference/audio
"""

from __future__ import annotations

import asyncio

from huahua.gateway.domain.ask import Controls
from huahua.gateway.domain.calls import Caller
from huahua.gateway.domain.relay import media_type
from huahua.gateway.errors import GatewayError
from huahua.gateway.http._asgi import Exchange
from huahua.gateway.http.controls import read_controls
from huahua.gateway.http.dialect import add_route
from huahua.gateway.http.multipart import parse_form
from huahua.gateway.http.openai import render_error
from huahua.gateway.outcomes import ByteStream
from huahua.gateway.service import GatewayService
from huahua.gateway.wire import sse


async def handle_moderations(exchange: Exchange, caller: Caller, service: GatewayService) -> None:
    """`POST /v1/moderations`."""
    body = await exchange.read_object(service.limits.max_body_bytes)
    async with exchange.cancelled_on_disconnect():
        outcome = await service.moderate(caller, body, exchange.request_id, _controls(exchange))
        add_route(exchange, outcome.route, outcome.receipt)
        await exchange.send_json(200, outcome.encode())


async def handle_rerank(exchange: Exchange, caller: Caller, service: GatewayService) -> None:
    """`POST /v1/rerank`."""
    body = await exchange.read_object(service.limits.max_body_bytes)
    async with exchange.cancelled_on_disconnect():
        outcome = await service.rerank(caller, body, exchange.request_id, _controls(exchange))
        add_route(exchange, outcome.route, outcome.receipt)
        await exchange.send_json(200, outcome.encode())


async def handle_speech(exchange: Exchange, caller: Caller, service: GatewayService) -> None:
    """`POST /v1/audio/speech`: sound as it arrives, or events (`stream_format: sse`)."""
    body = await exchange.read_object(service.limits.max_body_bytes)
    async with exchange.cancelled_on_disconnect():
        await _pass_on(exchange, await service.speak(caller, body, exchange.request_id, _controls(exchange)))


async def handle_transcriptions(exchange: Exchange, caller: Caller, service: GatewayService) -> None:
    """`POST /v1/audio/transcriptions`, whole in any format, or streamed."""
    await _transcribe(exchange, caller, service, translate=False)


async def handle_translations(exchange: Exchange, caller: Caller, service: GatewayService) -> None:
    """`POST /v1/audio/translations`."""
    await _transcribe(exchange, caller, service, translate=True)


async def _transcribe(
    exchange: Exchange, caller: Caller, service: GatewayService, *, translate: bool
) -> None:
    body = await exchange.read_body(service.limits.max_upload_bytes)
    form = await asyncio.to_thread(parse_form, exchange.header(b"content-type"), body)
    del body  # the form holds the file
    async with exchange.cancelled_on_disconnect():
        outcome = await service.transcribe(
            caller,
            form.pairs,
            form.files,
            exchange.request_id,
            translate=translate,
            controls=_controls(exchange),
        )
        if isinstance(outcome, ByteStream):
            await _pass_on(exchange, outcome)
            return
        add_route(exchange, outcome.route, outcome.receipt)
        await exchange.send_whole(200, outcome.raw_body, outcome.content_type)


def _controls(exchange: Exchange) -> Controls:
    return read_controls(exchange.scope["headers"])


async def _pass_on(exchange: Exchange, stream: ByteStream) -> None:
    """Piece by piece: the next is asked for when the client has taken the last. A break becomes an error event
    where the client reads events; sound is cut off, so that no client takes half of it for the whole."""
    add_route(exchange, stream.route, stream.receipt)
    async with stream:
        await exchange.start_stream(stream.content_type)
        try:
            async for piece in stream:
                await exchange.send_raw(piece)
        except GatewayError as fault:
            if media_type(stream.content_type) != sse.MEDIA_TYPE:
                raise
            await exchange.send_raw(sse.encode(render_error(fault, exchange.request_id)))
    await exchange.end()
