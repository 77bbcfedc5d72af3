"""The server itself: start, memory when idle and with a thousand open streams."""

from __future__ import annotations

import asyncio
import tempfile
import time
from pathlib import Path

from bench.measures.stage import HuaHua, Row, median, mock_upstream, process, resident_mb, wait_until_healthy

OPEN_STREAMS = 1_000


def rows() -> list[Row]:
    with tempfile.TemporaryDirectory() as name, mock_upstream() as upstream:
        server = HuaHua(Path(name), upstream)
        first, later = _start(server), [_start(server) for _ in range(3)]
        with server.serving() as child:
            time.sleep(3)
            idle = resident_mb(child.pid)
            held = asyncio.run(_hold_streams(server, child.pid))
    return [
        Row("first start, empty folder", f"{first:.2f} s"),
        Row("every later start", f"{median(later):.2f} s", "under 3 s"),
        Row("memory of the idle server", f"{idle:.0f} MB", "under 150 MB"),
        Row(f"memory with {OPEN_STREAMS:,} open streams", f"{held:.0f} MB", "under 500 MB"),
    ]


def _start(server: HuaHua) -> float:
    started = time.perf_counter()
    with process(server.command, 0, server.environ):
        wait_until_healthy(server.port)
        return time.perf_counter() - started


async def _hold_streams(server: HuaHua, pid: int) -> float:
    """Memory while every stream is open and has had its first chunk; the upstream sends one every 200 ms."""
    key = server.make_key()
    body = b'{"model":"slow","stream":true,"messages":[{"role":"user","content":"tell me a long story"}]}'
    request = (
        f"POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {key}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    ).encode() + body

    async def open_one() -> asyncio.StreamWriter:
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        writer.write(request)
        await asyncio.wait_for(reader.readuntil(b"data: "), 60)
        return writer

    writers = await asyncio.gather(*(open_one() for _ in range(OPEN_STREAMS)))
    await asyncio.sleep(3)
    memory = resident_mb(pid)
    for writer in writers:
        writer.close()
    return memory
