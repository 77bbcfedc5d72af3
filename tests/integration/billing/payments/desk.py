"""Payments over a database, a ledger and simulated providers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from prometheus_client import REGISTRY
from sqlalchemy import select

from huahua.audit.api import AuditLog, AuditStore
from huahua.audit.store import entries
from huahua.billing.api import Ledger, Owner
from huahua.billing.payments.adapters.alipay import Alipay
from huahua.billing.payments.adapters.epay import Epay
from huahua.billing.payments.adapters.manual import Manual
from huahua.billing.payments.adapters.stripe import Stripe
from huahua.billing.payments.adapters.wechat import Wechat
from huahua.billing.payments.api import (
    ManualConfig,
    Order,
    PaymentProvider,
    Payments,
    PaymentsConfig,
)
from huahua.billing.payments.ports import Delivery, Reply
from huahua.billing.payments.service.ordering import Wanted
from huahua.billing.payments.store import SqlOrderStore
from huahua.boot.bindings.payment_audit import PaymentRecorder
from huahua.boot.bindings.payment_funding import LedgerFunding
from huahua.infra.db import Database
from huahua.infra.http import Outbound
from huahua.infra.sealing import Sealer
from tests.simulators.payments.alipay import AlipaySimulator
from tests.simulators.payments.epay import EpaySimulator
from tests.simulators.payments.shop import RIGHT, Shop, Wrong
from tests.simulators.payments.stripe import StripeSimulator
from tests.simulators.payments.wechat import WechatSimulator

ANN, BOB, TEAM = "usr_ann", "usr_bob", "team_1"
SHOPS: dict[str, type[Shop]] = {
    "stripe": StripeSimulator,
    "alipay": AlipaySimulator,
    "wechat": WechatSimulator,
    "epay": EpaySimulator,
}
CONFIG = PaymentsConfig("https://huahua.example", rates={"CNY": Decimal("0.14"), "JPY": Decimal("0.0066")})
AMOUNT = 100_000_000
CREDIT = 14_000_000
"""What a wallet in dollars gets for 100 yuan."""


async def is_member(user_id: str, team_id: str) -> bool:
    return (user_id, team_id) == (ANN, TEAM)


class Clock:
    """This moment, which tests put forward. Providers sign with the true time."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


def provider(shop: Shop, outbound: Outbound) -> PaymentProvider:
    made: dict[str, Any] = {"stripe": Stripe, "alipay": Alipay, "wechat": Wechat, "epay": Epay}
    found: PaymentProvider = made[shop.vendor](shop.vendor_config, outbound)
    return found


@dataclass
class Desk:
    """One installation: `processes` are so many processes on one database."""

    db: Database
    shops: dict[str, Shop]
    outbound: Outbound
    processes: list[Payments] = field(default_factory=list)
    clock: Clock = field(default_factory=Clock)

    def __post_init__(self) -> None:
        self.ledger = Ledger(self.db, clock=self.clock)
        self.audit = AuditLog(AuditStore(self.db), Sealer(b"0" * 32).keyed_hash)
        self.processes = [self.process() for _ in range(4)]

    def process(self, providers: Sequence[PaymentProvider] | None = None) -> Payments:
        if providers is None:
            manual = Manual(ManualConfig("Account 123 of Example Bank", ("USD", "CNY")))
            providers = [*(provider(shop, self.outbound) for shop in self.shops.values()), manual]
        return Payments(
            SqlOrderStore(self.db),
            providers,
            LedgerFunding(self.ledger, is_member),
            PaymentRecorder(self.audit),
            CONFIG,
            clock=self.clock,
        )

    @property
    def payments(self) -> Payments:
        return self.processes[0]

    async def order(
        self, name: str, user_id: str = ANN, *, currency: str = "CNY", micros: int = AMOUNT, **more: Any
    ) -> Order:
        return await self.payments.ordering.start(user_id, Wanted(name, currency, micros, **more))

    async def paid_order(self, name: str, user_id: str = ANN) -> Order:
        order = await self.order(name, user_id)
        self.shops[name].pay(order)
        await self.tell(name, order)
        return await self.again(order)

    async def again(self, order: Order) -> Order:
        return await self.payments.operating.order(order.id)

    async def tell(self, name: str, order: Order, wrong: Wrong = RIGHT, process: int = 0) -> Reply:
        """Deliver the provider's call-back."""
        return await self.deliver(name, self.shops[name].notice(order, wrong), process)

    async def deliver(self, name: str, delivery: Delivery, process: int = 0) -> Reply:
        return await self.processes[process].notices.received(name, delivery)

    async def money(self, user_id: str = ANN) -> int:
        wallet = await self.ledger.wallet_of(Owner("user", user_id))
        return (await self.ledger.balance(wallet.id)).money_micros

    async def audited(self, action: str) -> list[str]:
        """What was said, the oldest first."""
        query = select(entries.c.after).where(entries.c.action == action).order_by(entries.c.seq)
        async with self.db.read() as connection:
            return [str(row.after) for row in await connection.execute(query)]


def counted(name: str, outcome: str) -> float:
    labels = {"provider": name, "outcome": outcome}
    return REGISTRY.get_sample_value("huahua_payment_notices_total", labels) or 0.0
