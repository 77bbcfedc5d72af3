"""Plans, codes, notices and invoices of this process."""

from __future__ import annotations

from dataclasses import dataclass

from huahua.audit.api import Recorder
from huahua.billing.api import Ledger
from huahua.billing.invoices.invoicing import Invoicing
from huahua.billing.invoices.store import InvoiceStore
from huahua.billing.payments.api import NoSavedMethod, Payments, Status
from huahua.billing.plans.redeeming import Codes
from huahua.billing.plans.store import PlanStore
from huahua.billing.plans.subscribing import Plans
from huahua.billing.plans.watching import Watcher
from huahua.boot.pricing import Pricing
from huahua.gateway.api import UsageRecords
from huahua.infra.db import Database
from huahua.infra.sealing import Sealer


@dataclass(frozen=True, slots=True)
class PlanParts:
    plans: Plans
    codes: Codes
    store: PlanStore
    watcher: Watcher
    invoicing: Invoicing


class SavedTopUp:
    """Port `TopUp`: the saved way to pay of whoever has one."""

    def __init__(self, payments: Payments) -> None:
        self._payments = payments

    async def __call__(self, wallet_id: str, user_id: str, micros: int, key: str) -> bool:
        try:
            order = await self._payments.saved.charge(wallet_id, user_id, micros, key=key)
        except NoSavedMethod:
            return False
        return order.status in {Status.PAID, Status.PENDING}


def build_plans(
    db: Database, sealer: Sealer, ledger: Ledger, pricing: Pricing, payments: Payments, audit: Recorder
) -> PlanParts:
    store, records = PlanStore(db), UsageRecords(db)
    plans = Plans(store, ledger, records, audit, on_change=pricing.keeper.load)
    invoicing = Invoicing(InvoiceStore(db), ledger, records, audit)
    codes = Codes(store, ledger, audit, sealer.keyed_hash)
    watcher = Watcher(store, plans, ledger, top_up=SavedTopUp(payments))
    return PlanParts(plans, codes, store, watcher, invoicing)
