"""Payments put together: the providers and the store on one side, the use cases on the other."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from huahua.billing.payments.config import PaymentsConfig
from huahua.billing.payments.ports import Funding, OrderStore, PaymentAudit, PaymentProvider
from huahua.billing.payments.service.asking import Asking
from huahua.billing.payments.service.notices import Notices
from huahua.billing.payments.service.operating import Operating
from huahua.billing.payments.service.ordering import Ordering
from huahua.billing.payments.service.providers import Providers
from huahua.billing.payments.service.recovery import Recovery
from huahua.billing.payments.service.refunding import Refunding
from huahua.billing.payments.service.saved import SavedMethods
from huahua.billing.payments.service.settling import Settling
from huahua.kit.clock import Clock, utc_now


class Payments:
    def __init__(
        self,
        store: OrderStore,
        providers: Sequence[PaymentProvider],
        funding: Funding,
        audit: PaymentAudit,
        config: PaymentsConfig,
        *,
        clock: Clock = utc_now,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        known = Providers(providers)
        settling = Settling(store, funding, audit, clock)
        asking = Asking(store, settling, clock)
        self.store = store
        self.providers = known
        self.currency = funding.currency
        self.config = config
        self.ordering = Ordering(store, known, asking, funding, config, clock)
        self.notices = Notices(store, known, asking, audit, clock)
        self.refunding = Refunding(store, known, funding, audit, clock)
        self.operating = Operating(store, settling, audit)
        self.saved = SavedMethods(store, known, self.ordering, asking, funding, audit, clock)
        self.recovery = Recovery(store, known, asking, self.refunding, clock, sleep=sleep)
