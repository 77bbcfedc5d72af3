"""Replies for those who await: what `infra.http.Outbound` hands out, and the sinks that fill it."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Protocol

from multidict import CIMultiDict, CIMultiDictProxy

from huahua.infra.http1.call import Call
from huahua.infra.http1.errors import OutboundError, OutboundTooLarge
from huahua.infra.http_decoding import decoder_for

LAG_BYTES = 256 * 1024
"""How much of a reply waits for its reader before the connection is no longer read."""

ReplyHeaders = CIMultiDictProxy[str]


@dataclass(frozen=True, slots=True)
class OutboundResponse:
    status: int
    headers: ReplyHeaders
    body: bytes


class Pieces(Protocol):
    """Where the body of a stream comes from."""

    async def next_piece(self) -> bytes:
        """At least a byte, or nothing at the end. Raises OutboundTimeout, OutboundBroken, OutboundTooLarge."""


class OutboundStream:
    """A reply whose head has arrived. Read it with `iter` or `read`, once."""

    def __init__(self, status: int, headers: ReplyHeaders, pieces: Pieces, *, max_bytes: int) -> None:
        self.status = status
        self.headers = headers
        self._pieces = pieces
        self._max_bytes = max_bytes

    async def iter(self) -> AsyncIterator[bytes]:
        """The body in pieces as they arrive, not compressed.

        Raises:
            OutboundTimeout: silence for longer than the idle time-out (`phase` is idle).
            OutboundBroken: the reply broke off.
            OutboundTooLarge: over the limit.
        """
        decoder = decoder_for(self.headers.get("content-encoding", ""))
        received = 0
        while piece := await self._pieces.next_piece():
            for part in decoder.feed(piece) if decoder is not None else (piece,):
                received += len(part)
                if received > self._max_bytes:
                    raise too_large(self._max_bytes)
                yield part
        if decoder is not None:
            decoder.finish()

    async def read(self, limit: int | None = None) -> bytes:
        """The whole body; with `limit`, at most that many bytes and the rest is dropped."""
        parts = bytearray()
        async for piece in self.iter():
            parts += piece
            if limit is not None and len(parts) >= limit:
                return bytes(parts[:limit])
        return bytes(parts)


class WholeReply:
    """A sink that gathers one whole reply."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.done: asyncio.Future[None] = loop.create_future()
        self._status = 0
        self._headers: list[tuple[bytes, bytes]] = []
        self._body = bytearray()
        """Not a list of pieces: an object for every two bytes would be twenty times the limit of bytes."""

    def on_head(self, status: int, headers: list[tuple[bytes, bytes]]) -> None:
        self._status, self._headers = status, headers

    def on_body(self, piece: bytes) -> None:
        self._body += piece

    def on_end(self) -> None:
        if not self.done.done():
            self.done.set_result(None)

    def on_fault(self, fault: OutboundError) -> None:
        if not self.done.done():
            self.done.set_exception(fault)

    def response(self, max_bytes: int) -> OutboundResponse:
        """After `done`. Raises OutboundBroken, OutboundTooLarge for what is compressed."""
        headers, body = as_mapping(self._headers), bytes(self._body)
        decoder = decoder_for(headers.get("content-encoding", ""))
        if decoder is not None:
            parts = bytearray()
            for part in decoder.feed(body):
                parts += part
                if len(parts) > max_bytes:
                    raise too_large(max_bytes)
            decoder.finish()
            body = bytes(parts)
        return OutboundResponse(self._status, headers, body)


class StreamedReply:
    """A sink from which one task reads piece by piece; the connection waits for a reader that lags."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.call: Call | None = None
        self.status = 0
        self.headers = as_mapping([])
        self._loop = loop
        self._pieces: deque[bytes] = deque()
        self._waiting_bytes = 0
        self._ended = False
        self._fault: OutboundError | None = None
        self._reader: asyncio.Future[None] | None = None

    def on_head(self, status: int, headers: list[tuple[bytes, bytes]]) -> None:
        self.status, self.headers = status, as_mapping(headers)
        self._wake()

    def on_body(self, piece: bytes) -> None:
        self._pieces.append(piece)
        self._waiting_bytes += len(piece)
        if self._waiting_bytes > LAG_BYTES and self.call is not None:
            self.call.pause()
        self._wake()

    def on_end(self) -> None:
        self._ended = True
        self._wake()

    def on_fault(self, fault: OutboundError) -> None:
        self._fault, self._ended = fault, True
        self._wake()

    async def head(self) -> None:
        """Wait for status and headers. Raises OutboundError."""
        while not self.status:
            await self._wait()

    async def next_piece(self) -> bytes:
        """What has arrived since the last time, in one piece; nothing at the end."""
        while not self._pieces:
            if self._ended and self._fault is None:
                return b""
            await self._wait()
        piece = self._pieces.popleft() if len(self._pieces) == 1 else b"".join(self._pieces)
        self._pieces.clear()
        if self._waiting_bytes > LAG_BYTES and self.call is not None:
            self.call.resume()
        self._waiting_bytes = 0
        return piece

    async def _wait(self) -> None:
        if self._fault is not None:
            raise self._fault
        self._reader = self._loop.create_future()
        try:
            await self._reader
        finally:
            self._reader = None

    def _wake(self) -> None:
        if self._reader is not None and not self._reader.done():
            self._reader.set_result(None)


def as_mapping(headers: list[tuple[bytes, bytes]]) -> ReplyHeaders:
    return CIMultiDictProxy(
        CIMultiDict(
            [(name.decode("latin-1"), value.decode("utf-8", "surrogateescape")) for name, value in headers]
        )
    )


def too_large(max_bytes: int) -> OutboundTooLarge:
    return OutboundTooLarge(f"the reply is larger than {max_bytes} bytes")
