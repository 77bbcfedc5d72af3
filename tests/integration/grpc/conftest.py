"""One real server with gRPC, simulators as its upstreams, and a channel for each test."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any

import grpc
import pytest
from aiohttp import web

from tests.running_server import RunningServer
from tests.simulators.faults import Fault
from tests.simulators.openai import OpenAISimulator
from tests.simulators.server import SSE, Received

UPSTREAM_KEY = "sk-upstream-operators-own-0123456789"
BOB = "bob@example.org"


class Fountain(OpenAISimulator):
    """The model `fountain` streams words as fast as they are taken, until somebody sets `shut`."""

    def __init__(self) -> None:
        super().__init__()
        self.poured_bytes = 0
        self.shut = threading.Event()

    async def _send(
        self, request: web.Request, received: Received, fault: Fault | None
    ) -> web.StreamResponse:
        if received.model != "fountain":
            return await super()._send(request, received, fault)
        chunk = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "fountain"}
        choice = {"index": 0, "delta": {"content": "water " * 4000}, "finish_reason": None}
        frame = b"data: " + json.dumps({**chunk, "choices": [choice]}).encode() + b"\n\n"
        response = web.StreamResponse(headers={"content-type": SSE})
        await response.prepare(request)
        while not self.shut.is_set():
            await response.write(frame)
            self.poured_bytes += len(frame)
            await asyncio.sleep(0)
        choice = {"index": 0, "delta": {}, "finish_reason": "stop"}
        await response.write(
            b"data: " + json.dumps({**chunk, "choices": [choice]}).encode() + b"\n\ndata: [DONE]\n\n"
        )
        return response


class Upstream:
    """The simulator in a thread of its own."""

    def __init__(self) -> None:
        self.sim = Fountain()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def start(self) -> None:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self.sim.start(), self._loop).result(60)

    def stop(self) -> None:
        asyncio.run_coroutine_threadsafe(self.sim.stop(), self._loop).result(60)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(60)
        self._loop.close()

    async def gone(self) -> None:
        """Until the server has closed its connection for the last request."""
        waiting = asyncio.run_coroutine_threadsafe(self.sim.requests[-1].gone.wait(), self._loop)
        await asyncio.wait_for(asyncio.wrap_future(waiting), 60)


@dataclass(frozen=True, slots=True)
class Stage:
    server: RunningServer
    target: str
    key: str
    bobs_key: str
    upstream: Upstream

    @property
    def auth(self) -> tuple[tuple[str, str], ...]:
        return (("authorization", f"Bearer {self.key}"),)

    @property
    def auth_of_bob(self) -> tuple[tuple[str, str], ...]:
        return (("authorization", f"Bearer {self.bobs_key}"),)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def config(sim: OpenAISimulator, grpc_port: int) -> dict[str, Any]:
    price = {"currency": "USD", "input": 1, "output": 2}
    models = {"talk": "gpt-4o", "fountain": "fountain"} | {
        f"fail-{fault}": f"fail-{fault}" for fault in Fault
    }
    # Each failure has a provider of its own, for one whose account is refused or limited rests.
    providers = {name: name if name.startswith("fail") else "up" for name in models}
    return {
        "server": {"grpc_port": grpc_port},
        "limits": {"body_mb": 2},
        "resilience": {"retries": 0, "last_resort_s": 0, "breaker_failures": 1000},
        "providers": [
            {
                "name": provider,
                "kind": "openai",
                "base_url": sim.base_url,
                "api_key": UPSTREAM_KEY,
                "allow_private": True,
            }
            for provider in sorted(set(providers.values()))
        ],
        "models": [
            {"name": name, "provider": providers[name], "model": model, "vision": True, "price": price}
            for name, model in models.items()
        ],
    }


@pytest.fixture(scope="session")
def running_stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    upstream, port = Upstream(), free_port()
    upstream.start()
    try:
        folder = tmp_path_factory.mktemp("grpc")
        with RunningServer(folder, config=config(upstream.sim, port)) as server:
            made = server.run("user", "create", "--email", BOB, "--password", "a long password")
            assert made.returncode == 0, made.stderr
            keys = server.make_key(), server.make_key(BOB)
            yield Stage(server, f"127.0.0.1:{port}", *keys, upstream)
    finally:
        upstream.stop()


@pytest.fixture
def stage(running_stage: Stage) -> Stage:
    running_stage.upstream.sim.requests.clear()
    return running_stage


@pytest.fixture
async def channel(stage: Stage) -> AsyncIterator[grpc.aio.Channel]:
    async with grpc.aio.insecure_channel(stage.target) as opened:
        yield opened
