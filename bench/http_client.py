"""CPU time of one call through each HTTP client: the lean one in call-backs, the same awaited, and aiohttp.

Each client makes the same calls (600 bytes there and back, 32 at a time on kept-alive connections) to
`mock_upstream.py`, in turns, in one process on one core; the upstream has another. CPU time is this
process's user and system time. Ratios within one run hold, microseconds drift with the machine.

python bench/http_client.py [rounds]
"""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable
from pathlib import Path

import aiohttp
import uvloop

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.measures.stage import GATEWAY_CORE, Row, median, mock_upstream
from huahua.infra.http import Outbound
from huahua.infra.http1 import CallLimits, HttpPool, Origin, OutboundError, prepare

CALLS, AT_ONCE = 10_000, 32
BODY = b'{"model":"gpt-4o-mini","messages":[{"role":"user","content":"' + b"x" * 520 + b'"}]}'
HEADERS = {"authorization": "Bearer sk-00000000000000000000000000000000", "content-type": "application/json"}

Measure = Callable[[int], Awaitable[None]]


class _Chain:
    """One of the calls at a time; sends the next when the last is over."""

    def __init__(self, send: Callable[[_Chain], object], calls: int, over: asyncio.Future[None]) -> None:
        self._send = send
        self._left = calls
        self._over = over
        send(self)

    def on_head(self, status: int, headers: list[tuple[bytes, bytes]]) -> None:
        assert status == 200

    def on_body(self, piece: bytes) -> None: ...

    def on_end(self) -> None:
        self._left -= 1
        if self._left:
            self._send(self)
        else:
            self._over.set_result(None)

    def on_fault(self, fault: OutboundError) -> None:
        self._over.set_exception(fault)


def _call_backs(pool: HttpPool, url: str) -> Measure:
    origin, limits = Origin(url, allow_private=True), CallLimits()
    head = prepare("POST", origin, origin.path, HEADERS)

    def send(sink: _Chain) -> None:
        pool.send(origin, head.whole(len(BODY)), BODY, sink, limits)

    async def measure(calls: int) -> None:
        loop = asyncio.get_running_loop()
        ends = [loop.create_future() for _ in range(AT_ONCE)]
        chains = [_Chain(send, calls // AT_ONCE, end) for end in ends]
        await asyncio.gather(*ends)
        assert len(chains) == AT_ONCE

    return measure


def _tasks(ask: Callable[[], Awaitable[None]]) -> Measure:
    async def chain(calls: int) -> None:
        for _ in range(calls):
            await ask()

    async def measure(calls: int) -> None:
        await asyncio.gather(*(chain(calls // AT_ONCE) for _ in range(AT_ONCE)))

    return measure


def _awaited(outbound: Outbound, url: str) -> Measure:
    async def ask() -> None:
        reply = await outbound.request("POST", url, headers=HEADERS, body=BODY, allow_private=True)
        assert reply.status == 200

    return _tasks(ask)


def _aiohttp(session: aiohttp.ClientSession, url: str) -> Measure:
    async def ask() -> None:
        async with session.post(url, data=BODY, headers=HEADERS) as reply:
            assert reply.status == 200
            await reply.read()

    return _tasks(ask)


async def _compare(port: int, rounds: int) -> dict[str, float]:
    """Microseconds of CPU a call, the median of the rounds."""
    url = f"http://127.0.0.1:{port}/v1/chat/completions"
    outbound = Outbound()
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
        clients = {
            "lean, call-backs": _call_backs(outbound.pool, url),
            "lean, awaited": _awaited(outbound, url),
            "aiohttp": _aiohttp(session, url),
        }
        found = defaultdict(list)
        for measure in clients.values():
            await measure(1000)
        for _ in range(rounds):
            for name, measure in clients.items():
                before = time.process_time()
                await measure(CALLS)
                found[name].append((time.process_time() - before) / CALLS * 1e6)
        await outbound.close()
    return {name: median(times) for name, times in found.items()}


def rows(rounds: int = 5) -> list[Row]:
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {GATEWAY_CORE})
    with mock_upstream() as port:
        figures = uvloop.run(_compare(port, rounds))
    return [
        Row(f"CPU of one call, {name}", f"{figure:.1f} µs ({figure / figures['aiohttp']:.2f} of aiohttp)")
        for name, figure in figures.items()
    ]


if __name__ == "__main__":
    for row in rows(*map(int, sys.argv[1:2])):
        print(f"| {row.what} | {row.figure} |")
