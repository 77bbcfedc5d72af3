"""Painting in Gemini's dialect: `generateContent` at a model that only paints."""

from __future__ import annotations

import asyncio

import msgspec

from huahua.gateway.domain.calls import Caller, JsonObject, Task
from huahua.gateway.errors import UnknownModel
from huahua.gateway.http._asgi import Exchange
from huahua.gateway.http.controls import read_controls
from huahua.gateway.http.dialect import add_route
from huahua.gateway.service import GatewayService
from huahua.gateway.translate.gemini_painting import (
    content_to_painting,
    painting_to_content,
)


def only_paints(model: str, caller: Caller, service: GatewayService) -> bool:
    """Whether the model paints and does not talk."""
    try:
        tasks = service.model(caller, model).tasks
    except UnknownModel:
        return False
    return Task.DIALOGUE not in tasks and bool(tasks & {Task.PAINTING, Task.AVATAR})


async def paint_content(
    model: str, body: JsonObject, exchange: Exchange, caller: Caller, service: GatewayService
) -> bytes:
    """A `GenerateContentResponse` with the pictures, as JSON."""
    request = await asyncio.to_thread(content_to_painting, body)
    controls = read_controls(exchange.scope["headers"])
    outcome = await service.paint_routed(caller, model, request, exchange.request_id, controls=controls)
    add_route(exchange, outcome.route, outcome.receipt)
    content = await asyncio.to_thread(painting_to_content, outcome.reply, model, exchange.request_id)
    return msgspec.json.encode(content)
