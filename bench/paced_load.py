"""Plain calls at a steady rate over kept-alive connections; prints one JSON line.

python bench/paced_load.py URL --key KEY [--rate 5000] [--seconds 5] [--connections 64]

Each call is timed from the moment it was due, so that a slow answer cannot hide those behind it.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
from urllib.parse import urlsplit

import uvloop

_LENGTH = re.compile(rb"content-length: (\d+)", re.IGNORECASE)
_BODY = json.dumps(
    {"model": "gpt-4o-mini", "messages": [{"role": "user", "content": "word " * 100}], "max_tokens": 256}
).encode()


class Connection(asyncio.Protocol):
    """`free` gets it back after each reply."""

    def __init__(self, load: Load) -> None:
        self._load = load
        self._data = b""
        self._due = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        self._load.free.append(self)

    def send(self, due: float) -> None:
        self._due, self._data = due, b""
        self._transport.write(self._load.request)  # type: ignore[attr-defined]

    def data_received(self, data: bytes) -> None:
        self._data += data
        head, end, body = self._data.partition(b"\r\n\r\n")
        length = _LENGTH.search(head)
        if not end or length is None or len(body) < int(length[1]):
            return
        self._load.ended(head[9:12] == b"200", self._due)
        self._load.free.append(self)


class Load:
    def __init__(self, options: argparse.Namespace) -> None:
        self.options = options
        self.loop = asyncio.get_running_loop()
        self.free: list[Connection] = []
        self.took_ms: list[float] = []
        self.failed = 0
        parts = urlsplit(options.url)
        self.address = parts.hostname or "127.0.0.1", parts.port or 80
        self.request = (
            f"POST {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\nContent-Type: application/json\r\n"
            f"Authorization: Bearer {options.key}\r\nContent-Length: {len(_BODY)}\r\n\r\n"
        ).encode() + _BODY

    def ended(self, well: bool, due: float) -> None:
        self.took_ms.append((self.loop.time() - due) * 1000)
        self.failed += not well

    async def run(self) -> dict[str, float]:
        for _ in range(self.options.connections):
            await self.loop.create_connection(lambda: Connection(self), *self.address)
        started, sent, rate = self.loop.time(), 0, self.options.rate
        total = int(self.options.seconds * rate)
        while sent < total:
            due = min(total, int((self.loop.time() - started) * rate) + 1)
            while sent < due and self.free:
                self.free.pop().send(started + sent / rate)
                sent += 1
            await asyncio.sleep(0.0002)
        for _ in range(100):
            if len(self.took_ms) >= total:
                break
            await asyncio.sleep(0.1)
        times = sorted(self.took_ms)
        return {
            "n": len(times),
            "failed": self.failed + total - len(times),
            "p50_ms": times[len(times) // 2],
            "p99_ms": times[len(times) * 99 // 100],
        }


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url")
    parser.add_argument("--key", required=True)
    parser.add_argument("--rate", type=int, default=5000)
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--connections", type=int, default=64)
    print(json.dumps(await Load(parser.parse_args()).run()))


if __name__ == "__main__":
    uvloop.run(main())
