"""`/api/billing/orders` and `/api/billing/payment-methods`: what customers do."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Request
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from huahua.billing.payments.domain.orders import Order
from huahua.billing.payments.http.problems import payment_problems
from huahua.billing.payments.http.shapes import PaymentMethods, PaymentOrder, order_json, way_json
from huahua.billing.payments.payments import Payments
from huahua.billing.payments.service.ordering import Wanted
from huahua.infra.identity import User
from huahua.kit.shapes import Page
from huahua.kit.text import storable

MAX_MICROS = 10**15
Name = Annotated[str, Field(min_length=1, max_length=20, pattern="^[a-z0-9_]+$")]
Key = Annotated[
    str | None,
    Header(alias="Idempotency-Key", min_length=1, max_length=80),
    AfterValidator(lambda text: text and storable(text)),
]


class OrderCreate(BaseModel):
    model_config = ConfigDict(extra="forbid")

    provider: Name
    method: Name | None = None
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")]
    amount_micros: Annotated[int, Field(gt=0, le=MAX_MICROS)]
    save_method: bool = False
    """Keep the payment method for automatic top-up."""
    openid: Annotated[str, Field(max_length=128, pattern="^[A-Za-z0-9_-]+$")] | None = None
    """Who the customer is inside WeChat, for `jsapi`."""
    team_id: Annotated[str, Field(min_length=1, max_length=40), AfterValidator(storable)] | None = None
    """For the wallet of a team that one is in; otherwise for one's own."""


def order_routes(payments: Payments) -> APIRouter:
    router = APIRouter(prefix="/api/billing", tags=["billing"])
    ordering, store = payments.ordering, payments.store

    async def shown(order: Order) -> dict[str, Any]:
        refunds = await store.refunds([order.id])
        return order_json(order, payments.currency, refunds.get(order.id, ()))

    _method_routes(router, payments)

    @router.get("/orders", response_model=Page[PaymentOrder])
    async def orders(
        user: User,
        cursor: Annotated[str | None, Query(max_length=300)] = None,
        limit: Annotated[int, Query(ge=1, le=200)] = 50,
    ) -> dict[str, Any]:
        """One's own, the newest first."""
        with payment_problems():
            page = await store.orders(user_id=user.user_id, cursor=cursor, limit=limit)
        refunds = await store.refunds([order.id for order in page.items])
        items = [order_json(order, payments.currency, refunds.get(order.id, ())) for order in page.items]
        return {"items": items, "next_cursor": page.next_cursor}

    @router.post("/orders", status_code=201, response_model=PaymentOrder)
    async def start(body: OrderCreate, user: User, request: Request, key: Key = None) -> dict[str, Any]:
        """An order to top up one's own wallet, or a team's; `checkout` says how to pay it."""
        wanted = Wanted(
            body.provider,
            body.currency,
            body.amount_micros,
            body.method,
            body.save_method,
            request.client.host if request.client else None,
            body.openid,
            body.team_id,
        )
        with payment_problems():
            order = await ordering.start(user.user_id, wanted, key=key and f"own:{key}")
        return await shown(order)

    @router.get("/orders/{order_id}", response_model=PaymentOrder)
    async def order(order_id: str, user: User) -> dict[str, Any]:
        with payment_problems():
            return await shown(await ordering.order_of(user.user_id, order_id))

    @router.post("/orders/{order_id}/look", response_model=PaymentOrder)
    async def look(order_id: str, user: User) -> dict[str, Any]:
        """The order after its provider was asked; for a page that was returned to. The address it was returned to
        proves nothing."""
        with payment_problems():
            return await shown(await ordering.look(user.user_id, order_id))

    return router


def _method_routes(router: APIRouter, payments: Payments) -> None:
    @router.get("/payment-methods", response_model=PaymentMethods)
    async def methods(user: User) -> dict[str, Any]:
        """What an order may be paid with, and what is saved for automatic top-up."""
        currency, config = payments.currency, payments.config
        return {
            "currency": currency,
            "least": {"amount_micros": config.least_micros, "currency": currency},
            "most": {"amount_micros": config.most_micros, "currency": currency},
            "ways": [way_json(way) for way in payments.ordering.ways()],
            "saved": [
                {"provider": kept.provider, "label": kept.label}
                for kept in await payments.saved.of(user.user_id)
            ],
        }

    @router.delete("/payment-methods", status_code=204)
    async def forget(user: User) -> None:
        """Forget what is saved for automatic top-up."""
        await payments.saved.forget(user.user_id)
