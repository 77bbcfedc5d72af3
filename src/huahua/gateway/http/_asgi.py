"""Bare-ASGI helpers of the `/v1` edges: bounded reading, JSON and SSE writing, disconnects.

The hot path has no framework, whose routing and models would cost each call more than all the rest here.
ASGI: https://asgi.readthedocs.io/en/latest/specs/www.html
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, MutableMapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

import msgspec

from huahua.gateway.domain.calls import Caller, JsonObject
from huahua.gateway.errors import InvalidRequest, RequestTooLarge
from huahua.gateway.resilience.attempts import SPENT, FailedAttempt

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
RawHeaders = list[tuple[bytes, bytes]]
Authenticate = Callable[[RawHeaders], Awaitable[Caller | None]]
"""Given by boot: the caller that the headers prove, or None."""

MAX_VALUES = 1_000_000
"""Commas and brackets of a body."""
_RAW_BODY = msgspec.json.Decoder(dict[str, msgspec.Raw])
SSE_TYPE = "text/event-stream; charset=utf-8"
_STREAM_HEADERS: RawHeaders = [
    (b"cache-control", b"no-cache"),
    (b"x-accel-buffering", b"no"),
]


class ClientGone(Exception):
    """The client closed the connection; nobody reads an answer any more."""


class Exchange:
    """One HTTP request and its response."""

    __slots__ = ("_receive", "_send", "gone", "headers_out", "request_id", "scope", "started")

    def __init__(self, scope: Scope, receive: Receive, send: Send, request_id: str) -> None:
        self.scope = scope
        self.request_id = request_id
        self.headers_out: RawHeaders = [(b"x-request-id", request_id.encode())]
        self.started = False
        """The response's head was sent: an error can only be an event of the stream now."""
        self.gone = False
        """The client closed the connection."""
        self._receive = receive
        self._send = send

    @property
    def method(self) -> str:
        method: str = self.scope["method"]
        return method

    @property
    def path(self) -> str:
        path: str = self.scope["path"]
        return path

    def header(self, name: bytes) -> bytes | None:
        """`name` in lower case, as ASGI has them."""
        for key, value in self.scope["headers"]:
            if key == name:
                return bytes(value)
        return None

    @property
    def spent(self) -> Sequence[FailedAttempt]:
        """What the fast lane tried for this request already."""
        attempts: Sequence[FailedAttempt] = self.scope.get("state", {}).get(SPENT, ())
        return attempts

    async def read_body(self, limit: int) -> bytes:
        """The whole body. Raises RequestTooLarge before reading when the length is declared over `limit`."""
        declared = self.header(b"content-length")
        if declared is not None and declared.isdigit() and int(declared) > limit:
            raise _too_large(limit)
        first = await self._next_body()
        if not first.get("more_body"):
            body: bytes = first.get("body", b"")
            if len(body) > limit:
                raise _too_large(limit)
            return body
        parts = bytearray(first.get("body", b""))
        while True:
            if len(parts) > limit:
                raise _too_large(limit)
            message = await self._next_body()
            parts += message.get("body", b"")
            if not message.get("more_body"):
                break
        if len(parts) > limit:
            raise _too_large(limit)
        return bytes(parts)

    async def read_object(self, limit: int) -> JsonObject:
        """The body as a JSON object whose values are still text (`msgspec.Raw`).

        Raises:
            InvalidRequest: not JSON, or not an object.
            RequestTooLarge: over `limit` bytes.
        """
        return parse_object(await self.read_body(limit))

    async def _next_body(self) -> Message:
        message = await self._receive()
        if message["type"] == "http.disconnect":
            self.gone = True
            raise ClientGone
        return message

    @asynccontextmanager
    async def cancelled_on_disconnect(self) -> AsyncIterator[None]:
        """Cancels the current task when the client goes away; `gone` then tells why it was cancelled.

        Use it after the body was read: the next message can only be a disconnect.
        """
        task = asyncio.current_task()
        assert task is not None

        async def watch() -> None:
            while (await self._receive())["type"] != "http.disconnect":
                continue
            self.gone = True
            task.cancel()

        watcher = asyncio.create_task(watch())
        try:
            yield
        finally:
            watcher.cancel()

    async def send_json(self, status: int, body: bytes, headers: RawHeaders | None = None) -> None:
        await self.send_whole(status, body, "application/json", headers)

    async def send_whole(
        self, status: int, body: bytes, content_type: str, headers: RawHeaders | None = None
    ) -> None:
        self.started = True
        await self._send(
            {
                "type": "http.response.start",
                "status": status,
                "headers": [
                    (b"content-type", content_type.encode("latin-1", "replace")),
                    (b"content-length", str(len(body)).encode()),
                    *self.headers_out,
                    *(headers or ()),
                ],
            }
        )
        await self._send({"type": "http.response.body", "body": body})

    async def start_stream(self, content_type: str = SSE_TYPE) -> None:
        """The head of a body that follows piece by piece."""
        self.started = True
        kind = (b"content-type", content_type.encode("latin-1", "replace"))
        await self._send(
            {
                "type": "http.response.start",
                "status": 200,
                "headers": [kind, *_STREAM_HEADERS, *self.headers_out],
            }
        )

    async def send_raw(self, piece: bytes) -> None:
        """Bytes as they go over the wire."""
        await self._send({"type": "http.response.body", "body": piece, "more_body": True})

    async def end(self) -> None:
        await self._send({"type": "http.response.body", "body": b""})


def parse_object(raw: bytes) -> JsonObject:
    """A JSON object with undecoded values. Raises InvalidRequest, or RequestTooLarge for one of so many
    values that decoding them would take all memory and seconds of everybody's time."""
    if not raw.strip():
        raise InvalidRequest("The request body is empty; send a JSON object.", code="malformed_json")
    if len(raw) > MAX_VALUES and raw.count(b",") + raw.count(b"[") + raw.count(b"{") > MAX_VALUES:
        raise RequestTooLarge(f"The request body holds more than {MAX_VALUES:,} values.")
    try:
        # msgspec skips over the values that stay undecoded without looking at their encoding.
        raw.decode()
        return _RAW_BODY.decode(raw)
    except msgspec.ValidationError as fault:
        raise InvalidRequest("The request body must be a JSON object.") from fault
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as fault:
        raise InvalidRequest(f"The request body is not valid JSON: {fault}", code="malformed_json") from fault


def peer_of(scope: Scope) -> str | None:
    """The address that a call comes from; behind trusted proxies that of whoever asked them."""
    client = scope.get("client")
    return client[0] if client else None


def presented_key(headers: Iterable[tuple[bytes, bytes]]) -> str | None:
    """The API key of `Authorization: Bearer …`, `x-api-key` or `x-goog-api-key`, whichever comes first."""
    for name, value in headers:
        if name == b"authorization" and value[:7].lower() == b"bearer ":
            return value[7:].strip().decode("latin-1") or None
        if name in (b"x-api-key", b"x-goog-api-key"):
            return value.strip().decode("latin-1") or None
    return None


def _too_large(limit: int) -> RequestTooLarge:
    return RequestTooLarge(f"The request body is larger than this server's limit of {limit} bytes.")
