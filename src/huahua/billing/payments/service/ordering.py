"""Orders from the customer's side: what may be paid with, making an order, looking at it."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from decimal import Decimal

from huahua.billing.payments.config import PaymentsConfig
from huahua.billing.payments.domain.money import converted
from huahua.billing.payments.domain.orders import Checkout, Order, Purpose, Status
from huahua.billing.payments.domain.pauses import pause
from huahua.billing.payments.errors import (
    BadOrder,
    NoRate,
    NoticeRefused,
    NotYoursToSave,
    OrderNotFound,
    ProviderFault,
    ProviderOff,
    TooManyOrders,
    WrongCurrency,
    WrongMethod,
    WrongSize,
)
from huahua.billing.payments.ports import Funding, Links, OrderStore, PaymentProvider
from huahua.billing.payments.service.asking import Asking
from huahua.billing.payments.service.providers import Providers
from huahua.kit.clock import Clock
from huahua.kit.ids import new_id

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a customer wants to pay, and how."""

    provider: str
    currency: str
    amount_micros: int
    method: str | None = None
    save_method: bool = False
    address: str | None = None
    openid: str | None = None
    team_id: str | None = None
    """Whose wallet it is for; None: one's own."""


@dataclass(frozen=True, slots=True)
class Way:
    """A provider that customers may choose. `rates` are by currency, the ledger's for one of it."""

    provider: str
    methods: Sequence[str]
    rates: dict[str, Decimal]
    test: bool
    saves: bool


class Ordering:
    def __init__(
        self,
        store: OrderStore,
        providers: Providers,
        asking: Asking,
        funding: Funding,
        config: PaymentsConfig,
        clock: Clock,
    ) -> None:
        self._store = store
        self._providers = providers
        self._asking = asking
        self._funding = funding
        self._config = config
        self._clock = clock

    # --- what may be paid with --------------------------------------------------------------------

    def ways(self) -> list[Way]:
        """Only what has a currency that can be converted."""
        found = []
        for provider in self._providers:
            rates = {
                currency: rate
                for currency in provider.currencies
                if (rate := self.rate(currency)) is not None
            }
            if rates:
                saves = hasattr(provider, "charge")
                found.append(Way(provider.name, provider.methods, rates, provider.test, saves))
        return found

    def rate(self, currency: str) -> Decimal | None:
        if currency == self._funding.currency:
            return Decimal(1)
        return self._config.rates.get(currency)

    # --- making one -------------------------------------------------------------------------------

    async def start(self, user_id: str, wanted: Wanted, *, key: str | None = None) -> Order:
        """An order that waits to be paid. With `key`, the same order when it is asked for again.

        Raises ProviderOff, BadOrder, TeamNotFound, TooManyOrders, ProviderFault.
        """
        provider = self._providers.get(wanted.provider)
        if wanted.save_method and wanted.team_id is not None:
            raise NotYoursToSave("a payment method is kept for one's own wallet only")
        wallet_id = await self._funding.wallet_of(user_id, wanted.team_id)
        draft = self._draft(user_id, wallet_id, provider, wanted)
        if await self._store.open_orders(user_id, self._clock()) >= self._config.open_orders:
            raise TooManyOrders
        order = await self._store.add(draft, next_look_at=self._clock() + pause(0), key=key)
        if order.checkout or order.status is not Status.PENDING:
            return order
        links = self.links(order, wanted.address, wanted.openid)
        try:
            checkout = await provider.begin(order, links)
        except (ProviderFault, BadOrder):
            await self._asking.end(order, Status.FAILED)
            raise
        return await self.keep_checkout(order, checkout)

    def _draft(self, user_id: str, wallet_id: str, provider: PaymentProvider, wanted: Wanted) -> Order:
        method = wanted.method or provider.methods[0]
        if method not in provider.methods:
            raise WrongMethod(f"{provider.name} takes {', '.join(provider.methods)}")
        return self.draft(
            user_id,
            wallet_id,
            provider,
            method=method,
            currency=wanted.currency,
            amount_micros=wanted.amount_micros,
            save_method=wanted.save_method,
        )

    def draft(
        self,
        user_id: str,
        wallet_id: str,
        provider: PaymentProvider,
        *,
        method: str,
        currency: str,
        amount_micros: int,
        purpose: Purpose = Purpose.TOP_UP,
        save_method: bool = False,
    ) -> Order:
        """Raises BadOrder."""
        if currency not in provider.currencies:
            raise WrongCurrency(f"{provider.name} takes {', '.join(provider.currencies)}")
        rate = self.rate(currency)
        if rate is None:
            raise NoRate(f"billing.rates says nothing of {currency}")
        provider.check(currency, amount_micros)
        credit = converted(amount_micros, rate)
        if not self._config.least_micros <= credit <= self._config.most_micros:
            raise WrongSize("the amount is too small or too large")
        now = self._clock()
        return Order(
            id=new_id("ord"),
            user_id=user_id,
            wallet_id=wallet_id,
            provider=provider.name,
            method=method,
            currency=currency,
            amount_micros=amount_micros,
            credit_micros=credit,
            created_at=now,
            expires_at=now + self._open_for(provider),
            rate=None if currency == self._funding.currency else str(rate),
            purpose=purpose,
            test=provider.test,
            save_method=save_method,
        )

    def _open_for(self, provider: PaymentProvider) -> timedelta:
        return provider.open_for or self._config.open_for

    def links(self, order: Order, address: str | None = None, openid: str | None = None) -> Links:
        base = self._config.public_url
        return Links(
            notify=f"{base}/api/pay/{order.provider}/notify",
            back=f"{base}{self._config.return_path}?order={order.id}",
            address=address,
            openid=openid,
        )

    async def keep_checkout(self, order: Order, checkout: Checkout) -> Order:
        async with self._store.transaction() as transaction:
            current = await self._store.locked(transaction, order.id)
            assert current is not None
            kept = replace(current, checkout=asdict(checkout))
            await self._store.change(transaction, kept)
        return kept

    # --- looking at one ---------------------------------------------------------------------------

    async def order_of(self, user_id: str, order_id: str) -> Order:
        """Raises OrderNotFound, also for somebody else's."""
        order = await self._store.order(order_id)
        if order is None or order.user_id != user_id:
            raise OrderNotFound(order_id)
        return order

    async def look(self, user_id: str, order_id: str) -> Order:
        """The order after its provider was asked, if that was not done a moment ago. Raises OrderNotFound."""
        order = await self.order_of(user_id, order_id)
        if order.status is Status.PAID or not await self._store.claim_look(order.id, self._clock()):
            return order
        try:
            return await self._asking.ask(order, self._providers.get(order.provider))
        except (ProviderFault, ProviderOff, NoticeRefused) as fault:
            log.warning("order %s could not be looked at: %s", order.id, fault)
            return order
