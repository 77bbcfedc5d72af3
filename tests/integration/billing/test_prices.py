"""The price book from its first draft to a call's explanation, over the routes, on either database."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from msgspec.structs import replace

from huahua.audit.api import Unrecorded
from huahua.billing.ledger.api import Ledger
from huahua.billing.prices.books import PriceBooks
from huahua.billing.prices.domain.factor import factor
from huahua.billing.prices.domain.reprice import Rows
from huahua.billing.prices.domain.resolve import Rates
from huahua.billing.prices.http import price_routes
from huahua.billing.prices.keeper import GroupCustomers, PriceKeeper, row_of
from huahua.billing.prices.settling import VolumeSettling
from huahua.billing.prices.store import PriceStore
from huahua.billing.prices.views import PriceViews
from huahua.billing.prices.volumes import Volumes
from huahua.gateway.api import Caller, ModelConfig, Price, UsageRecords
from huahua.gateway.domain.ask import Controls
from huahua.gateway.domain.calls import Usage
from huahua.gateway.domain.routing import PolicyName, Rule
from huahua.gateway.metering.opening import batches_of
from huahua.gateway.metering.rows import row_of as line_row
from huahua.gateway.routing.router import Router
from huahua.infra.db import Database
from tests.integration.billing.people import application, client
from tests.integration.gateway.test_usage import LINE
from tests.unit.gateway.routing.support import Named, ask, candidate, names

USD = {"currency": "USD"}
TALK = ModelConfig("talk", "up", "gpt-4o", price=Price(input=1_000_000), cost=Price(input=500_000))
OLD = ModelConfig("old", "up", "gpt-3")
ANN = Caller("usr_a", "user")
START = datetime(2026, 11, 18, 12, tzinfo=UTC)


@dataclass
class Time:
    now: datetime = START

    def __call__(self) -> datetime:
        return self.now

    def seconds(self) -> float:
        return self.now.timestamp()


@dataclass
class Stage:
    store: PriceStore
    db: Database
    time: Time
    keeper: PriceKeeper
    api: FastAPI

    def write(self, *changes: dict[str, Any]) -> None:
        """Usage lines."""
        lines = [
            replace(
                LINE,
                **{
                    "request_id": f"req_{number}",
                    "model": "talk",
                    "provider": "up",
                    "upstream_model": "gpt-4o",
                    **change,
                },
            )
            for number, change in enumerate(changes)
        ]
        batches = batches_of(self.db)
        batches.write([line_row(line) for line in lines])
        batches.close()

    async def ask(self, who: str, method: str, path: str, expect: int = 200, **more: Any) -> Any:
        async with client(self.api, who) as http:
            reply: httpx.Response = await http.request(method, path, **more)
        assert reply.status_code == expect, reply.text
        return reply.json() if reply.content else None

    async def published(self, content: dict[str, Any], **more: Any) -> Any:
        draft = await self.ask("finance", "POST", "/api/admin/prices/drafts", 201, json={"start": "empty"})
        path = f"/api/admin/prices/drafts/{draft['id']}"
        body = {"content": content, "revision": draft["revision"]}
        draft = await self.ask("finance", "PUT", path, json=body)
        return await self.ask(
            "finance", "POST", f"{path}/publish", json={"revision": draft["revision"], **more}
        )

    def price(self, caller: Caller = ANN, row: ModelConfig = TALK) -> Price:
        found = self.keeper.of(caller, row)
        assert found is not None
        return found


@pytest.fixture
async def stage(db: Database) -> AsyncIterator[Stage]:
    time = Time()
    rates = Rates("USD", {"CNY": factor("0.14")})
    store, records, rows = PriceStore(db), UsageRecords(db), [TALK, OLD]
    volumes = Volumes(records, lambda: Rows(map(row_of, rows)), clock=time)
    keeper = PriceKeeper(store, rates, GroupCustomers(store), volumes, seconds=time.seconds)
    books = PriceBooks(store, keeper, records, lambda: rows, Unrecorded(), clock=time)
    settling = VolumeSettling(store, Ledger(db, clock=time), records, clock=time)
    views = PriceViews(store, keeper, records, settling, clock=time)
    await keeper.load()
    yield Stage(store, db, time, keeper, application(price_routes(books, views, lambda: rows)))


def entry(**changes: Any) -> dict[str, Any]:
    return {"model": "talk", "price": {**USD, "input": 2_000_000}, **changes}


async def test_without_a_book_rows_have_their_own_prices(stage: Stage) -> None:
    assert stage.keeper.of(ANN, TALK) is TALK.price
    assert stage.keeper.vendor(TALK) is TALK.cost
    assert stage.keeper.of(ANN, OLD) is None
    overview = await stage.ask("support", "GET", "/api/admin/prices")
    assert overview["current"] is None and overview["units"]["input"] == "per 1,000,000 tokens"


async def test_a_draft_changes_nothing_until_it_is_published_and_then_at_once(stage: Stage) -> None:
    draft = await stage.ask("root", "POST", "/api/admin/prices/drafts", 201, json={"start": "empty"})
    path = f"/api/admin/prices/drafts/{draft['id']}"
    body = {"content": {"entries": [entry()]}, "revision": draft["revision"], "note": "dearer"}
    draft = await stage.ask("root", "PUT", path, json=body)
    assert draft["state"] == "draft" and draft["unmatched"] == []
    assert stage.price().input == 1_000_000
    refused = await stage.ask("root", "PUT", path, 409, json=body)
    assert refused["code"] == "price_draft_changed"
    book = await stage.ask("root", "POST", f"{path}/publish", json={"revision": draft["revision"]})
    assert (book["number"], book["state"], book["note"]) == (1, "in_force", "dearer")
    assert stage.price().input == 2_000_000
    assert stage.price() is stage.price()
    refused = await stage.ask("root", "PUT", path, 409, json={**body, "revision": book["revision"]})
    assert refused["code"] == "price_book_published"
    assert (await stage.ask("root", "DELETE", path, 409))["code"] == "price_book_published"


async def test_a_scheduled_version_takes_over_on_its_day_and_can_be_withdrawn_before(stage: Stage) -> None:
    await stage.published({"entries": [entry()]})
    day = START + timedelta(days=3)
    dear = {"entries": [entry(price={**USD, "input": 9_000_000})]}
    second = await stage.published(dear, effective_at=day.isoformat())
    third = await stage.published(dear, effective_at=(day + timedelta(days=1)).isoformat())
    overview = await stage.ask("support", "GET", "/api/admin/prices")
    assert overview["current"]["number"] == 1
    assert [row["number"] for row in overview["scheduled"]] == [2, 3]
    stage.time.now = day - timedelta(seconds=1)
    assert stage.price().input == 2_000_000
    gone = await stage.ask("finance", "DELETE", f"/api/admin/prices/books/{third['id']}")
    assert gone["state"] == "withdrawn"
    stage.time.now = day
    assert stage.price().input == 9_000_000, "kept prices end with their version"
    refused = await stage.ask("finance", "DELETE", f"/api/admin/prices/books/{second['id']}", 409)
    assert refused["code"] == "price_book_in_force"
    page = await stage.ask("support", "GET", "/api/admin/prices/books", params={"limit": 2})
    assert [row["state"] for row in page["items"]] == ["withdrawn", "in_force"]
    page = await stage.ask(
        "support", "GET", "/api/admin/prices/books", params={"limit": 2, "cursor": page["next_cursor"]}
    )
    assert [(row["number"], row["state"]) for row in page["items"]] == [(1, "past")]


@pytest.mark.parametrize(
    ("content", "more", "status", "code"),
    [
        ({"entries": [entry(price={"currency": "JPY"})]}, {}, 422, "no_rate"),
        ({"entries": [entry(price={**USD, "input": 3})]}, {}, 409, "price_warnings"),
        ({"entries": []}, {"effective_at": "2026-11-17T00:00:00Z"}, 422, "bad_effective_date"),
        ({"entries": []}, {"effective_at": "2029-11-17T00:00:00Z"}, 422, "bad_effective_date"),
        ({"entries": []}, {"effective_at": "2026-12-01T00:00:00"}, 422, "invalid_field"),
    ],
)
async def test_what_cannot_be_published(
    stage: Stage, content: dict[str, Any], more: dict[str, Any], status: int, code: str
) -> None:
    draft = await stage.ask("root", "POST", "/api/admin/prices/drafts", 201, json={"start": "empty"})
    path = f"/api/admin/prices/drafts/{draft['id']}"
    draft = await stage.ask("root", "PUT", path, json={"content": content, "revision": 1})
    refused = await stage.ask(
        "root", "POST", f"{path}/publish", status, json={"revision": draft["revision"], **more}
    )
    assert refused["code"] == code


async def test_warnings_can_be_meant(stage: Stage) -> None:
    book = await stage.published({"entries": [entry(price={**USD, "input": 3})]}, accept_warnings=True)
    assert {(one["code"], one["field"]) for one in book["warnings"]} == {("per_token", "input")}


async def test_a_preview_compares_last_weeks_calls(stage: Stage) -> None:
    stage.write(
        {"usage": Usage(input_tokens=100), "cost_micros": 100, "currency": "USD", "created_at": START},
        {"usage": Usage(input_tokens=100), "cost_micros": 100, "currency": "USD", "user_id": "usr_b",
         "created_at": START - timedelta(days=6)},
        {"usage": Usage(input_tokens=100), "cost_micros": 100, "currency": "USD",
         "created_at": START - timedelta(days=8)},
    )  # fmt: skip
    stage.time.now = START + timedelta(minutes=1)
    draft = await stage.ask("root", "POST", "/api/admin/prices/drafts", 201, json={"start": "empty"})
    path = f"/api/admin/prices/drafts/{draft['id']}"
    cheap = {"entries": [entry(price={**USD, "input": 300_000}), entry(model="nowhere")]}
    await stage.ask("root", "PUT", path, json={"content": cheap, "revision": 1})
    found = await stage.ask("root", "POST", f"{path}/preview")
    total = found["total"]
    assert (found["lines"], total["old_micros"], total["new_micros"]) == (2, 200, 60)
    assert (total["difference_micros"], total["vendor_micros"], total["margin_micros"]) == (-140, 100, -40)
    assert found["losers"] == ["talk · up"] and found["unmatched"] == ["nowhere"]
    assert {row["name"]: row["new_micros"] for row in found["customers"]} == {"usr_a": 30, "usr_b": 30}


async def test_groups_have_their_own_prices_at_once(stage: Stage) -> None:
    member = "/api/admin/prices/groups/members/usr_a"
    assert (await stage.ask("finance", "PUT", member, 422, json={"group": "vip"}))[
        "code"
    ] == "unknown_price_group"
    await stage.published({"entries": [entry()], "groups": {"vip": "0.5"}})
    await stage.ask("finance", "PUT", member, 204, json={"group": "vip"})
    assert stage.price().input == 1_000_000
    assert stage.price(Caller("usr_b", "user")).input == 2_000_000
    listed = await stage.ask("ann", "GET", "/api/prices")
    assert [(one["model"], one["price"]["input"]) for one in listed["items"]] == [("talk", 1_000_000)]
    assert listed["items"][0]["factors"] == [{"what": "group vip", "factor": "0.5"}]
    await stage.ask("finance", "DELETE", member, 204)
    assert stage.price().input == 2_000_000


async def test_tiers_follow_the_months_volume(stage: Stage) -> None:
    tiers = {"mode": "graduated", "unit": "calls", "steps": [{"above": 2, "price": {**USD, "call": 1}}]}
    await stage.published({"entries": [entry(price={**USD, "call": 5}, tiers=tiers)]})
    assert stage.price().call == 5
    stage.write(
        {"created_at": START - timedelta(days=10)},
        {"created_at": START},
        {"created_at": START, "status": 502},
        {"created_at": START - timedelta(days=40)},
    )
    stage.time.now = START + timedelta(seconds=6)
    await stage.keeper.load()
    assert stage.price().call == 1, "the two calls of this month that did not fail"
    assert stage.price(Caller("usr_b", "user")).call == 5
    stage.time.now = datetime(2026, 12, 1, 0, 0, 1, tzinfo=UTC)
    await stage.keeper.load()
    assert stage.price().call == 5


async def test_litellms_map_fills_a_draft(stage: Stage) -> None:
    draft = await stage.ask("root", "POST", "/api/admin/prices/drafts", 201, json={"start": "empty"})
    text = json.dumps({"gpt-4o": {"input_cost_per_token": 2.5e-06, "output_cost_per_token": 1e-05}})
    found = await stage.ask(
        "root",
        "POST",
        f"/api/admin/prices/drafts/{draft['id']}/import-litellm",
        json={"text": text, "markup": "1.2", "revision": draft["revision"]},
    )
    assert found["taken"] == ["gpt-4o"] and found["skipped"][0]["model"] == "gpt-3"
    (made,) = found["book"]["content"]["entries"]
    assert (made["price"]["input"], made["cost"]["input"]) == (3_000_000, 2_500_000)
    assert "LiteLLM" in made["source"]


async def test_the_starter_table_makes_a_draft_with_a_markup(stage: Stage) -> None:
    draft = await stage.ask(
        "root", "POST", "/api/admin/prices/drafts", 201, json={"start": "starter", "markup": "1.5"}
    )
    made = {one["model"]: one for one in draft["content"]["entries"]}["claude-opus-5-5"]
    assert (made["price"]["output"], made["cost"]["output"]) == (30_000_000, 20_000_000)
    assert draft["warnings"] == []


async def test_margins_are_what_customers_paid_less_what_vendors_took(stage: Stage) -> None:
    at = START
    stage.write(
        {
            "cost_micros": 100,
            "currency": "USD",
            "vendor_micros": 60,
            "vendor_currency": "USD",
            "created_at": at,
        },
        {
            "cost_micros": 100,
            "currency": "CNY",
            "vendor_micros": 200,
            "vendor_currency": "CNY",
            "created_at": at,
        },
        {"cost_micros": 5, "currency": "USD", "vendor_micros": None, "model": "old", "created_at": at},
    )
    found = await stage.ask("support", "GET", "/api/admin/prices/margins")
    rows = {row["name"]: row for row in found["rows"]}
    assert (rows["talk"]["revenue_micros"], rows["talk"]["vendor_micros"]) == (114, 88)
    assert rows["talk"]["margin_micros"] == 26 and not rows["talk"]["loses"]
    assert rows["old"]["margin_micros"] is None and rows["old"]["cost_unknown_calls"] == 1
    found = await stage.ask(
        "support", "GET", "/api/admin/prices/margins", params={"by": "day", "from": "2026-11-17"}
    )
    assert [row["name"] for row in found["rows"]] == ["2026-11-18"]


async def test_a_call_is_explained_to_its_caller_and_to_operators(stage: Stage) -> None:
    book = await stage.published({"entries": [entry()]})
    price = stage.price()
    usage = Usage(input_tokens=3)
    stage.write(
        {"usage": usage, "price": price, "cost_micros": price.cost(usage), "currency": "USD", "created_at": START,
         "vendor_micros": 2, "vendor_currency": "USD"}
    )  # fmt: skip
    found = await stage.ask("ann", "GET", "/api/usage/req_0/explanation")
    assert found["cost_micros"] == 6 and found["sum_micros"] == "6" and found["vendor"] is None
    assert found["book"]["id"] == book["id"] and found["book"]["number"] == 1
    found = await stage.ask("finance", "GET", "/api/usage/req_0/explanation")
    assert found["vendor"]["margin_micros"] == 4
    assert (await stage.ask("bob", "GET", "/api/usage/req_0/explanation", 404))["code"] == "call_not_found"


@pytest.mark.parametrize(
    ("who", "method", "path"),
    [
        ("ann", "GET", "/api/admin/prices"),
        ("ann", "GET", "/api/admin/prices/margins"),
        ("ann", "GET", "/api/admin/prices/groups"),
        ("support", "POST", "/api/admin/prices/drafts"),
        ("support", "PUT", "/api/admin/prices/groups/members/usr_a"),
        ("support", "POST", "/api/admin/prices/drafts/prb_x/publish"),
    ],
)
async def test_only_those_who_may_look_or_change(stage: Stage, who: str, method: str, path: str) -> None:
    assert (await stage.ask(who, method, path, 403, json={} if method != "GET" else None))[
        "code"
    ] == "forbidden"


async def test_routing_by_cost_follows_the_book_in_every_process(stage: Stage) -> None:
    """Another process sees a new version when it looks, which it does once a second (`PriceKeeper.watch`)."""
    rows = [candidate("talk", price=Price(input=1_000_000)), candidate("chat", price=Price(input=2_000_000))]
    ours = stage.keeper
    volumes = Volumes(UsageRecords(stage.db), lambda: Rows([]), clock=stage.time)
    theirs = PriceKeeper(
        stage.store, ours.rates, GroupCustomers(stage.store), volumes, seconds=stage.time.seconds
    )
    await theirs.load()

    def planned(keeper: PriceKeeper, **controls: Any) -> list[str]:
        rules = Named(Rule("m", PolicyName.COST))
        plan = Router(rules=rules, prices=keeper).plan(ask(controls=Controls(**controls)), rows)
        return names(plan)

    assert planned(ours) == planned(theirs) == ["talk", "chat"]
    await stage.published({"entries": [entry(price={**USD, "input": 3_000_000})], "groups": {"vip": "0.5"}})
    assert planned(ours) == ["chat", "talk"]
    await theirs.look()
    assert planned(theirs) == ["chat", "talk"]
    assert planned(theirs, max_cost_micros=250) == ["chat"], "300 micros for 100 tokens by the book"
    await stage.ask("finance", "PUT", "/api/admin/prices/groups/members/usr_a", 204, json={"group": "vip"})
    await theirs.look()
    assert planned(theirs, max_cost_micros=150) == ["chat", "talk"], "half the price, in the group"
    vendor = {**USD, "input": 10_000}
    await stage.published({"entries": [entry(cost=vendor)]}, accept_warnings=True)
    assert planned(ours) == ["talk", "chat"], "what the vendor takes counts before what the customer pays"
