"""Refunds: the wallet gives first, then the provider pays back. What the provider refuses, the wallet has again."""

from __future__ import annotations

import logging
from dataclasses import replace

from huahua.billing.payments.domain.events import PaymentEvent
from huahua.billing.payments.domain.orders import Order
from huahua.billing.payments.domain.pauses import pause
from huahua.billing.payments.domain.refunds import Refund, RefundStatus
from huahua.billing.payments.errors import (
    OrderNotFound,
    ProviderAway,
    ProviderFault,
    RefundRefused,
    WalletTooLow,
)
from huahua.billing.payments.ports import Funding, OrderStore, PaymentAudit, RefundAnswer, Transaction
from huahua.billing.payments.service.providers import Providers
from huahua.billing.payments.service.settling import cash_of
from huahua.kit.clock import Clock
from huahua.kit.ids import new_id

log = logging.getLogger(__name__)


class Refunding:
    def __init__(
        self, store: OrderStore, providers: Providers, funding: Funding, audit: PaymentAudit, clock: Clock
    ) -> None:
        self._store = store
        self._providers = providers
        self._funding = funding
        self._audit = audit
        self._clock = clock

    async def refund(
        self,
        order_id: str,
        micros: int | None,
        *,
        reason: str,
        actor: str,
        reference: str | None = None,
        key: str | None = None,
    ) -> Refund:
        """Pay back `micros`, or all that is left. With `reference` it was paid back by hand, and is recorded.

        Raises OrderNotFound, RefundRefused.
        """
        async with self._store.transaction() as transaction:
            order = await self._store.locked(transaction, order_id)
            if order is None:
                raise OrderNotFound(order_id)
            if key is not None:
                same = await self._store.refund_with_key(transaction, order_id, key)
                if same is not None:
                    return same
            if reference is None and self.is_by_hand(order):
                raise RefundRefused("refund_by_hand")
            refund = await self._reserve(transaction, order, micros, reason, actor, reference, key)
        return refund if refund.outside else await self.carry_out(refund)

    def is_by_hand(self, order: Order) -> bool:
        """Whether an operator pays back, because the provider cannot or is switched off."""
        provider = self._providers.find(order.provider)
        return provider is None or not provider.refunds

    async def _reserve(
        self,
        transaction: Transaction,
        order: Order,
        micros: int | None,
        reason: str,
        actor: str,
        reference: str | None,
        key: str | None,
    ) -> Refund:
        micros = order.refundable_micros if micros is None else micros
        provider = self._providers.find(order.provider)
        after, credit = order.refunding(micros)
        if provider is not None:
            provider.check(order.currency, micros)
        now = self._clock()
        refund = Refund(
            new_id("rfd"),
            order.id,
            micros,
            credit,
            reference is not None,
            reason,
            actor,
            now,
            provider_ref=reference,
        )
        if refund.outside:
            refund = replace(refund, status=RefundStatus.SUCCEEDED, finished_at=now)
        await self._store.change(transaction, after)
        next_look = None if refund.outside else now + pause(0)
        await self._store.add_refund(transaction, refund, next_look_at=next_look, key=key)
        if credit:
            await self._take(transaction, order, refund)
        event = PaymentEvent.REFUND_SUCCEEDED if refund.outside else PaymentEvent.REFUND_REQUESTED
        await self._audit.record(event, order.id, _said(order, refund), connection=transaction)
        return refund

    async def _take(self, transaction: Transaction, order: Order, refund: Refund) -> None:
        try:
            await self._funding.debit(
                order.wallet_id,
                refund.credit_micros,
                source=f"refund:{refund.id}",
                account=cash_of(order.provider),
                memo=f"Refund of {order.id}",
                connection=transaction,
            )
        except WalletTooLow as fault:
            raise RefundRefused("wallet_too_low") from fault

    async def carry_out(self, refund: Refund) -> Refund:
        """Let the provider pay back, now or again. The same refund pays nothing twice."""
        order = await self._store.order(refund.order_id)
        provider = self._providers.find(order.provider) if order is not None else None
        if order is None or provider is None:
            return refund
        try:
            answer = await provider.refund(order, refund)
        except ProviderAway as fault:
            log.warning("%s did not say whether it paid back: %s", order.provider, fault)
            return refund
        except ProviderFault as fault:
            log.warning("%s refused a refund: %s", order.provider, fault)
            answer = RefundAnswer(done=False)
        if answer.done is None:
            return refund
        return await self._finish(refund.id, answer)

    async def _finish(self, refund_id: str, answer: RefundAnswer) -> Refund:
        status = RefundStatus.SUCCEEDED if answer.done else RefundStatus.FAILED
        async with self._store.transaction() as transaction:
            refund = await self._store.locked_refund(transaction, refund_id)
            assert refund is not None
            if refund.status is not RefundStatus.PENDING:
                return refund
            order = await self._store.locked(transaction, refund.order_id)
            assert order is not None
            done = replace(refund, status=status, provider_ref=answer.ref, finished_at=self._clock())
            await self._store.change_refund(transaction, done)
            if not answer.done:
                await self._give_back(transaction, order, refund)
            event = PaymentEvent.REFUND_SUCCEEDED if answer.done else PaymentEvent.REFUND_FAILED
            await self._audit.record(event, order.id, _said(order, done), connection=transaction)
        return done

    async def _give_back(self, transaction: Transaction, order: Order, refund: Refund) -> None:
        await self._store.change(transaction, order.not_refunded(refund.amount_micros, refund.credit_micros))
        if refund.credit_micros:
            await self._funding.credit(
                order.wallet_id,
                refund.credit_micros,
                source=f"refund-failed:{refund.id}",
                account=cash_of(order.provider),
                memo=f"Refund of {order.id} did not come about",
                connection=transaction,
            )


def _said(order: Order, refund: Refund) -> dict[str, object]:
    return {
        "refund": refund.id,
        "provider": order.provider,
        "currency": order.currency,
        "amount_micros": refund.amount_micros,
        "credit_micros": refund.credit_micros,
        "outside": refund.outside,
        "reason": refund.reason,
        "reference": refund.provider_ref,
    }
