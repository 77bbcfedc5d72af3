"""`/api/admin/billing/orders`: what operators do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from huahua.billing.payments.domain.orders import Order
from huahua.billing.payments.domain.refunds import Refund
from huahua.billing.payments.http.customer import MAX_MICROS, Key
from huahua.billing.payments.http.problems import payment_problems
from huahua.billing.payments.http.shapes import AdminOrder, admin_order_json
from huahua.billing.payments.payments import Payments
from huahua.infra.identity import Identity, require
from huahua.infra.permissions import Permission
from huahua.kit.shapes import Page
from huahua.kit.text import storable

Clean = AfterValidator(storable)
Reference = Annotated[str, Clean, Field(min_length=1, max_length=200), AfterValidator(str.strip)]
Reader = Annotated[Identity, Depends(require(Permission.READ_BILLING))]
Manager = Annotated[Identity, Depends(require(Permission.MANAGE_BILLING))]


class OrderConfirm(BaseModel):
    model_config = ConfigDict(extra="forbid")

    reference: Annotated[Reference, Field(min_length=1)]
    """The bank's own, so that no transfer pays two orders."""


class RefundCreate(BaseModel):
    model_config = ConfigDict(extra="forbid")

    amount_micros: Annotated[int, Field(gt=0, le=MAX_MICROS)] | None = None
    """None: all that is left."""
    reason: Annotated[str, Clean, Field(max_length=200)] = ""
    reference: Reference | None = None
    """It was paid back by hand; this is what is recorded."""


def admin_order_routes(payments: Payments) -> APIRouter:
    router = APIRouter(prefix="/api/admin/billing", tags=["billing"])
    operating = payments.operating

    def rendered(order: Order, refunds: Sequence[Refund]) -> dict[str, Any]:
        by_hand = payments.refunding.is_by_hand(order)
        return admin_order_json(order, payments.currency, refunds, by_hand=by_hand)

    async def shown(order: Order) -> dict[str, Any]:
        return rendered(order, (await operating.refunds([order])).get(order.id, ()))

    @router.get("/orders", response_model=Page[AdminOrder])
    async def orders(
        _reader: Reader,
        status: Literal["pending", "paid", "expired", "failed"] | None = None,
        provider: Annotated[str | None, Query(max_length=20)] = None,
        user_id: Annotated[str | None, Query(max_length=40)] = None,
        flagged: bool = False,
        cursor: Annotated[str | None, Query(max_length=300)] = None,
        limit: Annotated[int, Query(ge=1, le=200)] = 50,
    ) -> dict[str, Any]:
        """Everybody's, the newest first; `flagged` are those that somebody should look at."""
        with payment_problems():
            page = await operating.orders(
                user_id=user_id, status=status, provider=provider, flagged=flagged, cursor=cursor, limit=limit
            )
        refunds = await operating.refunds(page.items)
        items = [rendered(order, refunds.get(order.id, ())) for order in page.items]
        return {"items": items, "next_cursor": page.next_cursor}

    @router.post("/orders/{order_id}/confirm", response_model=AdminOrder)
    async def confirm(order_id: str, body: OrderConfirm, manager: Manager) -> dict[str, Any]:
        """The money of a transfer has arrived: credit the wallet."""
        with payment_problems():
            return await shown(await operating.confirm(order_id, body.reference, actor=manager.user_id))

    @router.post("/orders/{order_id}/refund", response_model=AdminOrder)
    async def refund(order_id: str, body: RefundCreate, manager: Manager, key: Key = None) -> dict[str, Any]:
        """Pay back all or a part, through the provider where it can."""
        with payment_problems():
            await payments.refunding.refund(
                order_id,
                body.amount_micros,
                reason=body.reason,
                actor=manager.user_id,
                reference=body.reference,
                key=key,
            )
            return await shown(await operating.order(order_id))

    @router.post("/orders/{order_id}/seen", response_model=AdminOrder)
    async def seen(order_id: str, _manager: Manager) -> dict[str, Any]:
        """Take away the flag."""
        with payment_problems():
            return await shown(await operating.clear_flag(order_id))

    return router
