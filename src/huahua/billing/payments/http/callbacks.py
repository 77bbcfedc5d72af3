"""`/api/pay/{provider}/notify`: where providers say that somebody paid. Not signed in, but signed."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from starlette.exceptions import HTTPException

from huahua.billing.payments.http.problems import payment_problems
from huahua.billing.payments.payments import Payments
from huahua.billing.payments.ports import Delivery

MAX_BYTES = 48 * 1024
"""Stripe's longest events have some twenty kilobytes; more than 64 are read from known callers only."""


def callback_routes(payments: Payments) -> APIRouter:
    router = APIRouter(prefix="/api/pay", tags=["billing"])

    @router.api_route("/{provider}/notify", methods=["GET", "POST"], include_in_schema=False)
    async def notify(provider: str, request: Request) -> Response:
        """In the provider's own shape; 404 for one that is not set up."""
        with payment_problems():
            payments.providers.get(provider)
        delivery = Delivery(
            request.method,
            {name.lower(): value for name, value in request.headers.items()},
            request.query_params.multi_items(),
            await bounded_body(request),
        )
        with payment_problems():
            reply = await payments.notices.received(provider, delivery)
        return Response(reply.body, reply.status, media_type=reply.media_type)

    return router


async def bounded_body(request: Request) -> bytes:
    """Raises HTTPException 413."""
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > MAX_BYTES:
            raise HTTPException(413, "The request's body is larger than allowed here.")
    return bytes(body)
