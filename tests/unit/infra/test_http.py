"""The outbound client against real servers on loopback that misbehave on purpose."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from huahua.infra.http import (
    Outbound,
    OutboundBroken,
    OutboundForbiddenAddress,
    OutboundTimeout,
    OutboundTooLarge,
    OutboundUnreachable,
)

Behaviour = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def server(behaviour: Behaviour) -> AsyncIterator[str]:
    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        await behaviour(reader, writer)
        writer.close()

    listening = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}/"
    finally:
        listening.close()


@pytest.fixture
async def outbound() -> AsyncIterator[Outbound]:
    client = Outbound()
    yield client
    await client.close()


def answers(raw: bytes, *, then_wait: bool = False) -> Behaviour:
    async def behave(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(raw)
        await writer.drain()
        if then_wait:
            await reader.read()

    return behave


async def test_a_whole_reply(outbound: Outbound) -> None:
    async with server(answers(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nx-a: b\r\n\r\nhi")) as url:
        reply = await outbound.request("GET", url, headers={}, allow_private=True)
    assert (reply.status, reply.body, reply.headers["x-a"]) == (200, b"hi", "b")


async def test_redirects_are_not_followed(outbound: Outbound) -> None:
    raw = b"HTTP/1.1 302 Found\r\nlocation: http://169.254.169.254/\r\ncontent-length: 0\r\n\r\n"
    async with server(answers(raw)) as url:
        reply = await outbound.request("GET", url, headers={}, allow_private=True)
    assert reply.status == 302


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:9/",
        # IDNA makes plain digits and stops of these:
        "http://１２７.0.0.1:9/",
        "http://127.0.0.1:9/",
        # IDNA makes plain digits and stops of these:
        "http://①②⑦.0.0.1:9/",
        "http://[::1]/",
        "http://localhost:9/",
        "http://10.1.2.3/",
        "http://2130706433/",
        "ftp://example.org/",
        "http:///x",
        "http://[bad/",
    ],
)
async def test_private_addresses_and_odd_urls_are_refused(outbound: Outbound, url: str) -> None:
    with pytest.raises((OutboundForbiddenAddress, OutboundUnreachable)) as caught:
        await outbound.request("GET", url, headers={})
    if "2130706433" not in url:
        assert isinstance(caught.value, OutboundForbiddenAddress)


async def test_cloud_metadata_is_refused_even_when_private_is_allowed(outbound: Outbound) -> None:
    with pytest.raises(OutboundForbiddenAddress):
        await outbound.request("GET", "http://169.254.169.254/latest", headers={}, allow_private=True)


async def test_nobody_listens(outbound: Outbound) -> None:
    async with server(answers(b"")) as url:
        pass
    with pytest.raises(OutboundUnreachable):
        await outbound.request("GET", url, headers={}, allow_private=True)


async def test_closed_without_a_reply(outbound: Outbound) -> None:
    async with server(answers(b"")) as url:
        with pytest.raises(OutboundUnreachable, match="closed the connection"):
            await outbound.request("POST", url, headers={}, body=b"x", allow_private=True)


async def test_no_first_byte_in_time(outbound: Outbound) -> None:
    async with server(answers(b"", then_wait=True)) as url:
        with pytest.raises(OutboundTimeout) as caught:
            async with outbound.stream("GET", url, headers={}, allow_private=True, first_byte_timeout_s=0.05):
                pass
    assert caught.value.phase == "first_byte"


async def test_silence_in_the_middle(outbound: Outbound) -> None:
    raw = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nhi\r\n"
    async with server(answers(raw, then_wait=True)) as url:
        with pytest.raises(OutboundTimeout) as caught:
            async with outbound.stream(
                "GET", url, headers={}, allow_private=True, idle_timeout_s=0.05
            ) as reply:
                assert [piece async for piece in reply.iter()] == []
    assert caught.value.phase == "idle"


@pytest.mark.parametrize(
    "raw",
    [
        b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhi",
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nhi\r\n",
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\nhi\r\n",
        b"garbage that is not http\r\n\r\n",
    ],
)
async def test_broken_replies(outbound: Outbound, raw: bytes) -> None:
    async with server(answers(raw)) as url:
        with pytest.raises(OutboundBroken):
            await outbound.request("GET", url, headers={}, allow_private=True)


async def test_an_endless_reply_is_cut(outbound: Outbound) -> None:
    async def flood(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n")
        try:
            while True:
                writer.write(b"400\r\n" + b"x" * 1024 + b"\r\n")
                await writer.drain()
        except ConnectionError:
            return

    async with server(flood) as url:
        with pytest.raises(OutboundTooLarge):
            await outbound.request("GET", url, headers={}, allow_private=True, max_bytes=10_000)


async def test_leaving_early_drops_the_connection(outbound: Outbound) -> None:
    gone = asyncio.Event()

    async def watch(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nhi\r\n")
        await writer.drain()
        await reader.read()
        gone.set()

    async with server(watch) as url:
        async with outbound.stream("GET", url, headers={}, allow_private=True) as reply:
            async for _ in reply.iter():
                break
        await asyncio.wait_for(gone.wait(), 60)
    assert gone.is_set()
