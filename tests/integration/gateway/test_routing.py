"""Virtual models and routes, end to end, with a simulator as every vendor."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest
from fastapi import FastAPI

from huahua.audit.api import Unrecorded
from huahua.boot.bindings.chat_ratings import GatewayRatings
from huahua.gateway.catalogue import Catalogue
from huahua.gateway.domain.calls import Task
from huahua.gateway.domain.price import Price
from huahua.gateway.domain.routing import PolicyName, Rule, TaskKind, TaskRule
from huahua.gateway.http.admin import admin_routes
from huahua.gateway.http.routing import admin_routing_routes, explain_route
from huahua.gateway.probe import Prober
from huahua.gateway.routing_admin import RoutingAdmin
from huahua.gateway.routing_store import SqlRoutingStore
from huahua.infra.db import Database
from huahua.infra.problems import install_problem_handlers
from huahua.infra.routes import add_routes
from tests.integration.gateway.asgi import Client
from tests.integration.gateway.conftest import Gateway, Make, row, upstream
from tests.integration.gateway.test_admin import Authenticator
from tests.simulators.faults import Fault
from tests.simulators.openai import OpenAISimulator

DEAR = Price(input=10_000_000, output=30_000_000)
CHEAP = Price(input=100_000, output=200_000)


def _ask(model: str, text: str = "hello", **fields: Any) -> dict[str, Any]:
    return {"model": model, "messages": [{"role": "user", "content": text}], **fields}


@dataclass
class Desk:
    gateway: Gateway
    admin: RoutingAdmin
    root: Client
    alice: Client

    async def send(self, method: str, path: str, body: Any = None, *, by: Client | None = None) -> Any:
        raw = b"" if body is None else json.dumps(body).encode()
        return await (by or self.root).request(method, path, raw)


@pytest.fixture
async def desk(make_gateway: Make, gateway_db: Database, openai_sim: OpenAISimulator) -> AsyncIterator[Desk]:
    gateway: Gateway = await make_gateway(
        [upstream(openai_sim.base_url), upstream(openai_sim.base_url, name="other")],
        [
            row("dear", model="big", price=DEAR, quality={"dialogue": 0.9, "code": 0.5}, vision=True),
            row(
                "cheap", provider="other", model="small", price=CHEAP, quality={"dialogue": 0.4, "code": 0.9}
            ),
            row("off", model="off", enabled=False),
        ],
        rules=[
            Rule(
                "house",
                PolicyName.QUALITY,
                models=("dear",),
                tasks={TaskKind.TRANSLATION: TaskRule(("cheap",))},
                source="config",
            )
        ],
    )
    app = FastAPI()
    app.state.authenticator = Authenticator()
    install_problem_handlers(app)
    admin = RoutingAdmin(gateway.registry, SqlRoutingStore(gateway_db), Unrecorded())

    async def nobody() -> list[Any]:
        return []

    add_routes(
        app,
        admin_routes(
            Catalogue(gateway.registry, gateway.store, Unrecorded()), Prober(gateway.registry), nobody
        ),
    )
    add_routes(app, explain_route(gateway.service))
    add_routes(app, admin_routing_routes(admin))
    yield Desk(gateway, admin, Client(app, "sk-root"), Client(app, "sk-alice"))


@pytest.mark.parametrize(
    ("model", "text", "served"),
    [
        ("cheap", "hello", "only: other/small"),
        ("best", "hello", "quality 0.90 dialogue: up/big"),
        ("best", "def f(x): return x+  # why a SyntaxError?", "quality 0.90 code: other/small"),
        ("house", "hello", "only: up/big"),
        ("house", "Translate to French: hello", "only: other/small"),
    ],
)
async def test_a_virtual_model_serves_by_its_rule(
    desk: Desk, openai_sim: OpenAISimulator, model: str, text: str, served: str
) -> None:
    reply = await desk.gateway.client.post("/v1/chat/completions", _ask(model, text))
    assert reply.status == 200
    assert (reply.headers["x-huahua-model"], reply.headers["x-huahua-route"]) == (model, served)
    (request,) = openai_sim.requests
    assert served.endswith(f"/{request.json['model']}")


async def test_the_next_of_the_plan_answers_when_the_first_fails(
    desk: Desk, openai_sim: OpenAISimulator
) -> None:
    openai_sim.fail(Fault.STATUS_500)
    reply = await desk.gateway.client.post("/v1/chat/completions", _ask("best"))
    assert (reply.status, reply.headers["x-huahua-route"]) == (200, "fallback: other/small")


async def test_virtual_models_are_listed_and_do_not_embed(desk: Desk) -> None:
    listed = (await desk.gateway.client.get("/v1/models")).json["data"]
    by_id = {item["id"]: item for item in listed}
    assert {"auto", "fast", "best", "house"} <= by_id.keys()
    assert by_id["cheap"]["owned_by"] == "other"  # an operator's own model of that name
    assert by_id["auto"]["tasks"] == ["dialogue", "painting"]
    assert by_id["auto"]["vision"] is True
    refused = await desk.gateway.client.post("/v1/embeddings", {"model": "auto", "input": "x"})
    assert (refused.status, refused.json["error"]["code"]) == (422, "not_supported")


async def test_what_is_built_in_serves_only_when_nothing_else_is_there(
    make_gateway: Make, desk: Desk
) -> None:
    bare: Gateway = await make_gateway()
    reply = await bare.client.post("/v1/chat/completions", _ask("auto"))
    assert reply.headers["x-huahua-route"] == "only: builtin/assistant"
    painted = await bare.client.post("/v1/images/generations", {"model": "auto", "prompt": "a cat"})
    assert painted.headers["x-huahua-route"] == "only: builtin/painter"
    plan = (await desk.send("POST", "/api/route/explain", _ask("auto"))).json["plan"]
    assert "builtin" not in {step["provider"] for step in plan}


async def test_painting_plans_among_painters(make_gateway: Make, openai_sim: OpenAISimulator) -> None:
    gateway: Gateway = await make_gateway(
        [upstream(openai_sim.base_url)],
        [row("paints", model="gpt-image-2", tasks=frozenset({Task.PAINTING})), row("talks")],
    )
    found = gateway.registry.pool("auto", [Task.PAINTING, Task.AVATAR])
    assert [candidate.row.name for candidate in found] == ["paints"]


async def test_explaining_calls_nobody(desk: Desk, openai_sim: OpenAISimulator) -> None:
    for body in (
        _ask("best", "Prove that 2 is prime"),
        {**_ask("best", "Prove that 2 is prime"), "system": "Be brief.", "max_tokens": 100},
    ):
        reply = await desk.send("POST", "/api/route/explain", body, by=desk.alice)
        assert reply.status == 200
        assert reply.json["task"] == "reasoning"
        assert {"model": "off", "reason": "disabled"} in reply.json["rejected"]
        first = reply.json["plan"][0]
        assert set(first) == {"model", "provider", "upstream_model", "reason", "score"}
        assert [step["score"] for step in reply.json["plan"]] == sorted(
            (step["score"] for step in reply.json["plan"]), reverse=True
        )
    assert openai_sim.requests == []


async def test_explaining_tells_what_cannot_serve(desk: Desk) -> None:
    picture = {"type": "image_url", "image_url": {"url": "https://example.com/a.png"}}
    body = {
        "model": "best",
        "messages": [{"role": "user", "content": [{"type": "text", "text": "what is it"}, picture]}],
    }
    found = (await desk.send("POST", "/api/route/explain", body)).json
    assert found["task"] == "vision"
    assert [step["model"] for step in found["plan"]] == ["dear"]
    assert {"model": "cheap", "reason": "cannot see pictures"} in found["rejected"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"model": "nobody", "messages": [{"role": "user", "content": "x"}]}, 404),
        ({"model": "best", "messages": []}, 400),
        ({"model": 7, "messages": [{"role": "user", "content": "x"}]}, 400),
        ({"model": ["x"], "prompt": "a cat"}, 400),
        ({"model": "best", "prompt": {"deep": "\ud800"}}, 422),
        ({"messages": [{"role": "user", "content": "\ud800"}]}, 422),
        ([], 422),
    ],
)
async def test_nonsense_is_refused_in_words(desk: Desk, body: Any, status: int) -> None:
    reply = await desk.send("POST", "/api/route/explain", body)
    assert reply.status == status, reply.json
    assert reply.json["code"]


async def test_a_route_is_made_used_changed_and_deleted(desk: Desk, openai_sim: OpenAISimulator) -> None:
    new = {"name": "thrift", "policy": "cost", "models": ["dear", "cheap"], "max_cost_micros": 5_000}
    made = await desk.send("POST", "/api/admin/routes", new)
    assert (made.status, made.json["source"], made.json["policy"]) == (201, "page", "cost")
    reply = await desk.gateway.client.post("/v1/chat/completions", _ask("thrift"))
    assert reply.headers["x-huahua-route"] == "only: other/small"
    assert (await desk.send("POST", "/api/admin/routes", new)).status == 409
    changed = await desk.send(
        "PUT", "/api/admin/routes/thrift", {"policy": "quality", "models": ["dear", "cheap"]}
    )
    assert (changed.status, changed.json["max_cost_micros"]) == (200, None)
    reply = await desk.gateway.client.post("/v1/chat/completions", _ask("thrift"))
    assert reply.headers["x-huahua-route"] == "quality 0.90 dialogue: up/big"
    assert (await desk.send("DELETE", "/api/admin/routes/thrift")).status == 204
    assert (await desk.gateway.client.post("/v1/chat/completions", _ask("thrift"))).status == 404


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", "/api/admin/routes", {"name": "dear"}, 409),
        ("POST", "/api/admin/routes", {"name": "x", "models": ["nobody"]}, 422),
        ("POST", "/api/admin/routes", {"name": "x", "models": ["auto"]}, 422),
        ("POST", "/api/admin/routes", {"name": "x", "weights": {"cost": 0}}, 422),
        ("POST", "/api/admin/routes", {"name": "x", "policy": "luck"}, 422),
        ("POST", "/api/admin/routes", {"name": "x", "region": "a b"}, 422),
        ("PUT", "/api/admin/routes/house", {"policy": "cost"}, 403),
        ("PUT", "/api/admin/routes/auto", {"policy": "cost"}, 403),
        ("DELETE", "/api/admin/routes/nobody", None, 404),
        ("PUT", "/api/admin/scores", {"key": "nobody/x", "task": "code", "score": 1}, 404),
        ("PUT", "/api/admin/scores", {"key": "up/big", "task": "code", "score": 2}, 422),
    ],
)
async def test_a_wrong_route_or_score_is_refused(
    desk: Desk, method: str, path: str, body: Any, status: int
) -> None:
    reply = await desk.send(method, path, body)
    assert reply.status == status, reply.json


async def test_a_model_and_a_route_do_not_share_a_name(desk: Desk, openai_sim: OpenAISimulator) -> None:
    body = {"name": "mine", "kind": "openai", "base_url": openai_sim.base_url, "allow_private": True}
    refused = await desk.send(
        "POST", "/api/admin/providers", {**body, "models": [{"model": "x", "name": "house"}]}
    )
    assert (refused.status, refused.json["code"]) == (409, "already_there")
    allowed = await desk.send(
        "POST", "/api/admin/providers", {**body, "models": [{"model": "x", "name": "fast"}]}
    )
    assert allowed.status == 201
    reply = await desk.gateway.client.post("/v1/chat/completions", _ask("fast"))
    assert reply.headers["x-huahua-route"] == "only: mine/x"


async def test_an_own_route_takes_the_place_of_one_that_is_always_there(desk: Desk) -> None:
    made = await desk.send(
        "POST", "/api/admin/routes", {"name": "auto", "policy": "cost", "models": ["dear"]}
    )
    assert made.status == 201
    reply = await desk.gateway.client.post("/v1/chat/completions", _ask("auto"))
    assert reply.headers["x-huahua-route"] == "only: up/big"


async def _score(desk: Desk, key: str, task: str) -> dict[str, Any]:
    items = (await desk.send("GET", "/api/admin/scores")).json["items"]
    (found,) = [item for item in items if (item["key"], item["task"]) == (key, task)]
    return dict(found)


async def test_scores_are_edited_and_learnt(desk: Desk) -> None:
    await desk.send("PUT", "/api/admin/scores", {"key": "up/big", "task": "code", "score": 1.0})
    reply = await desk.gateway.client.post("/v1/chat/completions", _ask("best", "write a bash script"))
    assert reply.headers["x-huahua-route"] == "quality 1.00 code: up/big"
    ratings = GatewayRatings(desk.admin)
    for _ in range(30):
        await ratings.rated("up/big", "write a bash script", picture=False, value="down", before=None)
    learnt = await _score(desk, "up/big", "code")
    assert (learnt["score"], learnt["base"], learnt["down"]) == (0.5, 1.0, 30)
    reply = await desk.gateway.client.post("/v1/chat/completions", _ask("best", "write a bash script"))
    assert reply.headers["x-huahua-route"] == "quality 0.90 code: other/small"
    await ratings.rated("up/big", "write a bash script", picture=False, value="up", before="down")
    again = await _score(desk, "up/big", "code")
    assert (again["up"], again["down"]) == (1, 29)
    await desk.send("PUT", "/api/admin/scores", {"key": "up/big", "task": "code", "score": None})
    assert (await _score(desk, "up/big", "code"))["base"] == 0.5


async def test_a_thumb_for_somebody_unknown_changes_nothing(desk: Desk) -> None:
    before = (await desk.send("GET", "/api/admin/scores")).json
    await desk.admin.record_feedback("auto", TaskKind.CODE, "up")
    await desk.admin.record_feedback("nobody/x", TaskKind.CODE, "up")
    await desk.admin.record_feedback("dear", TaskKind.CODE, "up", "up")
    assert (await desk.send("GET", "/api/admin/scores")).json == before


async def test_another_process_sees_routes_and_scores(
    desk: Desk, make_gateway: Make, openai_sim: OpenAISimulator
) -> None:
    other: Gateway = await make_gateway([upstream(openai_sim.base_url)], [row("dear", model="big")])
    await desk.send("POST", "/api/admin/routes", {"name": "shared", "models": ["dear"]})
    await desk.send("PUT", "/api/admin/scores", {"key": "up/big", "task": "code", "score": 0.123})
    assert await other.registry.refresh() is True
    assert other.registry.rule("shared") is not None
    assert other.registry.scores().kept("up/big", TaskKind.CODE).given == 0.123


async def test_facts_for_routing_are_saved_with_a_model(desk: Desk, openai_sim: OpenAISimulator) -> None:
    await desk.send(
        "POST",
        "/api/admin/providers",
        {"name": "mine", "kind": "openai", "base_url": openai_sim.base_url, "allow_private": True},
    )
    facts = {
        "price": {"currency": "CNY", "input": 2_000_000, "output": 8_000_000},
        "region": "cn",
        "data_classes": ["public"],
        "quality": {"code": 0.7},
        "near": True,
    }
    made = await desk.send("POST", "/api/admin/models", {"provider": "mine", "model": "qwen", **facts})
    assert made.status == 201, made.json
    await desk.gateway.registry.load()
    (saved,) = [item for item in desk.gateway.registry.model_rows() if item.id == made.json["id"]]
    assert saved.config.price == Price("CNY", input=2_000_000, output=8_000_000)
    assert (saved.config.region, saved.config.data_classes) == ("cn", frozenset({"public"}))
    path = f"/api/admin/models/{saved.id}"
    changed = await desk.send("PATCH", path, {"price": None, "region": None, "quality": {"code": 0.1}})
    assert (changed.json["price"], changed.json["region"], changed.json["quality"]) == (
        None,
        None,
        {"code": 0.1},
    )
    assert (changed.json["near"], changed.json["data_classes"]) == (True, ["public"])


async def test_demands_come_in_headers(desk: Desk) -> None:
    reply = await desk.gateway.client.request(
        "POST",
        "/v1/chat/completions",
        json.dumps(_ask("best")).encode(),
        headers={"x-huahua-max-cost-micros": "200"},
    )
    assert reply.headers["x-huahua-route"] == "only: other/small"
    nobody = await desk.gateway.client.request(
        "POST", "/v1/chat/completions", json.dumps(_ask("best")).encode(), headers={"x-huahua-region": "mars"}
    )
    assert nobody.status == 422
    assert "region is not known, not mars" in nobody.json["error"]["message"]
