"""Time of one call in the process, without kernel and disk: `python bench/lane.py [--profile]`.

The server's protocol class, the fast lane with rates, prices, a budget and health, and the HTTP client with its
parser, between two transports that only keep what is written. CPU time of the best of many rounds, so that other
work on the machine says little.
"""

from __future__ import annotations

import argparse
import asyncio
import cProfile
import json
import pstats
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import uvicorn
import uvloop
from uvicorn.server import ServerState

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.mock_upstream import REPLY_BODY
from huahua.boot.lane_protocol import LANE, LaneHttpProtocol
from huahua.gateway.admission.gate import Gate
from huahua.gateway.admission.rates import LocalRates
from huahua.gateway.admission.subjects import Subjects
from huahua.gateway.config import GatewayLimits
from huahua.gateway.domain.calls import Caller
from huahua.gateway.domain.models import ModelConfig, ProviderConfig
from huahua.gateway.domain.price import Price
from huahua.gateway.domain.queueing import QueuePolicy
from huahua.gateway.domain.usage import UsageLine
from huahua.gateway.lane.books import Books
from huahua.gateway.lane.lane import Lane, LaneParts
from huahua.gateway.metering.budget import Grant, LeasedBudget
from huahua.gateway.ports import SavedCatalogue
from huahua.gateway.providers.openai import OpenAIProvider
from huahua.gateway.registry import Registry
from huahua.gateway.resilience.attempts import Resilience
from huahua.gateway.routing.router import Router
from huahua.infra.http import Outbound
from huahua.kit.limits import Limits

CALLS, ROUNDS = 1_000, 60
MUCH = 10**17
BODY = json.dumps(
    {
        "model": "gpt-4o-mini",
        "messages": [{"role": "system", "content": "x" * 200}, {"role": "user", "content": "y" * 250}],
        "temperature": 0.7,
        "max_tokens": 256,
    }
).encode()
REQUEST = (
    b"POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1:8000\r\nContent-Type: application/json\r\n"
    b"Authorization: Bearer sk-0123456789abcdefghijklmnopqrstuvwxyz\r\nContent-Length: %d\r\n\r\n%b"
    % (len(BODY), BODY)
)
REPLY = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b" % (
    len(REPLY_BODY),
    REPLY_BODY,
)


class NoStore:
    async def load(self) -> SavedCatalogue:
        return SavedCatalogue([], [], None, None)


class RichStore:
    async def lease(self, user_id: str, period: str, least: int, most: int, cap: int) -> Grant:
        return Grant(MUCH, MUCH)


class NoLog:
    def check(self) -> None:
        return

    def record(self, line: UsageLine, on_durable: Callable[[], None] | None = None) -> None:
        if on_durable is not None:
            on_durable()


class Transport(asyncio.Transport):
    last = b""

    def write(self, data: Any) -> None:
        self.last = data

    def is_closing(self) -> bool:
        return False

    def get_write_buffer_size(self) -> int:
        return 0


class Stage:
    """One connection of a caller, and one to an upstream."""

    def __init__(self, caller: Transport, protocol: LaneHttpProtocol, upstream: asyncio.Protocol) -> None:
        self.caller = caller
        self._protocol = protocol
        self._upstream = upstream

    def calls(self, number: int) -> None:
        for _ in range(number):
            self._protocol.data_received(REQUEST)
            self._upstream.data_received(REPLY)


class Connector:
    """Connects to nobody."""

    made: asyncio.Protocol

    async def connect(self, _origin: Any, factory: Callable[[], asyncio.Protocol]) -> asyncio.Protocol:
        self.made = factory()
        self.made.connection_made(Transport())
        return self.made

    def close(self) -> None:
        return


async def nobody(_scope: Any, _receive: Any, _send: Any) -> None:
    raise RuntimeError("the lane left a call to the ordinary way")


async def make_stage() -> Stage:
    provider = ProviderConfig(
        "mock", "openai", "http://127.0.0.1:9/v1", "x", allow_private=True, source="config"
    )
    row = ModelConfig("gpt-4o-mini", "mock", "gpt-4o-mini", price=Price(input=150_000, output=600_000))
    outbound, connector = Outbound(), Connector()
    outbound.pool._connector = connector  # type: ignore[assignment]
    adapter = OpenAIProvider(provider, outbound)
    registry = Registry(
        store=NoStore(),  # type: ignore[arg-type]
        factory=lambda _config: adapter,
        providers=[provider],
        models=[row],
    )
    await registry.load()
    resilience = Resilience()
    gate = Gate(QueuePolicy(calls_per_user=100_000), rates=LocalRates(Subjects(Limits(10**8, 10**10))))
    caller, purse = Caller("usr_1", "user", "key_1"), LeasedBudget(RichStore(), MUCH)  # type: ignore[arg-type]
    (await purse.acquire(caller, 1)).release()
    lane = Lane(
        LaneParts(registry, Router(resilience.health), resilience, gate, GatewayLimits(), purse=purse),
        Books(NoLog(), resilience),  # type: ignore[arg-type]
        peek_caller=lambda _key: caller,
        render_error=lambda *_: b"",
        render_event=lambda *_: b"",
    )
    config = uvicorn.Config(app=nobody, interface="asgi3", log_config=None)
    config.load()
    protocol = LaneHttpProtocol(config, ServerState(), {LANE: lane})
    transport = Transport()
    protocol.connection_made(transport)
    protocol.data_received(REQUEST)
    await asyncio.sleep(0.01)  # the first call connects
    connector.made.data_received(REPLY)
    return Stage(transport, protocol, connector.made)


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--profile", action="store_true")
    options = parser.parse_args()
    stage = await make_stage()
    stage.calls(100)
    assert stage.caller.last.startswith(b"HTTP/1.1 200"), stage.caller.last[:200]
    best = float("inf")
    for _ in range(ROUNDS):
        started = time.process_time()
        stage.calls(CALLS)
        best = min(best, time.process_time() - started)
    print(f"{best / CALLS * 1e6:.1f} µs a call")
    if options.profile:
        profile = cProfile.Profile()
        profile.runcall(stage.calls, CALLS)
        pstats.Stats(profile).sort_stats("tottime").print_stats(40)


if __name__ == "__main__":
    uvloop.run(main())
