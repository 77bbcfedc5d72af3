"""`GET /api/usage` and `GET /api/billing/balance`: what calls used and cost, and what is left to spend."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from typing_extensions import TypedDict

from huahua.gateway.http.problems import GatewayRoute
from huahua.gateway.metering.reports import UsageReports, Wanted
from huahua.gateway.ports import Purse
from huahua.infra.identity import User
from huahua.infra.permissions import Permission
from huahua.infra.problems import Problem
from huahua.kit.clock import Clock, utc_now
from huahua.kit.pages import BadCursor
from huahua.kit.shapes import Page

DEFAULT_DAYS = 30
MAX_DAYS = 400


class Money(TypedDict):
    """Millionths of the currency; None where there was no price."""

    amount_micros: int
    currency: str | None


class _Counts(TypedDict):
    input_tokens: int
    cache_read_tokens: int
    cache_write_tokens: int
    output_tokens: int
    reasoning_tokens: int
    images: int
    characters: int
    audio_seconds: int


class UsageTotal(_Counts):
    """All calls of one day (UTC) in one currency, of one model, key or person: the one of the three that is not
    None, where a key that is None stands for calls without a key."""

    day: str
    model: str | None
    key_id: str | None
    user_id: str | None
    calls: int
    failed: int
    cost: Money


class UsageEntry(_Counts):
    """One call."""

    id: str
    user_id: str
    key_id: str | None
    team_id: str | None
    """Whose call it was, where the key is a team's."""
    project_id: str | None
    model: str
    provider: str
    upstream_model: str
    dialect: str
    task: str
    status: int
    error_code: str | None
    latency_ms: int
    first_byte_ms: int | None
    attempts: int
    route_reason: str
    cache: str
    broken: str
    cost: Money
    created_at: str


class UsageReport(TypedDict):
    """`totals` come with the first page of `lines` only."""

    totals: list[UsageTotal]
    lines: Page[UsageEntry]


class BalanceReply(TypedDict):
    """`amount_micros` is what is left; None where spending is not limited. With a wallet it may be below 0, down to
    `-credit_limit_micros`; `held_micros` is set aside for calls that run, and no part of it."""

    amount_micros: int | None
    currency: str | None
    limit_micros: int | None
    period: str | None
    held_micros: int
    grants_micros: int
    credit_limit_micros: int
    wallet_id: str | None


_NOT_LIMITED: BalanceReply = {
    "amount_micros": None,
    "currency": None,
    "limit_micros": None,
    "period": None,
    "held_micros": 0,
    "grants_micros": 0,
    "credit_limit_micros": 0,
    "wallet_id": None,
}


def usage_routes(reports: UsageReports, purse: Purse, clock: Clock = utc_now) -> APIRouter:
    router = APIRouter(tags=["usage"], route_class=GatewayRoute)

    @router.get("/api/usage", response_model=UsageReport)
    async def usage(
        user: User,
        first: Annotated[date | None, Query(alias="from")] = None,
        until: date | None = None,
        model: Annotated[str | None, Query(max_length=200)] = None,
        user_id: Annotated[str | None, Query(max_length=40)] = None,
        key_id: Annotated[str | None, Query(max_length=40)] = None,
        by: Literal["model", "key_id", "user_id"] = "model",
        cursor: Annotated[str | None, Query(max_length=300)] = None,
        limit: Annotated[int, Query(ge=1, le=500)] = 50,
    ) -> dict[str, Any]:
        """A user's own calls; everybody's with the permission to read usage."""
        if not user.may(Permission.READ_USAGE):
            user_id = user.user_id
        last = until or clock().date()
        wanted = Wanted(first or _month_before(last), last, user_id, model, key_id)
        if not 0 <= (wanted.last - wanted.first).days < MAX_DAYS:
            raise Problem(
                400,
                "invalid_field",
                f"'from' must not be after 'until', and at most {MAX_DAYS} days before it.",
                param="from",
            )
        totals = await reports.totals(wanted, by) if cursor is None else []
        try:
            page = await reports.lines(wanted, cursor, limit)
        except BadCursor as fault:
            raise Problem(
                400, "bad_cursor", "The cursor is not one of this server.", param="cursor"
            ) from fault
        return {"totals": totals, "lines": {"items": page.items, "next_cursor": page.next_cursor}}

    @router.get("/api/billing/balance", response_model=BalanceReply)
    async def balance(user: User) -> dict[str, Any] | BalanceReply:
        """What the caller may still spend."""
        found = await purse.balance(user.user_id)
        if found is None:
            return _NOT_LIMITED
        return {
            "amount_micros": found.left_micros,
            "currency": found.currency,
            "limit_micros": found.limit_micros,
            "period": found.period,
            "held_micros": found.held_micros,
            "grants_micros": found.grants_micros,
            "credit_limit_micros": found.credit_limit_micros,
            "wallet_id": found.wallet_id,
        }

    return router


def _month_before(last: date) -> date:
    """The first of `DEFAULT_DAYS` days; the calendar begins with the year 1."""
    return last - min(timedelta(days=DEFAULT_DAYS - 1), last - date.min)
