from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from huahua.gateway.domain.models import ProviderConfig
from huahua.infra.http import Outbound
from tests.contract.gateway.harness import SECRET, SECRET_HEADER, Harness
from tests.simulators.anthropic import AnthropicSimulator
from tests.simulators.gemini import GeminiSimulator
from tests.simulators.openai import OpenAISimulator
from tests.simulators.plugin import anthropic_sim, gemini_sim, ollama_sim, openai_sim, running
from tests.simulators.server import Simulator

__all__ = ["anthropic_sim", "gemini_sim", "ollama_sim", "openai_sim"]

VENDORS: dict[str, type[Simulator]] = {
    "openai": OpenAISimulator,
    "anthropic": AnthropicSimulator,
    "gemini": GeminiSimulator,
}


def config_for(sim: Simulator) -> ProviderConfig:
    return ProviderConfig(
        name="acme",
        kind=sim.vendor,
        base_url=sim.base_url,
        api_key=SECRET,
        allow_private=True,
        headers={"X-Tenant": SECRET_HEADER},
        timeout_s=120.0,
        connect_timeout_s=60.0,
        idle_timeout_s=60.0,
    )


@pytest.fixture
async def outbound() -> AsyncIterator[Outbound]:
    client = Outbound()
    yield client
    await client.close()


@pytest.fixture(params=sorted(VENDORS))
async def harness(request: pytest.FixtureRequest, outbound: Outbound) -> AsyncIterator[Harness]:
    async for sim in running(VENDORS[request.param]()):
        yield Harness(sim, outbound, config_for(sim))
