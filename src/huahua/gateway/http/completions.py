"""`POST /v1/completions`: OpenAI's legacy completions over the gateway's chat.

https://platform.openai.com/docs/api-reference/completions
"""

from __future__ import annotations

from huahua.gateway.domain.calls import Caller
from huahua.gateway.http._asgi import Exchange
from huahua.gateway.http.controls import read_controls
from huahua.gateway.http.dialect import add_route, write_stream
from huahua.gateway.http.openai import stream_error
from huahua.gateway.outcomes import plain
from huahua.gateway.service import GatewayService
from huahua.gateway.wire import sse


async def handle_completions(exchange: Exchange, caller: Caller, service: GatewayService) -> None:
    """Whole or streamed."""
    body = plain(await exchange.read_object(service.limits.max_body_bytes))
    controls = read_controls(exchange.scope["headers"])
    async with exchange.cancelled_on_disconnect():
        if body.get("stream") is True:
            stream = await service.complete_stream(caller, body, exchange.request_id, controls)
            await write_stream(exchange, stream, stream_error, sse.DONE)
            return
        outcome = await service.complete(caller, body, exchange.request_id, controls)
        add_route(exchange, outcome.route, outcome.receipt)
        await exchange.send_json(200, outcome.encode())
