"""The cache from a caller's side: who gets a kept reply, in which form, and what equal calls at once cost upstream."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from huahua.gateway.cache.config import CacheConfig, ModelRule
from huahua.gateway.domain.price import Price
from huahua.gateway.metering.store import usage_lines
from huahua.infra.db import Database
from tests.integration.gateway.asgi import Client, Response
from tests.integration.gateway.conftest import Gateway, Make, row, upstream
from tests.integration.gateway.lines import watch_lines
from tests.simulators.anthropic import AnthropicSimulator
from tests.simulators.faults import Fault
from tests.simulators.openai import OpenAISimulator

ASK: dict[str, Any] = {"model": "talk", "messages": [{"role": "user", "content": "Hello"}]}
STREAM = {**ASK, "stream": True}
ON = {"x-huahua-cache": "on"}
CHAT, MESSAGES = "/v1/chat/completions", "/v1/messages"


@pytest.fixture
async def gateway(make_gateway: Make, openai_sim: OpenAISimulator) -> Gateway:
    made: Gateway = await make_gateway([upstream(openai_sim.base_url)], [row()], cache=CacheConfig())
    return made


async def until(condition: Callable[[], bool]) -> None:
    while not condition():  # noqa: ASYNC110 - what is waited for sets no event
        await asyncio.sleep(0)


def state(response: Response) -> str:
    return response.headers["x-huahua-cache"]


async def test_who_asks_gets_the_same_reply_again(gateway: Gateway, openai_sim: OpenAISimulator) -> None:
    first = await gateway.client.post(CHAT, ASK, ON)
    again = await gateway.client.post(CHAT, {**ASK, "user": "somebody"}, ON)
    assert (state(first), state(again)) == ("miss", "hit")
    assert again.json == first.json
    assert again.headers["x-huahua-route"] == "cache: up/gpt-4o"
    assert len(openai_sim.requests) == 1


async def test_who_does_not_ask_gets_a_reply_of_his_own(
    gateway: Gateway, openai_sim: OpenAISimulator
) -> None:
    await gateway.client.post(CHAT, ASK, ON)
    assert state(await gateway.client.post(CHAT, ASK)) == "off"
    assert state(await gateway.client.post(CHAT, ASK, {"x-huahua-cache": "off"})) == "off"
    assert state(await gateway.client.post(CHAT, ASK, {**ON, "cache-control": "no-store"})) == "off"
    assert len(openai_sim.requests) == 4


async def test_a_refresh_makes_a_new_reply_that_is_kept(
    gateway: Gateway, openai_sim: OpenAISimulator
) -> None:
    await gateway.client.post(CHAT, ASK, ON)
    assert state(await gateway.client.post(CHAT, ASK, {"x-huahua-cache": "refresh"})) == "miss"
    assert state(await gateway.client.post(CHAT, ASK, {**ON, "cache-control": "no-cache"})) == "miss"
    assert state(await gateway.client.post(CHAT, ASK, ON)) == "hit"
    assert len(openai_sim.requests) == 3


async def test_users_never_share_unless_the_operator_said_so(
    make_gateway: Make, openai_sim: OpenAISimulator
) -> None:
    config = CacheConfig(models={"open": ModelRule(use=True, scope="everyone")})
    gateway = await make_gateway([upstream(openai_sim.base_url)], [row(), row("open")], cache=config)
    bob = Client(gateway.app, "sk-bob")
    for model, wanted in [("talk", ["miss", "miss"]), ("open", ["miss", "hit"])]:
        body = {**ASK, "model": model}
        states = [state(await client.post(CHAT, body, ON)) for client in (gateway.client, bob)]
        assert states == wanted


@pytest.mark.parametrize("fault", [Fault.STATUS_500, Fault.STATUS_400, Fault.CUT_BODY, Fault.NON_JSON])
@pytest.mark.parametrize("body", [ASK, STREAM])
async def test_what_failed_is_not_kept(
    gateway: Gateway, openai_sim: OpenAISimulator, fault: Fault, body: dict[str, Any]
) -> None:
    openai_sim.fail(fault)
    await gateway.client.post(CHAT, body, ON)
    good = await gateway.client.post(CHAT, body, ON)
    assert state(good) == "miss"
    assert len(openai_sim.requests) == 2
    assert state(await gateway.client.post(CHAT, body, ON)) == "hit"


async def test_a_stream_comes_again_with_its_chunks(gateway: Gateway, openai_sim: OpenAISimulator) -> None:
    first = await gateway.client.post(CHAT, STREAM, ON)
    again = await gateway.client.post(CHAT, STREAM, ON)
    counted = await gateway.client.post(CHAT, {**STREAM, "stream_options": {"include_usage": True}}, ON)
    assert [state(one) for one in (first, again, counted)] == ["miss", "hit", "hit"]
    assert again.events == first.events
    assert counted.events[:-2] == first.events[:-1]
    assert json.loads(counted.events[-2])["usage"]["completion_tokens"] == 17
    assert len(openai_sim.requests) == 1


async def test_a_whole_reply_serves_a_stream_and_a_stream_a_whole_reply(
    gateway: Gateway, openai_sim: OpenAISimulator
) -> None:
    whole = await gateway.client.post(CHAT, ASK, ON)
    streamed = await gateway.client.post(CHAT, STREAM, ON)
    other = {"messages": [{"role": "user", "content": "Ho"}], "model": "talk"}
    chunks = await gateway.client.post(CHAT, {**other, "stream": True}, ON)
    assembled = await gateway.client.post(CHAT, other, ON)
    assert [state(one) for one in (streamed, assembled)] == ["hit", "hit"]
    assert _words(streamed) == whole.json["choices"][0]["message"]["content"]
    assert assembled.json["choices"][0]["message"]["content"] == _words(chunks)
    assert assembled.json["usage"]["completion_tokens"] == 17
    assert len(openai_sim.requests) == 2


async def test_messages_are_kept_too(make_gateway: Make, anthropic_sim: AnthropicSimulator) -> None:
    provider = upstream(anthropic_sim.base_url, kind="anthropic")
    gateway = await make_gateway([provider], [row()], cache=CacheConfig())
    body = {**ASK, "max_tokens": 100}
    first = await gateway.client.post(MESSAGES, {**body, "stream": True}, ON)
    again = await gateway.client.post(MESSAGES, {**body, "stream": True}, ON)
    whole = await gateway.client.post(MESSAGES, body, ON)
    translated = [await gateway.client.post(CHAT, ASK, ON) for _ in range(2)]
    assert (again.body, state(again)) == (first.body, "hit")
    assert whole.json["content"][0]["text"] in first.body.decode() or len(whole.json["content"]) >= 1
    assert [state(one) for one in translated] == ["miss", "hit"]
    assert len(anthropic_sim.requests) == 2


async def test_embeddings_are_kept(gateway: Gateway) -> None:
    body = {"model": "builtin/embedding", "input": "hello"}
    answers = [await gateway.client.post("/v1/embeddings", body, ON) for _ in range(2)]
    assert [state(one) for one in answers] == ["miss", "hit"]
    assert answers[0].json == answers[1].json


PASSED_ON: list[tuple[str, dict[str, Any]]] = [
    ("/v1/moderations", {"model": "guard", "input": ["how to harm", "a boat"]}),
    ("/v1/rerank", {"model": "jina", "query": "moon", "documents": ["a", "abc"]}),
]


@pytest.fixture
async def relaying(make_gateway: Make, openai_sim: OpenAISimulator) -> Gateway:
    rows = [
        row("guard", "own-guard", tasks=frozenset({"moderation"}), price=Price(call=7)),
        row("jina", "jina-reranker-v2", tasks=frozenset({"rerank"}), price=Price(call=7)),
    ]
    made: Gateway = await make_gateway([upstream(openai_sim.base_url)], rows, cache=CacheConfig(mode="on"))
    watch_lines(made)
    return made


@pytest.mark.parametrize(("path", "body"), PASSED_ON)
async def test_moderations_and_rankings_are_kept(
    relaying: Gateway, openai_sim: OpenAISimulator, path: str, body: dict[str, Any]
) -> None:
    answers = [await relaying.client.post(path, {**body, "user": who}) for who in ("a", "b")]
    assert [state(one) for one in answers] == ["miss", "hit"]
    assert answers[0].body == answers[1].body and len(openai_sim.requests) == 1
    assert answers[1].headers["x-huahua-route"].startswith("cache: up/")
    assert answers[1].headers["x-huahua-cost-micros"] == "0"
    lines = relaying.usage.lines  # type: ignore[attr-defined]
    assert [(line.cache, line.cost_micros) for line in lines] == [("miss", 7), ("hit", 0)]
    assert lines[0].usage == lines[1].usage and lines[0].usage.input_tokens > 0
    apart = await relaying.client.post(path, body, {"cache-control": "no-store"})
    others = await Client(relaying.app, "sk-bob").post(path, body)
    assert (state(apart), state(others), len(openai_sim.requests)) == ("off", "miss", 3)


@pytest.mark.parametrize(("path", "body"), PASSED_ON)
async def test_equal_moderations_and_rankings_make_one_upstream_call(
    relaying: Gateway, openai_sim: OpenAISimulator, path: str, body: dict[str, Any]
) -> None:
    openai_sim.held = asyncio.Event()
    calls = [asyncio.create_task(relaying.client.post(path, body)) for _ in range(20)]
    await until(lambda: relaying.cache is not None and relaying.cache.waiting == 20)
    openai_sim.held.set()
    answers = await asyncio.gather(*calls)
    assert sorted(map(state, answers)) == ["miss"] + ["shared"] * 19
    assert len({answer.body for answer in answers}) == len(openai_sim.requests) == 1


@pytest.mark.parametrize("fault", [Fault.STATUS_500, Fault.WRONG_SHAPE])
@pytest.mark.parametrize(("path", "body"), PASSED_ON)
async def test_failed_moderations_and_rankings_are_not_kept(
    relaying: Gateway, openai_sim: OpenAISimulator, path: str, body: dict[str, Any], fault: Fault
) -> None:
    openai_sim.fail(fault)
    assert (await relaying.client.post(path, body)).status == 502
    assert state(await relaying.client.post(path, body)) == "miss"


@pytest.mark.parametrize("body", [ASK, STREAM])
async def test_a_hundred_equal_calls_make_one_upstream_call(
    gateway: Gateway, openai_sim: OpenAISimulator, body: dict[str, Any]
) -> None:
    openai_sim.held = asyncio.Event()
    calls = [asyncio.create_task(gateway.client.post(CHAT, body, ON)) for _ in range(100)]
    await openai_sim.arrived.wait()
    await until(lambda: gateway.cache is not None and gateway.cache.waiting == 100)
    openai_sim.held.set()
    answers = await asyncio.gather(*calls)
    assert len(openai_sim.requests) == 1
    assert {answer.body for answer in answers} == {answers[0].body}
    assert sorted(map(state, answers)) == ["miss"] + ["shared"] * 99


async def test_plain_and_streamed_calls_share_one_upstream_call(
    gateway: Gateway, openai_sim: OpenAISimulator
) -> None:
    for first, second in [(ASK, STREAM), (STREAM, ASK)]:
        openai_sim.requests.clear()
        openai_sim.held = asyncio.Event()
        fresh = {"top_p": len(first) / 10}
        one = asyncio.create_task(gateway.client.post(CHAT, {**first, **fresh}, ON))
        await until(lambda: bool(openai_sim.requests))
        other = asyncio.create_task(gateway.client.post(CHAT, {**second, **fresh}, ON))
        await until(lambda: gateway.cache is not None and gateway.cache.waiting == 2)
        openai_sim.held.set()
        assert [state(answer) for answer in await asyncio.gather(one, other)] == ["miss", "shared"]
        assert len(openai_sim.requests) == 1


@pytest.mark.parametrize("body", [ASK, STREAM])
async def test_the_upstream_call_goes_on_when_the_first_client_leaves(
    gateway: Gateway, openai_sim: OpenAISimulator, body: dict[str, Any]
) -> None:
    openai_sim.held = asyncio.Event()
    first = gateway.client.open("POST", CHAT, [json.dumps(body).encode()], ON)
    await openai_sim.arrived.wait()
    second = asyncio.create_task(gateway.client.post(CHAT, body, ON))
    await until(lambda: gateway.cache is not None and gateway.cache.waiting == 2)
    await first.leave()
    openai_sim.held.set()
    answer = await second
    assert (answer.status, len(openai_sim.requests)) == (200, 1)
    assert not openai_sim.requests[0].gone.is_set()
    assert state(await gateway.client.post(CHAT, body, ON)) == "hit"


@pytest.mark.parametrize("body", [ASK, STREAM])
async def test_the_upstream_call_ends_with_the_last_client(
    gateway: Gateway, openai_sim: OpenAISimulator, body: dict[str, Any]
) -> None:
    openai_sim.held = asyncio.Event()
    clients = [gateway.client.open("POST", CHAT, [json.dumps(body).encode()], ON) for _ in range(2)]
    await openai_sim.arrived.wait()
    await until(lambda: gateway.cache is not None and gateway.cache.waiting == 2)
    for client in clients:
        await client.leave()
    await openai_sim.requests[0].gone.wait()
    assert gateway.cache is not None and gateway.cache.waiting == 0


@pytest.mark.parametrize("body", [ASK, STREAM])
async def test_one_who_waits_takes_over_when_the_call_fails(
    gateway: Gateway, openai_sim: OpenAISimulator, body: dict[str, Any]
) -> None:
    openai_sim.fail(Fault.STATUS_500)
    openai_sim.held = asyncio.Event()
    calls = [asyncio.create_task(gateway.client.post(CHAT, body, ON)) for _ in range(5)]
    await until(lambda: gateway.cache is not None and gateway.cache.waiting == 5)
    openai_sim.held.set()
    answers = await asyncio.gather(*calls)
    assert sorted(answer.status for answer in answers) == [200, 200, 200, 200, 502]
    assert len(openai_sim.requests) == 2


async def test_an_upstream_that_keeps_failing_is_not_asked_by_everybody(
    gateway: Gateway, openai_sim: OpenAISimulator
) -> None:
    openai_sim.fail(*[Fault.STATUS_400] * 20)
    openai_sim.held = asyncio.Event()
    calls = [asyncio.create_task(gateway.client.post(CHAT, ASK, ON)) for _ in range(10)]
    await until(lambda: gateway.cache is not None and gateway.cache.waiting == 10)
    openai_sim.held.set()
    assert {answer.status for answer in await asyncio.gather(*calls)} == {400}
    assert len(openai_sim.requests) == 1


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("x-huahua-cache", "always"),
        ("x-huahua-priority", "urgent"),
        ("x-huahua-deadline", "soon"),
        ("x-huahua-deadline", "nan"),
        ("x-huahua-deadline", "-1"),
        ("x-huahua-region", "a b"),
        ("x-huahua-data-class", ""),
        ("x-huahua-max-cost-micros", "1.5"),
        ("x-huahua-max-cost-micros", "-1"),
    ],
)
async def test_a_wrong_control_is_an_error_in_the_callers_dialect(
    gateway: Gateway, openai_sim: OpenAISimulator, header: str, value: str
) -> None:
    openai = await gateway.client.post(CHAT, ASK, {header: value})
    anthropic = await gateway.client.post(MESSAGES, {**ASK, "max_tokens": 9}, {header: value})
    assert (openai.status, openai.json["error"]["param"]) == (400, header)
    assert (anthropic.status, anthropic.json["error"]["type"]) == (400, "invalid_request_error")
    assert anthropic.json["error"]["param"] == header
    assert openai_sim.requests == []


def _words(response: Response) -> str:
    said = [json.loads(event) for event in response.events if event != "[DONE]"]
    return "".join(
        choice["delta"].get("content") or "" for chunk in said for choice in chunk.get("choices", [])
    )


async def test_every_caller_has_a_usage_line_of_his_own(
    gateway: Gateway, gateway_db: Database, openai_sim: OpenAISimulator
) -> None:
    for body in (ASK, ASK, STREAM):
        await gateway.client.post(CHAT, body, ON)
    await gateway.usage.close()
    async with gateway_db.read() as connection:
        lines = list((await connection.execute(select(usage_lines))).mappings())
    assert sorted(line["cache"] for line in lines) == ["hit", "hit", "miss"]
    assert {(line["provider"], line["upstream_model"]) for line in lines} == {("up", "gpt-4o")}
    assert {line["output_tokens"] for line in lines} == {17}


@pytest.mark.parametrize("body", [ASK, STREAM])
async def test_who_follows_an_equal_call_does_so_until_his_own_deadline(
    gateway: Gateway, openai_sim: OpenAISimulator, body: dict[str, Any]
) -> None:
    openai_sim.held = asyncio.Event()
    first = asyncio.create_task(gateway.client.post(CHAT, body, ON))
    await openai_sim.arrived.wait()
    second = await gateway.client.post(CHAT, body, {**ON, "x-huahua-deadline": "0.02"})
    assert second.status == 504
    openai_sim.held.set()
    assert (await first).status == 200
    assert len(openai_sim.requests) == 1
