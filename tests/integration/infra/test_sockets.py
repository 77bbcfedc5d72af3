"""Outbound WebSockets: TLS, the address guard, refusals, limits, time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from websockets.asyncio.server import ServerConnection, serve

from huahua.infra.http import (
    Outbound,
    OutboundBroken,
    OutboundForbiddenAddress,
    OutboundTimeout,
    OutboundUnreachable,
)
from huahua.infra.http1 import HttpPool
from huahua.infra.http1.resolver import AddressInfo, Resolver
from huahua.infra.sockets import SocketRefused, open_socket
from tests.integration.infra.http1.authority import Authority

NAME = "upstream.example"


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
async def outbound(authority: Authority) -> AsyncIterator[Outbound]:
    async def loopback(host: str, port: int) -> list[AddressInfo]:
        return [(2, 1, 6, "", ("127.0.0.1", port))]

    client = Outbound(pool=HttpPool(resolver=Resolver(lookup=loopback), tls=authority.client()))
    yield client
    await client.close()


async def echo(connection: ServerConnection) -> None:
    async for message in connection:
        await connection.send(message)


@asynccontextmanager
async def serving(
    handler: Callable[[ServerConnection], Awaitable[None]], scheme: str = "ws", **options: Any
) -> AsyncIterator[str]:
    async with serve(handler, "127.0.0.1", 0, max_size=None, **options) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        yield f"{scheme}://{NAME}:{port}/v1/realtime?model=m"


async def test_a_verified_connection_carries_frames(outbound: Outbound, authority: Authority) -> None:
    async with serving(echo, "wss", ssl=authority.server(NAME), subprotocols=["realtime"]) as url:
        socket = await open_socket(
            outbound,
            url,
            headers={"authorization": "Bearer k"},
            subprotocols=["realtime"],
            allow_private=True,
        )
        await socket.send("海上")
        await socket.send(b"\x00")
        assert [await socket.receive(), await socket.receive()] == ["海上", b"\x00"]
        assert socket.subprotocol == "realtime"
        await socket.close()
        await socket.close()


async def test_a_certificate_for_another_name_is_refused(outbound: Outbound, authority: Authority) -> None:
    async with serving(echo, "wss", ssl=authority.server("other.example")) as url:
        with pytest.raises(OutboundUnreachable):
            await open_socket(outbound, url, headers={}, allow_private=True)


@pytest.mark.parametrize(
    "url", ["http://x.example/", "ftp://x.example/", "ws://169.254.169.254/latest", "ws:///x"]
)
async def test_addresses_that_are_never_asked(outbound: Outbound, url: str) -> None:
    with pytest.raises(OutboundForbiddenAddress):
        await open_socket(outbound, url, headers={}, allow_private=True)


async def test_a_name_at_a_private_address_needs_leave(outbound: Outbound) -> None:
    met = []

    async def handler(connection: ServerConnection) -> None:
        met.append(connection)

    async with serving(handler) as url:
        with pytest.raises(OutboundForbiddenAddress):
            await open_socket(outbound, url, headers={})
    assert met == []


async def test_refusals_and_redirects_keep_their_status(outbound: Outbound) -> None:
    for status, headers in ((401, ""), (302, "Location: ws://127.0.0.1:1/\r\n")):
        answer = f"HTTP/1.1 {status} No\r\n{headers}Content-Length: 2\r\n\r\n{{}}".encode()
        async with raw(answer) as url:
            with pytest.raises(SocketRefused) as caught:
                await open_socket(outbound, url, headers={}, allow_private=True)
        assert (caught.value.status, caught.value.body) == (status, b"{}")


@pytest.mark.parametrize("answer", [b"hello\r\n\r\n", b"HTTP/1.1 101 Switching Protocols\r\n\r\n", b""])
async def test_what_is_no_websocket(outbound: Outbound, answer: bytes) -> None:
    async with raw(answer) as url:
        with pytest.raises((OutboundBroken, OutboundUnreachable)):
            await open_socket(outbound, url, headers={}, allow_private=True)


async def test_a_server_that_says_nothing_is_not_waited_for(outbound: Outbound) -> None:
    async with raw(None) as url:
        with pytest.raises(OutboundTimeout):
            await open_socket(outbound, url, headers={}, allow_private=True, connect_timeout_s=0.2)


async def test_a_frame_over_the_limit_and_a_broken_connection(outbound: Outbound) -> None:
    async def large(connection: ServerConnection) -> None:
        await connection.send("x" * 2_000)
        await connection.wait_closed()

    async def broken(connection: ServerConnection) -> None:
        connection.transport.abort()

    for handler in (large, broken):
        async with serving(handler) as url:
            socket = await open_socket(outbound, url, headers={}, allow_private=True, max_frame_bytes=1_000)
            with pytest.raises(OutboundBroken):
                await socket.receive()
            with pytest.raises(OutboundBroken):
                await socket.send("x")
            await socket.close()


async def test_an_orderly_end(outbound: Outbound) -> None:
    async def leaving(connection: ServerConnection) -> None:
        await connection.close()

    async with serving(leaving) as url:
        socket = await open_socket(outbound, url, headers={}, allow_private=True)
        assert await socket.receive() is None


@asynccontextmanager
async def raw(answer: bytes | None) -> AsyncIterator[str]:
    """A server that answers these bytes to any handshake and closes; without any it is silent."""

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        if answer is None:
            await reader.read()
        else:
            writer.write(answer)
            await writer.drain()
        writer.close()

    server = await asyncio.start_server(handler, "127.0.0.1", 0)
    async with server:
        yield f"ws://{NAME}:{server.sockets[0].getsockname()[1]}/"
