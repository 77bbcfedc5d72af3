"""A client that calls an ASGI application in this process, and can leave in the middle."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Response:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def events(self) -> list[str]:
        """The `data` of each server-sent event."""
        frames = self.body.decode().split("\n\n")
        return [line[6:] for frame in frames for line in frame.split("\n") if line.startswith("data: ")]


@dataclass
class Call:
    """One request under way. `leave` closes the connection as a client does."""

    _incoming: asyncio.Queue[dict[str, Any]] = field(default_factory=asyncio.Queue)
    _outgoing: asyncio.Queue[dict[str, Any]] = field(default_factory=asyncio.Queue)
    task: asyncio.Task[None] | None = None
    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)

    async def receive(self) -> dict[str, Any]:
        return await self._incoming.get()

    async def send(self, message: Any) -> None:
        await self._outgoing.put(dict(message))

    def feed(self, message: dict[str, Any]) -> None:
        self._incoming.put_nowait(message)

    async def next_message(self) -> dict[str, Any] | None:
        """The application's next message; None when it has returned without another."""
        assert self.task is not None
        getter = asyncio.create_task(self._outgoing.get())
        await asyncio.wait({getter, self.task}, return_when=asyncio.FIRST_COMPLETED)
        if getter.done():
            return getter.result()
        getter.cancel()
        if not self._outgoing.empty():
            return self._outgoing.get_nowait()
        self.task.result()
        return None

    async def start(self) -> None:
        message = await self.next_message()
        assert message is not None and message["type"] == "http.response.start", message
        self.status = message["status"]
        self.headers = {key.decode(): value.decode() for key, value in message["headers"]}

    async def pieces(self) -> AsyncIterator[bytes]:
        while (message := await self.next_message()) is not None:
            yield message.get("body", b"")
            if not message.get("more_body"):
                return

    async def leave(self) -> None:
        self.feed({"type": "http.disconnect"})
        assert self.task is not None
        await self.task


class Client:
    """Requests to one application, with an API key unless `key` is None."""

    def __init__(self, app: Any, key: str | None = "sk-alice") -> None:
        self.app = app
        self.key = key

    def open(
        self, method: str, path: str, chunks: list[bytes], headers: dict[str, str] | None = None
    ) -> Call:
        call = Call()
        sent = {"content-type": "application/json", **(headers or {})}
        if self.key is not None:
            sent.setdefault("authorization", f"Bearer {self.key}")
        scope = {
            "type": "http",
            "method": method,
            "path": path.partition("?")[0],
            "query_string": path.partition("?")[2].encode(),
            "headers": [(name.lower().encode(), value.encode()) for name, value in sent.items()],
        }
        for index, chunk in enumerate(chunks):
            call.feed({"type": "http.request", "body": chunk, "more_body": index < len(chunks) - 1})
        call.task = asyncio.create_task(self.app(scope, call.receive, call.send))
        return call

    async def request(
        self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None
    ) -> Response:
        call = self.open(method, path, [body], headers)
        await call.start()
        whole = b"".join([piece async for piece in call.pieces()])
        assert call.task is not None
        await call.task
        return Response(call.status, call.headers, whole)

    async def post(self, path: str, body: Any, headers: dict[str, str] | None = None) -> Response:
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        return await self.request("POST", path, raw, headers)

    async def get(self, path: str) -> Response:
        return await self.request("GET", path)


def multipart(
    fields: dict[str, str], files: list[tuple[str, bytes]], boundary: str = "xxBOUNDARYxx"
) -> tuple[bytes, dict[str, str]]:
    """A form and its headers."""
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    parts += [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"; filename="p.png"\r\n'.encode()
        + b"Content-Type: image/png\r\n\r\n"
        + data
        + b"\r\n"
        for name, data in files
    ]
    body = b"".join(parts) + f"--{boundary}--\r\n".encode()
    return body, {"content-type": f"multipart/form-data; boundary={boundary}"}


class Arrivals(list[Any]):
    """A list that one can wait on; put it in a simulator's `requests`."""

    def __init__(self) -> None:
        super().__init__()
        self._changed = asyncio.Event()

    def append(self, item: Any) -> None:
        super().append(item)
        self._changed.set()

    async def at_least(self, count: int) -> None:
        while len(self) < count:
            self._changed.clear()
            await self._changed.wait()
