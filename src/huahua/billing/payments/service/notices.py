"""Call-backs: believed when signed, fresh, of this order, and confirmed by the provider when it is asked back."""

from __future__ import annotations

import logging

from huahua.billing.payments.domain.events import PaymentEvent
from huahua.billing.payments.domain.orders import Order, Payment, Status
from huahua.billing.payments.errors import (
    NoticeRefused,
    OrderNotFound,
    ProviderAway,
    ProviderFault,
    ProviderOff,
    Refusal,
)
from huahua.billing.payments.metrics import notices
from huahua.billing.payments.ports import (
    Aside,
    Delivery,
    Notice,
    OrderStore,
    PaymentAudit,
    PaymentProvider,
    Reply,
)
from huahua.billing.payments.service.asking import Asking
from huahua.billing.payments.service.providers import Providers
from huahua.billing.payments.service.throttle import Throttle
from huahua.kit.clock import Clock

log = logging.getLogger(__name__)

_ANYBODYS = frozenset({Refusal.FORGED, Refusal.STALE, Refusal.MALFORMED})
"""What anybody can send. The audit log hears of some of it only, so that nobody can fill it."""
_FLAGGED = frozenset({Refusal.WRONG_AMOUNT, Refusal.WRONG_CURRENCY, Refusal.PAID_TWICE, Refusal.PAYMENT_USED})
"""Signed by the provider, so there may be money that belongs to somebody."""


class Notices:
    def __init__(
        self, store: OrderStore, providers: Providers, asking: Asking, audit: PaymentAudit, clock: Clock
    ) -> None:
        self._store = store
        self._providers = providers
        self._asking = asking
        self._audit = audit
        self._clock = clock
        self._throttle = Throttle(clock)

    async def received(self, name: str, delivery: Delivery) -> Reply:
        """The answer in the provider's own shape. Raises ProviderOff."""
        provider = self._providers.get(name)
        if delivery.method not in provider.notice_methods:
            raise ProviderOff(name)
        try:
            outcome = await self._take(provider, delivery)
        except NoticeRefused as refusal:
            notices.labels(name, refusal.reason.value).inc()
            # A second payment of one order stays one, however often it is told again.
            return provider.accepted() if refusal.reason is Refusal.PAID_TWICE else provider.refused()
        except ProviderFault as fault:
            # It will be delivered again, and the recovery job looks at the order besides.
            notices.labels(name, "provider_away").inc()
            log.warning("a call-back of %s could not be confirmed: %s", name, fault)
            return provider.refused()
        notices.labels(name, outcome).inc()
        return provider.accepted()

    async def _take(self, provider: PaymentProvider, delivery: Delivery) -> str:
        try:
            notice = await provider.read(delivery, self._clock())
        except NoticeRefused as refusal:
            await self._tell(provider, refusal, None)
            raise
        if notice.aside is not None:
            await self._note(provider, notice.aside)
        if notice.order_id is None:
            return "ignored" if notice.aside is None else "noted"
        order = await self._store.order(notice.order_id)
        try:
            return await self._believe(provider, notice, order)
        except NoticeRefused as refusal:
            await self._tell(provider, refusal, order)
            raise

    async def _note(self, provider: PaymentProvider, aside: Aside) -> None:
        order = await self._store.order_paid_by(provider.name, aside.payment_ref)
        if order is None:
            return
        flag = "disputed" if aside.disputed else "refunded_outside"
        if not aside.disputed and aside.refunded_micros <= order.refunded_micros:
            return  # we did that ourselves
        if order.flag != flag:
            await self._store.flag(order.id, flag)
            await self._audit.record(
                PaymentEvent.FLAGGED, order.id, {"provider": order.provider, "flag": flag}
            )

    async def _believe(self, provider: PaymentProvider, notice: Notice, order: Order | None) -> str:
        if order is None:
            raise NoticeRefused(Refusal.UNKNOWN_ORDER)
        if order.provider != provider.name:
            raise NoticeRefused(Refusal.WRONG_PROVIDER)
        if notice.payment is None:
            await self._asking.ask(order, provider)
            return "looked"
        order.match(provider.name, notice.payment)
        if order.status is Status.PAID:
            if notice.payment.ref != order.payment_ref:
                raise NoticeRefused(Refusal.PAID_TWICE)
            return "duplicate"
        payment = await self._confirmed(provider, order, notice.payment)
        try:
            await self._asking.settle(order, payment)
        except OrderNotFound as fault:
            raise NoticeRefused(Refusal.UNKNOWN_ORDER) from fault
        return "paid"

    async def _confirmed(self, provider: PaymentProvider, order: Order, told: Payment) -> Payment:
        """What the provider says when it is asked, which must be the same as it was said to tell."""
        try:
            asked = await provider.ask(order)
        except ProviderAway:
            raise
        except ProviderFault as fault:
            raise NoticeRefused(Refusal.NOT_CONFIRMED) from fault
        if asked.payment is None or asked.payment.ref != told.ref:
            raise NoticeRefused(Refusal.NOT_CONFIRMED)
        return asked.payment

    async def _tell(self, provider: PaymentProvider, refusal: NoticeRefused, order: Order | None) -> None:
        reason = refusal.reason
        log.warning("a call-back of %s was refused: %s", provider.name, reason.value)
        detail: dict[str, object] = {"provider": provider.name, "reason": reason.value}
        if reason in _ANYBODYS or order is None:
            passed = self._throttle.passes(provider.name)
            if passed is None:
                return
            detail["not_recorded"] = passed
        elif reason in _FLAGGED and order.provider == provider.name:
            if order.flag == reason.value:
                return
            await self._store.flag(order.id, reason.value)
        await self._audit.record(PaymentEvent.NOTICE_REFUSED, order.id if order else None, detail)
