"""`POST /chat` and the WebSocket `/ws`: the smallest way to talk and paint from a script.

`POST /chat` takes `{"user_input", "context"}` and gives `{"reply", "context", "images"}`. `/ws` takes frames
`{"user_input"}` and gives `{"reply", "context", "images"}`, with `{"delta"}` frames before it when opened
with `?stream=1`; a frame that cannot be understood gets `{"error": {"code", "message"}}`.
"""

from __future__ import annotations

from typing import Any

import msgspec
from fastapi import APIRouter
from pydantic import BaseModel
from starlette.requests import HTTPConnection, Request
from starlette.websockets import WebSocket, WebSocketDisconnect

from huahua.chat.api import Chat
from huahua.chat.domain.modelling import JsonObject
from huahua.chat.errors import ChatError
from huahua.chat.service.simple import AnswerFailed, SimpleChat
from huahua.chat.shapes import asker_of, problem_of
from huahua.infra.identity import Identity, User, is_still_known, require_user
from huahua.infra.problems import Problem

MAX_FRAME_CHARS = 1_000_000
UNAUTHENTICATED_CODE = 4401


class SimpleBody(BaseModel):
    user_input: str
    context: Any = None


def routes(chat: Chat) -> APIRouter:
    router = APIRouter(tags=["simple"])
    simple = SimpleChat(chat.conversations, chat.turns, chat.runs, chat.painter, chat.config)

    @router.post("/chat")
    async def talk(body: SimpleBody, user: User, request: Request) -> dict[str, Any]:
        """Ask and wait for the whole answer, pictures included."""
        try:
            turn = await simple.begin(asker_of(user), body.user_input, body.context)
            return (await simple.finish(turn, _base_url(request))).to_json()
        except AnswerFailed as fault:
            extra = {"reply": fault.reply, "context": fault.context}
            raise Problem(fault.status, fault.code, fault.message, extra=extra) from fault
        except ChatError as fault:
            raise problem_of(fault) from fault

    @router.websocket("/ws")
    async def socket(connection: WebSocket) -> None:
        try:
            identity: Identity | None = await require_user(connection)
        except Problem:
            identity = None
        await connection.accept()
        if identity is None:
            await connection.close(UNAUTHENTICATED_CODE, "sign in first, or send a valid API key")
            return
        streaming = connection.query_params.get("stream", "") in {"1", "true"}
        await _Talk(connection, simple, identity, streaming).serve()

    return router


class _Talk:
    """One socket: frames are answered one after the other, in one conversation."""

    def __init__(self, socket: WebSocket, simple: SimpleChat, identity: Identity, streaming: bool) -> None:
        self._socket = socket
        self._simple = simple
        self._identity = identity
        self._asker = asker_of(identity)
        self._streaming = streaming
        self._context: Any = None

    async def serve(self) -> None:
        try:
            while True:
                message = await self._socket.receive()
                if message["type"] == "websocket.disconnect":
                    return
                if not await is_still_known(self._socket, self._identity):
                    await self._socket.close(UNAUTHENTICATED_CODE, "the key or session has ended")
                    return
                await self._on_frame(message.get("text"))
        except WebSocketDisconnect:
            return  # the client is gone; its turn goes on and is saved

    async def _on_frame(self, text: str | None) -> None:
        try:
            frame = _read(text)
            turn = await self._simple.begin(
                self._asker, frame["user_input"], frame.get("context", self._context)
            )
            self._context = {"conversation_id": turn.answer.conversation_id}
            if self._streaming:
                async for delta in self._simple.deltas(turn):
                    await self._send({"delta": delta})
            reply = await self._simple.finish(turn, _base_url(self._socket))
        except AnswerFailed as fault:
            error = {"code": fault.code, "message": fault.message}
            await self._send({"error": error, "reply": fault.reply, "context": fault.context})
        except ChatError as fault:
            await self._send({"error": {"code": fault.code, "message": fault.message}})
        else:
            await self._send(reply.to_json())

    async def _send(self, frame: JsonObject) -> None:
        try:
            await self._socket.send_text(msgspec.json.encode(frame).decode())
        except RuntimeError as fault:  # Starlette's word for a socket that is closed already
            raise WebSocketDisconnect(1006) from fault


class _BadFrame(ChatError):
    status = 400
    code = "malformed_message"


def _read(text: str | None) -> JsonObject:
    if text is None:
        raise _BadFrame("Send text frames, not binary ones.")
    if len(text) > MAX_FRAME_CHARS:
        raise _BadFrame(f"A frame may have at most {MAX_FRAME_CHARS} characters.", code="too_large")
    try:
        frame = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError) as fault:
        raise _BadFrame("The frame is not valid JSON.") from fault
    if not isinstance(frame, dict) or not isinstance(frame.get("user_input"), str):
        raise _BadFrame('A frame is a JSON object with the string "user_input".')
    return frame


def _base_url(connection: HTTPConnection) -> str:
    """Where the client reached this server, so that its picture URLs work from where it is."""
    url = connection.base_url
    scheme = {"ws": "http", "wss": "https"}.get(url.scheme, url.scheme)
    return str(url.replace(scheme=scheme)).rstrip("/")
