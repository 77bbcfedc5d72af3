from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from huahua.gateway.domain.models import ProviderConfig
from huahua.infra.http import Outbound
from tests.contract.gateway.harness import SECRET, SECRET_HEADER, Harness
from tests.simulators import vertex
from tests.simulators.anthropic import AnthropicSimulator
from tests.simulators.azure import VERSION, AzureSimulator, AzureV1Simulator
from tests.simulators.bedrock import ACCESS_KEY, REGION, BedrockKeySimulator, BedrockSimulator
from tests.simulators.gemini import GeminiSimulator
from tests.simulators.openai import OpenAISimulator
from tests.simulators.plugin import anthropic_sim, gemini_sim, ollama_sim, openai_sim, running
from tests.simulators.server import Simulator
from tests.simulators.vertex import VertexClaudeSimulator, VertexSimulator

__all__ = ["anthropic_sim", "gemini_sim", "ollama_sim", "openai_sim"]

VENDORS: dict[str, type[Simulator]] = {
    "openai": OpenAISimulator,
    "anthropic": AnthropicSimulator,
    "gemini": GeminiSimulator,
    "azure": AzureSimulator,
    "azure-v1": AzureV1Simulator,
    "bedrock": BedrockSimulator,
    "bedrock-key": BedrockKeySimulator,
    "vertex": VertexSimulator,
    "vertex-claude": VertexClaudeSimulator,
}
CLOUDS: dict[str, dict[str, str]] = {
    "azure": {"kind": "azure", "api_version": VERSION},
    "azure-v1": {"kind": "azure"},
    "bedrock": {"region": REGION, "api_key": f"{ACCESS_KEY}:{SECRET}"},
    "bedrock-key": {"kind": "bedrock", "region": REGION},
}


def cloud_fields(sim: Simulator) -> dict[str, str]:
    """What a cloud's row has beside the usual."""
    if isinstance(sim, VertexSimulator | VertexClaudeSimulator):
        return {"region": vertex.REGION, "project": vertex.PROJECT, "api_key": sim.tokens.account()}
    return CLOUDS.get(sim.vendor, {})


def config_for(sim: Simulator) -> ProviderConfig:
    if isinstance(sim, BedrockSimulator):
        sim.secret = SECRET
    config = ProviderConfig(
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
    return replace(config, **cloud_fields(sim))  # type: ignore[arg-type]


@pytest.fixture
async def outbound() -> AsyncIterator[Outbound]:
    client = Outbound()
    yield client
    await client.close()


@pytest.fixture(params=sorted(VENDORS))
async def harness(request: pytest.FixtureRequest, outbound: Outbound) -> AsyncIterator[Harness]:
    async for sim in running(VENDORS[request.param]()):
        yield Harness(sim, outbound, config_for(sim))
