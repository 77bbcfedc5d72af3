"""Clouds behind the whole gateway: rows kept in the database, and calls in OpenAI's dialect."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import select

from huahua.audit.api import Unrecorded
from huahua.gateway.catalogue import Catalogue
from huahua.gateway.domain.models import ModelConfig, ProviderConfig
from huahua.gateway.http.admin import _to_test
from huahua.gateway.http.admin_shapes import TestBody as Body
from huahua.gateway.store import providers
from huahua.infra.db import Database
from tests.integration.gateway.conftest import Make, row, upstream
from tests.integration.gateway.lines import watch_lines
from tests.simulators.bedrock import ACCESS_KEY, REGION, BedrockSimulator
from tests.simulators.plugin import running

SECRET = "secret/of+the/operator"
ASK = {"model": "claude", "messages": [{"role": "user", "content": "A line about the moon."}]}
WEATHER = {"type": "function", "function": {"name": "get_weather", "parameters": {"type": "object"}}}


@pytest.fixture
def gateway_db(db: Database) -> Database:
    return db


@pytest.fixture
async def bedrock_sim() -> AsyncIterator[BedrockSimulator]:
    simulator = BedrockSimulator()
    simulator.secret = SECRET
    async for started in running(simulator):
        yield started


async def gateway_of(make_gateway: Make, sim: BedrockSimulator) -> Any:
    config = upstream(
        sim.base_url, name="aws", kind="bedrock", region=REGION, api_key=f"{ACCESS_KEY}:{SECRET}"
    )
    rows = [row("claude", "eu.anthropic.claude-sonnet-4-5-20250929-v1:0", provider="aws")]
    gateway = await make_gateway([config], rows)
    watch_lines(gateway)
    return gateway


async def test_openais_dialect_reaches_bedrock_and_comes_back(
    make_gateway: Make, bedrock_sim: BedrockSimulator
) -> None:
    gateway = await gateway_of(make_gateway, bedrock_sim)
    reply = await gateway.client.post("/v1/chat/completions", {**ASK, "tools": [WEATHER]})
    choice = reply.json["choices"][0]
    assert choice["finish_reason"] == "tool_calls"
    call = choice["message"]["tool_calls"][0]["function"]
    assert (call["name"], json.loads(call["arguments"])["city"]) == ("get_weather", "杭州")
    usage = gateway.usage.lines[-1].usage
    assert (usage.input_tokens, usage.output_tokens) == (472, 89)


@pytest.mark.parametrize("path", ["/v1/chat/completions", "/v1/messages"])
async def test_streams_of_bedrock_in_both_dialects(
    make_gateway: Make, bedrock_sim: BedrockSimulator, path: str
) -> None:
    gateway = await gateway_of(make_gateway, bedrock_sim)
    reply = await gateway.client.post(path, {**ASK, "stream": True, "max_tokens": 99})
    assert reply.status == 200
    text = "".join(_words(json.loads(event)) for event in reply.events if event != "[DONE]")
    assert text == "海上生明月。The moon rises over the sea."
    usage = gateway.usage.lines[-1].usage
    assert (usage.input_tokens, usage.cache_read_tokens, usage.output_tokens) == (18, 64, 17)


async def test_a_row_of_a_cloud_is_kept_sealed(make_gateway: Make, db: Database) -> None:
    gateway = await make_gateway()
    catalogue = Catalogue(gateway.registry, gateway.store, Unrecorded())
    config = ProviderConfig("aws", "bedrock", api_key=f"{ACCESS_KEY}:{SECRET}", region=REGION)
    await catalogue.add_provider(config, [ModelConfig("claude", "aws", "eu.anthropic.claude")])
    plain = ProviderConfig("mine", "openai", "https://api.example.com/v1", api_key="sk-plain")
    await catalogue.add_provider(plain)
    await gateway.registry.load()
    assert catalogue.provider("aws").region == REGION
    assert catalogue.provider("aws").api_key == f"{ACCESS_KEY}:{SECRET}"
    assert (catalogue.provider("mine").api_key, catalogue.provider("mine").region) == ("sk-plain", "")
    async with db.read() as connection:
        kept = str((await connection.execute(select(providers))).all())
    assert SECRET not in kept and REGION not in kept


async def test_a_saved_key_is_not_sent_to_another_kind_of_vendor(make_gateway: Make) -> None:
    gateway = await make_gateway()
    catalogue = Catalogue(gateway.registry, gateway.store, Unrecorded())
    await catalogue.add_provider(
        ProviderConfig("aws", "bedrock", api_key=f"{ACCESS_KEY}:{SECRET}", region=REGION)
    )
    assert _to_test(catalogue, Body(name="aws", region="us-west-2")).api_key
    assert _to_test(catalogue, Body(name="aws", kind="vertex", project="p")).api_key == ""
    assert _to_test(catalogue, Body(name="aws", base_url="https://elsewhere.example.com")).api_key == ""


def _words(event: dict[str, Any]) -> str:
    if "choices" in event:
        return "".join(choice["delta"].get("content") or "" for choice in event["choices"])
    return str(event.get("delta", {}).get("text", ""))
