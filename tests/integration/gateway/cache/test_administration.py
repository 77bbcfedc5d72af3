"""What administrators see of the cache and how they clear it; what its replies cost; what `/metrics` tells."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from huahua.gateway.cache.config import CacheConfig, ModelRule
from huahua.gateway.domain.price import Price, micros
from huahua.gateway.metering.store import usage_lines
from huahua.infra.db import Database
from tests.integration.gateway.asgi import Client
from tests.integration.gateway.cache.office import administered, told
from tests.integration.gateway.conftest import Gateway, Make, row, upstream
from tests.simulators.openai import OpenAISimulator

CHAT = "/v1/chat/completions"
ASK: dict[str, Any] = {"model": "talk", "messages": [{"role": "user", "content": "Hello"}]}
ON = {"x-huahua-cache": "on"}


@dataclass
class Office:
    gateway: Gateway
    root: Client
    alice: Client

    async def ask(self, key: str = "sk-alice", **changes: Any) -> str:
        answer = await Client(self.gateway.app, key).post(CHAT, ASK | changes, ON)
        return answer.headers["x-huahua-cache"]


def office(gateway: Gateway) -> Office:
    return Office(gateway, administered(gateway.cache), administered(gateway.cache, "sk-alice"))


@pytest.fixture
async def used(make_gateway: Make, openai_sim: OpenAISimulator) -> Office:
    """Alice and Bob have each asked two models, Alice one of them again."""
    models = [row(), row("other")]
    made = office(await make_gateway([upstream(openai_sim.base_url)], models, cache=CacheConfig()))
    for key in ("sk-alice", "sk-bob"):
        for model in ("talk", "other"):
            assert await made.ask(key, model=model) == "miss"
    assert await made.ask() == "hit"
    return made


async def test_the_state_tells_what_is_kept_and_how_often_it_helped(used: Office) -> None:
    state = (await used.root.get("/api/admin/cache")).json
    assert (state["mode"], state["entries"], state["hits"], state["made"]) == ("ask", 4, 1, 4)
    assert (state["hit_rate"], state["redis"], state["shared"]) == (0.2, None, 0)
    assert 0 < state["bytes"] <= state["max_bytes"] == 64 * 1024 * 1024


@pytest.mark.parametrize(
    ("query", "cleared", "left"),
    [
        ("", 4, []),
        ("?model=talk", 2, ["other"]),
        ("?user=usr_bob", 2, ["talk", "other"]),
        ("?model=talk&user=usr_alice", 1, ["other"]),
        ("?model=nothing", 0, ["talk", "other"]),
    ],
)
async def test_clearing_takes_what_is_named(used: Office, query: str, cleared: int, left: list[str]) -> None:
    answer = await used.root.request("DELETE", f"/api/admin/cache{query}")
    assert (answer.status, answer.json) == (200, {"cleared": cleared})
    assert [model for model in ("talk", "other") if await used.ask(model=model) == "hit"] == left


async def test_only_administrators_see_and_clear(used: Office) -> None:
    assert (await used.alice.get("/api/admin/cache")).status == 403
    assert (await used.alice.request("DELETE", "/api/admin/cache")).status == 403
    assert await used.ask() == "hit"


async def test_a_server_without_a_cache_says_so(make_gateway: Make) -> None:
    none = office(await make_gateway())
    assert (await none.root.get("/api/admin/cache")).json["mode"] == "off"
    assert (await none.root.request("DELETE", "/api/admin/cache")).json == {"cleared": 0}


async def test_metrics_count_where_replies_came_from(used: Office) -> None:
    assert used.gateway.cache is not None
    text = told(used.gateway.cache)
    assert 'huahua_cache_replies_total{source="memory"} 1.0' in text
    assert 'huahua_cache_replies_total{source="model"} 4.0' in text
    assert "huahua_cache_entries 4.0" in text


async def test_a_kept_reply_costs_the_share_that_the_operator_set(
    make_gateway: Make, openai_sim: OpenAISimulator, gateway_db: Database
) -> None:
    price = Price("USD", call=micros(Decimal(1)))
    config = CacheConfig(price=0.1, models={"free": ModelRule(price=0)})
    models = [row(price=price), row("free", price=price)]
    made = office(await make_gateway([upstream(openai_sim.base_url)], models, cache=config))
    for model in ("talk", "talk", "free", "free"):
        await made.ask(model=model)
    await made.gateway.usage.close()
    async with gateway_db.read() as connection:
        lines = (await connection.execute(select(usage_lines))).mappings()
        costs = {(line["model"], line["cache"]): line["cost_micros"] for line in lines}
    whole = 1_000_000
    assert costs == {
        ("talk", "miss"): whole,
        ("talk", "hit"): whole // 10,
        ("free", "miss"): whole,
        ("free", "hit"): 0,
    }
