"""Time the fast lane itself takes for a call, without sockets, parser and disk: `python bench/lane.py [--profile]`.

A real lane, with rates, prices and health, between a caller and an upstream that answer at once. The best of
fifteen rounds, so that other work on the machine says little.
"""

from __future__ import annotations

import argparse
import asyncio
import cProfile
import json
import pstats
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.mock_upstream import REPLY_BODY
from huahua.gateway.admission.gate import Gate
from huahua.gateway.admission.rates import LocalRates
from huahua.gateway.config import GatewayLimits
from huahua.gateway.domain.calls import Caller
from huahua.gateway.domain.models import ModelConfig, ProviderConfig
from huahua.gateway.domain.price import Price
from huahua.gateway.domain.queueing import QueuePolicy
from huahua.gateway.domain.rates import RateLimit
from huahua.gateway.domain.usage import UsageLine
from huahua.gateway.lane.books import Books
from huahua.gateway.lane.lane import Lane, LaneParts
from huahua.gateway.ports import FastSink, SavedCatalogue
from huahua.gateway.providers.openai import OpenAIProvider
from huahua.gateway.registry import Registry
from huahua.gateway.resilience.attempts import FailedAttempt, Resilience
from huahua.gateway.routing.router import Router
from huahua.infra.http import Outbound

CALLS, ROUNDS = 2_000, 15
KEY = "sk-0123456789abcdefghijklmnopqrstuvwxyz"
REPLY_HEADERS = [(b"content-type", b"application/json"), (b"content-length", b"598")]
BODY = json.dumps(
    {
        "model": "gpt-4o-mini",
        "messages": [{"role": "system", "content": "x" * 200}, {"role": "user", "content": "y" * 250}],
        "temperature": 0.7,
        "max_tokens": 256,
    }
).encode()


class NoStore:
    async def load(self) -> SavedCatalogue:
        return SavedCatalogue([], [], None, None)


class NoLog:
    def check(self) -> None:
        return

    def record(self, line: UsageLine, on_durable: Callable[[], None] | None = None) -> None:
        if on_durable is not None:
            on_durable()


class NoCall:
    def cancel(self) -> None:
        return


class Collecting:
    """The caller's connection."""

    written = b""

    def write(self, data: bytes) -> None:
        self.written = data

    def done(self, exchange: Any) -> None:
        return

    def fall_back(self, exchange: Any, spent: Sequence[FailedAttempt]) -> None:
        raise RuntimeError(f"the lane gave a call away: {spent}")


async def make_lane() -> Lane:
    provider = ProviderConfig(
        "mock", "openai", "http://127.0.0.1:9/v1", "x", allow_private=True, source="config"
    )
    row = ModelConfig("gpt-4o-mini", "mock", "gpt-4o-mini", price=Price(input=150_000, output=600_000))
    outbound = Outbound()
    adapter = OpenAIProvider(provider, outbound)
    call = NoCall()

    def answer_at_once(body: bytes, *, stream: bool, sink: FastSink) -> NoCall:
        sink.on_head(200, REPLY_HEADERS)
        sink.on_body(REPLY_BODY)
        sink.on_end()
        return call

    adapter.fast.send = answer_at_once  # type: ignore[union-attr, method-assign]
    registry = Registry(
        store=NoStore(),  # type: ignore[arg-type]
        factory=lambda _config: adapter,
        providers=[provider],
        models=[row],
    )
    await registry.load()
    resilience = Resilience()
    rates = LocalRates(RateLimit(10**8, 10**10))
    gate = Gate(QueuePolicy(calls_per_user=100_000), rates=rates)
    caller = Caller("usr_1", "user", "key_1")
    return Lane(
        LaneParts(registry, Router(resilience.health), resilience, gate, GatewayLimits()),
        Books(NoLog(), resilience),  # type: ignore[arg-type]
        peek_caller=lambda _key: caller,
        render_error=lambda *_: b"",
        render_event=lambda *_: b"",
    )


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--profile", action="store_true")
    options = parser.parse_args()
    lane, client = await make_lane(), Collecting()

    def calls(number: int) -> None:
        for _ in range(number):
            lane.try_start(client, b"/v1/chat/completions", KEY, BODY, None, keep_alive=True)

    calls(100)
    assert client.written.startswith(b"HTTP/1.1 200"), client.written[:200]
    best = float("inf")
    for _ in range(ROUNDS):
        started = time.perf_counter()
        calls(CALLS)
        best = min(best, time.perf_counter() - started)
    print(f"{best / CALLS * 1e6:.1f} µs a call")
    if options.profile:
        profile = cProfile.Profile()
        profile.runcall(calls, CALLS)
        pstats.Stats(profile).sort_stats("tottime").print_stats(30)


if __name__ == "__main__":
    asyncio.run(main())
