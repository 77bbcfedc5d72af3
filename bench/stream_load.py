"""A load of streamed chat calls over kept-alive connections; prints one JSON line.

python bench/stream_load.py URL --key KEY --model MODEL [-c 32] [-d 8]

`first_*_ms` is the time from sending the request to the first `data:`, `streams_s` whole streams per second.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import time
from typing import cast
from urllib.parse import urlsplit

import uvloop

_WORDS = (
    "I run an API gateway in front of several language model providers. Requests arrive at about two thousand per "
    "second and each one must be authenticated, routed to a healthy target, and its token usage recorded durably. "
    "Where does the time go, and what should I measure first before I change anything at all? "
)


class Load:
    def __init__(self, options: argparse.Namespace) -> None:
        self.options = options
        parts = urlsplit(options.url)
        self.host, self.port = parts.hostname or "127.0.0.1", parts.port or 80
        body = {
            "model": options.model,
            "stream": True,
            "stream_options": {"include_usage": True},
            "messages": [
                {"role": "system", "content": "You are a concise assistant."},
                {"role": "user", "content": _WORDS},
            ],
            "temperature": 0.7,
            "max_tokens": 256,
        }
        raw = json.dumps(body).encode()
        self.request = (
            f"POST {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\nContent-Type: application/json\r\n"
            f"Authorization: Bearer {options.key}\r\nContent-Length: {len(raw)}\r\n\r\n"
        ).encode() + raw
        self.begin = time.perf_counter() + options.warm
        self.end = self.begin + options.d
        self.first: list[float] = []
        self.whole: list[float] = []
        self.bad = 0

    async def run(self) -> dict[str, float]:
        loop = asyncio.get_running_loop()
        clients = []
        for _ in range(self.options.c):
            _transport, client = await loop.create_connection(lambda: Client(self), self.host, self.port)
            clients.append(client)
        await asyncio.wait_for(asyncio.gather(*(client.done for client in clients)), self.options.d + 60)
        return {
            "streams": len(self.whole),
            "streams_s": round(len(self.whole) / self.options.d, 1),
            "first_p50_ms": _percentile(self.first, 0.5),
            "first_p99_ms": _percentile(self.first, 0.99),
            "bad": self.bad,
        }


class Client(asyncio.Protocol):
    def __init__(self, load: Load) -> None:
        self._load = load
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's is no subclass
        self._send()

    def _send(self) -> None:
        self._received = bytearray()
        self._first_at = 0.0
        self._sent_at = time.perf_counter()
        self._transport.write(self._load.request)

    def data_received(self, data: bytes) -> None:
        self._received += data
        if not self._first_at and b"data: " in self._received:
            self._first_at = time.perf_counter()
        if not self._received.endswith(b"0\r\n\r\n"):
            return
        now = time.perf_counter()
        if not self._received.startswith(b"HTTP/1.1 200") or b"[DONE]" not in self._received:
            self._load.bad += 1
        elif self._sent_at >= self._load.begin:
            self._load.first.append(self._first_at - self._sent_at)
            self._load.whole.append(now - self._sent_at)
        if now < self._load.end:
            self._send()
        else:
            self._transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.done.done():
            self.done.set_result(None)


def _percentile(values: list[float], fraction: float) -> float:
    ordered = sorted(values)
    return round(ordered[min(len(ordered) - 1, int(len(ordered) * fraction))] * 1000, 3) if ordered else 0.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url")
    parser.add_argument("-c", type=int, default=32, help="connections")
    parser.add_argument("-d", type=float, default=8, help="seconds")
    parser.add_argument("--key", default="none")
    parser.add_argument("--model", default="gpt-4o-mini")
    parser.add_argument("--warm", type=float, default=1.0, help="seconds that are not counted")

    async def measure() -> None:
        print(json.dumps(await Load(parser.parse_args()).run()))

    uvloop.run(measure())


if __name__ == "__main__":
    main()
