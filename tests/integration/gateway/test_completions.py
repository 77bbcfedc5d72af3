"""Legacy completions of several prompts: what is asked at once, what it costs, and how a stream of them ends."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from huahua.gateway.domain.price import Price
from tests.integration.gateway.asgi import Arrivals, Response
from tests.integration.gateway.conftest import Gateway, Make, row, upstream
from tests.integration.gateway.lines import watch_lines
from tests.simulators.faults import Fault
from tests.simulators.openai import OpenAISimulator

PATH = "/v1/completions"
TEXT = "海上生明月。The moon rises over the sea."
PROMPTS = [f"prompt {number}" for number in range(12)]
PRICE = Price("CNY", output=1_000_000)


@pytest.fixture
async def gateway(make_gateway: Make, openai_sim: OpenAISimulator) -> Gateway:
    made: Gateway = await make_gateway([upstream(openai_sim.base_url)], [row(price=PRICE)])
    watch_lines(made)
    return made


def asking(prompts: list[str], **more: Any) -> dict[str, Any]:
    return {"model": "talk", "prompt": prompts, **more}


def texts(response: Response) -> dict[int, str]:
    said: dict[int, str] = {}
    for event in response.events[:-1]:
        for choice in json.loads(event).get("choices", ()):
            said[choice["index"]] = said.get(choice["index"], "") + choice["text"]
    return said


@pytest.mark.parametrize("stream", [False, True])
async def test_eight_prompts_are_asked_at_once(
    gateway: Gateway, openai_sim: OpenAISimulator, stream: bool
) -> None:
    openai_sim.held = asyncio.Event()
    openai_sim.requests = arrivals = Arrivals()
    asked = asyncio.create_task(gateway.client.post(PATH, asking(PROMPTS, stream=stream)))
    await arrivals.at_least(8)
    for _ in range(50):
        await asyncio.sleep(0)
    assert len(arrivals) == 8
    openai_sim.held.set()
    reply = await asked
    said = texts(reply) if stream else {choice["index"]: choice["text"] for choice in reply.json["choices"]}
    assert said == dict.fromkeys(range(12), TEXT)
    assert sorted(request.json["messages"][0]["content"] for request in arrivals) == sorted(PROMPTS)


async def test_each_prompt_has_a_usage_line_and_the_stream_tells_the_sum(gateway: Gateway) -> None:
    reply = await gateway.client.post(PATH, asking(PROMPTS, stream=True), {"x-huahua-usage": "stream"})
    lines = gateway.usage.lines  # type: ignore[attr-defined]
    assert sorted(line.request_id for line in lines) == sorted(
        ["req_1", *(f"req_1-{number}" for number in range(1, 12))]
    )
    cost = sum(line.cost_micros for line in lines)
    assert cost == 12 * 17
    assert reply.body.decode().endswith(f": huahua-cost-micros={cost} currency=CNY\n\ndata: [DONE]\n\n")


async def test_one_who_cannot_be_answered_is_an_error_with_a_status(
    gateway: Gateway, openai_sim: OpenAISimulator
) -> None:
    openai_sim.fail(*[Fault.STATUS_400] * 3)
    reply = await gateway.client.post(PATH, asking(["a", "b", "c"], stream=True))
    assert (reply.status, reply.json["error"]["code"]) == (400, "upstream_refused")
    statuses = [line.status for line in gateway.usage.lines]  # type: ignore[attr-defined]
    assert len(statuses) == 3 and set(statuses) <= {400, 499}, "nothing runs on"


async def test_a_stream_that_breaks_ends_them_all(gateway: Gateway, openai_sim: OpenAISimulator) -> None:
    openai_sim.fail(Fault.STALL, Fault.STALL, Fault.CUT_BODY)
    reply = await gateway.client.post(PATH, asking(["a", "b", "c"], stream=True))
    assert "upstream_broken" in reply.events[-1]
    await asyncio.wait_for(asyncio.gather(*(one.gone.wait() for one in openai_sim.requests[:2])), 60)
    statuses = sorted(line.status for line in gateway.usage.lines)  # type: ignore[attr-defined]
    assert statuses == [499, 499, 502]


async def test_a_client_that_leaves_stops_them_all(gateway: Gateway, openai_sim: OpenAISimulator) -> None:
    openai_sim.fail(Fault.STALL, Fault.STALL)
    body = json.dumps(asking(["a", "b"], stream=True)).encode()
    call = gateway.client.open("POST", PATH, [body])
    await call.start()
    await call.leave()
    await asyncio.wait_for(asyncio.gather(*(one.gone.wait() for one in openai_sim.requests)), 60)
    assert {line.error_code for line in gateway.usage.lines} == {"client_closed"}  # type: ignore[attr-defined]


@pytest.mark.parametrize("stream", [False, True])
async def test_more_prompts_than_that_are_refused(
    gateway: Gateway, openai_sim: OpenAISimulator, stream: bool
) -> None:
    reply = await gateway.client.post(PATH, asking(["a"] * 65, stream=stream))
    assert (reply.status, reply.json["error"]["param"]) == (400, "prompt")
    assert openai_sim.requests == []
