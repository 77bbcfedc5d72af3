"""A kept-alive connection that the upstream closes just as the next call goes out."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

import pytest

from huahua.infra.http import Outbound, OutboundError, OutboundTimeout, OutboundUnreachable

OK = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi"
CLOSE, RESET, SILENCE = b"close", b"reset", b"silence"


class Upstream:
    """Answers the calls of each connection as scripted: `scripts[0]` is for the first connection. CLOSE ends the
    connection without an answer, RESET aborts it, SILENCE keeps it open; other bytes are the answer. The
    connection ends with its script."""

    def __init__(self, *scripts: list[bytes]) -> None:
        self.calls: list[tuple[int, bytes]] = []
        """Number of the connection, and the call's body."""
        self.url = ""
        self._scripts = list(scripts)
        self._opened = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        number = self._opened
        self._opened += 1
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            for answer in self._scripts[number]:
                self.calls.append((number, await self._call(reader)))
                if answer == SILENCE:
                    await reader.read()
                elif answer == RESET:
                    writer.transport.abort()
                    return
                elif answer == CLOSE:
                    break
                else:
                    writer.write(answer)
                    await writer.drain()
        writer.close()

    async def _call(self, reader: asyncio.StreamReader) -> bytes:
        head = await reader.readuntil(b"\r\n\r\n")
        length = next(
            (int(line.split(b":")[1]) for line in head.lower().split(b"\r\n") if b"content-length" in line), 0
        )
        return await reader.readexactly(length)


@pytest.fixture
async def outbound() -> AsyncIterator[Outbound]:
    client = Outbound()
    yield client
    await client.close()


async def listen(upstream: Upstream) -> asyncio.Server:
    server = await asyncio.start_server(upstream.serve, "127.0.0.1", 0)
    upstream.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
    return server


async def post(outbound: Outbound, upstream: Upstream, body: bytes, timeout_s: float = 20.0) -> bytes:
    reply = await outbound.request(
        "POST", upstream.url, headers={}, body=body, allow_private=True, timeout_s=timeout_s
    )
    return reply.body


@pytest.mark.parametrize("ending", [CLOSE, RESET])
async def test_a_call_on_a_connection_that_was_just_closed_goes_out_once_more(
    outbound: Outbound, ending: bytes
) -> None:
    upstream = Upstream([OK, ending], [OK])
    async with await listen(upstream):
        assert await post(outbound, upstream, b"one") == b"hi"
        assert await post(outbound, upstream, b"two") == b"hi"
    assert upstream.calls == [(0, b"one"), (0, b"two"), (1, b"two")]


async def test_a_stream_begins_again_as_well(outbound: Outbound) -> None:
    upstream = Upstream([OK, CLOSE], [OK])
    async with await listen(upstream):
        await post(outbound, upstream, b"one")
        async with outbound.stream(
            "POST", upstream.url, headers={}, body=b"two", allow_private=True
        ) as reply:
            assert await reply.read() == b"hi"
    assert [number for number, _ in upstream.calls] == [0, 0, 1]


async def test_the_second_try_takes_no_other_kept_connection(outbound: Outbound) -> None:
    """Two idle connections, both closed by the upstream: the repeated call opens a third."""
    upstream = Upstream([OK, CLOSE], [OK, CLOSE], [OK])
    async with await listen(upstream):
        streams = [
            outbound.stream("POST", upstream.url, headers={}, body=b"x", allow_private=True) for _ in range(2)
        ]
        replies = await asyncio.gather(*(stream.__aenter__() for stream in streams))
        for stream, reply in zip(streams, replies, strict=True):
            await reply.read()
            await stream.__aexit__(None, None, None)
        assert await post(outbound, upstream, b"late") == b"hi"
    assert upstream.calls[-1] == (2, b"late")
    assert len(upstream.calls) == 4


async def test_one_repetition_is_all(outbound: Outbound) -> None:
    upstream = Upstream([OK, CLOSE], [CLOSE], [OK])
    async with await listen(upstream):
        await post(outbound, upstream, b"one")
        with pytest.raises(OutboundUnreachable):
            await post(outbound, upstream, b"two")
    assert upstream.calls == [(0, b"one"), (0, b"two"), (1, b"two")]


@pytest.mark.parametrize("method", ["POST", "GET"])
async def test_a_first_call_that_breaks_is_not_repeated(outbound: Outbound, method: str) -> None:
    upstream = Upstream([CLOSE], [OK])
    async with await listen(upstream):
        with pytest.raises(OutboundUnreachable):
            await outbound.request(method, upstream.url, headers={}, allow_private=True)
    assert len(upstream.calls) == 1


@pytest.mark.parametrize(
    "begun",
    [b"HTTP/1.1 2", b"HTTP/1.1 200 OK\r\ncontent-le", b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf"],
)
async def test_an_answer_that_has_begun_is_not_asked_for_again(outbound: Outbound, begun: bytes) -> None:
    upstream = Upstream([OK, begun], [OK])
    async with await listen(upstream):
        await post(outbound, upstream, b"one")
        with pytest.raises(OutboundError):
            await post(outbound, upstream, b"two")
    assert [body for _, body in upstream.calls] == [b"one", b"two"]


async def test_a_silent_upstream_is_not_asked_again(outbound: Outbound) -> None:
    upstream = Upstream([OK, SILENCE], [OK])
    async with await listen(upstream):
        await post(outbound, upstream, b"one")
        with pytest.raises(OutboundTimeout):
            await post(outbound, upstream, b"two", timeout_s=0.2)
    assert [body for _, body in upstream.calls] == [b"one", b"two"]
