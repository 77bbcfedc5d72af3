"""OpenAI's Realtime API over a WebSocket: https://platform.openai.com/docs/guides/realtime-websocket

An event of type `test.close` makes it close in order, `test.break` cut the connection, `test.flood` send `count`
events as fast as they are taken. A model whose name ends with `echo` says what it was told last, spoken and as a
call of a function, three characters at a time; `simulator.heard` holds what it got.
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
    heard: list[Any] = []
    simulator.heard = heard  # type: ignore[attr-defined]
    try:
        async for message in socket:
            if message.type is WSMsgType.BINARY:
                heard.append(message.data)
                await socket.send_bytes(message.data)
            elif message.type is WSMsgType.TEXT:
                event = json.loads(message.data)
                heard.append(event)
                if event["type"] == "response.create" and str(model).endswith("echo"):
                    await _echo(socket, heard)
                else:
                    await _answer(socket, request, event)
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


async def _echo(socket: web.WebSocketResponse, heard: list[Any]) -> None:
    items = [event["item"] for event in heard if event["type"] == "conversation.item.create"]
    text = items[-1]["content"][0]["text"]
    arguments = json.dumps({"to": text}, ensure_ascii=False)
    of = {
        "response_id": f"resp_{len(heard)}",
        "item_id": f"item_{len(heard)}",
        "output_index": 0,
        "content_index": 0,
    }
    spoken = "response.output_audio_transcript"
    for at in range(0, len(text), 3):
        await _say(socket, f"{spoken}.delta", delta=text[at : at + 3], **of)
        await _say(socket, "response.output_audio.delta", delta="UklGRg==", **of)
    await _say(socket, f"{spoken}.done", transcript=text, **of)
    call = {**of, "item_id": "item_call", "call_id": "call_1"}
    for at in range(0, len(arguments), 3):
        await _say(socket, "response.function_call_arguments.delta", delta=arguments[at : at + 3], **call)
    await _say(socket, "response.function_call_arguments.done", arguments=arguments, **call)
    item = {
        "id": of["item_id"], "type": "message", "role": "assistant",
        "content": [{"type": "output_audio", "transcript": text}],
    }  # fmt: skip
    await _say(socket, "conversation.item.done", item=item)
    done = {"id": of["response_id"], "status": "completed", "usage": USAGE, "output": [item]}
    await _say(socket, "response.done", response=done)


async def _say(socket: web.WebSocketResponse, kind: str, **fields: Any) -> None:
    await socket.send_str(
        json.dumps({"type": kind, "event_id": f"event_{kind}", **fields}, ensure_ascii=False)
    )
