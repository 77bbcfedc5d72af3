"""Calls through the gateway to the mock upstream, beside going direct and through nginx, interleaved."""

from __future__ import annotations

import shutil
import tempfile
from collections import defaultdict
from pathlib import Path

from bench.measures.stage import HuaHua, Row, median, mock_upstream, nginx, stream_load, wrk

ROUNDS = 3
PATH = "/v1/chat/completions"


def rows() -> list[Row]:
    if not shutil.which("wrk") or not shutil.which("nginx"):
        return [Row("gateway", "not measured: wrk and nginx are needed (apt-get install wrk nginx)")]
    with tempfile.TemporaryDirectory() as name, mock_upstream() as upstream:
        folder = Path(name)
        server = HuaHua(folder, upstream)
        with server.serving(), nginx(folder, upstream) as proxy:
            key = server.make_key()
            ports = {"direct": upstream, "nginx": proxy, "huahua": server.port}
            return _plain(ports, key) + _streams(ports, key)


def _plain(ports: dict[str, int], key: str) -> list[Row]:
    results = defaultdict(list)
    for _ in range(ROUNDS):
        for name, port in ports.items():
            results[name].append(wrk(f"http://127.0.0.1:{port}{PATH}", key))
    rate = {name: median([run["rps"] for run in runs]) for name, runs in results.items()}
    rows = []
    for name in ports:
        p50 = median([run["p50_us"] for run in results[name]]) / 1000
        p99 = median([run["p99_us"] for run in results[name]]) / 1000
        shares = f"{rate[name] / rate['direct']:.3f} of direct, {rate[name] / rate['nginx']:.3f} of nginx"
        bad = sum(run["non2xx"] + run["sockerr"] for run in results[name])
        figure = f"{rate[name]:,.0f}/s ({shares}), p50 {p50:.2f} ms, p99 {p99:.2f} ms, {bad:.0f} failed"
        rows.append(Row(f"calls through {name}, one core, 32 connections", figure))
    return rows


def _streams(ports: dict[str, int], key: str) -> list[Row]:
    one = defaultdict(list)
    many = defaultdict(list)
    for _ in range(ROUNDS):
        for name, port in ports.items():
            url = f"http://127.0.0.1:{port}{PATH}"
            one[name].append(stream_load(url, key, "-c", "1", "-d", "3"))
            many[name].append(stream_load(url, key, "-c", "32", "-d", "4"))
    first = {name: median([run["first_p50_ms"] for run in runs]) for name, runs in one.items()}
    rows = [
        Row(
            f"added time to the first chunk through {name}, one stream",
            f"{first[name] - first['direct']:.2f} ms ({first[name]:.2f} against {first['direct']:.2f})",
        )
        for name in ("nginx", "huahua")
    ]
    for name in ports:
        speed = median([run["streams_s"] for run in many[name]])
        wait = median([run["first_p50_ms"] for run in many[name]])
        rows.append(
            Row(
                f"streams of 50 chunks through {name}, 32 at once",
                f"{speed:,.0f}/s, first chunk p50 {wait:.1f} ms",
            )
        )
    return rows
