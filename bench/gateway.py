"""The gateway's speed with everything on, beside nginx and, where it is installed, LiteLLM: `make bench-gateway`.

Every call is authorised, counted against rates and a budget, routed, priced, and its record is on disk before the
reply ends. Gateways run on one core, load and mock upstream on another; rounds are interleaved and medians shown,
because machines drift and ratios within one run hold.

python bench/gateway.py [--rounds 3] [--seconds 5] [--soak CALLS]
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.measures.stage import (
    GATEWAY_CORE,
    ROOT,
    HuaHua,
    Row,
    commit_seconds,
    cpu_seconds,
    free_port,
    median,
    mock_upstream,
    nginx,
    paced,
    process,
    resident_mb,
    stream_load,
    wait_for,
    wrk,
)

PATH = "/v1/chat/completions"
RESULTS = ROOT / "bench" / "gateway.md"
CONNECTIONS = 32
OPEN_FOR_S = 10
HASTY = "HuaHua, replies not waiting for the disk"
Target = tuple[int, str]
"""Port and key."""
LIMITS = """limits:
  calls_per_user: 100000
  requests_per_minute: 100000000
  tokens_per_minute: 100000000000
  spend_micros_per_user: 1000000000000
cache: {models: {kept: {use: "on"}}}
"""
MODELS = """models:
  - {name: gpt-4o-mini, provider: mock, model: gpt-4o-mini, price: {input: 0.15, output: 0.6}}
  - {name: kept, provider: mock, model: gpt-4o-mini}
  - {name: slow, provider: slow, model: slow}
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--soak", type=int, default=0, help="calls after which memory is compared")
    options = parser.parse_args()
    missing = [name for name in ("wrk", "nginx") if not shutil.which(name)]
    if missing:
        sys.exit(f"{' and '.join(missing)} needed: apt-get install wrk nginx-light")
    rows = measure(options)
    RESULTS.write_text(report(rows))
    sys.stdout.write(report(rows))


def measure(options: argparse.Namespace) -> list[Row]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        upstream = stack.enter_context(mock_upstream())
        server = HuaHua(folder, upstream, models=MODELS, more=LIMITS)
        child = stack.enter_context(server.serving())
        key = server.make_key()
        hasty = stack.enter_context(not_waiting(folder / "hasty", upstream))
        ports = {
            "direct": upstream,
            "nginx": stack.enter_context(nginx(folder, upstream)),
            "HuaHua": server.port,
        }
        litellm = stack.enter_context(maybe_litellm(folder, upstream))
        if litellm is not None:
            ports["LiteLLM"] = litellm
        rows = plain(ports, key, hasty, child.pid, options)
        rows += cached(server.port, key, options)
        rows += half_load(ports, key, hasty, rows)
        rows += streams(ports, key, options)
        rows += open_streams(server.port, key, child.pid)
        if options.soak:
            rows += soak(server.port, key, child.pid, options.soak)
        return rows


@contextmanager
def not_waiting(folder: Path, upstream: int) -> Iterator[Target]:
    """A second HuaHua whose replies do not wait until their records are on disk."""
    folder.mkdir()
    server = HuaHua(folder, upstream, models=MODELS, more=LIMITS)
    server.environ["HUAHUA_USAGE__DURABLE"] = "false"
    with server.serving():
        yield server.port, server.make_key()


def plain(ports: dict[str, int], key: str, hasty: Target, pid: int, options: argparse.Namespace) -> list[Row]:
    results = defaultdict(list)
    cpu_us = []
    targets: dict[str, Target] = {name: (port, key) for name, port in ports.items()} | {HASTY: hasty}
    for _ in range(options.rounds):
        for name, (port, own_key) in targets.items():
            before = cpu_seconds(pid)
            run = wrk(url(port), own_key, seconds=options.seconds, connections=CONNECTIONS)
            results[name].append(run)
            if name == "HuaHua":
                cpu_us.append((cpu_seconds(pid) - before) / run["n"] * 1e6)
    rate = {name: median([run["rps"] for run in runs]) for name, runs in results.items()}
    rows = []
    for name, runs in results.items():
        p50, p99 = (median([run[field] for run in runs]) / 1000 for field in ("p50_us", "p99_us"))
        failed = sum(run["non2xx"] + run["sockerr"] for run in runs)
        share = f"{rate[name] / rate['nginx']:.3f} of nginx"
        figure = f"{rate[name]:,.0f}/s, {share}, p50 {p50:.2f} ms, p99 {p99:.2f} ms, {failed:.0f} failed"
        rows.append(
            Row(f"calls through {name}", figure, "12,000/s (0.23 of nginx)" if name == "HuaHua" else "")
        )
    rows.append(Row("CPU of HuaHua, one call", f"{median(cpu_us):.0f} µs"))
    return rows


def cached(port: int, key: str, options: argparse.Namespace) -> list[Row]:
    runs = [
        wrk(url(port), key, seconds=options.seconds, connections=CONNECTIONS, model="kept")
        for _ in range(options.rounds)
    ]
    p50, p99 = (median([run[field] for run in runs]) / 1000 for field in ("p50_us", "p99_us"))
    failed = sum(run["non2xx"] + run["sockerr"] for run in runs)
    figure = f"{median([run['rps'] for run in runs]):,.0f}/s, p50 {p50:.2f} ms, p99 {p99:.2f} ms, {failed:.0f} failed"
    return [Row("calls served from the memory cache", figure, "20,000/s")]


def half_load(ports: dict[str, int], key: str, hasty: Target, rows: list[Row]) -> list[Row]:
    """Latency at half the rate that HuaHua reached, timed from when each call was due."""
    reached = next(row.figure for row in rows if row.what == "calls through HuaHua")
    rate = int(reached.split("/")[0].replace(",", "")) // 2
    runs = {name: paced(url(ports[name]), key, rate) for name in ("direct", "nginx", "HuaHua")}
    runs[HASTY] = paced(url(hasty[0]), hasty[1], rate)
    commit_ms = [seconds * 1000 for seconds in commit_seconds(ports["HuaHua"])]
    direct = runs["direct"]
    added = {
        name: [runs[name][field] - direct[field] for field in ("p50_ms", "p99_ms")]
        for name in ("nginx", "HuaHua", HASTY)
    }
    added_rows = [
        Row(
            f"added latency through {name} at {rate:,}/s",
            f"p50 {p50:+.2f} ms, p99 {p99:+.2f} ms",
            "p50 0.3 ms, p99 2 ms, the wait for the disk apart" if name == HASTY else "",
        )
        for name, (p50, p99) in added.items()
    ]
    waited = f"p50 {commit_ms[0]:.2f} ms, p99 {commit_ms[1]:.2f} ms"
    return [*added_rows, Row("the wait of replies for their records on disk, at most", waited)]


def streams(ports: dict[str, int], key: str, options: argparse.Namespace) -> list[Row]:
    one, many = defaultdict(list), defaultdict(list)
    for _ in range(options.rounds):
        for name, port in ports.items():
            one[name].append(stream_load(url(port), key, "-c", "1", "-d", "2"))
            many[name].append(stream_load(url(port), key, "-c", str(CONNECTIONS), "-d", str(options.seconds)))
    first = {name: median([run["first_p50_ms"] for run in runs]) for name, runs in one.items()}
    rows = []
    for name in ports:
        speed = median([run["streams_s"] for run in many[name]])
        added = (
            "" if name == "direct" else f", first chunk {first[name] - first['direct']:+.2f} ms (one stream)"
        )
        aim = "1,500/s, first chunk +1 ms" if name == "HuaHua" else ""
        rows.append(Row(f"streams of 50 chunks through {name}", f"{speed:,.0f}/s{added}", aim))
    return rows


def open_streams(port: int, key: str, pid: int) -> list[Row]:
    """1,000 streams of 200 ms between chunks, at once."""
    command = [sys.executable, str(ROOT / "bench" / "stream_load.py"), url(port), "--key", key]
    load = subprocess.Popen(
        [*command, "-c", "1000", "-d", "60", "--model", "slow"], stderr=subprocess.DEVNULL
    )
    most = 0.0
    for _ in range(OPEN_FOR_S * 5):  # the streams take two minutes: nobody waits for their end
        time.sleep(0.2)
        most = max(most, resident_mb(pid))
    load.kill()
    load.wait()
    return [Row("memory with 1,000 open slow streams", f"{most:.0f} MB", "300 MB")]


def soak(port: int, key: str, pid: int, calls: int) -> list[Row]:
    """Resident memory after a tenth of the calls and after all of them."""
    done, early = 0.0, 0.0
    while done < calls:
        done += wrk(url(port), key, seconds=10, connections=CONNECTIONS)["n"]
        if not early and done >= calls / 10:
            early = resident_mb(pid)
    late = resident_mb(pid)
    figure = f"{early:.0f} MB → {late:.0f} MB ({(late / early - 1) * 100:+.1f} %)"
    return [Row(f"memory after {done / 10:,.0f} and after {done:,.0f} calls", figure, "±5 %")]


@contextmanager
def maybe_litellm(folder: Path, upstream: int) -> Iterator[int | None]:
    """LiteLLM's proxy with one worker, where its command is installed."""
    command = shutil.which("litellm")
    if command is None:
        yield None
        return
    port, config = free_port(), folder / "litellm.yaml"
    config.write_text(
        "model_list: [{model_name: gpt-4o-mini, litellm_params: {model: openai/gpt-4o-mini, api_key: x, "
        f"api_base: 'http://127.0.0.1:{upstream}/v1'}}}}]\n"
    )
    with process([command, "--config", str(config), "--port", str(port)], GATEWAY_CORE):
        wait_for(port, 120)
        yield port


def url(port: int) -> str:
    return f"http://127.0.0.1:{port}{PATH}"


def report(rows: list[Row]) -> str:
    now = datetime.now(UTC).strftime("%Y-%m-%d")
    machine = f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, CPython {platform.python_version()}"
    lines = [
        "# Results of `make bench-gateway`",
        "",
        f"{now}, {machine}. Everything on: authorisation, rates, budget, routing, prices, a record on disk before",
        "each reply ends. One core for each gateway, 32 kept-alive connections, calls and replies of 600 bytes.",
        "",
        "| what | figure | aim |",
        "|---|---|---|",
        *(f"| {row.what} | {row.figure} | {row.aim} |" for row in rows),
        "",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
