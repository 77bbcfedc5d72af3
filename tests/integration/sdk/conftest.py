"""One real server process with simulators as its upstreams, and the vendors' own SDKs as its clients."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import anthropic
import certifi
import openai
import pytest
from google import genai
from google.genai import types as gemini

from tests.running_server import RunningServer
from tests.simulators.anthropic import AnthropicSimulator
from tests.simulators.faults import Fault
from tests.simulators.gemini import GeminiSimulator
from tests.simulators.openai import OpenAISimulator
from tests.simulators.server import Received, Simulator

UPSTREAM_KEY = "sk-upstream-operators-own-0123456789"
VENDORS: dict[str, type[Simulator]] = {
    "openai": OpenAISimulator,
    "anthropic": AnthropicSimulator,
    "gemini": GeminiSimulator,
}
TALKERS = {"openai": "gpt-4o", "anthropic": "claude-sonnet-4-5", "gemini": "gemini-2.5-flash"}
OTHERS: list[dict[str, Any]] = [
    {"name": "kept", "provider": "openai", "model": "gpt-4o", "cache": {"use": "on"}},
    {"name": "thinker", "provider": "openai", "model": "deep-reasoner"},
    {"name": "embed-openai", "provider": "openai", "model": "text-embedding-3-small", "tasks": ["embedding"]},
    {"name": "embed-gemini", "provider": "gemini", "model": "gemini-embedding-001", "tasks": ["embedding"]},
    {
        "name": "gemini-embedding-001",
        "provider": "gemini",
        "model": "gemini-embedding-001",
        "tasks": ["embedding"],
    },
    {"name": "paint-openai", "provider": "openai", "model": "gpt-image-1", "tasks": ["painting"]},
    {"name": "voice", "provider": "openai", "model": "gpt-4o-mini-tts", "tasks": ["speech"]},
    {"name": "ears", "provider": "openai", "model": "gpt-4o-transcribe", "tasks": ["transcription"]},
    {"name": "guard", "provider": "openai", "model": "omni-moderation-latest", "tasks": ["moderation"]},
    {"name": "live", "provider": "openai", "model": "gpt-realtime", "tasks": ["realtime"]},
    {"name": "paint-gemini", "provider": "gemini", "model": "gemini-2.5-flash-image", "tasks": ["painting"]},
]


class Simulators:
    """All vendors in a thread of their own, so that blocking SDK calls do not stop them."""

    def __init__(self) -> None:
        self.by_vendor = {vendor: kind() for vendor, kind in VENDORS.items()}
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def start(self) -> None:
        self._thread.start()
        for simulator in self.by_vendor.values():
            asyncio.run_coroutine_threadsafe(simulator.start(), self._loop).result(60)

    def stop(self) -> None:
        for simulator in self.by_vendor.values():
            asyncio.run_coroutine_threadsafe(simulator.stop(), self._loop).result(60)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(60)
        self._loop.close()

    def forget(self) -> None:
        for simulator in self.by_vendor.values():
            simulator.requests.clear()

    def last(self, vendor: str) -> Received:
        return self.by_vendor[vendor].requests[-1]

    def wait_until_gone(self, request: Received) -> None:
        """Until the server has closed its connection for `request`."""
        asyncio.run_coroutine_threadsafe(asyncio.wait_for(request.gone.wait(), 60), self._loop).result(90)


@dataclass(frozen=True, slots=True)
class Stage:
    """The server's address and a key for it, and its upstreams."""

    url: str
    key: str
    sims: Simulators

    def last(self, vendor: str) -> Received:
        return self.sims.last(vendor)


STEADY = {"retries": 1, "breaker_failures": 1000, "last_resort_s": 0.5}
"""Every lasting fault reaches its caller: no row is left out for the faults of an earlier test, and no call waits long
for a provider that has asked to wait."""


def config(sims: Simulators) -> dict[str, Any]:
    providers = [
        {
            "name": vendor,
            "kind": vendor,
            "base_url": simulator.base_url,
            "api_key": UPSTREAM_KEY,
            "allow_private": True,
        }
        for vendor, simulator in sims.by_vendor.items()
    ]
    models = [
        {"name": f"talk-{vendor}", "provider": vendor, "model": model} for vendor, model in TALKERS.items()
    ]
    models += [
        {
            "name": f"{vendor}-{fault}",
            "provider": f"{vendor}-{fault}" if fault is Fault.STATUS_401 else vendor,
            "model": f"fail-{fault}",
            **({"timeout": 0.5} if fault is Fault.SLOW_FIRST_BYTE else {}),
        }
        for vendor in VENDORS
        for fault in Fault
    ]
    # A wrong key takes out all models of its provider.
    refused = [{**one, "name": f"{one['name']}-{Fault.STATUS_401}"} for one in providers]
    for preset in ("vllm", "openrouter"):
        providers.append({**providers[0], "name": preset, "preset": preset})
        models.append({"name": f"talk-{preset}", "provider": preset, "model": "qwen"})
    return {"resilience": STEADY, "providers": [*providers, *refused], "models": models + OTHERS}


@pytest.fixture(scope="session", autouse=True)
def one_authority(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Every SDK client loads the list of certificate authorities, which takes longer than most of these tests, though
    none of them speaks TLS: let the list be short."""
    file = tmp_path_factory.mktemp("authorities") / "one.pem"
    first, end, _ = Path(certifi.where()).read_text().partition("-----END CERTIFICATE-----")
    file.write_text(first + end + "\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SSL_CERT_FILE", str(file))
        yield


@pytest.fixture(scope="session")
def running_stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    sims = Simulators()
    sims.start()
    try:
        with RunningServer(tmp_path_factory.mktemp("sdk"), config=config(sims)) as server:
            yield Stage(server.url, server.make_key(), sims)
    finally:
        sims.stop()


@pytest.fixture
def stage(running_stage: Stage) -> Stage:
    running_stage.sims.forget()
    return running_stage


@pytest.fixture
def openai_client(stage: Stage) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(api_key=stage.key, base_url=f"{stage.url}/v1", max_retries=0, timeout=120) as client:
        yield client


@pytest.fixture
def anthropic_client(stage: Stage) -> Iterator[anthropic.Anthropic]:
    with anthropic.Anthropic(api_key=stage.key, base_url=stage.url, max_retries=0, timeout=120) as client:
        yield client


@pytest.fixture
def gemini_client(stage: Stage) -> Iterator[genai.Client]:
    with genai.Client(
        api_key=stage.key, http_options=gemini.HttpOptions(base_url=stage.url, timeout=120_000)
    ) as client:
        yield client
