"""Orders from the operator's side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from huahua.billing.payments.domain.events import PaymentEvent
from huahua.billing.payments.domain.orders import Order, Payment
from huahua.billing.payments.domain.refunds import Refund
from huahua.billing.payments.errors import (
    NotConfirmable,
    NoticeRefused,
    OrderNotFound,
    ReferenceUsed,
    Refusal,
)
from huahua.billing.payments.ports import OrderStore, PaymentAudit
from huahua.billing.payments.service.settling import Settling
from huahua.kit.pages import Page

MANUAL = "manual"


class Operating:
    def __init__(self, store: OrderStore, settling: Settling, audit: PaymentAudit) -> None:
        self._store = store
        self._settling = settling
        self._audit = audit

    async def order(self, order_id: str) -> Order:
        """Raises OrderNotFound."""
        order = await self._store.order(order_id)
        if order is None:
            raise OrderNotFound(order_id)
        return order

    async def orders(
        self,
        *,
        user_id: str | None = None,
        status: str | None = None,
        provider: str | None = None,
        flagged: bool = False,
        cursor: str | None = None,
        limit: int = 50,
    ) -> Page[Order]:
        """Raises BadCursor."""
        return await self._store.orders(
            user_id=user_id, status=status, provider=provider, flagged=flagged, cursor=cursor, limit=limit
        )

    async def refunds(self, orders: Sequence[Order]) -> Mapping[str, Sequence[Refund]]:
        return await self._store.refunds([order.id for order in orders])

    async def confirm(self, order_id: str, reference: str, *, actor: str) -> Order:
        """The money of a transfer has arrived. Raises OrderNotFound, NotConfirmable, ReferenceUsed."""
        order = await self.order(order_id)
        if order.provider != MANUAL:
            raise NotConfirmable(order.provider)
        payment = Payment(order.id, reference, order.currency, order.amount_micros)
        try:
            return await self._settling.settle(payment, MANUAL, confirmed_by=actor)
        except NoticeRefused as refusal:
            if refusal.reason in {Refusal.PAYMENT_USED, Refusal.PAID_TWICE}:
                raise ReferenceUsed(reference) from refusal
            raise

    async def clear_flag(self, order_id: str) -> Order:
        """Somebody has looked at it. Raises OrderNotFound."""
        order = await self.order(order_id)
        if order.flag is not None:
            await self._store.flag(order_id, None)
            await self._audit.record(PaymentEvent.FLAG_CLEARED, order_id, {"flag": order.flag})
        return await self.order(order_id)
