"""`GET /api/usage` and the balance: everybody sees the own calls, administrators all; on either database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from msgspec.structs import replace

from huahua.gateway.domain.calls import Caller, Usage
from huahua.gateway.http.usage import usage_routes
from huahua.gateway.metering.budget import LeasedBudget
from huahua.gateway.metering.budget_store import SqlBudgetStore
from huahua.gateway.metering.opening import batches_of
from huahua.gateway.metering.purse import NoPurse
from huahua.gateway.metering.reports import UsageReports
from huahua.gateway.metering.rows import row_of
from huahua.gateway.ports import Purse
from huahua.infra.db import Database
from huahua.infra.identity import Identity, require_user
from huahua.infra.problems import install_problem_handlers
from tests.integration.gateway.test_usage import LINE

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
ANN = Identity("usr_a", "user", key_id="key_a")
ROOT = Identity("usr_root", "administrator", key_id="key_root")


def _client(db: Database, who: Identity, purse: Purse | None = None) -> httpx.AsyncClient:
    api = FastAPI()
    install_problem_handlers(api)
    api.include_router(usage_routes(UsageReports(db), purse or NoPurse(), lambda: NOW))
    api.dependency_overrides[require_user] = lambda: who
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=api), base_url="http://test")


@pytest.fixture
async def filled(db: Database) -> Database:
    """Five calls of Ann on two days, one of them failed; one of Bob; one of Ann two months ago."""
    lines = [
        replace(
            LINE, request_id=f"req_{number}", created_at=NOW - timedelta(days=number // 3, seconds=number)
        )
        for number in range(5)
    ]
    lines[4] = replace(
        lines[4], status=502, error_code="upstream_error", cost_micros=0, currency=None, usage=Usage()
    )
    lines.append(replace(LINE, request_id="req_bob", user_id="usr_b", created_at=NOW, model="other"))
    lines.append(replace(LINE, request_id="req_old", created_at=NOW - timedelta(days=60)))
    batches = batches_of(db)
    batches.write([row_of(line) for line in lines])
    batches.close()
    return db


async def _get(client: httpx.AsyncClient, **query: Any) -> Any:
    async with client:
        reply = await client.get("/api/usage", params=query)
    assert reply.status_code == 200, reply.text
    return reply.json()


async def test_totals_by_day_model_and_currency(filled: Database) -> None:
    report = await _get(_client(filled, ANN))
    found = {
        (row["day"], row["calls"], row["failed"], row["cost"]["amount_micros"], row["cost"]["currency"])
        for row in report["totals"]
    }
    assert found == {
        ("2026-11-21", 3, 0, 21, "CNY"),
        ("2026-11-20", 1, 1, 0, None),
        ("2026-11-20", 1, 0, 7, "CNY"),
    }
    assert report["totals"][0]["input_tokens"] == 9 and report["totals"][0]["output_tokens"] == 12


async def test_lines_come_in_pages_newest_first(filled: Database) -> None:
    first = await _get(_client(filled, ANN), limit=2)
    second = await _get(_client(filled, ANN), limit=2, cursor=first["lines"]["next_cursor"])
    third = await _get(_client(filled, ANN), limit=2, cursor=second["lines"]["next_cursor"])
    pages = [page["lines"]["items"] for page in (first, second, third)]
    assert [[line["id"] for line in page] for page in pages] == [
        ["req_0", "req_1"],
        ["req_2", "req_3"],
        ["req_4"],
    ]
    assert second["totals"] == [] and third["lines"]["next_cursor"] is None
    assert pages[0][0]["cost"] == {"amount_micros": 7, "currency": "CNY"}
    assert pages[0][0]["created_at"] == "2026-11-21T12:00:00.000Z"


async def test_a_user_sees_no_others_calls_whatever_is_asked(filled: Database) -> None:
    report = await _get(_client(filled, ANN), user_id="usr_b")
    assert {line["user_id"] for line in report["lines"]["items"]} == {"usr_a"}


async def test_administrators_see_all_and_may_narrow(filled: Database) -> None:
    report = await _get(_client(filled, ROOT))
    assert {line["user_id"] for line in report["lines"]["items"]} == {"usr_a", "usr_b"}
    report = await _get(_client(filled, ROOT), user_id="usr_b", model="other")
    assert [line["id"] for line in report["lines"]["items"]] == ["req_bob"]


async def test_totals_by_key_and_by_person(filled: Database) -> None:
    batches = batches_of(filled)
    batches.write([row_of(replace(LINE, request_id="req_key", key_id="key_a", created_at=NOW))])
    batches.close()
    by_key = await _get(_client(filled, ANN), by="key_id", **{"from": "2026-11-21"})
    found = {(row["key_id"], row["model"], row["user_id"], row["calls"]) for row in by_key["totals"]}
    assert found == {(None, None, None, 3), ("key_a", None, None, 1)}
    assert [line["id"] for line in (await _get(_client(filled, ANN), key_id="key_a"))["lines"]["items"]] == [
        "req_key"
    ]
    by_user = await _get(_client(filled, ROOT), by="user_id", **{"from": "2026-11-21"})
    assert {(row["user_id"], row["calls"]) for row in by_user["totals"]} == {("usr_a", 4), ("usr_b", 1)}


async def test_days_are_chosen(filled: Database) -> None:
    days = {"from": "2026-09-22", "until": "2026-09-22"}
    report = await _get(_client(filled, ANN), **days)
    assert [line["id"] for line in report["lines"]["items"]] == ["req_old"]


@pytest.mark.parametrize(
    "query",
    [
        {"from": "2026-11-22", "until": "2026-11-21"},
        {"from": "2020-01-01"},
        {"cursor": "bm9uZQ"},
        {"cursor": "eB95"},
        {"limit": "501"},
        {"until": "yesterday"},
    ],
)
async def test_what_is_not_right_is_refused(filled: Database, query: dict[str, str]) -> None:
    async with _client(filled, ANN) as client:
        assert (await client.get("/api/usage", params=query)).status_code in (400, 422)


async def test_the_first_day_of_the_calendar_is_a_day(filled: Database) -> None:
    report = await _get(_client(filled, ANN), until="0001-01-01")
    assert report["lines"]["items"] == []


async def test_the_balance_is_what_is_left_of_the_cap(db: Database) -> None:
    purse = LeasedBudget(SqlBudgetStore(db), 1000, currency="CNY", clock=lambda: NOW)
    (await purse.acquire(Caller("usr_a", "user"), 300)).settle(120)
    async with _client(db, ANN, purse) as client:
        assert (await client.get("/api/billing/balance")).json() == {
            "amount_micros": 880,
            "currency": "CNY",
            "limit_micros": 1000,
            "period": "2026-11",
            "held_micros": 0,
            "grants_micros": 0,
            "credit_limit_micros": 0,
            "wallet_id": None,
        }
    async with _client(db, ANN) as client:
        assert (await client.get("/api/billing/balance")).json()["amount_micros"] is None
