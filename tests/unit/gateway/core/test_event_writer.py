from __future__ import annotations

import asyncio

import pytest

from huahua.gateway.http._writer import MAX_WAITING_BYTES, EventWriter


class Wire:
    """What was sent, piece by piece; `open` lets sends through."""

    def __init__(self) -> None:
        self.sent: list[bytes] = []
        self.open = asyncio.Event()
        self.open.set()
        self.began = asyncio.Event()

    async def send(self, piece: bytes) -> None:
        self.began.set()
        await self.open.wait()
        self.sent.append(piece)


async def test_what_is_written_at_once_is_sent_at_once() -> None:
    wire = Wire()
    async with EventWriter(wire.send) as writer:
        for piece in (b"a", b"b", b"c"):
            await writer.write(piece)
    assert wire.sent == [b"abc"]


async def test_a_lone_piece_leaves_before_the_next_is_written() -> None:
    wire = Wire()
    async with EventWriter(wire.send) as writer:
        await writer.write(b"a")
        await wire.began.wait()
        await writer.write(b"b")
    assert wire.sent == [b"a", b"b"]


async def test_a_slow_client_slows_the_writer() -> None:
    wire = Wire()
    wire.open.clear()
    written = 0

    async def write_much() -> None:
        nonlocal written
        async with EventWriter(wire.send) as writer:
            for _ in range(8):
                await writer.write(b"x" * (MAX_WAITING_BYTES // 2))
                written += 1

    task = asyncio.create_task(write_much())
    await wire.began.wait()
    for _ in range(20):
        await asyncio.sleep(0)
    assert written < 8
    wire.open.set()
    await task
    assert written == 8 and sum(map(len, wire.sent)) == 4 * MAX_WAITING_BYTES


async def test_a_client_that_fails_ends_the_writing() -> None:
    async def send(_piece: bytes) -> None:
        raise ConnectionError("gone")

    with pytest.raises(ConnectionError):
        async with EventWriter(send) as writer:
            await writer.write(b"a")


async def test_an_error_in_the_block_passes_and_stops_the_sender() -> None:
    wire = Wire()
    wire.open.clear()
    with pytest.raises(KeyError):
        async with EventWriter(wire.send) as writer:
            await writer.write(b"a")
            await wire.began.wait()
            raise KeyError("x")
    await asyncio.sleep(0)
    assert wire.sent == [] and all(
        task is asyncio.current_task() for task in asyncio.all_tasks() if not task.done()
    )
