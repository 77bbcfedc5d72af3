"""The services `huahua.v1.Chat` and `huahua.v1.Painting` (`proto/huahua/v1`).

A stream's next event is asked for when gRPC has taken the last one, so a slow reader slows the upstream down and holds
no more than gRPC's own windows. A call that its client cancels, or whose deadline passes, is cancelled here by gRPC,
and that cancels the upstream call.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

import grpc

from huahua.gateway.admission.permits import check_address
from huahua.gateway.domain.ask import Controls
from huahua.gateway.domain.calls import Caller, Dialect, ImageRequest, ImageResult, JsonObject
from huahua.gateway.errors import InvalidRequest
from huahua.gateway.grpc.callers import CALLER, host_of, raw_headers
from huahua.gateway.grpc.context import Context
from huahua.gateway.grpc.faults import ClientStalled, told
from huahua.gateway.grpc.gen import chat_pb2, chat_pb2_grpc, painting_pb2, painting_pb2_grpc
from huahua.gateway.grpc.replies import (
    ChatEvents,
    chat_reply,
    cost_message,
    picture_message,
    route_message,
    started,
    usage_message,
)
from huahua.gateway.grpc.requests import chat_body, paint_request, picture_bytes
from huahua.gateway.http.controls import read_controls
from huahua.gateway.outcomes import PaintOutcome
from huahua.gateway.pictures import check_pictures
from huahua.gateway.ports import PictureLinks
from huahua.gateway.service import GatewayService
from huahua.kit.ids import new_id

PaintEvent = painting_pb2.PaintEvent
STALLED_S = 120.0
"""As over HTTP."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call under way."""

    caller: Caller
    request_id: str
    controls: Controls


@asynccontextmanager
async def _call(context: Context) -> AsyncIterator[Call]:
    """Errors inside end the call with their status."""
    request_id = new_id("req")
    await context.send_initial_metadata((("x-request-id", request_id),))
    async with told(context, request_id):
        # An interceptor is not told where a call comes from.
        check_address(CALLER.get(), host_of(context.peer()))
        controls = read_controls(raw_headers(context.invocation_metadata()))
        left_s = context.time_remaining()
        if left_s is not None:
            controls = replace(controls, deadline_s=min(left_s, controls.deadline_s or left_s))
        yield Call(CALLER.get(), request_id, controls)


async def _write(context: Context, message: Any) -> None:
    """Raises ClientStalled: who reads nothing for so long holds a place and an upstream in vain. Ends like a cancelled
    call where the caller has left and nothing can be sent any more."""
    try:
        async with asyncio.timeout(STALLED_S):
            await context.write(message)
    except TimeoutError as fault:
        raise ClientStalled(f"Nothing was read for {STALLED_S:g} s.") from fault
    except grpc.aio.InternalError as fault:
        raise asyncio.CancelledError from fault


class ChatServicer(chat_pb2_grpc.ChatServicer):
    def __init__(self, service: GatewayService) -> None:
        self._service = service

    async def Complete(self, request: chat_pb2.ChatRequest, context: Context) -> chat_pb2.ChatReply:
        async with _call(context) as call:
            if request.chunking != chat_pb2.CHUNKING_UNSPECIFIED:
                raise InvalidRequest("'chunking' is for streams.", param="chunking")
            body = await self._body(request, stream=False)
            outcome = await self._service.chat(
                call.caller, Dialect.OPENAI, body, call.request_id, call.controls
            )
            return chat_reply(outcome, call.request_id)

    async def Stream(self, request: chat_pb2.ChatRequest, context: Context) -> None:
        async with _call(context) as call:
            body = await self._body(request, stream=True)
            controls = call.controls
            if request.chunking == chat_pb2.CHUNKING_SENTENCE:
                controls = replace(controls, chunk="sentence")
            stream = await self._service.stream(call.caller, Dialect.OPENAI, body, call.request_id, controls)
            async with stream:
                await _write(context, started(stream.route, call.request_id))
                events = ChatEvents()
                async for chunk in stream:
                    for event in events.feed(chunk):
                        await _write(context, event)
                await _write(context, events.finished(stream.receipt))

    async def _body(self, request: chat_pb2.ChatRequest, *, stream: bool) -> JsonObject:
        """In a thread, because pictures become base64."""
        model = request.model or self._service.defaults().dialogue
        return await asyncio.to_thread(chat_body, request, model, stream=stream)


class PaintingServicer(painting_pb2_grpc.PaintingServicer):
    def __init__(self, service: GatewayService, links: PictureLinks | None) -> None:
        self._service = service
        self._links = links

    async def Paint(self, request: painting_pb2.PaintRequest, context: Context) -> None:
        async with _call(context) as call:
            if request.delivery == painting_pb2.DELIVERY_LINK:
                if self._links is None:
                    raise InvalidRequest("This server gives no links to pictures.", param="delivery")
                await self._links.check(call.caller)
            model = request.model or self._service.defaults().painting
            asked = paint_request(request, await self._pictures(request))
            outcome = await self._paint(context, call, model, asked)
            for index, picture in enumerate(outcome.reply.images):
                link = await self._link(request, call.caller, picture)
                await _write(context, picture_message(index, picture, link))
            await _write(
                context,
                PaintEvent(
                    finished=PaintEvent.Finished(
                        request_id=call.request_id,
                        usage=usage_message(outcome.reply.usage),
                        cost=cost_message(outcome.receipt),
                        route=route_message(outcome.route),
                    )
                ),
            )

    async def _pictures(self, request: painting_pb2.PaintRequest) -> Any:
        given = [("images", picture_bytes(image, "images")) for image in request.images]
        if request.HasField("mask"):
            given.append(("mask", picture_bytes(request.mask, "mask")))
        return await check_pictures(given, self._service.limits)

    async def _paint(self, context: Context, call: Call, model: str, request: ImageRequest) -> PaintOutcome:
        """Paints, and tells meanwhile how far it is: the newest state only, to a reader that is slower."""
        newest: list[tuple[float, str]] = []
        changed = asyncio.Event()

        async def progress(fraction: float, stage: str, preview: bytes | None = None) -> None:
            newest[:] = [(fraction, stage)]
            changed.set()

        work = asyncio.create_task(
            self._service.paint_routed(call.caller, model, request, call.request_id, progress, call.controls)
        )
        work.add_done_callback(lambda _: changed.set())
        try:
            while not work.done():
                await changed.wait()
                changed.clear()
                if newest:
                    fraction, stage = newest.pop()
                    await _write(
                        context, PaintEvent(progress=PaintEvent.Progress(fraction=fraction, stage=stage))
                    )
            return await work
        finally:
            work.cancel()
            await asyncio.gather(work, return_exceptions=True)

    async def _link(
        self, request: painting_pb2.PaintRequest, caller: Caller, picture: ImageResult
    ) -> str | None:
        if request.delivery != painting_pb2.DELIVERY_LINK or self._links is None:
            return None
        return await self._links(caller, picture)
