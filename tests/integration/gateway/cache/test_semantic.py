"""The semantic level in a whole gateway, with its built-in embedding, and a model that verifies."""

from __future__ import annotations

import asyncio
from typing import Any

from huahua.boot.bindings.cache_models import GatewayCacheModels
from huahua.gateway.cache.config import CacheConfig, ModelRule, SemanticConfig
from huahua.gateway.cache.semantic import SemanticLevel
from tests.integration.gateway.asgi import Client, Response
from tests.integration.gateway.cache.office import administered, told
from tests.integration.gateway.conftest import Gateway, Make, row, upstream
from tests.simulators.openai import OpenAISimulator

CHAT = "/v1/chat/completions"
LOOSE = {"x-huahua-cache": "semantic"}


def body(text: str, **changes: Any) -> dict[str, Any]:
    return {"model": "talk", "messages": [{"role": "user", "content": text}], **changes}


async def made(make_gateway: Make, sim: OpenAISimulator, semantic: SemanticConfig) -> Gateway:
    config = CacheConfig(price=0.25, models={"talk": ModelRule(use=True)}, semantic=semantic)
    gateway: Gateway = await make_gateway([upstream(sim.base_url)], [row(), row("judge")], cache=config)
    assert gateway.cache is not None
    gateway.cache.use_semantic(
        SemanticLevel(semantic, gateway.cache.rules, GatewayCacheModels(gateway.service))
    )
    return gateway


def state(response: Response) -> str:
    assert response.status == 200, response.body
    return response.headers["x-huahua-cache"]


ONE, ALIKE, OTHER = (
    "How do I cook rice in a pot, please?",
    "how do I cook rice in a pot please",
    "Why is the sky blue?",
)


async def test_a_question_in_other_words_gets_the_kept_reply(
    make_gateway: Make, openai_sim: OpenAISimulator
) -> None:
    gateway = await made(make_gateway, openai_sim, SemanticConfig(mode="on", threshold=0.9))
    post = gateway.client.post
    answers = [await post(CHAT, body(text), LOOSE) for text in (ONE, ALIKE, OTHER, ALIKE, ONE)]
    assert [state(one) for one in answers] == ["miss", "semantic", "miss", "semantic", "hit"]
    assert answers[1].json == answers[0].json
    streamed = [await post(CHAT, body(text, stream=True)) for text in (ALIKE, "What is snow made of?")]
    assert [state(one) for one in streamed] == ["semantic", "miss"]
    assert state(await post(CHAT, body("what is snow made of", stream=True))) == "semantic"
    assert len(openai_sim.requests) == 3


async def test_another_user_never_gets_it(make_gateway: Make, openai_sim: OpenAISimulator) -> None:
    gateway = await made(make_gateway, openai_sim, SemanticConfig(mode="on", threshold=0.9))
    await gateway.client.post(CHAT, body(ONE))
    assert state(await Client(gateway.app, "sk-bob").post(CHAT, body(ALIKE))) == "miss"


async def test_clearing_forgets_questions_too(make_gateway: Make, openai_sim: OpenAISimulator) -> None:
    gateway = await made(make_gateway, openai_sim, SemanticConfig(mode="on", threshold=0.9))
    await gateway.client.post(CHAT, body(ONE))
    assert gateway.cache is not None
    assert await gateway.cache.levels.clear(tenant="usr_alice") >= 1
    assert state(await gateway.client.post(CHAT, body(ALIKE))) == "miss"


async def test_the_model_that_verifies_is_asked_and_may_refuse(
    make_gateway: Make, openai_sim: OpenAISimulator
) -> None:
    """The simulator's model never says the one word that is asked for."""
    semantic = SemanticConfig(mode="verify", threshold=0.9, verify_model="judge")
    gateway = await made(make_gateway, openai_sim, semantic)
    await gateway.client.post(CHAT, body(ONE))
    assert state(await gateway.client.post(CHAT, body(ALIKE))) == "miss"
    asked = openai_sim.requests[1].json
    assert [message["role"] for message in asked["messages"]] == ["system", "user"]
    assert ONE in asked["messages"][1]["content"] and ALIKE in asked["messages"][1]["content"]
    assert asked["temperature"] == 0
    assert len(openai_sim.requests) == 3


async def test_administrators_see_what_came_of_comparing(
    make_gateway: Make, openai_sim: OpenAISimulator
) -> None:
    gateway = await made(make_gateway, openai_sim, SemanticConfig(mode="shadow", threshold=0.9))
    for text in (ONE, ALIKE):
        assert state(await gateway.client.post(CHAT, body(text))) == "miss"
    assert gateway.cache is not None
    assert 'huahua_cache_questions_total{outcome="shadow"} 1.0' in told(gateway.cache)
    office = administered(gateway.cache)
    assert (await office.get("/api/admin/cache")).json["semantic"] == {"none": 1, "shadow": 1}


async def test_who_asks_for_an_exact_reply_shares_no_call_that_may_find_another(
    make_gateway: Make, openai_sim: OpenAISimulator
) -> None:
    gateway = await made(make_gateway, openai_sim, SemanticConfig(mode="on", threshold=0.9))
    await gateway.client.post(CHAT, body(ONE))
    loose, exact = await asyncio.gather(
        gateway.client.post(CHAT, body(ALIKE), LOOSE),
        gateway.client.post(CHAT, body(ALIKE), {"x-huahua-cache": "on"}),
    )
    assert [state(answer) for answer in (loose, exact)] == ["semantic", "miss"]
