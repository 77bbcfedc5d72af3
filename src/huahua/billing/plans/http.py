"""`/api/plans`, `/api/billing/…`: what customers see of plans; `/api/admin/plans…`, `/api/admin/codes…`: operators."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field
from typing_extensions import TypedDict

from huahua.billing.faults import Invalid, NotFound
from huahua.billing.plans.domain.subscription import Subscription
from huahua.billing.plans.domain.terms import ORDER, Every, Terms, Unit
from huahua.billing.plans.redeeming import Codes
from huahua.billing.plans.store import Batch, Notice, Plan, PlanStore, Wishes
from huahua.billing.plans.subscribing import Plans, When, checked_terms
from huahua.billing.prices.domain.factor import factor
from huahua.billing.prices.shapes import Decimals
from huahua.billing.routes import BillingRoute, Manages, Money, TeamId
from huahua.infra.identity import Identity, User, require
from huahua.infra.permissions import Permission
from huahua.kit.clock import iso
from huahua.kit.shapes import Page

_READ = [Depends(require(Permission.READ_BILLING))]
Manager = Annotated[Identity, Depends(require(Permission.MANAGE_BILLING))]
Micros = Annotated[int, Field(ge=0, le=10**15)]
Amount = Annotated[int, Field(ge=1, le=10**15)]
MAX_CODES = 5_000


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class PlanBody(_Body):
    """`fee_micros` for each `every`; the rest for each month. `included`: calls, tokens or pictures that cost nothing;
    `included_micros`: money to spend on calls, which ends with the month; `factor`: what all prices are multiplied by;
    `credit_limit_micros`: postpaid, invoiced after the month; `storage_mb`: room for pictures in MiB, null for the
    server's own limit. `state`: `offered` to all, `hidden` (given by operators)
    or `archived` (nobody new)."""

    name: Annotated[str, Field(min_length=1, max_length=100)]
    description: Annotated[str, Field(max_length=2_000)] = ""
    fee_micros: Micros = 0
    every: Every = "month"
    included_micros: Micros = 0
    included: dict[Unit, Amount] = {}
    factor: Decimals = "1"
    credit_limit_micros: Micros = 0
    storage_mb: Annotated[int | None, Field(ge=1, le=100_000_000)] = None
    state: Literal["offered", "hidden", "archived"] = "offered"

    def terms(self) -> Terms:
        given = self.model_dump(include=set(Terms.__slots__) - {"factor", "included"})
        return checked_terms(
            Terms(**given, factor=factor(self.factor), included=tuple(sorted(self.included.items())))
        )


class PlanReply(TypedDict):
    id: str
    name: str
    description: str
    state: str
    currency: str
    fee_micros: int
    every: str
    included_micros: int
    included: dict[str, int]
    factor: str
    credit_limit_micros: int
    storage_mb: int | None


class Quota(TypedDict):
    unit: str
    included: int
    used: int


class SubscriptionReply(TypedDict):
    """`quotas` are those of this calendar month (UTC). `state`: active, past_due (the renewal is not paid: nothing is
    included meanwhile) or ended."""

    id: str
    user_id: str
    plan_id: str
    plan_name: str
    state: str
    currency: str
    fee_micros: int
    every: str
    included_micros: int
    factor: str
    credit_limit_micros: int
    storage_mb: int | None
    period_start: str
    period_end: str
    month_end: str
    cancelled: bool
    next_plan_id: str | None
    quotas: list[Quota]


class Funding(TypedDict):
    """`order`: in which order a call is paid for, first to last."""

    subscription: SubscriptionReply | None
    order: list[str]


class SubscribeBody(_Body):
    plan_id: Annotated[str, Field(max_length=40)]


class ChangeBody(SubscribeBody):
    """`now`: the fees are prorated; `period_end`: with the next period."""

    when: When = "now"


class GiveBody(SubscribeBody):
    user_id: Annotated[str, Field(min_length=1, max_length=40)]


class RedeemBody(_Body):
    code: Annotated[str, Field(min_length=1, max_length=60)]


class RedeemReply(Money):
    """`until`: when what it brought ends; null where it stays."""

    until: str | None


class BatchBody(_Body):
    """`expires_at`: until when the codes can be redeemed. `grant_days`: how long what they bring lasts; null, for
    ever."""

    name: Annotated[str, Field(min_length=1, max_length=100)]
    amount_micros: Amount
    count: Annotated[int, Field(ge=1, le=MAX_CODES)]
    expires_at: AwareDatetime | None = None
    grant_days: Annotated[int, Field(ge=1, le=3_650)] | None = None


class BatchReply(TypedDict):
    id: str
    name: str
    amount_micros: int
    currency: str
    count: int
    used: int
    expires_at: str | None
    grant_days: int | None
    revoked_at: str | None
    created_by: str | None
    created_at: str


class NewBatch(BatchReply):
    """`codes` are shown this once."""

    codes: list[str]


class CodeReply(TypedDict):
    """`hint` is the end of the code."""

    id: str
    hint: str
    used_by: str | None
    used_at: str | None


class NoticeReply(TypedDict):
    """`kind`: quota, low_balance, renewal_unpaid, topped_up, top_up_failed; `facts` differ by kind."""

    id: str
    kind: str
    facts: dict[str, Any]
    created_at: str
    read_at: str | None


class WishesBody(_Body):
    """`low_balance_micros`: below it a notice comes. Both of `top_up_…`, or neither: below the first, a saved way to
    pay is charged with the second, at most every six hours."""

    low_balance_micros: Micros = 0
    top_up_below_micros: Micros | None = None
    top_up_micros: Amount | None = None
    letters: bool = True
    """Whether notices come by e-mail, too, where the server can send any."""


class WishesReply(TypedDict):
    low_balance_micros: int
    top_up_below_micros: int | None
    top_up_micros: int | None
    letters: bool
    currency: str


def plan_routes(plans: Plans, codes: Codes, store: PlanStore, manages: Manages) -> APIRouter:
    router = APIRouter(tags=["plans"], route_class=BillingRoute)
    _customer_routes(router, plans, manages)
    _wish_routes(router, plans, store)
    _operator_routes(router, plans)
    _code_routes(router, plans, codes)
    return router


def _customer_routes(router: APIRouter, plans: Plans, manages: Manages) -> None:
    """With `team_id` the subscription is that team's, for those who manage it."""

    async def payer(user: User, team_id: TeamId = None) -> str:
        if team_id is not None and not await manages(user.user_id, team_id):
            raise NotFound("There is no such team, or you do not manage it.", code="team_not_found")
        return team_id or user.user_id

    @router.get("/api/plans", response_model=Page[PlanReply])
    async def offered(_user: User) -> dict[str, Any]:
        found = [plan for plan in await plans.plans() if plan.state == "offered"]
        return {"items": [_plan(plan, plans.currency) for plan in found], "next_cursor": None}

    @router.get("/api/billing/subscription", response_model=Funding)
    async def mine(payer_id: str = Depends(payer)) -> dict[str, Any]:
        one = await plans.of(payer_id)
        return {"subscription": await _shown(plans, one) if one else None, "order": list(ORDER)}

    @router.post("/api/billing/subscription", status_code=201, response_model=SubscriptionReply)
    async def subscribe(body: SubscribeBody, payer_id: str = Depends(payer)) -> dict[str, Any]:
        """The first period's fee comes out of the wallet."""
        return await _shown(plans, await plans.subscribe(payer_id, body.plan_id))

    @router.patch("/api/billing/subscription", response_model=SubscriptionReply)
    async def change(body: ChangeBody, payer_id: str = Depends(payer)) -> dict[str, Any]:
        return await _shown(plans, await plans.change(payer_id, body.plan_id, body.when))

    @router.post("/api/billing/subscription/cancel", response_model=SubscriptionReply)
    async def cancel(payer_id: str = Depends(payer)) -> dict[str, Any]:
        """It ends with its period."""
        return await _shown(plans, await plans.cancel(payer_id))

    @router.post("/api/billing/subscription/resume", response_model=SubscriptionReply)
    async def resume(payer_id: str = Depends(payer)) -> dict[str, Any]:
        return await _shown(plans, await plans.resume(payer_id))


def _wish_routes(router: APIRouter, plans: Plans, store: PlanStore) -> None:
    @router.get("/api/billing/notices", response_model=Page[NoticeReply])
    async def notices(
        user: User,
        cursor: Annotated[str | None, Query(max_length=60)] = None,
        limit: Annotated[int, Query(ge=1, le=200)] = 50,
    ) -> dict[str, Any]:
        found = await store.notices(user.user_id, cursor, limit + 1)
        shown = found[:limit]
        return {
            "items": [_notice(one) for one in shown],
            "next_cursor": shown[-1].id if len(found) > limit else None,
        }

    @router.post("/api/billing/notices/{notice_id}/read", status_code=204)
    async def read(user: User, notice_id: str) -> Response:
        await store.mark_read(user.user_id, notice_id[:40], plans.now())
        return Response(status_code=204)

    @router.get("/api/billing/wishes", response_model=WishesReply)
    async def wishes(user: User) -> dict[str, Any]:
        return _wishes(await store.wishes(user.user_id), plans.currency)

    @router.put("/api/billing/wishes", response_model=WishesReply)
    async def wish(user: User, body: WishesBody) -> dict[str, Any]:
        """When to be told of a low balance, and whether to top up by itself."""
        if (body.top_up_below_micros is None) != (body.top_up_micros is None):
            raise Invalid(
                "Automatic top-up needs both a limit and an amount.",
                code="half_a_top_up",
                param="top_up_micros",
            )
        made = Wishes(user.user_id, **body.model_dump())
        async with store.database.write() as connection:
            await store.save_wishes(connection, made, plans.now())
        return _wishes(made, plans.currency)


def _operator_routes(router: APIRouter, plans: Plans) -> None:
    @router.get("/api/admin/plans", response_model=Page[PlanReply], dependencies=_READ)
    async def every() -> dict[str, Any]:
        return {"items": [_plan(plan, plans.currency) for plan in await plans.plans()], "next_cursor": None}

    @router.post("/api/admin/plans", status_code=201, response_model=PlanReply)
    async def add(_user: Manager, body: PlanBody) -> dict[str, Any]:
        plan = await plans.save(None, body.name, body.description, body.terms(), body.state)
        return _plan(plan, plans.currency)

    @router.put("/api/admin/plans/{plan_id}", response_model=PlanReply)
    async def save(_user: Manager, plan_id: str, body: PlanBody) -> dict[str, Any]:
        """Who has the plan keeps the old terms until the next period."""
        plan = await plans.save(plan_id[:40], body.name, body.description, body.terms(), body.state)
        return _plan(plan, plans.currency)

    @router.get("/api/admin/subscriptions", response_model=Page[SubscriptionReply], dependencies=_READ)
    async def subscriptions(
        plan_id: Annotated[str | None, Query(max_length=40)] = None,
        cursor: Annotated[str, Query(max_length=40)] = "",
        limit: Annotated[int, Query(ge=1, le=200)] = 50,
    ) -> dict[str, Any]:
        found = await plans.all(cursor, limit + 1, plan_id)
        shown = found[:limit]
        return {
            "items": [_subscription(one, plans, {}) for one in shown],
            "next_cursor": shown[-1].id if len(found) > limit else None,
        }

    @router.post("/api/admin/subscriptions", status_code=201, response_model=SubscriptionReply)
    async def give(_user: Manager, body: GiveBody) -> dict[str, Any]:
        """Subscribe a customer, a user or a team, also to a hidden plan; the fee comes out of the customer's wallet."""
        return await _shown(plans, await plans.subscribe(body.user_id, body.plan_id, operator=True))


def _code_routes(router: APIRouter, plans: Plans, codes: Codes) -> None:
    @router.post("/api/billing/codes/redeem", response_model=RedeemReply)
    async def redeem(user: User, body: RedeemBody) -> dict[str, Any]:
        """Ten wrong codes an hour, and no more."""
        found = await codes.redeem(user.user_id, body.code)
        return {
            "amount_micros": found.amount_micros,
            "currency": plans.currency,
            "until": iso(found.grant_until) if found.grant_until else None,
        }

    @router.get("/api/admin/codes", response_model=Page[BatchReply], dependencies=_READ)
    async def batches() -> dict[str, Any]:
        return {"items": [_batch(one, plans.currency) for one in await codes.batches()], "next_cursor": None}

    @router.post("/api/admin/codes", status_code=201, response_model=NewBatch)
    async def make(user: Manager, body: BatchBody) -> dict[str, Any]:
        batch, made = await codes.make(
            body.name,
            body.amount_micros,
            body.count,
            user.user_id,
            expires_at=body.expires_at,
            grant_days=body.grant_days,
        )
        return {**_batch(batch, plans.currency), "codes": made}

    @router.get("/api/admin/codes/{batch_id}", response_model=Page[CodeReply], dependencies=_READ)
    async def in_batch(
        batch_id: str,
        cursor: Annotated[str, Query(max_length=40)] = "",
        limit: Annotated[int, Query(ge=1, le=1_000)] = 100,
    ) -> dict[str, Any]:
        found = await codes.codes(batch_id[:40], cursor, limit + 1)
        shown = found[:limit]
        return {
            "items": [
                {
                    "id": one.id,
                    "hint": one.hint,
                    "used_by": one.used_by,
                    "used_at": iso(one.used_at) if one.used_at else None,
                }
                for one in shown
            ],
            "next_cursor": shown[-1].id if len(found) > limit else None,
        }

    @router.delete("/api/admin/codes/{batch_id}", status_code=204)
    async def revoke(_user: Manager, batch_id: str) -> Response:
        """What is not redeemed yet never will be."""
        await codes.revoke(batch_id[:40])
        return Response(status_code=204)


async def _shown(plans: Plans, one: Subscription) -> dict[str, Any]:
    used = await plans.used(one.user_id) if one.terms.included else {}
    return _subscription(one, plans, used)


def _plan(plan: Plan, currency: str) -> dict[str, Any]:
    return {
        "id": plan.id,
        "name": plan.name,
        "description": plan.description,
        "state": plan.state,
        "currency": currency,
        **plan.terms.as_json(),
    }


def _subscription(one: Subscription, plans: Plans, used: dict[str, int]) -> dict[str, Any]:
    now = plans.now()
    before = one.used_before or {}
    same = (one.anchor.year, one.anchor.month) == (now.year, now.month)
    quotas = [
        {
            "unit": unit,
            "included": most,
            "used": max(0, used.get(unit, 0) - (before.get(unit, 0) if same else 0)),
        }
        for unit, most in one.terms.included
    ]
    terms = one.terms.as_json()
    del terms["included"]
    return {
        "id": one.id,
        "user_id": one.user_id,
        "plan_id": one.plan_id,
        "plan_name": one.plan_name,
        "state": one.state,
        "currency": plans.currency,
        **terms,
        "period_start": iso(one.period_start),
        "period_end": iso(one.period_end),
        "month_end": iso(one.month(now)[2]),
        "cancelled": one.cancelled,
        "next_plan_id": one.next_plan_id,
        "quotas": quotas,
    }


def _batch(one: Batch, currency: str) -> dict[str, Any]:
    return {
        "id": one.id,
        "name": one.name,
        "amount_micros": one.amount_micros,
        "currency": currency,
        "count": one.count,
        "used": one.used,
        "expires_at": iso(one.expires_at) if one.expires_at else None,
        "grant_days": one.grant_days,
        "revoked_at": iso(one.revoked_at) if one.revoked_at else None,
        "created_by": one.created_by,
        "created_at": iso(one.created_at),
    }


def _notice(one: Notice) -> dict[str, Any]:
    return {
        "id": one.id,
        "kind": one.kind,
        "facts": one.facts,
        "created_at": iso(one.created_at),
        "read_at": iso(one.read_at) if one.read_at else None,
    }


def _wishes(one: Wishes | None, currency: str) -> dict[str, Any]:
    return {
        "low_balance_micros": one.low_balance_micros if one else 0,
        "top_up_below_micros": one.top_up_below_micros if one else None,
        "top_up_micros": one.top_up_micros if one else None,
        "letters": one.letters if one else True,
        "currency": currency,
    }
