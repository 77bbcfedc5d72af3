"""`/api/ws`: one socket per page, which follows any number of runs and hears what changed.

In `{type: subscribe, run_id, after}`, `{type: unsubscribe, run_id}`, `{type: ping}`; out
`{type: event, run_id, event}`, `{type: changed, topic, id}`, `{type: error, run_id, code}`, `{type: pong}`.
"""

from __future__ import annotations

import asyncio
import re
from contextlib import suppress
from typing import Any

import msgspec
from fastapi import APIRouter
from starlette.websockets import WebSocket, WebSocketDisconnect

from huahua.infra.identity import RECHECK_S, Identity, is_still_known, require_user
from huahua.infra.problems import Problem
from huahua.jobs.errors import RunNotFound
from huahua.jobs.feed import Feed
from huahua.jobs.service import RunService

MAX_SUBSCRIPTIONS = 64
MAX_MESSAGE_BYTES = 4096
UNAUTHENTICATED_CODE = 4401
_RUN_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


class _In(msgspec.Struct):
    type: str
    run_id: str = ""
    after: int = 0


_decode = msgspec.json.Decoder(_In).decode
_encode = msgspec.json.Encoder().encode


class _Page:
    """One open page."""

    def __init__(self, socket: WebSocket, identity: Identity, runs: RunService, feed: Feed) -> None:
        self._socket = socket
        self._identity = identity
        self._user_id = identity.user_id
        self._runs = runs
        self._feed = feed
        self._followers: dict[str, asyncio.Task[None]] = {}
        self._sending = asyncio.Lock()

    async def serve(self) -> None:
        others = [asyncio.create_task(self._tell_changes()), asyncio.create_task(self._watch_identity())]
        try:
            while True:
                message = await self._socket.receive()
                if message["type"] == "websocket.disconnect":
                    return
                await self._on_message(message.get("text") or "")
        except (WebSocketDisconnect, RuntimeError):  # Starlette's words for a socket that is closed already
            return
        finally:
            tasks = [*others, *self._followers.values()]
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _on_message(self, text: str) -> None:
        try:
            message = _decode(text) if len(text) <= MAX_MESSAGE_BYTES else _In("")
        except msgspec.DecodeError:
            message = _In("")
        if message.type == "subscribe" and _RUN_ID.fullmatch(message.run_id):
            await self._subscribe(message.run_id, max(0, message.after))
        elif message.type == "unsubscribe":
            self._unsubscribe(message.run_id)
        elif message.type == "ping":
            await self._send({"type": "pong"})
        else:
            await self._send({"type": "error", "run_id": None, "code": "malformed_message"})

    async def _subscribe(self, run_id: str, after: int) -> None:
        self._unsubscribe(run_id)
        if len(self._followers) >= MAX_SUBSCRIPTIONS:
            await self._send({"type": "error", "run_id": run_id, "code": "too_many_subscriptions"})
            return
        self._followers[run_id] = asyncio.create_task(self._follow(run_id, after))

    def _unsubscribe(self, run_id: str) -> None:
        task = self._followers.pop(run_id, None)
        if task is not None:
            task.cancel()

    async def _follow(self, run_id: str, after: int) -> None:
        with suppress(WebSocketDisconnect, RuntimeError):  # the page is gone; its reader ends too
            try:
                async for event in self._runs.follow(run_id, self._user_id, after):
                    await self._send({"type": "event", "run_id": run_id, "event": event.to_json()})
            except RunNotFound:
                await self._send({"type": "error", "run_id": run_id, "code": "run_not_found"})
        if self._followers.get(run_id) is asyncio.current_task():
            del self._followers[run_id]

    async def _watch_identity(self) -> None:
        with suppress(WebSocketDisconnect, RuntimeError):
            while True:
                await asyncio.sleep(RECHECK_S)
                if not await is_still_known(self._socket, self._identity):
                    await self._socket.close(UNAUTHENTICATED_CODE, "the key or session has ended")
                    return

    async def _tell_changes(self) -> None:
        with self._feed.subscribe(self._user_id) as notices, suppress(WebSocketDisconnect, RuntimeError):
            while True:
                notice = await notices.get()
                await self._send({"type": "changed", "topic": notice.topic, "id": notice.id})

    async def _send(self, message: dict[str, Any]) -> None:
        async with self._sending:
            await self._socket.send_text(_encode(message).decode())


def routes(runs: RunService, feed: Feed) -> APIRouter:
    router = APIRouter()

    @router.websocket("/api/ws")
    async def page(socket: WebSocket) -> None:
        try:
            identity: Identity | None = await require_user(socket)
        except Problem:
            identity = None
        await socket.accept()
        if identity is None:
            await socket.close(UNAUTHENTICATED_CODE, "sign in first")
            return
        await _Page(socket, identity, runs, feed).serve()

    return router
