"""Cases and health over HTTP, and upstreams of several keys, on both databases."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from fastapi import FastAPI

from huahua.gateway.domain.models import ProviderConfig
from huahua.gateway.errors import UpstreamCredential
from huahua.gateway.http.incidents import incident_routes
from huahua.gateway.resilience.case_log import CaseLog
from huahua.gateway.resilience.cases import Case
from huahua.gateway.resilience.store import CaseFilter, SqlCaseStore
from huahua.gateway.resilience.trail import Trails
from huahua.infra.db import Database
from huahua.infra.problems import install_problem_handlers
from huahua.infra.routes import add_routes
from tests.integration.gateway.asgi import Client
from tests.integration.gateway.conftest import UPSTREAM_KEY, Gateway, Make, row, upstream
from tests.integration.gateway.test_admin import Authenticator
from tests.simulators.faults import Fault
from tests.simulators.openai import OpenAISimulator

ASK = {"model": "talk", "messages": [{"role": "user", "content": "a secret wish"}]}
NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
CASE = Case(
    id="case_1",
    at=NOW,
    request_id="req_1",
    model="talk",
    upstream="up/m",
    provider="up",
    upstream_model="m",
    attempt=1,
    kind="error",
    code="upstream_error",
    detail="",
    elapsed_ms=7,
    next=None,
    served_by=None,
    visible=False,
)


@pytest.fixture
def gateway_db(db: Database) -> Database:
    return db


@dataclass
class Stage:
    gateway: Gateway
    store: SqlCaseStore
    trails: Trails
    root: Client

    async def get(self, path: str) -> Any:
        reply = await self.root.get(path)
        assert reply.status == 200, reply.body
        return reply.json

    async def flush(self) -> None:
        log = CaseLog(self.store.write, self.store.sweep)
        log.add(self.gateway.cases)
        await log.close()


@pytest.fixture
async def stage(
    make_gateway: Make, gateway_db: Database, openai_sim: OpenAISimulator
) -> AsyncIterator[Stage]:
    gateway: Gateway = await make_gateway(
        [
            upstream(openai_sim.base_url, more_api_keys=("sk-second-key-0123456789",)),
            upstream(openai_sim.base_url, name="other"),
        ],
        [row(), row(provider="other", model="m2", weight=0)],
    )
    store = SqlCaseStore(gateway_db, kept=3, days=30, clock=lambda: NOW)
    trails = Trails(gateway.attempts.health)
    app = FastAPI()
    app.state.authenticator = Authenticator()
    install_problem_handlers(app)
    add_routes(app, incident_routes(gateway.registry, gateway.attempts.health, trails, store))
    yield Stage(gateway, store, trails, Client(app, "sk-root"))


def _keys(simulator: OpenAISimulator) -> list[str]:
    return [request.headers["authorization"].removeprefix("Bearer ") for request in simulator.requests]


async def test_a_refused_key_is_left_out_alone(stage: Stage, openai_sim: OpenAISimulator) -> None:
    openai_sim.fail(Fault.STATUS_401)
    for _ in range(5):
        assert (await stage.gateway.client.post("/v1/chat/completions", ASK)).status == 200
    used = _keys(openai_sim)
    refused = used[0]
    assert used.count(refused) == 1 and len(set(used)) == 2
    report = await stage.get("/api/admin/health")
    assert {one["key"] for one in report["upstreams"]} == {"up/gpt-4o", "up/gpt-4o#2", "other/m2"}
    (out,) = [one for one in report["upstreams"] if one["state"] != "closed"]
    assert out["alarm"] and out["returns_in_s"] > 30
    (alarm,) = report["alarms"]
    assert alarm["subject"] in ("up", "up#2")
    assert UPSTREAM_KEY not in str(report) and "second-key" not in str(report)


async def test_two_keys_share_the_calls(stage: Stage, openai_sim: OpenAISimulator) -> None:
    candidates = stage.gateway.registry.candidates()
    ours = [candidate for candidate in candidates if candidate.row.name == "talk"]
    assert [(candidate.key, candidate.weight) for candidate in ours] == [
        ("up/gpt-4o", 0.5),
        ("up/gpt-4o#2", 0.5),
        ("other/m2", 0.0),
    ]
    assert ours[0].provider is not ours[1].provider


async def test_health_has_the_trail_of_each_upstream(stage: Stage) -> None:
    await stage.gateway.client.post("/v1/chat/completions", ASK)
    stage.trails.sample()
    stage.trails.sample()
    report = await stage.get("/api/admin/health")
    (used,) = [one for one in report["upstreams"] if one["calls"]]
    assert used["state"] == "closed" and used["p50_ms"] > 0 and used["running"] == 0
    assert [sample["calls"] for sample in used["trail"]] == [1, 0]
    assert not any(one["key"].startswith("builtin") for one in report["upstreams"])


async def test_failed_attempts_become_cases_without_a_word_of_the_request(
    stage: Stage, openai_sim: OpenAISimulator
) -> None:
    openai_sim.fail(Fault.STATUS_500, Fault.STATUS_429)
    reply = await stage.gateway.client.post("/v1/chat/completions", ASK)
    assert reply.status == 200
    await stage.flush()
    page = await stage.get("/api/admin/cases")
    second, first = page["items"]
    assert first["request_id"] == second["request_id"] == reply.headers["x-request-id"]
    assert (first["attempt"], first["kind"], first["next"]) == (1, "error", second["upstream"])
    assert (second["attempt"], second["kind"], second["next"]) == (2, "limited", second["served_by"])
    assert "secret" not in str(page) and UPSTREAM_KEY not in str(page)
    assert page["next_cursor"] is None


async def test_a_key_that_the_operator_changed_serves_at_once(
    stage: Stage, openai_sim: OpenAISimulator
) -> None:
    health = stage.gateway.attempts.health
    saved = ProviderConfig("page", "openai", openai_sim.base_url, "sk-old-key", allow_private=True)
    await stage.gateway.store.save_provider(replace(saved, more_api_keys=("sk-more",)))
    await stage.gateway.registry.load()
    loaded = stage.gateway.registry.provider_row("page")
    assert loaded is not None and loaded.more_api_keys == ("sk-more",)
    health.began("page/m")
    health.failed("page/m", UpstreamCredential("refused"))
    assert not health.of("page/m").available
    await stage.gateway.store.save_provider(replace(saved, api_key="sk-new-key"))
    await stage.gateway.registry.load()
    assert health.of("page/m").available and not health.alarms()


async def test_pages_and_filters(stage: Stage) -> None:
    rows = [
        replace(CASE, id=f"case_{number}", request_id=f"req_{number}", kind=kind, served_by=served)
        for number, (kind, served) in enumerate(
            [("error", None), ("timeout", "up/n"), ("error", "up/n"), ("credential", None)]
        )
    ]
    await stage.store.write(rows)

    async def ids(query: str) -> list[str]:
        return [item["id"] for item in (await stage.get(f"/api/admin/cases?{query}"))["items"]]

    assert await ids("") == ["case_3", "case_2", "case_1", "case_0"]
    assert await ids("kind=error") == ["case_2", "case_0"]
    assert await ids("failed=true") == ["case_3", "case_0"]
    assert await ids("failed=false&kind=timeout") == ["case_1"]
    assert await ids("request_id=req_2&provider=up&model=talk") == ["case_2"]
    assert await ids("provider=nobody") == []
    first = await stage.get("/api/admin/cases?limit=3")
    rest = await stage.get(f"/api/admin/cases?limit=3&cursor={first['next_cursor']}")
    assert [item["id"] for item in first["items"] + rest["items"]] == ["case_3", "case_2", "case_1", "case_0"]
    assert rest["next_cursor"] is None
    for wrong in ("cursor=x!", "kind=odd", "limit=0", "limit=9999"):
        assert (await stage.root.get(f"/api/admin/cases?{wrong}")).status in (400, 422)


async def test_only_the_newest_are_kept(stage: Stage) -> None:
    old = replace(CASE, id="case_0", at=NOW - timedelta(days=31))
    await stage.store.write([old, *(replace(CASE, id=f"case_{number}") for number in range(1, 6))])
    await stage.store.sweep()
    kept = await stage.store.find(CaseFilter(), None, 10)
    assert [case.id for case in kept] == ["case_5", "case_4", "case_3"]


async def test_absurd_names_are_kept_within_their_columns(stage: Stage) -> None:
    await stage.store.write([replace(CASE, upstream_model="\0" + "m" * 999, elapsed_ms=2**40)])
    (kept,) = await stage.store.find(CaseFilter(), None, 10)
    assert kept.upstream_model == "m" * 200


async def test_what_the_database_refused_waits(stage: Stage) -> None:
    calls = []

    async def refuse(cases: Any) -> None:
        calls.append(len(cases))
        if len(calls) == 1:
            raise OSError("away")

    log = CaseLog(refuse, stage.store.sweep)
    log.add([CASE])
    with pytest.raises(OSError, match="away"):
        await log.flush()
    log.add([replace(CASE, id="case_2")])
    await log.close()
    assert calls == [1, 2]


async def test_recent_refusals_of_accounts(stage: Stage) -> None:
    await stage.store.write([replace(CASE, kind="credential"), replace(CASE, id="case_2")])
    assert await stage.store.refused_since(NOW - timedelta(hours=1)) == ["up"]
    assert await stage.store.refused_since(NOW + timedelta(hours=1)) == []
