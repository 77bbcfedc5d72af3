"""The recovery job: asks providers about orders and refunds of which nobody heard, ends orders whose time is over.

Any number of processes run it: each order is claimed with one statement.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime

from huahua.billing.payments.domain.orders import Order, Status
from huahua.billing.payments.domain.pauses import AFTER_END, pause
from huahua.billing.payments.errors import NoticeRefused, ProviderFault
from huahua.billing.payments.metrics import notices
from huahua.billing.payments.ports import OrderStore, PaymentProvider
from huahua.billing.payments.service.asking import Asking
from huahua.billing.payments.service.providers import Providers
from huahua.billing.payments.service.refunding import Refunding
from huahua.kit.clock import Clock

log = logging.getLogger(__name__)

EVERY_S = 15.0
AT_ONCE = 50


class Recovery:
    def __init__(
        self,
        store: OrderStore,
        providers: Providers,
        asking: Asking,
        refunding: Refunding,
        clock: Clock,
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._store = store
        self._providers = providers
        self._asking = asking
        self._refunding = refunding
        self._clock = clock
        self._sleep = sleep

    async def run(self) -> None:
        """For ever."""
        while True:
            await self._sleep(EVERY_S)
            try:
                await self.sweep()
            except Exception:
                log.exception("orders could not be looked at")

    async def sweep(self) -> int:
        """Look at what is due; how many orders and refunds that were."""
        due = await self._store.claim_orders(self._clock(), AT_ONCE)
        for order, looks in due:
            try:
                await self._look(order, looks)
            except Exception:
                log.exception("order %s could not be looked at", order.id)
        refunds = await self._store.claim_refunds(self._clock(), AT_ONCE)
        for refund in refunds:
            try:
                await self._refunding.carry_out(refund)
                await self._store.refund_again(refund.id, self._clock() + pause(refund.attempts))
            except Exception:
                log.exception("refund %s could not be looked at", refund.id)
        return len(due) + len(refunds)

    async def _look(self, order: Order, looks: int) -> None:
        now = self._clock()
        provider = self._providers.find(order.provider)
        if provider is not None and not await self._ask(order, provider):
            return
        if now >= order.expires_at and order.status is Status.PENDING:
            await self._expire(order, provider)
        await self._store.look_again(order.id, self._next(order, looks, now))

    async def _ask(self, order: Order, provider: PaymentProvider) -> bool:
        """Whether there is reason to go on looking."""
        try:
            return (await self._asking.ask(order, provider)).status is not Status.PAID
        except NoticeRefused as refusal:
            notices.labels(order.provider, refusal.reason.value).inc()
            log.warning("order %s does not match its payment: %s", order.id, refusal.reason.value)
            await self._store.flag(order.id, refusal.reason.value)
            await self._store.look_again(order.id, None)
            return False
        except ProviderFault as fault:
            log.warning("%s could not be asked about an order: %s", order.provider, fault)
            return True

    async def _expire(self, order: Order, provider: PaymentProvider | None) -> None:
        if provider is not None:
            try:
                await provider.end(order)
            except ProviderFault as fault:
                log.info("%s did not end an order: %s", order.provider, fault)
        await self._asking.end(order, Status.EXPIRED)

    def _next(self, order: Order, looks: int, now: datetime) -> datetime | None:
        if now >= order.expires_at + AFTER_END:
            return None
        then = now + pause(looks)
        return min(then, order.expires_at) if now < order.expires_at else then
