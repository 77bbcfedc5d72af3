"""Health, metrics and the doctor over HTTP."""

from __future__ import annotations

import asyncio
import ipaddress
from collections.abc import Callable, Sequence

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import PlainTextResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from typing_extensions import TypedDict

from huahua.infra.db import Database
from huahua.infra.identity import identify, require
from huahua.infra.permissions import Permission
from huahua.infra.problems import Problem
from huahua.ops.doctor import Check, CheckResult, examine


class Report(TypedDict):
    checks: list[CheckResult]


def liveness(db: Database, leaving: asyncio.Event | None = None) -> APIRouter:
    """For whoever watches the process. `leaving` is set when it begins to end."""
    router = APIRouter()

    @router.get("/healthz", include_in_schema=False)
    async def healthz() -> PlainTextResponse:
        """The process lives."""
        return PlainTextResponse("ok")

    @router.get("/readyz", include_in_schema=False)
    async def readyz() -> PlainTextResponse:
        """The process can serve: its database answers, and it is not about to end."""
        if leaving is not None and leaving.is_set():
            return PlainTextResponse("leaving", status_code=503)
        try:
            async with db.read() as connection:
                await connection.execute(text("SELECT 1"))
        except SQLAlchemyError as fault:
            raise Problem(
                503, "database_unavailable", "The database does not answer.", retry_after=5
            ) from fault
        return PlainTextResponse("ready")

    return router


def routes(db: Database, checks: Callable[[], Sequence[Check]], *, metrics_public: bool) -> APIRouter:
    router = liveness(db)

    @router.get("/metrics", include_in_schema=False)
    async def metrics(request: Request) -> Response:
        """Prometheus text format; for the machine itself and administrators unless made public."""
        if not metrics_public and not _is_this_machine(request):
            identity = await identify(request)
            if identity is None or not identity.may(Permission.READ_HEALTH):
                raise Problem(403, "forbidden", "Metrics are for this machine and for administrators.")
        return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)

    @router.get(
        "/api/doctor",
        tags=["administration"],
        dependencies=[Depends(require(Permission.READ_HEALTH))],
    )
    async def doctor() -> Report:
        """Every check with what to do about what fails."""
        return {"checks": [result.to_json() for result in await examine(checks())]}

    return router


def _is_this_machine(request: Request) -> bool:
    """A direct call from loopback; behind a proxy everybody would seem to be that."""
    if request.client is None or "x-forwarded-for" in request.headers or "forwarded" in request.headers:
        return False
    try:
        return ipaddress.ip_address(request.client.host).is_loopback
    except ValueError:
        return False
