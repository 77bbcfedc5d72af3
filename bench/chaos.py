"""Calls at a steady rate through a server whose three upstreams fail: what share succeeds, and what it costs.

Two upstreams answer in 20 ms and fail 2 % of their calls, the third takes 100 ms. In turn, for a tenth of the time,
one is killed and one is stopped (it accepts calls and is silent). Calls are timed from the moment they were due, so
that a slow answer cannot hide those behind it; the upstream's own time is that of the one that served.

python bench/chaos.py [--seconds 60] [--rate 5000] [--connections 512]
"""

from __future__ import annotations

import argparse
import asyncio
import re
import signal
import sys
import tempfile
from collections import Counter
from contextlib import ExitStack
from pathlib import Path

import uvloop

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.measures.stage import OTHER_CORE, ROOT, HuaHua, free_port, wait_for

THINK_MS = {"first": 20, "second": 20, "slow": 100}
OPTIONS = {"first": "t20/e20", "second": "t20/e20", "slow": "t100/e20"}
_BODY = b'{"model":"talk","messages":[{"role":"user","content":"' + b"word " * 100 + b'"}]}'
_LENGTH = re.compile(rb"content-length: (\d+)", re.IGNORECASE)
_ROUTE = re.compile(rb"x-huahua-route: [^\r]*?: (\w+)/", re.IGNORECASE)


class Tally:
    def __init__(self) -> None:
        self.statuses: Counter[int] = Counter()
        self.added_ms: list[float] = []


class Connection(asyncio.Protocol):
    """One kept-alive connection; `free` gets it back after each reply."""

    def __init__(self, tally: Tally, free: list[Connection], request: bytes) -> None:
        self._tally = tally
        self._free = free
        self._request = request
        self._loop = asyncio.get_running_loop()
        self._data = b""
        self._due: float | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        self._free.append(self)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._due is not None:
            self._tally.statuses[0] += 1
        if self in self._free:
            self._free.remove(self)

    def send(self, due: float) -> None:
        self._due, self._data = due, b""
        self._transport.write(self._request)  # type: ignore[attr-defined]

    def data_received(self, data: bytes) -> None:
        self._data += data
        head, end, body = self._data.partition(b"\r\n\r\n")
        length = _LENGTH.search(head)
        if not end or length is None or len(body) < int(length[1]) or self._due is None:
            return
        self._tally.statuses[int(head[9:12])] += 1
        route = _ROUTE.search(head)
        if route is not None:
            took_ms = (self._loop.time() - self._due) * 1000
            self._tally.added_ms.append(took_ms - THINK_MS[route[1].decode()])
        self._due = None
        self._free.append(self)


async def load(port: int, key: str, seconds: float, rate: int, connections: int) -> Tally:
    loop = asyncio.get_running_loop()
    tally, free = Tally(), list[Connection]()
    request = (
        f"POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {key}\r\n"
        f"content-type: application/json\r\ncontent-length: {len(_BODY)}\r\n\r\n"
    ).encode() + _BODY
    opened = [
        await loop.create_connection(lambda: Connection(tally, free, request), "127.0.0.1", port)
        for _ in range(connections)
    ]
    started, sent, total = loop.time(), 0, int(seconds * rate)
    while sent < total:
        due_now = min(total, int((loop.time() - started) * rate) + 1)
        while sent < due_now and free:
            free.pop().send(started + sent / rate)
            sent += 1
        await asyncio.sleep(0.001)
    for _ in range(300):
        if sum(tally.statuses.values()) >= total:
            break
        await asyncio.sleep(0.1)
    for transport, _protocol in opened:
        transport.close()
    return tally


async def trouble(upstreams: list[tuple[int, asyncio.subprocess.Process]], seconds: float) -> None:
    """Kill one and start it again, then stop another and let it go on."""
    turn = seconds / 10
    await asyncio.sleep(2 * turn)
    port, first = upstreams[0]
    first.terminate()
    await first.wait()
    await asyncio.sleep(turn)
    upstreams[0] = (port, await start_upstream(port))
    await asyncio.sleep(2 * turn)
    upstreams[1][1].send_signal(signal.SIGSTOP)
    await asyncio.sleep(turn)
    upstreams[1][1].send_signal(signal.SIGCONT)


async def start_upstream(port: int) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        "taskset",
        "-c",
        str(OTHER_CORE),
        sys.executable,
        str(ROOT / "bench" / "mock_upstream.py"),
        str(port),
    )


def configure(folder: Path, ports: list[int]) -> HuaHua:
    names = list(OPTIONS)
    providers = ", ".join(
        f"{{name: {name}, kind: openai, base_url: 'http://127.0.0.1:{port}/{OPTIONS[name]}/v1', api_key: x, "
        "allow_private: true, timeout: 0.5}"
        for name, port in zip(names, ports, strict=True)
    )
    models = ", ".join(f"{{name: talk, provider: {name}, model: m, weight: 2}}" for name in names)
    config = folder / "huahua.yaml"
    config.write_text(f"providers: [{providers}]\nmodels: [{models}]\nlimits: {{calls_per_user: 100000}}\n")
    huahua = HuaHua(folder)
    huahua.environ["HUAHUA_CONFIG"] = str(config)
    return huahua


async def run(arguments: argparse.Namespace, folder: Path, stack: ExitStack) -> Tally:
    upstreams = []
    for _ in OPTIONS:
        port = free_port()
        upstreams.append((port, await start_upstream(port)))
    try:
        for port, _child in upstreams:
            await asyncio.to_thread(wait_for, port)
        huahua = configure(folder, [port for port, _child in upstreams])
        await asyncio.to_thread(stack.enter_context, huahua.serving())
        key = await asyncio.to_thread(huahua.make_key)
        troubling = asyncio.create_task(trouble(upstreams, arguments.seconds))
        tally = await load(huahua.port, key, arguments.seconds, arguments.rate, arguments.connections)
        await troubling
        return tally
    finally:
        for _port, child in upstreams:
            child.send_signal(signal.SIGCONT)
            child.terminate()
            await child.wait()


def report(tally: Tally) -> str:
    calls = sum(tally.statuses.values())
    added = sorted(tally.added_ms)
    share = 100 * tally.statuses[200] / max(1, calls)
    mean = sum(added) / max(1, len(added))
    p50, p99 = (added[int(part * (len(added) - 1))] for part in (0.5, 0.99)) if added else (0.0, 0.0)
    return (
        f"{calls} calls, {share:.3f} % succeeded {dict(tally.statuses)}; "
        f"added mean {mean:.1f} ms, p50 {p50:.1f} ms, p99 {p99:.1f} ms"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--rate", type=int, default=5000)
    parser.add_argument("--connections", type=int, default=512)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        print(report(uvloop.run(run(arguments, Path(folder), stack))))


if __name__ == "__main__":
    main()
