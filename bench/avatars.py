"""Avatars end to end: ``python -m bench.avatars [users] [seconds] [pause_s]``.

Each of so many users sends a description and waits until the picture's address answers: parse → drawing → stored → URL.
Between two requests a user pauses for a time around `pause_s` (exponential, so that requests also come together); 0 is
as fast as the server answers, which shows its throughput. Prints how long requests took and how many failed.
"""

from __future__ import annotations

import asyncio
import json
import random
import statistics
import sys
import tempfile
import time
from pathlib import Path

import httpx
from tests.running_server import RunningServer

WORDS = (
    "戴圆框眼镜的短发女孩，微笑，蓝色卫衣，浅蓝色背景",
    "留着络腮胡的老爷爷，戴帽子，不戴眼镜",
    "a young man with curly red hair and sunglasses",
    "a friendly robot on a yellow background",
    "an elderly woman with a grey bun, laughing, pixel art",
)


async def one(web: httpx.AsyncClient, number: int) -> float:
    """Milliseconds until the picture of a new description can be fetched. Raises httpx.HTTPError, RuntimeError."""
    begun = time.perf_counter()
    wish = {"text": WORDS[number % len(WORDS)], "seed": number, "count": 1}
    reply = (await web.post("/api/avatars", json=wish)).raise_for_status().json()
    url = reply.get("picture", {}).get("urls", {}).get("original")
    if url is None:
        async with web.stream("GET", f"/api/runs/{reply['run_id']}/events") as events:
            async for line in events.aiter_lines():
                if line.startswith("data:") and (found := json.loads(line[5:])).get("type") == "picture":
                    url = found["data"]["picture"]["urls"]["original"]
                    break
    if url is None:
        raise RuntimeError("the run ended without a picture")
    (await web.head(url)).raise_for_status()
    return (time.perf_counter() - begun) * 1000


async def load(url: str, key: str, users: int, seconds: float, pause_s: float) -> tuple[list[float], int]:
    """Times of all requests in milliseconds, and how many failed."""
    times: list[float] = []
    failed = 0
    numbers = iter(range(10**9))
    until = time.monotonic() + seconds

    async def user(web: httpx.AsyncClient) -> None:
        nonlocal failed
        await asyncio.sleep(random.random() * pause_s)
        while time.monotonic() < until:
            try:
                times.append(await one(web, next(numbers)))
            except (httpx.HTTPError, RuntimeError):
                failed += 1
            await asyncio.sleep(random.expovariate(1 / pause_s) if pause_s else 0)

    limits = httpx.Limits(max_connections=2 * users)
    headers = {"authorization": f"Bearer {key}"}
    async with httpx.AsyncClient(
        base_url=url, headers=headers, timeout=60, trust_env=False, limits=limits
    ) as web:
        for number in range(len(WORDS)):
            await one(web, number)
        async with asyncio.TaskGroup() as group:
            for _ in range(users):
                group.create_task(user(web))
    return times, failed


def main(users: float = 20, seconds: float = 15, pause_s: float = 2.0) -> None:
    with tempfile.TemporaryDirectory() as folder, RunningServer(Path(folder)) as server:
        with server.client() as client:
            key = client.post("/api/keys", json={"name": "bench"}).raise_for_status().json()["secret"]
        times, failed = asyncio.run(load(server.url, key, int(users), seconds, pause_s))
    cuts = statistics.quantiles(times, n=100)
    share = len(times) / (len(times) + failed)
    print(
        f"{users:.0f} users, pause {pause_s:g} s: {len(times)} avatars, {len(times) / seconds:.1f}/s, "
        f"p50 {cuts[49]:.0f} ms, p95 {cuts[94]:.0f} ms, p99 {cuts[98]:.0f} ms, {share:.2%} succeeded"
    )


if __name__ == "__main__":
    main(*map(float, sys.argv[1:]))
