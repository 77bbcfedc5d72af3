"""What a call cost: in headers, in streams that ask for it, in /api/invoke and in the usage line."""

from __future__ import annotations

import asyncio
from typing import Any

from sqlalchemy import select

from huahua.boot.bindings.chat_model import GatewayModel
from huahua.chat.api import Asker, ModelRequest, TokenCount
from huahua.gateway.domain.calls import Dialect
from huahua.gateway.domain.price import Price
from huahua.gateway.metering.store import usage_lines
from huahua.infra.db import Database
from tests.integration.gateway.asgi import Arrivals
from tests.integration.gateway.conftest import PEOPLE, Gateway, Make, row, upstream
from tests.simulators.faults import Fault
from tests.simulators.openai import OpenAISimulator

ASK: dict[str, Any] = {"model": "talk", "messages": [{"role": "user", "content": "Hello"}]}
PRICE = Price("CNY", input=4_000_000, output=9_000_000, call=100)


async def _priced(make_gateway: Make, sim: OpenAISimulator) -> Gateway:
    gateway: Gateway = await make_gateway([upstream(sim.base_url)], [row(price=PRICE)])
    return gateway


async def _line(db: Database) -> Any:
    async with db.read() as connection:
        return (await connection.execute(select(usage_lines))).mappings().one()


def _cost(sim: OpenAISimulator) -> int:
    usage = sim.fixture_json("chat-text.json")["usage"]
    reasoning = usage.get("completion_tokens_details", {}).get("reasoning_tokens", 0)
    return 4 * usage["prompt_tokens"] + 9 * (usage["completion_tokens"] - reasoning) + 9 * reasoning + 100


async def test_a_reply_says_what_it_cost_and_the_line_keeps_the_price(
    make_gateway: Make, openai_sim: OpenAISimulator, gateway_db: Database
) -> None:
    gateway = await _priced(make_gateway, openai_sim)
    reply = await gateway.client.post("/v1/chat/completions", ASK)
    assert reply.headers["x-huahua-cost-micros"] == str(_cost(openai_sim))
    assert reply.headers["x-huahua-currency"] == "CNY"
    line = await _line(gateway_db)
    assert (line["cost_micros"], line["currency"]) == (_cost(openai_sim), "CNY")
    assert Price.from_json(line["price"]) == PRICE
    assert (line["route_reason"], line["attempts"], line["cache"]) == ("only", 1, "off")


async def test_anthropics_dialect_says_it_too(make_gateway: Make, openai_sim: OpenAISimulator) -> None:
    gateway = await _priced(make_gateway, openai_sim)
    reply = await gateway.client.post("/v1/messages", {**ASK, "max_tokens": 9})
    assert reply.headers["x-huahua-cost-micros"] == str(_cost(openai_sim))


async def test_a_model_without_a_price_costs_nothing_in_no_currency(
    make_gateway: Make, openai_sim: OpenAISimulator, gateway_db: Database
) -> None:
    gateway = await make_gateway([upstream(openai_sim.base_url)], [row()])
    reply = await gateway.client.post("/v1/chat/completions", ASK)
    assert reply.headers["x-huahua-cost-micros"] == "0" and "x-huahua-currency" not in reply.headers
    line = await _line(gateway_db)
    assert (line["cost_micros"], line["currency"], line["price"]) == (0, None, None)


async def test_a_failed_call_costs_nothing(
    make_gateway: Make, openai_sim: OpenAISimulator, gateway_db: Database
) -> None:
    gateway = await _priced(make_gateway, openai_sim)
    openai_sim.fail(Fault.STATUS_429)
    await gateway.client.post("/v1/chat/completions", ASK)
    assert (await _line(gateway_db))["cost_micros"] == 0


async def test_a_stream_says_its_cost_before_the_end_mark_when_asked(
    make_gateway: Make, openai_sim: OpenAISimulator, gateway_db: Database
) -> None:
    gateway = await _priced(make_gateway, openai_sim)
    asked = {"x-huahua-usage": "stream"}
    reply = await gateway.client.post("/v1/chat/completions", {**ASK, "stream": True}, headers=asked)
    cost = (await _line(gateway_db))["cost_micros"]
    assert cost > 100
    assert reply.body.decode().endswith(f": huahua-cost-micros={cost} currency=CNY\n\ndata: [DONE]\n\n")
    assert "x-huahua-cost-micros" not in reply.headers


async def test_a_stream_that_was_not_asked_says_nothing(
    make_gateway: Make, openai_sim: OpenAISimulator
) -> None:
    gateway = await _priced(make_gateway, openai_sim)
    reply = await gateway.client.post("/v1/chat/completions", {**ASK, "stream": True})
    assert "huahua-cost" not in reply.body.decode()


async def test_leaving_a_stream_early_is_no_way_not_to_pay(
    make_gateway: Make, openai_sim: OpenAISimulator, gateway_db: Database
) -> None:
    gateway = await _priced(make_gateway, openai_sim)
    openai_sim.fail(Fault.STALL)
    stream = await gateway.service.stream(PEOPLE["sk-alice"], Dialect.OPENAI, ASK, "req_left")
    await anext(stream)
    await stream.aclose()
    await gateway.usage.flush()
    line = await _line(gateway_db)
    assert line["status"] == 499 and line["output_tokens"] >= 1 and line["cost_micros"] > 100


async def test_a_call_that_was_left_does_not_hide_the_next_of_its_id(
    make_gateway: Make, openai_sim: OpenAISimulator, gateway_db: Database
) -> None:
    gateway = await _priced(make_gateway, openai_sim)
    openai_sim.held = asyncio.Event()
    openai_sim.requests = arrivals = Arrivals()
    chat = gateway.service.chat
    left = asyncio.create_task(chat(PEOPLE["sk-alice"], Dialect.OPENAI, ASK, "breq_1"))
    await arrivals.at_least(1)
    left.cancel()
    await asyncio.gather(left, return_exceptions=True)
    openai_sim.held.set()
    await chat(PEOPLE["sk-alice"], Dialect.OPENAI, ASK, "breq_1")
    async with gateway_db.read() as connection:
        lines = (await connection.execute(select(usage_lines))).mappings().all()
    assert sorted((line["status"], line["cost_micros"]) for line in lines) == [
        (200, _cost(openai_sim)),
        (499, 0),
    ]


async def test_the_chat_learns_who_answered_and_what_it_cost(
    make_gateway: Make, openai_sim: OpenAISimulator, gateway_db: Database
) -> None:
    gateway = await _priced(make_gateway, openai_sim)
    model = GatewayModel(gateway.service)
    request = ModelRequest("talk", ASK["messages"])
    counts = [
        event
        async for event in model.stream(Asker("usr_1", "user"), request)
        if isinstance(event, TokenCount)
    ]
    line = await _line(gateway_db)
    assert line["cost_micros"] > 0
    assert counts == [
        TokenCount(
            line["input_tokens"] + line["cache_read_tokens"],
            line["output_tokens"] + line["reasoning_tokens"],
            "up/gpt-4o",
            line["cost_micros"],
            "CNY",
        )
    ]
