"""Embeddings and moderations of several callers as one upstream call, through the whole gateway."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from huahua.gateway.admission.gatherer import Gatherer
from huahua.gateway.domain.price import Price
from tests.integration.gateway.asgi import Arrivals, Client
from tests.integration.gateway.conftest import Make, row, upstream
from tests.integration.gateway.lines import watch_lines
from tests.simulators.openai import OpenAISimulator, vector_of

EMBEDDINGS, MODERATIONS = "/v1/embeddings", "/v1/moderations"
THREE = [{"model": "embedder", "input": [f"text {number}", "again"]} for number in range(3)]


def embedder(**changes: Any) -> Any:
    return row(name="embedder", model="text-embedding-3-small", tasks=frozenset({"embedding"}), **changes)


def guard(**changes: Any) -> Any:
    return row(name="guard", model="own-guard", tasks=frozenset({"moderation"}), **changes)


async def read(call: Any) -> Any:
    await call.start()
    return json.loads(b"".join([piece async for piece in call.pieces()]))


async def ask_three(
    gateway: Any, sim: OpenAISimulator, arrivals: int, path: str = EMBEDDINGS, bodies: list[Any] = THREE
) -> list[Any]:
    """Three callers, the first of whom is already on the way when the others come; the upstream answers when
    all three are with it, or gather."""
    sim.held = asyncio.Event()
    gatherer = gateway.service._gatherer = Gatherer(longest_wait_s=1e6)
    sim.requests = requests = Arrivals()
    clients = [gateway.client, Client(gateway.app, "sk-root"), gateway.client]
    calls = []
    for client, body in zip(clients, bodies, strict=True):
        calls.append(client.open("POST", path, [json.dumps(body).encode()]))
        await requests.at_least(1)
    await requests.at_least(arrivals)
    while sum(len(line.gathering) for line in gatherer._lines.values()) < len(calls) - arrivals:  # noqa: ASYNC110
        await asyncio.sleep(0)
    sim.held.set()
    return [await read(call) for call in calls]


async def test_they_share_a_call_and_get_their_own(make_gateway: Make, openai_sim: OpenAISimulator) -> None:
    gateway = await make_gateway([upstream(openai_sim.base_url)], [embedder()])
    replies = await ask_three(gateway, openai_sim, arrivals=1)
    assert [request.json["input"] for request in openai_sim.requests] == [
        ["text 0", "again"],
        ["text 1", "again", "text 2", "again"],
    ]
    for number, reply in enumerate(replies):
        assert [row["embedding"] for row in reply["data"]] == [
            vector_of(f"text {number}", 8),
            vector_of("again", 8),
        ]
        assert reply["usage"] == {"prompt_tokens": 11, "total_tokens": 11}


async def test_a_row_may_be_left_out(make_gateway: Make, openai_sim: OpenAISimulator) -> None:
    gateway = await make_gateway([upstream(openai_sim.base_url)], [embedder(gather=False)])
    await ask_three(gateway, openai_sim, arrivals=3)
    assert len(openai_sim.requests) == 3


async def test_moderations_share_a_call_and_its_price(
    make_gateway: Make, openai_sim: OpenAISimulator
) -> None:
    gateway = await make_gateway([upstream(openai_sim.base_url)], [guard(price=Price(input=1_000_000))])
    watch_lines(gateway)
    bodies = [{"model": "guard", "input": text} for text in ("a boat", "how to harm", ["a sail", "harm"])]
    replies = await ask_three(gateway, openai_sim, 1, MODERATIONS, bodies)
    assert [request.json["input"] for request in openai_sim.requests] == [
        "a boat",
        ["how to harm", "a sail", "harm"],
    ]
    flags = [[result["flagged"] for result in reply["results"]] for reply in replies]
    assert flags == [[False], [True], [False, True]]
    assert [reply["usage"]["total_tokens"] for reply in replies] == [6, 11, 10]
    assert sorted(line.cost_micros for line in gateway.usage.lines) == [6, 10, 11]
    assert {line.user_id for line in gateway.usage.lines} == {"usr_alice", "usr_root"}


async def test_a_bad_moderation_fails_alone(make_gateway: Make, openai_sim: OpenAISimulator) -> None:
    gateway = await make_gateway([upstream(openai_sim.base_url)], [guard()])
    bodies = [{"model": "guard", "input": text} for text in ("a boat", [""], "harm")]
    replies = await ask_three(gateway, openai_sim, 1, MODERATIONS, bodies)
    assert [request.json["input"] for request in openai_sim.requests][:2] == ["a boat", ["", "harm"]]
    assert replies[0]["results"][0]["flagged"] is False
    assert replies[1]["error"]["code"] == "upstream_refused"
    assert replies[2]["results"][0]["flagged"] is True


@pytest.mark.parametrize(
    "bodies",
    [
        [{"model": "guard", "input": "x", "user": f"user {number}"} for number in range(3)],
        [{"model": "guard", "input": [{"type": "text", "text": "x"}]} for _ in range(3)],
    ],
    ids=["other options", "no texts"],
)
async def test_moderations_that_are_not_alike_go_alone(
    make_gateway: Make, openai_sim: OpenAISimulator, bodies: list[Any]
) -> None:
    gateway = await make_gateway([upstream(openai_sim.base_url)], [guard()])
    await ask_three(gateway, openai_sim, 3, MODERATIONS, bodies)
    assert len(openai_sim.requests) == 3
