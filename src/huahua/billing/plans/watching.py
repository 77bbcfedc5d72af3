"""What is done about plans and balances as time goes by: renewals, notices, automatic top-up."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any, Protocol

from huahua.billing.ledger.api import Ledger, Owner, owner_of
from huahua.billing.plans.domain.periods import calendar_month
from huahua.billing.plans.store import Notice, PlanStore, Wishes
from huahua.billing.plans.subscribing import Plans
from huahua.kit.clock import Clock, utc_now
from huahua.kit.ids import new_id

log = logging.getLogger(__name__)

EVERY_S = 60.0
TRY_AGAIN = timedelta(hours=6)
"""Between two automatic top-ups of one wallet."""
SHARES = (80, 100)
"""Percents of what a plan includes at which its customer is told."""


class TopUp(Protocol):
    """Charges a customer's saved way to pay."""

    async def __call__(self, wallet_id: str, user_id: str, micros: int, key: str) -> bool:
        """Whether it was charged, or will be known to be; False where there is no saved way, or it was refused. With
        the same `key` it is the same charge."""
        ...


Readers = Callable[[str], Awaitable[list[str]]]
"""Who is told what concerns the customer with this id: a user themself, of a team those who manage it."""


async def itself(user_id: str) -> list[str]:
    return [user_id]


class Watcher:
    """One in each process; what it does is done once, whichever does it. `run` in the background."""

    def __init__(
        self,
        store: PlanStore,
        plans: Plans,
        ledger: Ledger,
        *,
        top_up: TopUp | None = None,
        readers: Readers = itself,
        clock: Clock = utc_now,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._store = store
        self._plans = plans
        self._ledger = ledger
        self._top_up = top_up
        self._readers = readers
        self._clock = clock
        self._sleep = sleep

    async def run(self) -> None:
        """For ever."""
        while True:
            await self._sleep(EVERY_S)
            try:
                await self.look()
            except Exception:
                log.exception("plans and balances could not be looked after")

    async def look(self) -> None:
        await self._plans.look_after()
        for one in await self._store.open_all():
            if one.state == "past_due":
                occasion = one.period_end.isoformat()
                if owner_of(one.user_id).kind == "team":  # its reader may have a plan that ends then, too
                    occasion = f"{one.id}:{occasion}"
                await self._tell(one.user_id, "renewal_unpaid", occasion, {"plan": one.plan_name})
            elif one.terms.included:
                await self._quotas(one.user_id)
        for wishes in await self._store.all_wishes():
            await self._balance(wishes)

    async def _quotas(self, user_id: str) -> None:
        one = await self._store.open_of(user_id)
        if one is None or one.state != "active":
            return
        begin, _ = calendar_month(self._clock())
        used = await self._plans.used(user_id)
        before = one.used_before or {}
        if calendar_month(one.anchor)[0] != begin:
            before = {}
        for unit, most in one.terms.included:
            count = used[unit] - before.get(unit, 0)
            for share in SHARES:
                if most and count * 100 >= most * share:
                    facts = {
                        "plan": one.plan_name,
                        "unit": unit,
                        "used": count,
                        "included": most,
                        "percent": share,
                    }
                    await self._tell(user_id, "quota", f"{one.id}:{begin:%Y-%m}:{unit}:{share}", facts)

    async def _balance(self, wishes: Wishes) -> None:
        now = self._clock()
        wallet = await self._ledger.wallet_of(Owner("user", wishes.user_id))
        balance = await self._ledger.balance(wallet.id)
        left = balance.available_micros
        if left < wishes.low_balance_micros:
            facts = {
                "left_micros": left,
                "below_micros": wishes.low_balance_micros,
                "currency": self._ledger.currency,
            }
            await self._tell(wishes.user_id, "low_balance", f"{now:%G-W%V}", facts)
        below, amount = wishes.top_up_below_micros, wishes.top_up_micros
        if self._top_up is None or below is None or amount is None or left >= below:
            return
        if await self._store.claim_top_up(wishes.user_id, now, now - TRY_AGAIN):
            await self._charge(wallet.id, wishes.user_id, amount, now)

    async def _charge(self, wallet_id: str, user_id: str, micros: int, now: datetime) -> None:
        assert self._top_up is not None
        key = f"auto:{user_id}:{now:%Y%m%d%H%M}"
        try:
            done = await self._top_up(wallet_id, user_id, micros, key)
        except Exception:
            log.exception("the wallet of %s could not be topped up", user_id)
            done = False
        kind = "topped_up" if done else "top_up_failed"
        await self._tell(user_id, kind, key, {"amount_micros": micros, "currency": self._ledger.currency})

    async def _tell(self, user_id: str, kind: str, occasion: str, facts: dict[str, Any]) -> None:
        for reader in await self._readers(user_id):
            notice = Notice(new_id("ntc"), reader, kind, occasion, facts, self._clock(), None)
            async with self._store.database.write() as connection:
                await self._store.notify(connection, notice)
