"""Lines per second of the usage log, and what a line costs the event loop.

    python -m bench.usage_log [--postgres URL] [--callers 32] [--seconds 3]

Each caller records a line, is told when it is on disk, and records the next, as calls on the fast lane do.
`loop µs` is the time of the event loop's thread for a line, all told: making it, handing it in, being told.
`all µs` has the writer's thread with it.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import uvloop
from sqlalchemy.engine import make_url

from huahua.gateway.domain.calls import Usage
from huahua.gateway.domain.price import Price
from huahua.gateway.domain.usage import UsageLine
from huahua.gateway.metering.opening import open_usage_log
from huahua.infra.db import open_database
from huahua.infra.migrate import upgrade
from huahua.kit.ids import new_id

USAGE, PRICE = Usage(input_tokens=120, output_tokens=30), Price(input=2_000_000, output=6_000_000)


def line() -> UsageLine:
    return UsageLine(
        new_id("req"),
        "usr_01kabcdefghijklmnopqrstuvw",
        "key_01kabcdefghijklmnopqrstuvw",
        "gpt-4o",
        "openai",
        "gpt-4o-2024-08-06",
        "openai",
        "dialogue",
        USAGE,
        200,
        None,
        12,
        None,
        datetime.now(UTC),
        420,
        "USD",
        PRICE,
        "only",
    )


async def measure(url: str, folder: Path, callers: int, seconds: float) -> str:
    database = open_database(url)
    log = open_usage_log(database, folder)
    written = 0
    waits: list[float] = []
    end = time.perf_counter() + seconds
    over = asyncio.Event()

    def record() -> None:
        begun = time.perf_counter()

        def told() -> None:
            nonlocal written
            written += 1
            waits.append(time.perf_counter() - begun)
            if time.perf_counter() < end:
                record()
            else:
                over.set()

        log.record(line(), told)

    begun, loop_begun, all_begun = time.perf_counter(), time.thread_time(), time.process_time()
    for _ in range(callers):
        record()
    await over.wait()
    await log.flush()
    took = time.perf_counter() - begun
    loop_us = (time.thread_time() - loop_begun) / written * 1e6
    all_us = (time.process_time() - all_begun) / written * 1e6
    await log.close()
    await database.close()
    waits.sort()
    p50, p99 = waits[len(waits) // 2] * 1e3, waits[len(waits) * 99 // 100] * 1e3
    return (
        f"{callers:>5} callers  {written / took:>9,.0f} lines/s  p50 {p50:5.2f} ms  p99 {p99:6.2f} ms  "
        f"loop {loop_us:5.1f} µs  all {all_us:5.1f} µs"
    )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--postgres", help="URL of an empty PostgreSQL database")
    parser.add_argument("--callers", type=int, nargs="*", default=[1, 32, 256])
    parser.add_argument("--seconds", type=float, default=3.0)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        urls = {"SQLite": f"sqlite:///{folder / 'bench.db'}"}
        if given.postgres:
            urls["PostgreSQL"] = make_url(given.postgres).render_as_string(hide_password=False)
        for kind, url in urls.items():
            upgrade(url)
            for callers in given.callers:
                print(
                    f"{kind:<11}",
                    uvloop.run(measure(url, folder / "usage", callers, given.seconds)),
                    flush=True,
                )


if __name__ == "__main__":
    main()
