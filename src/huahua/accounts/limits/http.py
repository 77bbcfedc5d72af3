"""Limits over HTTP: what one person or one team may use at most, as an operator says."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path
from pydantic import BaseModel, ConfigDict, Field

from huahua.accounts.limits import shapes
from huahua.accounts.limits.service import CustomerLimits
from huahua.infra.identity import require
from huahua.infra.permissions import Permission
from huahua.kit.limits import Limits, Period

Subject = Annotated[str, Path(pattern="^(usr|team)_[0-9a-z]{26}$")]
Count = Annotated[int, Field(ge=0, le=10**9)]


class LimitsBody(BaseModel):
    """0 is no limit."""

    model_config = ConfigDict(extra="forbid")

    requests_per_minute: Count = 0
    tokens_per_minute: Count = 0
    parallel_calls: Annotated[int, Field(ge=0, le=100_000)] = 0
    spend_micros: Annotated[int, Field(ge=0, le=10**15)] = 0
    spend_period: Period = "month"

    def limits(self) -> Limits:
        return Limits(**self.model_dump())


def limits_json(limits: Limits) -> shapes.Limits:
    return {
        "requests_per_minute": limits.requests_per_minute,
        "tokens_per_minute": limits.tokens_per_minute,
        "parallel_calls": limits.parallel_calls,
        "spend_micros": limits.spend_micros,
        "spend_period": limits.spend_period,
    }


def limit_routes(service: CustomerLimits) -> APIRouter:
    router = APIRouter(prefix="/api/admin/limits", tags=["administration"])

    @router.get("/{subject}", dependencies=[Depends(require(Permission.READ_USERS))])
    async def limits(subject: Subject) -> shapes.Limits:
        """Of a user or a team, beside what the settings say for everybody."""
        return limits_json(service.of(subject))

    @router.put("/{subject}", dependencies=[Depends(require(Permission.MANAGE_USERS))])
    async def set_limits(subject: Subject, body: LimitsBody) -> shapes.Limits:
        await service.set(subject, body.limits())
        return limits_json(service.of(subject))

    return router
