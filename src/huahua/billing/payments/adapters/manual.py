"""A bank transfer: the customer is told where to, and an operator confirms that it arrived."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from huahua.billing.payments.config import ManualConfig
from huahua.billing.payments.domain.money import exponent, to_minor
from huahua.billing.payments.domain.orders import Checkout, CheckoutKind, Order
from huahua.billing.payments.domain.refunds import Refund
from huahua.billing.payments.errors import NoticeRefused, ProviderRefused, Refusal
from huahua.billing.payments.ports import Asked, Delivery, Links, Notice, RefundAnswer, Reply


class Manual:
    """Port `PaymentProvider`."""

    name = "manual"
    methods: Sequence[str] = ("transfer",)
    notice_methods: frozenset[str] = frozenset()
    refunds = False
    test = False

    def __init__(self, config: ManualConfig) -> None:
        self.currencies: Sequence[str] = config.currencies
        self.open_for: timedelta | None = config.open_for
        self._instructions = config.instructions

    def check(self, currency: str, amount_micros: int) -> None:
        to_minor(amount_micros, exponent(currency))

    async def begin(self, order: Order, links: Links) -> Checkout:
        return Checkout(CheckoutKind.TRANSFER, instructions=self._instructions, ref=order.id)

    async def read(self, delivery: Delivery, now: datetime) -> Notice:
        raise NoticeRefused(Refusal.FORGED)

    async def ask(self, order: Order) -> Asked:
        return Asked()

    async def end(self, order: Order) -> None:
        """Nobody to tell."""

    async def refund(self, order: Order, refund: Refund) -> RefundAnswer:
        raise ProviderRefused("by_hand")

    def accepted(self) -> Reply:
        return self.refused()

    def refused(self) -> Reply:
        return Reply(404, b"", "text/plain")
