"""Plans from the offer to the end, and top-up codes, with the real ledger, on either database."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from msgspec.structs import replace

from huahua.audit.api import Unrecorded
from huahua.billing.ledger.api import Ledger, Owner, owner_of
from huahua.billing.plans.funding import SubscribedTerms
from huahua.billing.plans.http import plan_routes
from huahua.billing.plans.redeeming import Codes
from huahua.billing.plans.store import PlanStore
from huahua.billing.plans.subscribing import Plans
from huahua.billing.plans.watching import Watcher
from huahua.billing.prices.domain.reprice import Rows
from huahua.billing.prices.domain.resolve import Rates
from huahua.billing.prices.keeper import GroupCustomers, PriceKeeper, row_of
from huahua.billing.prices.store import PriceStore
from huahua.billing.prices.volumes import Volumes
from huahua.gateway.api import Caller, ModelConfig, Price, UsageRecords
from huahua.gateway.metering.opening import batches_of
from huahua.gateway.metering.rows import row_of as line_row
from huahua.infra.db import Database
from tests.integration.billing.people import application, client
from tests.integration.gateway.test_usage import LINE

START = datetime(2026, 11, 18, 12, tzinfo=UTC)
TALK = ModelConfig("talk", "up", "gpt-4o", price=Price(call=100))
PRO = {"name": "Pro", "fee_micros": 20_000_000, "included_micros": 5_000_000, "factor": "0.5"}
FREE = {"name": "Free", "included": {"calls": 3}}


@dataclass
class Time:
    now: datetime = START

    def __call__(self) -> datetime:
        return self.now

    def seconds(self) -> float:
        return self.now.timestamp()


@dataclass
class Card:
    """Port `TopUp`."""

    ledger: Ledger
    good: bool = True
    charged: list[str] = field(default_factory=list)

    async def __call__(self, wallet_id: str, user_id: str, micros: int, key: str) -> bool:
        self.charged.append(key)
        if self.good:
            await self.ledger.credit(wallet_id, micros, key, "cash:card", "auto")
        return self.good


@dataclass
class Stage:
    db: Database
    time: Time
    ledger: Ledger
    keeper: PriceKeeper
    watcher: Watcher
    card: Card
    api: FastAPI
    gone: set[str]
    """Teams that were deleted."""

    async def ask(self, who: str, method: str, path: str, expect: int = 200, **more: Any) -> Any:
        async with client(self.api, who) as http:
            reply: httpx.Response = await http.request(method, path, **more)
        assert reply.status_code == expect, reply.text
        return reply.json() if reply.content else None

    async def plan(self, **body: Any) -> str:
        made = await self.ask("finance", "POST", "/api/admin/plans", 201, json=body)
        return str(made["id"])

    async def pay_in(self, micros: int, user_id: str = "usr_a") -> None:
        wallet = await self.ledger.wallet_of(owner_of(user_id))
        await self.ledger.credit(wallet.id, micros, f"order:{user_id}:{micros}", "cash:test", "paid in")

    async def left(self, user_id: str = "usr_a") -> tuple[int, int]:
        """Money, and what was given."""
        wallet = await self.ledger.wallet_of(owner_of(user_id))
        balance = await self.ledger.balance(wallet.id)
        return balance.money_micros, balance.grants_micros

    async def days_later(self, days: float) -> None:
        self.time.now += timedelta(days=days)
        await self.watcher.look()
        await self.keeper.load()

    def calls(self, *numbers: int, **changes: Any) -> None:
        lines = [
            replace(
                LINE, request_id=f"req_{number}", model="talk", provider="up", upstream_model="gpt-4o", currency="USD",
                created_at=self.time.now, **changes,
            )
            for number in numbers
        ]  # fmt: skip
        batches = batches_of(self.db)
        batches.write([line_row(line) for line in lines])
        batches.close()

    def price(self, user_id: str = "usr_a", team_id: str | None = None) -> int:
        found = self.keeper.of(Caller(user_id, "user", team_id=team_id), TALK)
        assert found is not None
        return found.call


async def ann_manages(user_id: str, team_id: str) -> bool:
    return (user_id, team_id) == ("usr_a", TEAM)


async def readers(payer_id: str) -> list[str]:
    return ["usr_a"] if payer_id == TEAM else [payer_id]


@pytest.fixture
async def stage(db: Database) -> AsyncIterator[Stage]:
    time = Time()
    ledger = Ledger(db, clock=time)
    store, records = PlanStore(db), UsageRecords(db)
    prices, rows = PriceStore(db), Rows([row_of(TALK)])
    keeper = PriceKeeper(
        prices,
        Rates("USD", {}),
        GroupCustomers(prices, SubscribedTerms(store, clock=time)),
        Volumes(records, lambda: rows, clock=time),
        seconds=time.seconds,
    )
    gone: set[str] = set()

    async def there_is(owner: Owner) -> bool:
        return owner.id not in gone

    plans = Plans(store, ledger, records, Unrecorded(), on_change=keeper.load, there_is=there_is, clock=time)
    codes = Codes(
        store, ledger, Unrecorded(), lambda text: hashlib.sha256(text.encode()).hexdigest(), clock=time
    )
    card = Card(ledger)
    watcher = Watcher(store, plans, ledger, top_up=card, readers=readers, clock=time)
    await keeper.load()
    yield Stage(
        db,
        time,
        ledger,
        keeper,
        watcher,
        card,
        application(plan_routes(plans, codes, store, ann_manages)),
        gone,
    )


SUBSCRIPTION = "/api/billing/subscription"
TEAM = "team_one"


async def test_a_subscription_is_paid_renewed_and_ended(stage: Stage) -> None:
    plan = await stage.plan(**PRO)
    refused = await stage.ask("ann", "POST", SUBSCRIPTION, 409, json={"plan_id": plan})
    assert refused["code"] == "balance_too_low"
    assert (await stage.ask("ann", "GET", SUBSCRIPTION))["subscription"] is None
    await stage.pay_in(45_000_000)
    one = await stage.ask("ann", "POST", SUBSCRIPTION, 201, json={"plan_id": plan})
    assert (one["state"], one["period_end"][:10]) == ("active", "2026-12-18")
    assert await stage.left() == (25_000_000, 5_000_000)
    assert stage.price() == 50 and stage.price("usr_b") == 100
    twice = await stage.ask("ann", "POST", SUBSCRIPTION, 409, json={"plan_id": plan})
    assert twice["code"] == "already_subscribed"
    await stage.days_later(30)
    await stage.ledger.expire()
    await stage.watcher.look()
    assert await stage.left() == (5_000_000, 5_000_000), (
        "one renewal, and the month's money does not carry over"
    )
    await stage.days_later(31)
    found = (await stage.ask("ann", "GET", SUBSCRIPTION))["subscription"]
    assert found["state"] == "past_due" and stage.price() == 100
    notices = (await stage.ask("ann", "GET", "/api/billing/notices"))["items"]
    assert [one["kind"] for one in notices] == ["renewal_unpaid"]
    await stage.ask("ann", "POST", f"/api/billing/notices/{notices[0]['id']}/read", 204)
    assert (await stage.ask("ann", "GET", "/api/billing/notices"))["items"][0]["read_at"]
    await stage.days_later(8)
    assert (await stage.ask("ann", "GET", SUBSCRIPTION))["subscription"] is None
    again = await stage.ask("ann", "POST", SUBSCRIPTION, 409, json={"plan_id": plan})
    assert again["code"] == "balance_too_low", "another one may be begun"


async def test_a_change_is_prorated_and_a_cancelled_plan_ends_with_its_period(stage: Stage) -> None:
    small = await stage.plan(name="Small", fee_micros=30_000_000)
    large = await stage.plan(name="Large", fee_micros=90_000_000, credit_limit_micros=7_000_000)
    await stage.pay_in(200_000_000)
    await stage.ask("ann", "POST", SUBSCRIPTION, 201, json={"plan_id": small})
    await stage.days_later(15)
    await stage.ask("ann", "PATCH", SUBSCRIPTION, json={"plan_id": large})
    assert (await stage.left())[0] == 170_000_000 - 30_000_000, "half of the difference for half of the month"
    wallet = await stage.ledger.wallet_of(owner_of("usr_a"))
    assert (await stage.ledger.balance(wallet.id)).credit_limit_micros == 7_000_000
    later = await stage.ask("ann", "PATCH", SUBSCRIPTION, json={"plan_id": small, "when": "period_end"})
    assert (later["plan_name"], later["next_plan_id"]) == ("Large", small)
    await stage.ask("ann", "POST", f"{SUBSCRIPTION}/cancel")
    resumed = await stage.ask("ann", "POST", f"{SUBSCRIPTION}/resume")
    assert not resumed["cancelled"]
    await stage.ask("ann", "POST", f"{SUBSCRIPTION}/cancel")
    await stage.days_later(16)
    assert (await stage.ask("ann", "GET", SUBSCRIPTION))["subscription"] is None
    assert (await stage.left())[0] == 140_000_000
    assert (await stage.ledger.balance(wallet.id)).credit_limit_micros == 0


async def test_free_calls_cost_nothing_until_they_are_used_up(stage: Stage) -> None:
    stage.calls(1, 2)
    stage.time.now += timedelta(minutes=5)
    plan = await stage.plan(**FREE)
    await stage.ask("ann", "POST", SUBSCRIPTION, 201, json={"plan_id": plan})
    assert stage.price() == 0, "what was used before does not count"
    stage.calls(3, 4, 5)
    stage.time.now += timedelta(seconds=6)
    await stage.keeper.load()
    assert stage.price() == 100
    await stage.watcher.look()
    notices = (await stage.ask("ann", "GET", "/api/billing/notices"))["items"]
    assert {(one["kind"], one["facts"]["percent"]) for one in notices} == {("quota", 80), ("quota", 100)}
    shown = (await stage.ask("ann", "GET", SUBSCRIPTION))["subscription"]
    assert shown["quotas"] == [{"unit": "calls", "included": 3, "used": 3}]
    stage.time.now = datetime(2026, 12, 1, 0, 1, tzinfo=UTC)
    await stage.keeper.load()
    assert stage.price() == 0, "another month"


async def test_a_team_s_plan_counts_its_members_calls_with_its_keys(stage: Stage) -> None:
    plan = await stage.plan(**{**FREE, "fee_micros": 1_000_000})
    of_team = {"params": {"team_id": TEAM}, "json": {"plan_id": plan}}
    stranger = await stage.ask("bob", "POST", SUBSCRIPTION, 404, **of_team)
    assert stranger["code"] == "team_not_found"
    await stage.pay_in(5_000_000, TEAM)
    one = await stage.ask("ann", "POST", SUBSCRIPTION, 201, **of_team)
    assert one["user_id"] == TEAM and await stage.left(TEAM) == (4_000_000, 0)
    assert (await stage.ask("ann", "GET", SUBSCRIPTION))["subscription"] is None, "she has none of her own"
    assert (stage.price(team_id=TEAM), stage.price("usr_b", TEAM), stage.price()) == (0, 0, 100)
    stage.calls(1, user_id="usr_a")  # with a key of her own
    stage.calls(2, 3, user_id="usr_b", team_id=TEAM)
    stage.time.now += timedelta(seconds=6)
    await stage.keeper.load()
    assert stage.price(team_id=TEAM) == 0
    stage.calls(4, user_id="usr_a", team_id=TEAM)
    stage.time.now += timedelta(seconds=6)
    await stage.keeper.load()
    assert (stage.price(team_id=TEAM), stage.price("usr_b", TEAM)) == (100, 100)
    shown = (await stage.ask("ann", "GET", SUBSCRIPTION, params={"team_id": TEAM}))["subscription"]
    assert shown["quotas"] == [{"unit": "calls", "included": 3, "used": 3}]
    await stage.watcher.look()
    assert len((await stage.ask("ann", "GET", "/api/billing/notices"))["items"]) == 2
    assert (await stage.ask("bob", "GET", "/api/billing/notices"))["items"] == []
    cancelled = await stage.ask("ann", "POST", f"{SUBSCRIPTION}/cancel", params={"team_id": TEAM})
    assert cancelled["cancelled"]
    for path in ("", "/cancel", "/resume"):
        method = "POST" if path else "GET"
        await stage.ask("bob", method, f"{SUBSCRIPTION}{path}", 404, params={"team_id": TEAM})


async def test_a_yearly_plan_gives_its_money_every_month(stage: Stage) -> None:
    plan = await stage.plan(name="Year", fee_micros=100_000_000, every="year", included_micros=1_000_000)
    await stage.pay_in(100_000_000)
    await stage.ask("ann", "POST", SUBSCRIPTION, 201, json={"plan_id": plan})
    for _ in range(3):
        await stage.days_later(31)
        await stage.ledger.expire()
        await stage.watcher.look()
        assert await stage.left() == (0, 1_000_000)
    assert (await stage.ask("ann", "GET", SUBSCRIPTION))["subscription"]["period_end"][:10] == "2027-11-18"


async def test_plans_are_offered_hidden_or_archived(stage: Stage) -> None:
    hidden = await stage.plan(name="Friends", state="hidden")
    assert (await stage.ask("ann", "GET", "/api/plans"))["items"] == []
    refused = await stage.ask("ann", "POST", SUBSCRIPTION, 409, json={"plan_id": hidden})
    assert refused["code"] == "plan_not_offered"
    given = {"user_id": "usr_a", "plan_id": hidden}
    await stage.ask("finance", "POST", "/api/admin/subscriptions", 201, json=given)
    listed = await stage.ask("support", "GET", "/api/admin/subscriptions")
    assert [row["user_id"] for row in listed["items"]] == ["usr_a"]
    taken = await stage.ask("finance", "POST", "/api/admin/plans", 409, json={"name": "Friends"})
    assert taken["code"] == "plan_name_taken"
    await stage.ask("ann", "POST", "/api/admin/plans", 403, json={"name": "Mine"})
    await stage.ask("support", "POST", "/api/admin/plans", 403, json={"name": "Mine"})


async def test_a_low_balance_is_told_and_topped_up_once(stage: Stage) -> None:
    wishes = {"low_balance_micros": 10, "top_up_below_micros": 5, "top_up_micros": 1_000}
    await stage.ask("ann", "PUT", "/api/billing/wishes", json=wishes)
    half = {"top_up_below_micros": 5}
    assert (await stage.ask("ann", "PUT", "/api/billing/wishes", 422, json=half))["code"] == "half_a_top_up"
    stage.card.good = False
    await asyncio.gather(stage.watcher.look(), stage.watcher.look())
    assert len(stage.card.charged) == 1
    kinds = [one["kind"] for one in (await stage.ask("ann", "GET", "/api/billing/notices"))["items"]]
    assert sorted(kinds) == ["low_balance", "top_up_failed"]
    stage.card.good = True
    await stage.days_later(0.3)
    assert await stage.left() == (1_000, 0)
    await stage.days_later(0.3)
    assert len(stage.card.charged) == 2


# --- codes ------------------------------------------------------------------------------------------

REDEEM = "/api/billing/codes/redeem"


async def batch(stage: Stage, **more: Any) -> Any:
    body = {"name": "Fair", "amount_micros": 5_000_000, "count": 3, **more}
    return await stage.ask("finance", "POST", "/api/admin/codes", 201, json=body)


async def test_a_code_is_redeemed_once_whoever_tries_at_once(stage: Stage) -> None:
    made = await batch(stage)
    code = made["codes"][0]
    async with client(stage.api, "ann") as ann, client(stage.api, "bob") as bob:
        replies = await asyncio.gather(
            *(who.post(REDEEM, json={"code": code.lower()}) for who in (ann, bob, ann, bob))
        )
    assert sorted(reply.status_code for reply in replies).count(200) == 1
    assert sum(await stage.left("usr_a")) + sum(await stage.left("usr_b")) == 5_000_000
    listed = await stage.ask("support", "GET", "/api/admin/codes")
    assert [(row["count"], row["used"]) for row in listed["items"]] == [(3, 1)]
    codes = (await stage.ask("support", "GET", f"/api/admin/codes/{made['id']}"))["items"]
    assert sum(row["used_by"] is not None for row in codes) == 1
    assert all(code not in str(row) for row in codes), "codes are shown once"


async def test_codes_that_are_revoked_or_too_late_look_like_wrong_ones(stage: Stage) -> None:
    until = (stage.time.now + timedelta(days=1)).isoformat()
    late, revoked = await batch(stage, expires_at=until), await batch(stage)
    await stage.ask("finance", "DELETE", f"/api/admin/codes/{revoked['id']}", 204)
    stage.time.now += timedelta(days=2)
    for code in (late["codes"][0], revoked["codes"][0], "WRONG", "0" * 20):
        assert (await stage.ask("ann", "POST", REDEEM, 404, json={"code": code}))["code"] == "code_not_valid"
    assert await stage.left() == (0, 0)


async def test_guessing_ends_after_ten_wrong_codes_and_begins_anew_after_an_hour(stage: Stage) -> None:
    made = await batch(stage, grant_days=30)
    for number in range(10):
        await stage.ask("ann", "POST", REDEEM, 404, json={"code": f"{number:020}"})
    right = {"code": made["codes"][0]}
    assert (await stage.ask("ann", "POST", REDEEM, 429, json=right))["code"] == "too_many_codes"
    await stage.ask("bob", "POST", REDEEM, json={"code": made["codes"][1]})
    stage.time.now += timedelta(hours=1, seconds=1)
    found = await stage.ask("ann", "POST", REDEEM, json=right)
    assert found["amount_micros"] == 5_000_000 and found["until"].startswith("2026-12-18")
    assert await stage.left() == (0, 5_000_000)


async def test_the_plan_of_a_deleted_team_ends_and_is_not_renewed(stage: Stage) -> None:
    plan = await stage.plan(**PRO)
    await stage.pay_in(100_000_000, TEAM)
    of_team = {"params": {"team_id": TEAM}, "json": {"plan_id": plan}}
    await stage.ask("ann", "POST", SUBSCRIPTION, 201, **of_team)
    left = await stage.left(TEAM)
    assert left == (80_000_000, 5_000_000)
    stage.gone.add(TEAM)
    await stage.days_later(31)  # nobody looked in between: the renewal is due already
    assert await PlanStore(stage.db).open_of(TEAM) is None
    await stage.days_later(365)
    assert await stage.left(TEAM) == left, "no fee, and no month's money, after the team was gone"
