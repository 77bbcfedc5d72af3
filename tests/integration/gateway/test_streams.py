"""Streams that end early: the client leaves, the server stops, nobody reads."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from sqlalchemy import select

from huahua.gateway.domain.calls import Caller, Dialect
from huahua.gateway.metering.store import usage_lines
from huahua.infra.db import Database
from tests.integration.gateway.asgi import Arrivals
from tests.integration.gateway.conftest import Gateway, Make, row, upstream
from tests.simulators.faults import Fault
from tests.simulators.openai import OpenAISimulator

ALICE = Caller("usr_alice", "user", "key_alice")
ASK: dict[str, Any] = {"model": "talk", "messages": [{"role": "user", "content": "Hello"}]}


@pytest.fixture
def gateway_db(db: Database) -> Database:
    return db


async def _lines(gateway: Gateway, db: Database) -> list[Any]:
    await gateway.usage.flush()
    async with db.read() as connection:
        return list((await connection.execute(select(usage_lines))).mappings())


async def test_a_client_that_leaves_before_the_answer_cancels_the_upstream_call(
    make_gateway: Make, openai_sim: OpenAISimulator, db: Database
) -> None:
    openai_sim.held = asyncio.Event()
    openai_sim.requests = arrivals = Arrivals()
    gateway = await make_gateway([upstream(openai_sim.base_url)], [row()])
    call = gateway.client.open("POST", "/v1/chat/completions", [json.dumps(ASK).encode()])
    await arrivals.at_least(1)
    await call.leave()
    await asyncio.wait_for(openai_sim.requests[0].gone.wait(), 60)
    assert [(line["status"], line["error_code"]) for line in await _lines(gateway, db)] == [
        (499, "client_closed")
    ]


async def test_a_client_that_leaves_in_mid_stream_cancels_the_upstream_call(
    make_gateway: Make, openai_sim: OpenAISimulator, db: Database
) -> None:
    gateway = await make_gateway([upstream(openai_sim.base_url)], [row()])
    openai_sim.fail(Fault.STALL)
    body = json.dumps({**ASK, "stream": True}).encode()
    call = gateway.client.open("POST", "/v1/chat/completions", [body])
    await call.start()
    first = await anext(call.pieces())
    assert b"choices" in first
    await call.leave()
    await asyncio.wait_for(openai_sim.requests[0].gone.wait(), 60)
    [line] = await _lines(gateway, db)
    assert (line["status"], line["error_code"]) == (499, "client_closed")
    assert line["first_byte_ms"] is not None
    assert gateway.service._tools.gate.running("usr_alice") == 0


async def test_a_stream_that_is_closed_early_gives_its_slot_back_once(
    make_gateway: Make, openai_sim: OpenAISimulator, db: Database
) -> None:
    gateway = await make_gateway([upstream(openai_sim.base_url)], [row()])
    openai_sim.fail(Fault.STALL)
    stream = await gateway.service.stream(ALICE, Dialect.OPENAI, ASK, "req_a")
    assert gateway.service._tools.gate.running("usr_alice") == 1
    await stream.aclose()
    await stream.aclose()
    assert gateway.service._tools.gate.running("usr_alice") == 0
    assert len(await _lines(gateway, db)) == 1


async def test_a_stream_inside_the_process_is_typed_and_counted(
    make_gateway: Make, openai_sim: OpenAISimulator, db: Database
) -> None:
    gateway = await make_gateway([upstream(openai_sim.base_url)], [row()])
    async with await gateway.service.stream(ALICE, Dialect.OPENAI, ASK, "req_b") as stream:
        assert stream.route.provider == "up"
        events = [event async for event in stream]
    assert all(event.dialect is Dialect.OPENAI for event in events)
    [line] = await _lines(gateway, db)
    usage = openai_sim.fixture_json("chat-text.json")["usage"]
    assert line["status"] == 200 and line["error_code"] is None
    counted = line["input_tokens"] + line["cache_read_tokens"] + line["cache_write_tokens"]
    assert counted == usage["prompt_tokens"]
    assert line["output_tokens"] + line["reasoning_tokens"] == usage["completion_tokens"]


async def test_an_undecoded_reply_is_decoded_for_callers_inside_the_process(
    make_gateway: Make, openai_sim: OpenAISimulator
) -> None:
    gateway = await make_gateway([upstream(openai_sim.base_url)], [row()])
    outcome = await gateway.service.chat(ALICE, Dialect.OPENAI, ASK, "req_c")
    assert outcome.body == openai_sim.fixture_json("chat-text.json")
    assert json.loads(outcome.encode()) == outcome.body
    assert outcome.usage.prompt_tokens == outcome.body["usage"]["prompt_tokens"]
