"""`Outbound` for those who await: cancelling, back-pressure, compression, what it says and refuses."""

from __future__ import annotations

import asyncio
import gzip

import pytest

from huahua.infra.http import (
    Outbound,
    OutboundBadRequest,
    OutboundBroken,
    OutboundForbiddenAddress,
    OutboundTimeout,
    OutboundTooLarge,
)
from huahua.infra.http1 import HttpPool
from huahua.infra.http1.resolver import AddressInfo, Resolver
from huahua.infra.http_replies import LAG_BYTES
from tests.integration.infra.http1.stage import CHUNKED, OK, PATIENCE_S, Peer, answering, listening, until


async def test_what_is_sent(outbound: Outbound) -> None:
    calls: list[tuple[bytes, bytes]] = []

    async def script(peer: Peer) -> None:
        while True:
            calls.append(await peer.call())
            await peer.say(OK)

    async with listening(script) as upstream:
        for method, body in (("POST", b"{}"), ("POST", None), ("GET", None), ("DELETE", None)):
            await outbound.request(
                method, upstream.url + "/v1/x?q=1", headers={"X-Key": "k"}, body=body, allow_private=True
            )
        port = upstream.port
    common = (
        "%s /v1/x?q=1 HTTP/1.1\r\nhost: 127.0.0.1:%d\r\nuser-agent: HuaHua\r\naccept: */*\r\n"
        "accept-encoding: identity\r\nX-Key: k\r\n%s\r\n"
    )
    assert calls == [
        ((common % ("POST", port, "content-length: 2\r\n")).encode(), b"{}"),
        ((common % ("POST", port, "content-length: 0\r\n")).encode(), b""),
        ((common % ("GET", port, "")).encode(), b""),
        ((common % ("DELETE", port, "")).encode(), b""),
    ]


async def test_headers_are_found_in_any_case(outbound: Outbound) -> None:
    async def script(peer: Peer) -> None:
        await peer.call()
        await peer.say("HTTP/1.1 200 OK\r\nX-Words: ä \r\nx-words: b\r\ncontent-length: 0\r\n\r\n".encode())

    async with listening(script) as upstream:
        reply = await outbound.request("GET", upstream.url, headers={}, allow_private=True)
    assert reply.headers["X-WORDS"] == reply.headers["x-words"] == "ä"
    assert reply.headers.getall("x-words") == ["ä", "b"]


@pytest.mark.parametrize("streamed", [False, True])
async def test_cancelling_the_task_closes_the_connection(outbound: Outbound, streamed: bool) -> None:
    begun = asyncio.Event()

    async def script(peer: Peer) -> None:
        await peer.call()
        await peer.say(CHUNKED + b"2\r\nhi\r\n")
        begun.set()
        await peer.gone()

    async def ask(url: str) -> None:
        if not streamed:
            await outbound.request("GET", url, headers={}, allow_private=True)
        async with outbound.stream("GET", url, headers={}, allow_private=True) as reply:
            await reply.read()

    async with listening(script) as upstream:
        task = asyncio.create_task(ask(upstream.url))
        await asyncio.wait_for(begun.wait(), PATIENCE_S)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await asyncio.wait_for(upstream.done.get(), PATIENCE_S)


async def test_a_stream_read_to_its_end_leaves_the_connection_to_the_next_call(outbound: Outbound) -> None:
    async with listening(answering) as upstream:
        for _ in range(3):
            async with outbound.stream("GET", upstream.url, headers={}, allow_private=True) as reply:
                assert await reply.read() == b"hi"
        assert upstream.peers == 1


async def test_pieces_come_as_they_arrive(outbound: Outbound) -> None:
    async def script(peer: Peer) -> None:
        await peer.call()
        await peer.say(CHUNKED)
        for number in range(5):
            await peer.say(b"1\r\n%d\r\n" % number)
            await heard.get()
        await peer.say(b"0\r\n\r\n")

    heard: asyncio.Queue[bytes] = asyncio.Queue()
    async with (
        listening(script) as upstream,
        outbound.stream("GET", upstream.url, headers={}, allow_private=True) as reply,
    ):
        pieces = []
        async for piece in reply.iter():
            pieces.append(piece)
            heard.put_nowait(piece)
    assert pieces == [b"0", b"1", b"2", b"3", b"4"]


async def test_a_reader_that_lags_holds_the_upstream_back(outbound: Outbound) -> None:
    total = 30_000_000

    async def script(peer: Peer) -> None:
        await peer.call()
        await peer.say(b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n" % total)
        for _ in range(total // 100_000):
            await peer.say(b"x" * 100_000)
        await peer.gone()

    async with (
        listening(script) as upstream,
        outbound.stream("GET", upstream.url, headers={}, allow_private=True) as reply,
    ):
        source = reply._pieces
        await until(lambda: source._waiting_bytes > LAG_BYTES)  # type: ignore[attr-defined]
        for _ in range(200):
            await asyncio.sleep(0)
        assert source._waiting_bytes < 2 * LAG_BYTES + 65536  # type: ignore[attr-defined]
        assert len(await reply.read()) == total


async def test_compressed_although_not_asked_for(outbound: Outbound) -> None:
    words = b"some words " * 10_000
    packed = gzip.compress(words)

    async def script(peer: Peer) -> None:
        while True:
            await peer.call()
            head = b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: %d\r\n\r\n" % len(packed)
            await peer.say(head + packed)

    async with listening(script) as upstream:
        reply = await outbound.request("GET", upstream.url, headers={}, allow_private=True)
        assert reply.body == words
        async with outbound.stream("GET", upstream.url, headers={}, allow_private=True) as stream:
            assert await stream.read() == words


@pytest.mark.parametrize("streamed", [False, True])
async def test_a_bomb_bursts_at_the_limit(outbound: Outbound, streamed: bool) -> None:
    packed = gzip.compress(b"\0" * 10_000_000)

    async def script(peer: Peer) -> None:
        await peer.call()
        head = b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: %d\r\n\r\n" % len(packed)
        await peer.say(head + packed)

    async with listening(script) as upstream:
        with pytest.raises(OutboundTooLarge):
            if not streamed:
                await outbound.request(
                    "GET", upstream.url, headers={}, allow_private=True, max_bytes=1_000_000
                )
            async with outbound.stream(
                "GET", upstream.url, headers={}, allow_private=True, max_bytes=1_000_000
            ) as reply:
                await reply.read()


async def test_a_coding_that_nobody_asked_for(outbound: Outbound) -> None:
    async def script(peer: Peer) -> None:
        await peer.call()
        await peer.say(b"HTTP/1.1 200 OK\r\ncontent-encoding: br\r\ncontent-length: 2\r\n\r\nhi")

    async with listening(script) as upstream:
        with pytest.raises(OutboundBroken):
            await outbound.request("GET", upstream.url, headers={}, allow_private=True)


async def test_what_arrived_before_a_fault_is_handed_out_first(outbound: Outbound) -> None:
    async def script(peer: Peer) -> None:
        await peer.call()
        await peer.say(CHUNKED + b"2\r\nhi\r\nzz")

    async with (
        listening(script) as upstream,
        outbound.stream("GET", upstream.url, headers={}, allow_private=True) as reply,
    ):
        await upstream.done.get()
        pieces = []
        with pytest.raises(OutboundBroken):
            async for piece in reply.iter():
                pieces.append(piece)
    assert pieces == [b"hi"]


async def test_the_whole_limit_is_its_own_phase(outbound: Outbound) -> None:
    async def script(peer: Peer) -> None:
        await peer.call()
        await peer.say(CHUNKED + b"2\r\nhi\r\n")
        await peer.gone()

    async with listening(script) as upstream:
        with pytest.raises(OutboundTimeout) as caught:
            await outbound.request("GET", upstream.url, headers={}, allow_private=True, timeout_s=0.05)
    assert caught.value.phase == "whole"


@pytest.mark.parametrize("headers", [{"x-a": "b\r\nhost: other"}, {"content-length": "5"}])
async def test_headers_that_would_change_the_message_send_nothing(
    outbound: Outbound, headers: dict[str, str]
) -> None:
    async with listening(answering) as upstream:
        with pytest.raises(OutboundBadRequest):
            await outbound.request("POST", upstream.url, headers=headers, body=b"x", allow_private=True)
        assert upstream.peers == 0


async def test_a_name_that_points_inside_is_refused_after_the_look_up() -> None:
    async def lookup(host: str, port: int) -> list[AddressInfo]:
        return [(2, 1, 6, "", ("127.0.0.1", port))]

    outbound = Outbound(pool=HttpPool(resolver=Resolver(lookup=lookup)))
    async with listening(answering, name="public.example") as upstream:
        with pytest.raises(OutboundForbiddenAddress):
            await outbound.request("GET", upstream.url, headers={})
        assert upstream.peers == 0
    await outbound.close()


async def test_the_name_is_looked_up_once_so_that_it_cannot_move_between_check_and_use() -> None:
    """DNS rebinding: the first answer passes the guard, a second would point inside."""
    answers = ["127.0.0.1", "169.254.169.254"]
    asked: list[str] = []

    async def lookup(host: str, port: int) -> list[AddressInfo]:
        asked.append(host)
        return [(2, 1, 6, "", (answers.pop(0), port))]

    outbound = Outbound(pool=HttpPool(resolver=Resolver(lookup=lookup)))
    async with listening(answering, name="moving.example") as upstream:
        reply = await outbound.request("GET", upstream.url, headers={}, allow_private=True)
        assert (reply.body, asked) == (b"hi", ["moving.example"])
    await outbound.close()
