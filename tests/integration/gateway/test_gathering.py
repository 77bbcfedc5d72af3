"""Embeddings of several callers as one upstream call, through the whole gateway."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from huahua.gateway.admission.gatherer import Gatherer
from tests.integration.gateway.asgi import Arrivals, Client
from tests.integration.gateway.conftest import Make, row, upstream
from tests.simulators.openai import OpenAISimulator, vector_of


def embedder(**changes: Any) -> Any:
    return row(name="embedder", model="text-embedding-3-small", tasks=frozenset({"embedding"}), **changes)


async def read(call: Any) -> Any:
    await call.start()
    assert call.status == 200
    return json.loads(b"".join([piece async for piece in call.pieces()]))


async def ask_three(gateway: Any, sim: OpenAISimulator, arrivals: int) -> list[Any]:
    """Three callers, the first of whom is already on the way when the others come; the upstream answers when
    all three are with it, or gather."""
    sim.held = asyncio.Event()
    gatherer = gateway.service._gatherer = Gatherer(longest_wait_s=1e6)
    sim.requests = requests = Arrivals()
    clients = [gateway.client, Client(gateway.app, "sk-root"), gateway.client]
    calls = []
    for number, client in enumerate(clients):
        body = json.dumps({"model": "embedder", "input": [f"text {number}", "again"]}).encode()
        calls.append(client.open("POST", "/v1/embeddings", [body]))
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
