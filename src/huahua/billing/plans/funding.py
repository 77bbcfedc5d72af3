"""What customers' plans say of prices, at hand in each process."""

from __future__ import annotations

from huahua.billing.plans.domain.periods import calendar_month
from huahua.billing.plans.domain.subscription import Subscription
from huahua.billing.plans.store import PlanStore
from huahua.billing.prices.domain.resolve import PLAIN, CustomerTerms
from huahua.kit.clock import Clock, utc_now


class SubscribedTerms:
    """Port `PlanTerms` of the price keeper."""

    def __init__(self, store: PlanStore, *, clock: Clock = utc_now) -> None:
        self._store = store
        self._clock = clock
        self._subscriptions: dict[str, Subscription] = {}

    async def load(self) -> None:
        self._subscriptions = {one.user_id: one for one in await self._store.open_all()}

    def any_included(self) -> bool:
        return any(one.terms.included for one in self._subscriptions.values())

    def of(self, user_id: str) -> CustomerTerms:
        """Nothing while the plan is not paid."""
        one = self._subscriptions.get(user_id)
        if one is None or one.state != "active":
            return PLAIN
        now = self._clock()
        before = {}
        if one.used_before is not None and calendar_month(one.anchor) == calendar_month(now):
            before = dict(one.used_before)
        included = tuple((unit, most + before.get(unit, 0)) for unit, most in one.terms.included)
        return CustomerTerms("", one.plan_name, one.terms.factor, included)
