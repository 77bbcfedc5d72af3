"""A request's head has a time limit; what comes after it has not."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
import uvicorn
from uvicorn.server import ServerState

from huahua.boot import protocol
from huahua.boot.protocol import BoundedHttpProtocol


async def _app(scope: Any, receive: Any, send: Any) -> None:
    while scope["path"] != "/unread" and (await receive())["more_body"]:
        continue
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": b"ok"})


@pytest.fixture
async def port(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(protocol, "HEAD_TIMEOUT_S", 0.5)
    monkeypatch.setattr(protocol, "UNREAD_BODY_TIMEOUT_S", 0.5)
    config = uvicorn.Config(_app, log_config=None, timeout_keep_alive=60)
    config.load()
    loop = asyncio.get_running_loop()
    state = ServerState()
    server = await loop.create_server(lambda: BoundedHttpProtocol(config, state, {}), "127.0.0.1", 0)
    yield server.sockets[0].getsockname()[1]
    server.close()


@pytest.mark.parametrize("head", [b"", b"GET / HTTP/1.1\r\n", b"GET / HTTP/1.1\r\nhost: x\r\nx-slow: "])
async def test_a_head_that_does_not_end_is_cut(port: int, head: bytes) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(head)
    async with asyncio.timeout(60):
        assert await reader.read() == b""
    writer.close()


async def test_a_slow_body_and_the_pause_between_requests_are_not_heads(port: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for _ in range(2):
        writer.write(b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\n\r\na")
        await asyncio.sleep(1.0)  # longer than a head may take
        writer.write(b"b")
        async with asyncio.timeout(60):
            assert (await reader.readuntil(b"ok")).startswith(b"HTTP/1.1 200")
    writer.close()


async def test_a_body_that_nobody_reads_does_not_hold_the_connection(port: int) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"POST /unread HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\na")
    async with asyncio.timeout(60):
        assert (await reader.readuntil(b"ok")).startswith(b"HTTP/1.1 200")
        assert await reader.read() == b""
    writer.close()
