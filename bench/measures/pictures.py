"""Pictures over HTTP, end to end: avatars of twenty users at once, and what is shown again rather than made again."""

from __future__ import annotations

import asyncio
import json
import statistics
import tempfile
import time
from pathlib import Path

import httpx

from bench.avatars import load
from bench.measures.stage import HuaHua, Row, median, mock_upstream

USERS, SECONDS, PAUSE_S = 20, 15, 2.0
TIMES = 40
WISH = {"prompt": "a red boat on a lake", "seed": 7, "width": 512, "height": 512, "enrich": False}


def rows() -> list[Row]:
    with tempfile.TemporaryDirectory() as name, mock_upstream() as upstream:
        server = HuaHua(Path(name), upstream)
        with server.serving():
            key = server.make_key()
            url = f"http://127.0.0.1:{server.port}"
            again, file = _shown_again(url, key)
            times, failed = asyncio.run(load(url, key, USERS, SECONDS, PAUSE_S))
    p99 = statistics.quantiles(times, n=100)[98]
    return [
        Row("the same picture again, from the wish to its address", f"{again:.1f} ms", "under 20 ms"),
        Row("the file of a picture that is there", f"{file:.1f} ms", "under 20 ms"),
        Row(
            f"avatars of {USERS} users at once, P99 ({len(times)} made, {failed} failed)",
            f"{p99:.0f} ms",
            "under 200 ms",
        ),
    ]


def _shown_again(url: str, key: str) -> tuple[float, float]:
    """Medians in milliseconds: a wish whose picture is there already, and that picture's bytes."""
    headers = {"authorization": f"Bearer {key}"}
    with httpx.Client(base_url=url, headers=headers, timeout=60, trust_env=False) as web:
        address = _painted(web)
        wishes, files = [], []
        for _ in range(TIMES):
            started = time.perf_counter()
            address = _painted(web)
            wishes.append((time.perf_counter() - started) * 1000)
            started = time.perf_counter()
            web.get(address).raise_for_status()
            files.append((time.perf_counter() - started) * 1000)
    return median(wishes), median(files)


def _painted(web: httpx.Client) -> str:
    """Ask for the picture and wait until it is there; the address of its file."""
    run = web.post("/api/pictures", json=WISH).raise_for_status().json()["run_id"]
    with web.stream("GET", f"/api/runs/{run}/events") as events:
        for line in events.iter_lines():
            if line.startswith("data:") and (found := json.loads(line[5:])).get("type") == "picture":
                return str(found["data"]["picture"]["urls"]["original"])
    raise RuntimeError("the run ended without a picture")
