"""OpenAI's Realtime API over a WebSocket: https://platform.openai.com/docs/guides/realtime-websocket

An event of type `test.close` makes it close in order, `test.break` cut the connection, `test.flood` send `count`
events as fast as they are taken.
"""

from __future__ import annotations

import json
from typing import Any

from aiohttp import WSMsgType, web

from tests.simulators.faults import fault_of_model
from tests.simulators.server import Received, Simulator

WORDS = ["海上", "生明月", "。"]
USAGE = {
    "total_tokens": 253,
    "input_tokens": 132,
    "output_tokens": 121,
    "input_token_details": {"text_tokens": 119, "audio_tokens": 13, "cached_tokens": 64},
    "output_token_details": {"text_tokens": 30, "audio_tokens": 91},
}


async def converse(simulator: Simulator, request: web.Request) -> web.StreamResponse:
    received = Received(
        "GET", request.path, dict(request.query), request.headers, b"", raw_path=request.raw_path
    )
    simulator.requests.append(received)
    simulator.arrived.set()
    refused = _refusal(simulator, received)
    if refused is not None:
        return refused
    socket = web.WebSocketResponse(protocols=("realtime",), max_msg_size=2**24)
    await socket.prepare(request)
    model = request.query.get("model") or request.query.get("deployment")
    await _say(
        socket, "session.created", session={"model": model, "type": "realtime", "object": "realtime.session"}
    )
    try:
        async for message in socket:
            if message.type is WSMsgType.BINARY:
                await socket.send_bytes(message.data)
            elif message.type is WSMsgType.TEXT:
                await _answer(socket, request, json.loads(message.data))
    finally:
        received.gone.set()
    return socket


def _refusal(simulator: Simulator, received: Received) -> web.Response | None:
    fault = fault_of_model(received.query.get("model"))
    status = fault.status if fault is not None else None
    if "authorization" not in received.headers and "api-key" not in received.headers:
        status = 401
    if status is None:
        return None
    answer = simulator.error(status, received)
    return web.Response(
        body=answer.body, status=status, headers={**answer.headers, "content-type": answer.content_type}
    )


async def _answer(socket: web.WebSocketResponse, request: web.Request, event: dict[str, Any]) -> None:
    kind = event["type"]
    if kind == "session.update":
        await _say(socket, "session.updated", session=event["session"])
    elif kind == "response.create":
        for word in WORDS:
            await _say(
                socket, "response.output_text.delta", delta=word, response_id="resp_1", item_id="item_1"
            )
        done = {
            "id": "resp_1",
            "object": "realtime.response",
            "status": "completed",
            "usage": USAGE,
            "output": [],
        }
        await _say(socket, "response.done", response=done)
    elif kind == "test.flood":
        for number in range(event["count"]):
            await _say(socket, "test.drop", number=number, filling="x" * 10_000)
    elif kind == "test.close":
        await socket.close()
    elif kind == "test.break" and request.transport is not None:
        request.transport.abort()


async def _say(socket: web.WebSocketResponse, kind: str, **fields: Any) -> None:
    await socket.send_str(
        json.dumps({"type": kind, "event_id": f"event_{kind}", **fields}, ensure_ascii=False)
    )
