"""Charging a saved payment method while the customer is away: automatic top-up."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_UP, Decimal
from typing import cast

from huahua.billing.payments.domain.events import PaymentEvent
from huahua.billing.payments.domain.money import exponent, from_minor
from huahua.billing.payments.domain.orders import Checkout, CheckoutKind, Order, Purpose, SavedMethod, Status
from huahua.billing.payments.domain.pauses import pause
from huahua.billing.payments.errors import NoSavedMethod, NoticeRefused, ProviderAway, ProviderFault
from huahua.billing.payments.ports import ChargesSaved, Funding, OrderStore, PaymentAudit, PaymentProvider
from huahua.billing.payments.service.asking import Asking
from huahua.billing.payments.service.ordering import Ordering
from huahua.billing.payments.service.providers import Providers
from huahua.kit.clock import Clock

log = logging.getLogger(__name__)
_METHOD = "saved"


@dataclass(frozen=True, slots=True)
class Kept:
    """A saved method as its owner sees it."""

    provider: str
    label: str


class SavedMethods:
    def __init__(
        self,
        store: OrderStore,
        providers: Providers,
        ordering: Ordering,
        asking: Asking,
        funding: Funding,
        audit: PaymentAudit,
        clock: Clock,
    ) -> None:
        self._store = store
        self._providers = providers
        self._ordering = ordering
        self._asking = asking
        self._funding = funding
        self._audit = audit
        self._clock = clock

    async def of(self, user_id: str) -> Sequence[Kept]:
        found = await self._store.saved_methods(await self._funding.wallet_of(user_id))
        return [Kept(provider, method.label) for provider, method in sorted(found.items())]

    async def forget(self, user_id: str) -> None:
        wallet_id = await self._funding.wallet_of(user_id)
        if await self._store.forget_methods(wallet_id):
            await self._audit.record(PaymentEvent.METHOD_FORGOTTEN, None, {"wallet": wallet_id})

    async def charge(self, wallet_id: str, user_id: str, credit_micros: int, *, key: str) -> Order:
        """Charge the wallet's saved method so that it gets at least `credit_micros` of the ledger's currency.

        With the same `key` it is the same order, and nothing is charged again. The order is paid, failed, or pending
        while nobody knows: the recovery job finds out. Raises NoSavedMethod, BadOrder.
        """
        provider, method = await self._method(wallet_id)
        currency, amount = self._amount(provider, credit_micros)
        draft = self._ordering.draft(
            user_id,
            wallet_id,
            provider,
            method=_METHOD,
            currency=currency,
            amount_micros=amount,
            purpose=Purpose.AUTO_TOP_UP,
        )
        # Customers name keys too, of the orders that they make.
        order = await self._store.add(draft, next_look_at=self._clock() + pause(0), key=f"saved:{key}")
        if order.status is not Status.PENDING:
            return order
        if order.checkout:  # the charge was asked for before
            return await self._outcome(order, provider)
        # By the customer the charge is found again, should its answer get lost.
        order = await self._ordering.keep_checkout(
            order, Checkout(CheckoutKind.NONE, ref=method.customer_ref)
        )
        try:
            await cast(ChargesSaved, provider).charge(order, method)
        except ProviderAway as fault:
            log.warning("%s did not say whether it charged a saved method: %s", provider.name, fault)
            return order
        except ProviderFault as fault:
            log.warning("%s refused to charge a saved method: %s", provider.name, fault)
            return await self._asking.end(order, Status.FAILED)
        return await self._outcome(order, provider)

    async def _outcome(self, order: Order, provider: PaymentProvider) -> Order:
        try:
            return await self._asking.ask(order, provider)
        except (ProviderFault, NoticeRefused) as fault:
            log.warning("a charge of %s could not be confirmed: %s", provider.name, fault)
            return order

    async def _method(self, wallet_id: str) -> tuple[PaymentProvider, SavedMethod]:
        for name, method in sorted((await self._store.saved_methods(wallet_id)).items()):
            provider = self._providers.find(name)
            if provider is not None and hasattr(provider, "charge"):
                return provider, method
        raise NoSavedMethod(wallet_id)

    def _amount(self, provider: PaymentProvider, credit_micros: int) -> tuple[str, int]:
        """A currency that the provider takes, the ledger's own where it does, and the amount in whole coins."""
        rates = [(currency, self._ordering.rate(currency)) for currency in provider.currencies]
        known = [(currency, rate) for currency, rate in rates if rate is not None]
        if not known:
            raise NoSavedMethod(provider.name)
        currency, rate = min(known, key=lambda pair: pair[0] != self._funding.currency)
        digits = exponent(currency)
        coins = Decimal(credit_micros) / rate / from_minor(1, digits)
        return currency, from_minor(int(coins.to_integral_value(ROUND_UP)), digits)
