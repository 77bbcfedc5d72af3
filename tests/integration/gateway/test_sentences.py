"""`x-huahua-chunk: sentence` through the whole gateway."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import select

from huahua.gateway.metering.store import usage_lines
from huahua.infra.db import Database
from tests.integration.gateway.conftest import Gateway, Make, row, upstream
from tests.simulators.faults import Fault
from tests.simulators.openai import OpenAISimulator

ASK: dict[str, Any] = {
    "model": "talk",
    "max_tokens": 99,
    "messages": [{"role": "user", "content": "Hello"}],
    "stream": True,
}
SENTENCES = ["海上生明月。", "The moon rises over the sea."]
CHUNK = {"x-huahua-chunk": "sentence"}


@pytest.fixture
async def gateway(make_gateway: Make, openai_sim: OpenAISimulator) -> Gateway:
    made: Gateway = await make_gateway([upstream(openai_sim.base_url)], [row()])
    return made


async def test_openai(gateway: Gateway, gateway_db: Database) -> None:
    body = {**ASK, "stream_options": {"include_usage": True}}
    answer = await gateway.client.post("/v1/chat/completions", body, CHUNK)
    assert answer.events[-1] == "[DONE]"
    chunks = [json.loads(event) for event in answer.events[:-1]]
    deltas = [choice["delta"] for chunk in chunks for choice in chunk["choices"]]
    assert [delta["content"] for delta in deltas if delta.get("content")] == SENTENCES
    assert deltas[0]["role"] == "assistant"
    assert [chunk["choices"][0]["finish_reason"] for chunk in chunks if chunk["choices"]][-1] == "stop"
    assert chunks[-1]["usage"]["total_tokens"] == 99
    await gateway.usage.flush()
    async with gateway_db.read() as connection:
        (line,) = (await connection.execute(select(usage_lines))).mappings()
    assert (line["status"], line["input_tokens"] + line["cache_read_tokens"]) == (200, 82)


async def test_anthropic(gateway: Gateway) -> None:
    answer = await gateway.client.post("/v1/messages", ASK, CHUNK)
    events = [json.loads(event) for event in answer.events]
    texts = [event["delta"]["text"] for event in events if event["type"] == "content_block_delta"]
    assert texts == SENTENCES
    assert [event["type"] for event in events][-3:] == ["content_block_stop", "message_delta", "message_stop"]


async def test_a_break_comes_after_what_was_held(gateway: Gateway, openai_sim: OpenAISimulator) -> None:
    async def words(headers: dict[str, str]) -> tuple[str, Any]:
        openai_sim.fail(Fault.CUT_BODY)
        answer = await gateway.client.post("/v1/chat/completions", ASK, headers)
        *chunks, error = [json.loads(event) for event in answer.events]
        return "".join(chunk["choices"][0]["delta"].get("content", "") for chunk in chunks), error["error"]

    cut, error = await words(CHUNK)
    as_it_comes, _ = await words({})
    assert cut == as_it_comes != ""
    assert error["code"] == "upstream_broken"


async def test_another_word_is_refused(gateway: Gateway) -> None:
    answer = await gateway.client.post("/v1/chat/completions", ASK, {"x-huahua-chunk": "word"})
    assert (answer.status, answer.json["error"]["param"]) == (400, "x-huahua-chunk")
