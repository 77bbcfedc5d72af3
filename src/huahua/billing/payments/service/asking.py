"""Asking a provider about an order, and doing what it says."""

from __future__ import annotations

from huahua.billing.payments.domain.orders import Order, Payment, Status
from huahua.billing.payments.ports import OrderStore, PaymentProvider
from huahua.billing.payments.service.settling import Settling
from huahua.kit.clock import Clock


class Asking:
    def __init__(self, store: OrderStore, settling: Settling, clock: Clock) -> None:
        self._store = store
        self._settling = settling
        self._clock = clock

    async def ask(self, order: Order, provider: PaymentProvider) -> Order:
        """The order as it is after that. Raises NoticeRefused, ProviderFault."""
        if order.status is Status.PAID:
            return order
        asked = await provider.ask(order)
        if asked.payment is not None:
            return await self.settle(order, asked.payment)
        if asked.over:
            return await self.end(order, Status.FAILED)
        return order

    async def settle(self, order: Order, payment: Payment) -> Order:
        """Raises OrderNotFound, NoticeRefused."""
        return await self._settling.settle(payment, order.provider)

    async def end(self, order: Order, status: Status) -> Order:
        """Expired or failed, unless it is paid by now."""
        async with self._store.transaction() as transaction:
            current = await self._store.locked(transaction, order.id)
            if current is None or current.status is not Status.PENDING:
                return current or order
            # Over at the provider after its time: it has simply expired.
            over = Status.EXPIRED if self._clock() >= current.expires_at else status
            ended = current.ended(over)
            await self._store.change(transaction, ended)
        return ended
