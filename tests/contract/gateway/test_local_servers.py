"""The OpenAI provider against Ollama's compatible half: no key, other errors, other models."""

from __future__ import annotations

import pytest

from huahua.gateway.domain.calls import ChatCall
from huahua.gateway.domain.models import ProviderConfig
from huahua.gateway.errors import UpstreamRefused
from huahua.gateway.outcomes import plain
from huahua.gateway.providers.openai import OpenAIProvider
from huahua.infra.http import Outbound
from tests.contract.gateway.harness import TEXT
from tests.simulators.faults import Fault
from tests.simulators.ollama import OllamaSimulator

BODY = {"model": "pool", "messages": [{"role": "user", "content": "hi"}]}


@pytest.fixture
def provider(ollama_sim: OllamaSimulator, outbound: Outbound) -> OpenAIProvider:
    config = ProviderConfig(
        name="local", kind="openai", preset="ollama", base_url=ollama_sim.base_url, allow_private=True
    )
    return OpenAIProvider(config, outbound)


async def test_it_talks_without_a_key(provider: OpenAIProvider, ollama_sim: OllamaSimulator) -> None:
    reply = await provider.chat(ChatCall("req_1", "qwen3:8b", dict(BODY)))
    assert plain(reply.body)["choices"][0]["message"]["content"] == TEXT
    assert "authorization" not in ollama_sim.requests[0].headers
    assert ollama_sim.requests[0].json["model"] == "qwen3:8b"


async def test_it_lists_what_is_pulled(provider: OpenAIProvider) -> None:
    assert await provider.list_models() == ["qwen3:8b", "llava:7b"]


async def test_a_model_that_is_not_pulled_says_what_to_do(
    provider: OpenAIProvider, ollama_sim: OllamaSimulator
) -> None:
    ollama_sim.fail(Fault.STATUS_404)
    with pytest.raises(UpstreamRefused) as caught:
        await provider.chat(ChatCall("req_1", "qwen3:8b", dict(BODY)))
    assert "try pulling it first" in caught.value.message
