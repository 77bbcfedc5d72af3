"""An upstream that answers, lies, stalls and dies in turns: every call ends, and nothing is left over."""

from __future__ import annotations

import asyncio
import gzip
import random

from huahua.infra.http import Outbound, OutboundError
from tests.integration.infra.http1.stage import CHUNKED, OK, PATIENCE_S, Peer, listening, until

CALLS, AT_ONCE = 300, 15
PACKED = gzip.compress(b"words " * 1000)
ANSWERS = [
    *[OK] * 8,
    CHUNKED + b"2\r\nhi\r\n0\r\nsum: 1\r\n\r\n",
    b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: %d\r\n\r\n" % len(PACKED) + PACKED,
    b"HTTP/1.1 503 Service Unavailable\r\nconnection: close\r\ncontent-length: 0\r\n\r\n",
    b"HTTP/1.1 200 OK\r\n\r\nuntil the end",
    b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf",
    OK + b"junk",
    b"garbage\r\n\r\n",
    CHUNKED + b"zz\r\n",
    b"",
]


async def test_nothing_is_left_over() -> None:
    dice = random.Random(7)
    open_peers: set[int] = set()

    async def script(peer: Peer) -> None:
        open_peers.add(peer.number)
        try:
            while True:
                await peer.call()
                answer = dice.choice(ANSWERS)
                if dice.random() < 0.05:
                    await peer.gone()  # silence
                await peer.say(answer)
                if answer != OK or dice.random() < 0.1:
                    return
        finally:
            open_peers.discard(peer.number)

    outbound = Outbound(connections_per_host=8)
    ended = {"replies": 0, "faults": 0, "cancelled": 0}

    async def call(url: str) -> None:
        try:
            async with asyncio.timeout(PATIENCE_S if dice.random() > 0.1 else 0.001):
                if dice.random() < 0.5:
                    await outbound.request(
                        "POST", url, headers={}, body=b"x" * 1000, allow_private=True, timeout_s=0.2
                    )
                else:
                    async with outbound.stream(
                        "GET", url, headers={}, allow_private=True, first_byte_timeout_s=0.2
                    ) as reply:
                        await reply.read(dice.choice([1, None]))
            ended["replies"] += 1
        except OutboundError:
            ended["faults"] += 1
        except TimeoutError:
            ended["cancelled"] += 1

    async def caller(url: str) -> None:
        for _ in range(CALLS // AT_ONCE):
            await call(url)

    async with listening(script) as upstream:
        before = asyncio.all_tasks()
        await asyncio.wait_for(asyncio.gather(*(caller(upstream.url) for _ in range(AT_ONCE))), PATIENCE_S)
        assert sum(ended.values()) == CALLS and ended["replies"] and ended["faults"]
        pool = next(iter(outbound.pool._origins.values()))
        assert not pool._waiting and not pool._queued
        assert set(pool._idle) == pool._open, "only idle connections are still there"
        await outbound.close()
        await until(lambda: not open_peers)
        await until(lambda: asyncio.all_tasks() <= before)
