"""What pays an order: its state and the wallet change in one transaction, once."""

from __future__ import annotations

from dataclasses import replace

from huahua.billing.payments.domain.events import PaymentEvent
from huahua.billing.payments.domain.orders import Order, Payment, Status
from huahua.billing.payments.errors import NoticeRefused, OrderNotFound, ReferenceUsed, Refusal
from huahua.billing.payments.metrics import orders_paid
from huahua.billing.payments.ports import Funding, OrderStore, PaymentAudit
from huahua.kit.clock import Clock

LATE = "late"
MAX_REF_CHARS = 200


class Settling:
    def __init__(self, store: OrderStore, funding: Funding, audit: PaymentAudit, clock: Clock) -> None:
        self._store = store
        self._funding = funding
        self._audit = audit
        self._clock = clock

    async def settle(self, payment: Payment, provider: str, *, confirmed_by: str | None = None) -> Order:
        """Credit the wallet unless that is done. `payment` is what the provider itself, or an operator, says.

        Raises OrderNotFound, NoticeRefused.
        """
        if not 0 < len(payment.ref) <= MAX_REF_CHARS:
            raise NoticeRefused(Refusal.MALFORMED)
        try:
            order, is_new = await self._settle(payment, provider, confirmed_by)
        except ReferenceUsed as fault:
            raise NoticeRefused(Refusal.PAYMENT_USED) from fault
        if is_new:
            orders_paid.labels(order.provider, order.currency).inc()
        return order

    async def _settle(self, payment: Payment, provider: str, confirmed_by: str | None) -> tuple[Order, bool]:
        async with self._store.transaction() as transaction:
            order = await self._store.locked(transaction, payment.order_id)
            if order is None:
                raise OrderNotFound(payment.order_id)
            order.match(provider, payment)
            paid = order.paid(payment, self._clock(), confirmed_by=confirmed_by)
            if order.status is Status.PAID:
                return order, False
            if paid.late:
                paid = replace(paid, flag=LATE)
            await self._store.change(transaction, paid)
            if payment.saved is not None and order.save_method:
                await self._store.keep_method(
                    transaction, order.wallet_id, order.user_id, order.provider, payment.saved
                )
            await self._funding.credit(
                order.wallet_id,
                order.credit_micros,
                source=f"order:{order.id}",
                account=cash_of(order.provider),
                memo=_memo(order),
                connection=transaction,
            )
            event = PaymentEvent.PAID if confirmed_by is None else PaymentEvent.CONFIRMED
            await self._audit.record(event, order.id, _said(paid), connection=transaction)
        return paid, True


def cash_of(provider: str) -> str:
    """The ledger's account of what this provider took."""
    return f"cash:{provider}"


def _memo(order: Order) -> str:
    return f"{'Test money' if order.test else 'Top-up'} ({order.provider})"


def _said(order: Order) -> dict[str, object]:
    return {
        "provider": order.provider,
        "currency": order.currency,
        "amount_micros": order.amount_micros,
        "credit_micros": order.credit_micros,
        "payment_ref": order.payment_ref,
        "late": order.late,
        "test": order.test,
    }
