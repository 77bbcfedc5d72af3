"""A WebSocket client that talks to an ASGI application in this process."""

from __future__ import annotations

import asyncio
import json
from types import TracebackType
from typing import Any


class Socket:
    """Use as a context manager; leaving it closes the connection as a client does."""

    def __init__(
        self, app: Any, path: str, *, headers: dict[str, str] | None = None, query: str = ""
    ) -> None:
        self._app = app
        self._incoming: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._outgoing: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        sent = {"host": "huahua.test", **(headers or {})}
        self._scope = {
            "type": "websocket",
            "asgi": {"version": "3.0"},
            "scheme": "ws",
            "path": path,
            "raw_path": path.encode(),
            "root_path": "",
            "query_string": query.encode(),
            "headers": [(name.encode(), value.encode()) for name, value in sent.items()],
            "client": ("127.0.0.1", 50000),
            "server": ("huahua.test", 80),
            "subprotocols": [],
        }

    async def __aenter__(self) -> Socket:
        self._task = asyncio.create_task(
            self._app(self._scope, self._incoming.get, lambda message: self._outgoing.put(dict(message)))
        )
        await self._incoming.put({"type": "websocket.connect"})
        opened = await self.next()
        assert opened["type"] == "websocket.accept", opened
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._incoming.put({"type": "websocket.disconnect", "code": 1000})
        await self._task

    async def next(self) -> dict[str, Any]:
        return await self._outgoing.get()

    async def send(self, frame: Any) -> None:
        await self.send_text(json.dumps(frame))

    async def send_text(self, text: str) -> None:
        await self._incoming.put({"type": "websocket.receive", "text": text})

    async def send_bytes(self, data: bytes) -> None:
        await self._incoming.put({"type": "websocket.receive", "bytes": data})

    async def receive(self) -> dict[str, Any]:
        message = await self.next()
        assert message["type"] == "websocket.send", message
        frame: dict[str, Any] = json.loads(message["text"])
        return frame
