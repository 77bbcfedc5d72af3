"""Time-outs, queue lengths, hedging, weights of keys and rules of the cache over the administrator's routes: kept,
seen by another process, and in force."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import Any

import pytest
from fastapi import FastAPI

from huahua.audit.api import Unrecorded
from huahua.boot.bindings.cache_models import GatewayCacheModels
from huahua.gateway.cache.config import CacheConfig, ModelRule, SemanticConfig
from huahua.gateway.cache.semantic import SemanticLevel
from huahua.gateway.catalogue import Catalogue
from huahua.gateway.http.admin import admin_routes
from huahua.gateway.http.admin_cache import cache_routes
from huahua.gateway.http.routing import admin_routing_routes
from huahua.gateway.probe import Prober
from huahua.gateway.routing_admin import RoutingAdmin
from huahua.gateway.routing_store import SqlRoutingStore
from huahua.infra.db import Database
from huahua.infra.problems import install_problem_handlers
from tests.integration.gateway.asgi import Client, Response
from tests.integration.gateway.conftest import Gateway, Make
from tests.integration.gateway.test_admin import Authenticator
from tests.simulators.openai import OpenAISimulator

CHAT = "/v1/chat/completions"
SLOW = "fail-slow-first-byte"
NOWHERE = "https://upstream.example.com/v1"
ASK: dict[str, Any] = {
    "model": "talk",
    "messages": [{"role": "user", "content": "How is rice cooked, please?"}],
}


@pytest.fixture
def gateway_db(db: Database) -> Database:
    return db


@dataclass
class Office:
    """One gateway that an administrator changes, and another process on the same database."""

    here: Gateway
    there: Gateway
    root: Client

    async def send(self, method: str, path: str, body: Any = None) -> Any:
        raw = b"" if body is None else json.dumps(body).encode()
        return await self.root.request(method, f"/api/admin/{path}", raw)

    async def sent(self, method: str, path: str, body: Any = None) -> Any:
        reply = await self.send(method, path, body)
        assert reply.status in (200, 201), reply.body
        return reply.json

    async def asked(self, gateway: Gateway, **changes: Any) -> Response:
        await self.there.registry.refresh()
        reply = await gateway.client.post(CHAT, ASK | changes)
        assert reply.status == 200, reply.body
        return reply

    async def row_of(self, model: str) -> dict[str, Any]:
        rows = (await self.sent("GET", "models"))["items"]
        return next(row for row in rows if row["model"] == model)


Open = Any


@pytest.fixture
def open_office(make_gateway: Make, gateway_db: Database) -> Open:
    async def make(cache: CacheConfig | None = None) -> Office:
        config = cache or CacheConfig()
        here, there = await make_gateway(cache=config), await make_gateway(cache=config)
        app = FastAPI()
        app.state.authenticator = Authenticator()
        install_problem_handlers(app)
        catalogue = Catalogue(here.registry, here.store, Unrecorded(), cache=config)
        app.include_router(admin_routes(catalogue, Prober(here.registry), _nobody))
        routing = RoutingAdmin(here.registry, SqlRoutingStore(gateway_db), Unrecorded(), cache=config)
        app.include_router(admin_routing_routes(routing))
        app.include_router(cache_routes(here.cache, Unrecorded()))
        return Office(here, there, Client(app, "sk-root"))

    return make


async def _nobody() -> list[Any]:
    return []


@pytest.fixture
async def office(open_office: Open) -> Office:
    made: Office = await open_office()
    return made


def provider(url: str, name: str, *models: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {
        "name": name,
        "kind": "openai",
        "base_url": url,
        "api_key": "sk-one",
        "allow_private": True,
        "models": list(models),
        **changes,
    }


async def slow_and_quick(office: Office, url: str) -> dict[str, Any]:
    """A pool whose heavy row never begins to answer; that row."""
    pool: list[dict[str, Any]] = [
        {"model": SLOW, "name": "talk", "weight": 10_000},
        {"model": "gpt-4o", "name": "talk"},
    ]
    await office.sent("POST", "providers", provider(url, "up", *pool))
    return await office.row_of(SLOW)


LIMITS = {
    "timeout_s": 60.5,
    "connect_timeout_s": 1.5,
    "first_byte_timeout_s": 2.5,
    "idle_timeout_s": 3.5,
    "max_concurrency": 4,
    "max_waiting": 0,
}


async def test_limits_of_a_provider_are_kept_and_reach_other_processes(office: Office) -> None:
    made = await office.sent("POST", "providers", provider(NOWHERE, "up"))
    assert [made[name] for name in LIMITS] == [600, 10, None, 120, None, None]
    changed = await office.sent("PATCH", "providers/up", LIMITS)
    assert {name: changed[name] for name in LIMITS} == LIMITS
    await office.there.registry.refresh()
    seen = office.there.registry.provider_row("up")
    assert seen is not None and {name: getattr(seen, name) for name in LIMITS} == LIMITS
    cleared = dict.fromkeys(("first_byte_timeout_s", "max_waiting", "max_concurrency"))
    emptied = await office.sent("PATCH", "providers/up", cleared)
    assert {name: emptied[name] for name in LIMITS} == LIMITS | cleared
    whole = await office.sent("POST", "providers", provider(NOWHERE, "other", **LIMITS))
    assert {name: whole[name] for name in LIMITS} == LIMITS


async def test_limits_of_a_model_are_kept_and_reach_other_processes(office: Office) -> None:
    fields = {
        "hedge": True,
        "hedge_after_s": 0.25,
        "first_byte_timeout_s": 1.5,
        "idle_timeout_s": 2.5,
        "max_waiting": 7,
        "cache": {
            "use": True,
            "scope": "everyone",
            "ttl_s": 60.0,
            "price": 0.5,
            "semantic": "shadow",
            "threshold": 0.9,
        },
    }
    await office.sent("POST", "providers", provider(NOWHERE, "up", {"model": "m", **fields}))
    row = await office.row_of("m")
    assert {name: row[name] for name in fields} == fields
    await office.there.registry.refresh()
    [seen] = [one.config for one in office.there.registry.model_rows() if one.id == row["id"]]
    assert (seen.hedge, seen.hedge_after_s, seen.max_waiting) == (True, 0.25, 7)
    assert seen.cache == ModelRule(True, "everyone", 60, 0.5, "shadow", 0.9)
    path = f"models/{row['id']}"
    assert (await office.sent("PATCH", path, {"weight": 2}))["cache"] == fields["cache"]
    none = dict.fromkeys(name for name in fields if name != "hedge")
    emptied = await office.sent("PATCH", path, {"hedge": False, **none})
    assert {name: emptied[name] for name in fields} == {"hedge": False, **none}


@pytest.mark.parametrize(
    ("path", "body", "param"),
    [
        ("providers/up", {"connect_timeout_s": 0}, "connect_timeout_s"),
        ("providers/up", {"first_byte_timeout_s": 3601}, "first_byte_timeout_s"),
        ("providers/up", {"idle_timeout_s": -1}, "idle_timeout_s"),
        ("providers/up", {"max_waiting": -1}, "max_waiting"),
        ("providers/up", {"key_weights": [1, 1]}, "key_weights"),
        ("providers/up", {"add_api_keys": ["sk-two"], "key_weights": [1]}, "key_weights"),
        ("providers/up", {"key_weights": [0]}, "key_weights"),
        ("providers/up", {"key_weights": [-1]}, "key_weights.0"),
        ("models/ID", {"hedge_after_s": 0}, "hedge_after_s"),
        ("models/ID", {"hedge_after_s": "soon"}, "hedge_after_s"),
        ("models/ID", {"max_waiting": 0.5}, "max_waiting"),
        ("models/ID", {"cache": {"use": "perhaps"}}, "cache.use"),
        ("models/ID", {"cache": {"ttl_s": 0}}, "cache.ttl_s"),
        ("models/ID", {"cache": {"price": 1.5}}, "cache.price"),
        ("models/ID", {"cache": {"threshold": 0}}, "cache.threshold"),
        ("models/ID", {"cache": {"semantic": "maybe"}}, "cache.semantic"),
        ("models/ID", {"cache": {"semantic": "verify"}}, "cache"),
        ("models/ID", {"cache": {"surprise": 1}}, "cache.surprise"),
    ],
)
async def test_what_cannot_be_is_refused_and_changes_nothing(
    office: Office, path: str, body: dict[str, Any], param: str
) -> None:
    before = await office.sent("POST", "providers", provider(NOWHERE, "up", {"model": "m"}))
    refused = await office.send("PATCH", path.replace("ID", before["models"][0]["id"]), body)
    assert (refused.status, refused.json["code"], refused.json["param"]) == (422, "invalid_field", param)
    assert (
        next(one for one in (await office.sent("GET", "providers"))["items"] if one["name"] == "up") == before
    )


async def test_a_hedge_that_the_page_asked_for_is_made(office: Office, openai_sim: OpenAISimulator) -> None:
    slow = await slow_and_quick(office, openai_sim.base_url)
    await office.sent("PATCH", f"models/{slow['id']}", {"hedge": True, "hedge_after_s": 0.05})
    for gateway in (office.here, office.there):
        openai_sim.requests.clear()
        await office.asked(gateway)
        assert [one.json["model"] for one in openai_sim.requests] == [SLOW, "gpt-4o"]
        await openai_sim.requests[0].gone.wait()


# The provider's limit is the quick row's too, which must keep it on a busy machine.
@pytest.mark.parametrize(("where", "limit_s"), [("providers/up", 2.0), ("models/ID", 0.2)])
async def test_a_stream_that_begins_too_late_goes_to_the_next_row(
    office: Office, openai_sim: OpenAISimulator, where: str, limit_s: float
) -> None:
    slow = await slow_and_quick(office, openai_sim.base_url)
    await office.sent("PATCH", where.replace("ID", slow["id"]), {"first_byte_timeout_s": limit_s})
    for gateway in (office.here, office.there):
        openai_sim.requests.clear()
        reply = await office.asked(gateway, stream=True)
        assert [one.json["model"] for one in openai_sim.requests] == [SLOW, "gpt-4o"]
        assert reply.events[-1] == "[DONE]"


async def test_keys_share_by_their_weights(office: Office, openai_sim: OpenAISimulator) -> None:
    keys = {"more_api_keys": ["sk-two", "sk-three"], "key_weights": [2, 1, 1]}
    made = await office.sent(
        "POST", "providers", provider(openai_sim.base_url, "up", {"model": "gpt-4o"}, **keys)
    )
    assert (made["more_keys"], made["key_weights"]) == (2, [2, 1, 1])

    async def shares() -> dict[str, int]:
        openai_sim.requests.clear()
        for _ in range(8):
            await office.asked(office.there, model="gpt-4o")
        return Counter(one.headers["authorization"].removeprefix("Bearer ") for one in openai_sim.requests)

    assert await shares() == {"sk-one": 4, "sk-two": 2, "sk-three": 2}
    changed = await office.sent(
        "PATCH", "providers/up", {"remove_api_keys": [2], "add_api_keys": ["sk-four"]}
    )
    assert changed["key_weights"] == [2, 1, 1]
    changed = await office.sent("PATCH", "providers/up", {"remove_api_keys": [2], "key_weights": [3, 1]})
    assert await shares() == {"sk-one": 6, "sk-four": 2}
    assert (await office.sent("PATCH", "providers/up", {"timeout_s": 5}))["key_weights"] == [3, 1]
    assert (await office.sent("PATCH", "providers/up", {"key_weights": [2, 2]}))["key_weights"] == []
    assert await shares() == {"sk-one": 4, "sk-four": 4}


async def _cached(office: Office, gateway: Gateway, **changes: Any) -> str:
    return (await office.asked(gateway, **changes)).headers["x-huahua-cache"]


async def test_a_model_uses_the_cache_as_the_page_says(office: Office, openai_sim: OpenAISimulator) -> None:
    rows = [{"model": "gpt-4o", "name": "talk"}, {"model": "gpt-4o-mini", "name": "talk"}]
    await office.sent("POST", "providers", provider(openai_sim.base_url, "up", *rows))
    path = f"models/{(await office.row_of('gpt-4o'))['id']}"
    assert await _cached(office, office.here) == "off"
    await office.sent("PATCH", path, {"cache": {"use": True, "price": 0.5}})
    assert (await office.row_of("gpt-4o-mini"))["cache"]["use"] is True, "the rule is the name's"
    for gateway in (office.here, office.there):
        assert [await _cached(office, gateway) for _ in range(2)] == ["miss", "hit"]
    await office.sent("PATCH", path, {"cache": {"use": False}})
    for gateway in (office.here, office.there):
        assert await _cached(office, gateway) == "off"
    await office.sent("PATCH", path, {"cache": None})
    assert (await office.row_of("gpt-4o-mini"))["cache"] is None


async def test_a_row_that_comes_to_a_name_takes_the_rule_of_the_name(office: Office) -> None:
    rule = {"use": True, "ttl_s": 9.0}
    await office.sent(
        "POST", "providers", provider(NOWHERE, "up", {"model": "a", "name": "talk", "cache": rule})
    )
    await office.sent("POST", "models", {"provider": "up", "model": "b", "name": "talk"})
    await office.sent("POST", "models", {"provider": "up", "model": "c"})
    moved = await office.sent("PATCH", f"models/{(await office.row_of('c'))['id']}", {"name": "talk"})
    assert moved["cache"]["ttl_s"] == (await office.row_of("b"))["cache"]["ttl_s"] == 9


async def test_a_route_uses_the_cache_as_the_page_says(office: Office, openai_sim: OpenAISimulator) -> None:
    await office.sent("POST", "providers", provider(openai_sim.base_url, "up", {"model": "gpt-4o"}))
    route = {"models": ["gpt-4o"], "cache": {"use": True}}
    made = await office.sent("POST", "routes", {"name": "talk", **route})
    assert made["cache"]["use"] is True
    for gateway in (office.here, office.there):
        assert [await _cached(office, gateway) for _ in range(2)] == ["miss", "hit"]
    await office.sent("PUT", "routes/talk", {"models": ["gpt-4o"]})
    assert await _cached(office, office.there) == "off"
    refused = await office.send("PUT", "routes/talk", route | {"cache": {"semantic": "verify"}})
    assert (refused.status, refused.json["param"]) == (422, "cache")


async def test_the_page_may_want_replies_by_meaning_at_any_time(
    office: Office, openai_sim: OpenAISimulator
) -> None:
    cache = office.here.cache
    assert cache is not None
    cache.offer_semantic(
        lambda: SemanticLevel(SemanticConfig(), cache.rules, GatewayCacheModels(office.here.service))
    )
    await office.sent(
        "POST", "providers", provider(openai_sim.base_url, "up", {"model": "gpt-4o", "name": "talk"})
    )
    alike = [{"role": "user", "content": "how is rice cooked please"}]
    rule = {"use": True, "semantic": "on", "threshold": 0.8}
    for model_rule, told in ((rule | {"semantic": None}, ["miss", "miss"]), (rule, ["miss", "semantic"])):
        await office.sent("PATCH", f"models/{(await office.row_of('gpt-4o'))['id']}", {"cache": model_rule})
        await cache.levels.clear()
        made = [await _cached(office, office.here), await _cached(office, office.here, messages=alike)]
        assert made == told
        assert (cache.semantic is not None) is (model_rule is rule)


@pytest.mark.parametrize(
    ("config", "rule", "words"),
    [
        (CacheConfig(mode="off"), {"use": True}, "turns the cache off"),
        (
            CacheConfig(models={"talk": ModelRule(use=True)}),
            {"use": False},
            "says how the cache serves 'talk'",
        ),
        (CacheConfig(), {"semantic": "verify"}, "No model verifies"),
    ],
)
async def test_a_rule_that_could_not_be_in_force_is_refused(
    open_office: Open, config: CacheConfig, rule: dict[str, Any], words: str
) -> None:
    office = await open_office(config)
    row = {"model": "gpt-4o", "name": "talk"}
    refused = await office.send("POST", "providers", provider(NOWHERE, "up", row | {"cache": rule}))
    assert (refused.status, refused.json["param"]) == (422, "cache") and words in refused.json["detail"]
    plain = await office.sent("POST", "providers", provider(NOWHERE, "up", row))
    assert plain["models"][0]["cache"] is None


async def test_the_page_is_told_what_holds_without_a_rule(open_office: Open) -> None:
    semantic = SemanticConfig(mode="shadow", verify_model="judge", threshold=0.8)
    office = await open_office(
        CacheConfig(ttl_s=9, price=0.5, models={"talk": ModelRule()}, semantic=semantic)
    )
    assert (await office.sent("GET", "cache"))["defaults"] == {
        "ttl_s": 9,
        "price": 0.5,
        "semantic": "shadow",
        "threshold": 0.8,
        "verifies": True,
        "models": ["talk"],
    }
