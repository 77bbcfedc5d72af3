"""Usage lines: one for each call, on disk before the reply has ended, never twice, on either database."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest
from msgspec.structs import replace
from sqlalchemy import select, text

from huahua.gateway.domain.calls import Usage
from huahua.gateway.domain.price import Price
from huahua.gateway.domain.usage import UsageLine
from huahua.gateway.metering.batches import RowsRefused, StoreAway
from huahua.gateway.metering.opening import batches_of
from huahua.gateway.metering.rows import NAMES, row_of, rows_of
from huahua.gateway.metering.store import usage_lines
from huahua.infra.db import Database, open_database
from tests.integration.gateway.conftest import Make, row, upstream
from tests.simulators.faults import Fault
from tests.simulators.openai import OpenAISimulator

ASK: dict[str, Any] = {"model": "talk", "messages": [{"role": "user", "content": "Hello"}]}
LINE = UsageLine(
    "req_1", "usr_a", None, "m", "p", "x", "openai", "dialogue", Usage(3, 0, 0, 4), 200, None, 12, 5,
    datetime(2026, 1, 2, 3, 4, 5, 678901, tzinfo=UTC), 7, "CNY", Price("CNY", input=2_000_000, output=1), "weight",
)  # fmt: skip


@pytest.fixture
def gateway_db(db: Database) -> Database:
    return db


async def _rows(db: Database) -> list[Any]:
    async with db.read() as connection:
        query = select(usage_lines).order_by(usage_lines.c.request_id)
        return list((await connection.execute(query)).mappings())


async def test_lines_of_every_kind_of_call_survive_a_shutdown(
    make_gateway: Make, openai_sim: OpenAISimulator, db: Database
) -> None:
    gateway = await make_gateway([upstream(openai_sim.base_url)], [row()])
    post = gateway.client.post
    await post("/v1/chat/completions", ASK)
    await post("/v1/chat/completions", {**ASK, "stream": True})
    await post("/v1/embeddings", {"model": "builtin/embedding", "input": "hello"})
    await post("/v1/images/generations", {"prompt": "a boat", "n": 2})
    await post("/v1/messages", {**ASK, "max_tokens": 9})
    openai_sim.fail(Fault.STATUS_429)
    await post("/v1/chat/completions", ASK)
    again = open_database(db.url.render_as_string(hide_password=False))
    rows = await _rows(again)
    await again.close()
    seen = [(line["task"], line["dialect"], line["status"], line["error_code"]) for line in rows]
    assert seen == [
        ("dialogue", "openai", 200, None),
        ("dialogue", "openai", 200, None),
        ("embedding", "openai", 200, None),
        ("painting", "openai", 200, None),
        ("dialogue", "anthropic", 200, None),
        ("dialogue", "openai", 429, "upstream_rate_limited"),
    ]
    assert all((line["user_id"], line["key_id"]) == ("usr_alice", "key_alice") for line in rows)
    assert rows[0]["upstream_model"] == "gpt-4o" and rows[0]["provider"] == "up"
    assert rows[1]["first_byte_ms"] is not None and rows[1]["output_tokens"] > 0
    assert rows[3]["images"] == 2


async def test_a_refused_request_has_no_line(make_gateway: Make, db: Database) -> None:
    gateway = await make_gateway()
    await gateway.client.post("/v1/chat/completions", {**ASK, "model": "nothing"})
    await gateway.usage.close()
    assert await _rows(db) == []


async def test_a_row_comes_back_as_it_was(db: Database) -> None:
    batches = batches_of(db)
    batches.write([row_of(LINE), row_of(replace(LINE, request_id="req_2", price=None, key_id="key_1"))])
    batches.close()
    first, second = await _rows(db)
    assert first["created_at"] == LINE.created_at
    assert (first["cost_micros"], first["currency"], first["route_reason"]) == (7, "CNY", "weight")
    assert Price.from_json(first["price"]) == LINE.price
    assert (first["input_tokens"], first["output_tokens"], first["first_byte_ms"]) == (3, 4, 5)
    assert (second["price"], second["key_id"], second["cache"], second["attempts"]) == (
        None,
        "key_1",
        "off",
        1,
    )


def test_rows_have_every_column() -> None:
    """But the one that the ledger fills in."""
    assert sorted([*NAMES, "posted_in"]) == sorted(column.name for column in usage_lines.columns)


async def test_a_batch_that_is_written_again_counts_no_call_twice(db: Database) -> None:
    batches = batches_of(db)
    rows = [row_of(replace(LINE, request_id=f"req_{number:03}")) for number in range(75)]
    batches.write(rows[:1])
    batches.write([*rows, rows[3]])
    batches.close()
    assert [line["request_id"] for line in await _rows(db)] == [row[0] for row in rows]


async def test_absurd_figures_and_names_are_stored_within_the_columns(db: Database) -> None:
    absurd = replace(
        LINE,
        usage=Usage(10**15, 0, 0, 2**63, 0, 0),
        error_code="x" * 500,
        upstream_model="m\x00\ud800" * 300,
        cost_micros=2**80,
    )
    batches = batches_of(db)
    batches.write([row_of(absurd)])
    batches.close()
    stored = (await _rows(db))[0]
    assert (stored["input_tokens"], stored["output_tokens"]) == (2**31 - 1, 2**31 - 1)
    assert len(stored["error_code"]) == 60 and "\x00" not in stored["upstream_model"]


async def test_rows_that_break_the_table_are_refused_and_leave_nothing(db: Database) -> None:
    batches = batches_of(db)
    good, bad = row_of(LINE), list(row_of(replace(LINE, request_id="req_2")))
    bad[NAMES.index("model")] = None
    with pytest.raises(RowsRefused):
        batches.write([good, tuple(bad)])
    assert await _rows(db) == []
    batches.write([good])
    batches.close()
    assert len(await _rows(db)) == 1


async def test_a_database_without_the_table_is_away_and_then_back(db: Database) -> None:
    batches = batches_of(db)
    async with db.write() as connection:
        await connection.execute(text("ALTER TABLE usage_lines RENAME TO elsewhere"))
    with pytest.raises(StoreAway):
        batches.write([row_of(LINE)])
    async with db.write() as connection:
        await connection.execute(text("ALTER TABLE elsewhere RENAME TO usage_lines"))
    batches.write([row_of(LINE)])
    batches.close()
    assert len(await _rows(db)) == 1


async def test_writers_of_the_application_take_turns_with_the_log(make_gateway: Make, db: Database) -> None:
    gateway = await make_gateway()
    async with db.write():
        logged = asyncio.create_task(gateway.usage.commit(LINE))
        for _ in range(5):
            await asyncio.sleep(0)

        async def write() -> None:
            async with db.write() as later:
                await later.execute(text("UPDATE usage_lines SET status = 201"))

        written = asyncio.create_task(write())
    await asyncio.gather(logged, written)
    if db.is_sqlite:
        assert (await _rows(db))[0]["status"] == 201


async def test_a_write_that_hangs_is_broken_off_and_the_next_one_goes_through(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("huahua.gateway.metering.to_sqlite.BUSY_TIMEOUT_S", 0.2)
    batches = batches_of(db)
    batches.write([row_of(LINE)])
    lock = "UPDATE usage_lines SET status = 1" if db.is_sqlite else "LOCK TABLE usage_lines"
    async with db.write() as connection:
        await connection.execute(text(lock))
        writing = asyncio.create_task(
            asyncio.to_thread(batches.write, [row_of(replace(LINE, request_id="req_2"))])
        )
        while not writing.done():
            batches.interrupt()
            await asyncio.sleep(0.01)
        with pytest.raises(StoreAway):
            await writing
    batches.write([row_of(replace(LINE, request_id="req_2"))])
    batches.close()
    assert len(await _rows(db)) == 2


async def test_a_connection_that_the_server_ended_comes_back(db: Database) -> None:
    batches = batches_of(db)
    batches.write([row_of(LINE)])
    if not db.is_sqlite:
        async with db.read() as connection:
            ended = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'huahua-usage' "
            await connection.execute(text(ended + "AND datname = current_database()"))
        with pytest.raises(StoreAway):
            batches.write([row_of(replace(LINE, request_id="req_2"))])
    batches.write([row_of(replace(LINE, request_id="req_2"))])
    batches.close()
    assert len(await _rows(db)) == 2


@pytest.mark.parametrize(
    ("line", "columns"),
    [
        (LINE, 26),
        (replace(LINE, wallet_id="wal_1", lease_id="lse_1", charge_micros=7), 29),
        (replace(LINE, team_id="team_1", usage=Usage(3, 0, 0, 4, pages=2)), len(NAMES)),
    ],
)
async def test_columns_that_no_line_of_a_batch_uses_are_left_out_and_have_their_defaults(
    db: Database, line: UsageLine, columns: int
) -> None:
    batches = batches_of(db)
    rows = rows_of([LINE, replace(line, request_id="req_2")])
    assert {len(row) for row in rows} == {columns}
    await asyncio.to_thread(batches.write, rows)
    short = await _rows(db)
    await asyncio.to_thread(batches.write, [row_of(replace(line, request_id="req_3"))])
    whole = (await _rows(db))[2]
    batches.close()
    assert dict(whole) == dict(short[1]) | {"request_id": "req_3"}
