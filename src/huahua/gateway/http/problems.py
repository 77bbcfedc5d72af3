"""Errors of the gateway on `/api/*`: problem+json, whatever the route."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute

from huahua.gateway.domain.calls import Caller
from huahua.gateway.errors import GatewayError
from huahua.infra.identity import Identity
from huahua.infra.problems import Problem


class GatewayRoute(APIRoute):
    """A route whose GatewayErrors become problems."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def translated(request: Request) -> Response:
            try:
                return await handle(request)
            except GatewayError as fault:
                raise as_problem(fault) from fault

        return translated


def as_problem(fault: GatewayError) -> Problem:
    return Problem(fault.status, fault.code, fault.message, retry_after=fault.retry_after, param=fault.param)


def caller_of(identity: Identity) -> Caller:
    return Caller(  # by position, in half the time
        identity.user_id,
        identity.role,
        identity.key_id,
        identity.team_id,
        identity.project_id,
        identity.restrictions,
    )
