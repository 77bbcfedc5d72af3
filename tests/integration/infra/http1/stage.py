"""Upstreams on loopback that do byte by byte what a test tells them, and what the client's tests share."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

from huahua.infra.http1 import CallLimits, HttpPool, Origin, OutboundError, prepare
from huahua.infra.http1.call import Call

OK = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi"
CHUNKED = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"
PATIENCE_S = 30
"""Far longer than anything takes; only a hang reaches it."""


class Peer:
    """The upstream's end of one connection."""

    def __init__(self, number: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.number = number
        self.reader = reader
        self.writer = writer

    async def call(self) -> tuple[bytes, bytes]:
        """Head and body of the next call."""
        head = await self.reader.readuntil(b"\r\n\r\n")
        length = next(
            (int(line.split(b":")[1]) for line in head.lower().split(b"\r\n") if b"content-length" in line), 0
        )
        return head, await self.reader.readexactly(length)

    async def say(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def gone(self) -> bytes:
        """Wait until the client has closed; what it still said."""
        return await self.reader.read()


async def until(condition: Callable[[], bool]) -> None:
    """Let the loop turn until something is so that no event tells of."""
    async with asyncio.timeout(PATIENCE_S):
        while not condition():  # noqa: ASYNC110  there is no event
            await asyncio.sleep(0)


Script = Callable[[Peer], Awaitable[None]]


class Upstream:
    def __init__(self, script: Script) -> None:
        self.url = ""
        self.port = 0
        self.peers = 0
        self.done: asyncio.Queue[int] = asyncio.Queue()
        """Numbers of the connections whose script ended."""
        self._script = script

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        number = self.peers
        self.peers += 1
        # uvloop raises RuntimeError where one writes to a connection that the client closed.
        with suppress(asyncio.IncompleteReadError, ConnectionError, RuntimeError):
            await self._script(Peer(number, reader, writer))
        self.done.put_nowait(number)
        writer.close()


@asynccontextmanager
async def listening(
    script: Script, *, tls: ssl.SSLContext | None = None, host: str = "127.0.0.1", name: str | None = None
) -> AsyncIterator[Upstream]:
    upstream = Upstream(script)
    server = await asyncio.start_server(upstream.serve, host, 0, ssl=tls, limit=1 << 20)
    upstream.port = server.sockets[0].getsockname()[1]
    upstream.url = f"{'https' if tls else 'http'}://{name or host}:{upstream.port}"
    try:
        yield upstream
    finally:
        server.close()


async def answering(peer: Peer) -> None:
    """Says `hi` to every call."""
    while True:
        await peer.call()
        await peer.say(OK)


class Sink:
    """Remembers what it heard; tests wait for its events."""

    def __init__(self) -> None:
        self.status = 0
        self.body = b""
        self.fault: OutboundError | None = None
        self.heads, self.pieces, self.over = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self.ends = 0

    def on_head(self, status: int, headers: list[tuple[bytes, bytes]]) -> None:
        self.status = status
        self.heads.set()

    def on_body(self, piece: bytes) -> None:
        self.body += piece
        self.pieces.set()

    def on_end(self) -> None:
        self.ends += 1
        self.over.set()

    def on_fault(self, fault: OutboundError) -> None:
        self.ends += 1
        self.fault = fault
        self.over.set()

    async def end(self) -> Sink:
        await asyncio.wait_for(self.over.wait(), PATIENCE_S)
        return self


class Client:
    """Sends calls in call-backs to one upstream."""

    def __init__(self, pool: HttpPool, url: str) -> None:
        self.pool = pool
        self.origin = Origin(url, allow_private=True)
        self._head = prepare("POST", self.origin, "/", {})

    def send(self, body: bytes = b"", limits: CallLimits | None = None) -> tuple[Call, Sink]:
        sink = Sink()
        head = self._head.whole(len(body))
        return self.pool.send(self.origin, head, body, sink, limits or CallLimits()), sink

    async def ask(self, body: bytes = b"", limits: CallLimits | None = None) -> Sink:
        return await self.send(body, limits)[1].end()
