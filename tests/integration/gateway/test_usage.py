"""Usage lines: one for each call, durable at shutdown, never twice, never lost while the database is away."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from huahua.gateway.domain.calls import Usage
from huahua.gateway.domain.usage import UsageLine
from huahua.gateway.usage_log import UsageLog
from huahua.gateway.usage_store import SqlUsageStore, usage_lines
from huahua.infra.db import Database, open_database
from tests.integration.gateway.conftest import Make, row, upstream
from tests.simulators.faults import Fault
from tests.simulators.openai import OpenAISimulator

ASK: dict[str, Any] = {"model": "talk", "messages": [{"role": "user", "content": "Hello"}]}


@pytest.fixture
def gateway_db(db: Database) -> Database:
    return db


async def _rows(db: Database) -> list[Any]:
    async with db.read() as connection:
        query = select(usage_lines).order_by(usage_lines.c.request_id)
        return list((await connection.execute(query)).mappings())


async def test_lines_of_every_kind_of_call_survive_a_shutdown(
    make_gateway: Make, openai_sim: OpenAISimulator, db: Database, database_url: str
) -> None:
    gateway = await make_gateway([upstream(openai_sim.base_url)], [row()])
    writer = asyncio.create_task(gateway.usage.run())
    post = gateway.client.post
    await post("/v1/chat/completions", ASK)
    await post("/v1/chat/completions", {**ASK, "stream": True})
    openai_sim.fail(Fault.STATUS_429)
    await post("/v1/chat/completions", ASK)
    await post("/v1/embeddings", {"model": "builtin/embedding", "input": "hello"})
    await post("/v1/images/generations", {"prompt": "a boat", "n": 2})
    await post("/v1/messages", {**ASK, "max_tokens": 9})
    writer.cancel()
    await asyncio.gather(writer, return_exceptions=True)
    await gateway.usage.close()
    again = open_database(database_url)
    rows = await _rows(again)
    await again.close()
    seen = [(line["task"], line["dialect"], line["status"], line["error_code"]) for line in rows]
    assert seen == [
        ("dialogue", "openai", 200, None),
        ("dialogue", "openai", 200, None),
        ("dialogue", "openai", 429, "upstream_rate_limited"),
        ("embedding", "openai", 200, None),
        ("painting", "openai", 200, None),
        ("dialogue", "anthropic", 200, None),
    ]
    assert all((line["user_id"], line["key_id"]) == ("usr_alice", "key_alice") for line in rows)
    assert rows[0]["upstream_model"] == "gpt-4o" and rows[0]["provider"] == "up"
    assert rows[1]["first_byte_ms"] is not None and rows[1]["output_tokens"] > 0
    assert rows[4]["images"] == 2


async def test_a_refused_request_has_no_line(make_gateway: Make, db: Database) -> None:
    gateway = await make_gateway()
    await gateway.client.post("/v1/chat/completions", {**ASK, "model": "nothing"})
    await gateway.usage.close()
    assert await _rows(db) == []


async def test_a_batch_that_is_written_again_counts_no_call_twice(make_gateway: Make, db: Database) -> None:
    gateway = await make_gateway()
    await gateway.client.post("/v1/chat/completions", {**ASK, "model": "builtin/assistant"})
    line = gateway.usage._waiting[0]
    store = SqlUsageStore(db)
    await store.write([line])
    await store.write([line, line])
    assert len(await _rows(db)) == 1


async def test_lines_wait_while_the_database_is_away(make_gateway: Make, db: Database) -> None:
    gateway = await make_gateway()
    for _ in range(3):
        await gateway.client.post("/v1/chat/completions", {**ASK, "model": "builtin/assistant"})
    store = SqlUsageStore(db)
    attempts = 0

    async def write(lines: Sequence[UsageLine]) -> None:
        nonlocal attempts
        attempts += 1
        if attempts < 3:
            raise ConnectionError("the database is away")
        await store.write(lines)

    async def no_sleep(_seconds: float) -> None:
        return

    log = UsageLog(write, sleep=no_sleep)
    for line in gateway.usage._waiting:
        log.record(line)
    await log.close()
    assert len(await _rows(db)) == 3 and attempts == 3


async def test_a_line_with_absurd_figures_is_stored_within_the_columns(
    make_gateway: Make, db: Database
) -> None:
    gateway = await make_gateway()
    await gateway.client.post("/v1/chat/completions", {**ASK, "model": "builtin/assistant"})
    line = gateway.usage._waiting[0]
    absurd = replace(
        line, usage=Usage(10**15, 0, 0, 2**63, 0, 0), error_code="x" * 500, upstream_model="m\x00\ud800" * 300
    )
    await SqlUsageStore(db).write([absurd])
    stored = (await _rows(db))[0]
    assert (stored["input_tokens"], stored["output_tokens"]) == (2**31 - 1, 2**31 - 1)
    assert len(stored["error_code"]) == 60 and "\x00" not in stored["upstream_model"]
