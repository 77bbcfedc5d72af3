"""Routes of billing, whose faults become problem+json."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
from typing import Annotated, Any

from fastapi import Query, Request, Response
from fastapi.routing import APIRoute
from typing_extensions import TypedDict

from huahua.billing.faults import BillingFault
from huahua.infra.problems import Problem
from huahua.kit.pages import BadCursor

Manages = Callable[[str, str], Awaitable[bool]]
"""Whether the user with the first id manages the team with the second."""
TeamId = Annotated[str | None, Query(max_length=40)]


class Money(TypedDict):
    """Millionths of the currency."""

    amount_micros: int
    currency: str


class BillingRoute(APIRoute):
    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def translated(request: Request) -> Response:
            try:
                return await handle(request)
            except BillingFault as fault:
                raise Problem(
                    fault.status,
                    fault.code,
                    fault.message,
                    param=fault.param,
                    retry_after=fault.retry_after_s,
                ) from fault
            except BadCursor as fault:
                raise Problem(
                    400, "bad_cursor", "The cursor is not one of this server.", param="cursor"
                ) from fault

        return translated
