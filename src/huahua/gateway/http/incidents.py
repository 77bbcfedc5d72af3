"""What operators see of resilience: how every upstream does, and the cases of failed attempts."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query
from typing_extensions import TypedDict

from huahua.gateway.candidate import Candidate
from huahua.gateway.http.problems import GatewayRoute
from huahua.gateway.registry import Registry
from huahua.gateway.resilience.cases import Case
from huahua.gateway.resilience.faults import FaultKind
from huahua.gateway.resilience.health import Alarm, Health
from huahua.gateway.resilience.store import CaseFilter, SqlCaseStore
from huahua.gateway.resilience.trail import Trails
from huahua.gateway.resilience.upstream import Upstream
from huahua.infra.identity import require
from huahua.infra.permissions import Permission
from huahua.infra.problems import Problem
from huahua.kit.clock import iso
from huahua.kit.pages import BadCursor, decode_cursor, encode_cursor
from huahua.kit.shapes import Page

DEFAULT_LIMIT, MAX_LIMIT = 50, 200

Kind = Literal["refused", "limited", "credential", "unreachable", "timeout", "broken", "error"]
Name = Annotated[str | None, Query(max_length=320)]


class HealthSample(TypedDict):
    """Ten seconds of one upstream."""

    calls: int
    failures: int
    running: int
    p50_ms: float | None
    p99_ms: float | None


class UpstreamHealth(TypedDict):
    """One upstream as this process saw it. `state` is of its breaker, or `limited` while its vendor asks to wait;
    `weight` is what its configured weight is multiplied by, `rate_limit_left` the share of the vendor's limit that is
    left where it says so. `trail` has the oldest first."""

    key: str
    provider: str
    model: str
    account: int
    state: Literal["closed", "open", "half_open", "limited"]
    returns_in_s: float | None
    alarm: bool
    running: int
    calls: int
    failures: int
    error_rate: float
    weight: float
    p50_ms: float | None
    p99_ms: float | None
    first_token_ms: float | None
    rate_limit_left: float | None
    trail: list[HealthSample]


class HealthAlarm(TypedDict):
    """`subject` is a provider's account (`deepseek`, `deepseek#2` for its second key) or one upstream."""

    subject: str
    reason: str
    since: str


class HealthReport(TypedDict):
    upstreams: list[UpstreamHealth]
    alarms: list[HealthAlarm]


class CaseRow(TypedDict):
    """One failed attempt. Rows with one `request_id` are one chain, by `attempt`; `count` tells for how many it
    stands when only some of a flood were kept."""

    id: str
    at: str
    request_id: str
    model: str
    upstream: str
    provider: str
    upstream_model: str
    attempt: int
    kind: Kind
    code: str
    detail: str
    elapsed_ms: int
    next: str | None
    served_by: str | None
    visible: bool
    count: int


def incident_routes(registry: Registry, health: Health, trails: Trails, store: SqlCaseStore) -> APIRouter:
    router = APIRouter(
        prefix="/api/admin",
        tags=["administration"],
        route_class=GatewayRoute,
        dependencies=[Depends(require(Permission.READ_INCIDENTS))],
    )

    @router.get("/health", response_model=HealthReport)
    async def show_health() -> dict[str, Any]:
        """Every upstream of the catalogue, as this process saw it."""
        return health_json(registry.candidates(), health, trails)

    @router.get("/cases", response_model=Page[CaseRow])
    async def show_cases(
        provider: Name = None,
        model: Name = None,
        kind: Kind | None = None,
        request_id: Name = None,
        failed: bool | None = None,
        cursor: str | None = None,
        limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = DEFAULT_LIMIT,
    ) -> dict[str, Any]:
        """Failed attempts, the newest first. `failed=true`: of calls that nobody served in the end."""
        wanted = CaseFilter(provider, kind, request_id, model, failed)
        found = await store.find(wanted, _before(cursor), limit + 1)
        return {
            "items": [_case_json(case) for case in found[:limit]],
            "next_cursor": encode_cursor(found[limit - 1].id) if len(found) > limit else None,
        }

    return router


def health_json(candidates: list[Candidate], health: Health, trails: Trails) -> dict[str, Any]:
    alarms = health.alarms()
    out = {alarm.subject for alarm in alarms}
    seen = {upstream.key: upstream for upstream in health.upstreams()}
    by_key = {candidate.key: candidate for candidate in candidates if not candidate.builtin}
    return {
        "upstreams": [
            _upstream_json(candidate, seen.get(key), health, trails, out)
            for key, candidate in sorted(by_key.items())
        ],
        "alarms": [_alarm_json(alarm) for alarm in alarms],
    }


def _upstream_json(
    candidate: Candidate, upstream: Upstream | None, health: Health, trails: Trails, alarms: set[str]
) -> dict[str, Any]:
    key, standing = candidate.key, health.of(candidate.key)
    limited = health.is_limited(key)
    state = upstream.breaker.state.value if upstream is not None else "closed"
    returns_in_s = health.opens_in(key)
    return {
        "key": key,
        "provider": candidate.row.provider,
        "model": candidate.row.model,
        "account": candidate.account,
        "state": "limited" if limited and state == "closed" else state,
        "returns_in_s": round(returns_in_s, 1) if returns_in_s else None,
        "alarm": upstream is not None and not alarms.isdisjoint((key, upstream.account)),
        "running": standing.running,
        "calls": upstream.calls if upstream else 0,
        "failures": upstream.failures if upstream else 0,
        "error_rate": round(standing.error_rate, 4),
        "weight": round(standing.weight, 3),
        "p50_ms": standing.p50_ms,
        "p99_ms": standing.p99_ms,
        "first_token_ms": standing.first_token_ms,
        "rate_limit_left": upstream.rate_limit_left if upstream else None,
        "trail": [asdict(sample) for sample in trails.of(key)],
    }


def _alarm_json(alarm: Alarm) -> dict[str, Any]:
    return {"subject": alarm.subject, "reason": alarm.reason, "since": iso(alarm.since)}


def _case_json(case: Case) -> dict[str, Any]:
    return {**asdict(case), "at": iso(case.at), "kind": FaultKind(case.kind).value}


def _before(cursor: str | None) -> str | None:
    if cursor is None:
        return None
    try:
        return decode_cursor(cursor, 1)[0]
    except BadCursor as fault:
        raise Problem(400, "bad_cursor", "The cursor is not one of this server.", param="cursor") from fault
