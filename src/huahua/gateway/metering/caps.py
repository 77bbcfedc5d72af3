"""Caps on what one key, person or team spends in a day, a month or in all, in front of another purse.

Each cap is a `LeasedBudget`: no number of parallel calls or processes spends more. A call is held by all of its caps
and the purse behind them, or by none.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence

from huahua.gateway.admission.subjects import Subjects
from huahua.gateway.domain.calls import Caller
from huahua.gateway.domain.money import Balance
from huahua.gateway.errors import InsufficientCredit
from huahua.gateway.metering.budget import BudgetStore, LeasedBudget
from huahua.gateway.ports import Hold, Purse
from huahua.kit.clock import Clock, utc_now
from huahua.kit.limits import Limits, Period

SWEEP_S = 5.0
log = logging.getLogger(__name__)


class Holds:
    """Port `Hold`, of several; the last of them is the purse's, which pays."""

    __slots__ = ("_holds", "lease_id", "wallet_id")

    def __init__(self, holds: Sequence[Hold]) -> None:
        self._holds = holds
        self.wallet_id = holds[-1].wallet_id
        self.lease_id = holds[-1].lease_id

    def settle(self, cost_micros: int) -> None:
        for hold in self._holds:
            hold.settle(cost_micros)

    def release(self) -> None:
        for hold in self._holds:
            hold.release()


class CappedPurse:
    """Port `Purse`. `run` in the background; `close` when the last call has ended."""

    def __init__(
        self,
        behind: Purse,
        subjects: Subjects,
        store: BudgetStore,
        *,
        clock: Clock = utc_now,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._behind = behind
        self._subjects = subjects
        self._store = store
        self._clock = clock
        self._sleep = sleep
        self._budgets: dict[tuple[int, Period], LeasedBudget] = {}
        """One for all who have the same cap."""

    def converted(self, micros: int, currency: str) -> int:
        return self._behind.converted(micros, currency)

    def hold(self, caller: Caller, estimate_micros: int) -> Hold | None:
        caps = self._subjects.caps(caller) if self._subjects.concern(caller) else ()
        if not caps:
            return self._behind.hold(caller, estimate_micros)
        holds: list[Hold] = []
        try:
            for name, limits in caps:
                hold = _told(self._budget(limits), name, estimate_micros)
                if hold is None:
                    return _released(holds)
                holds.append(hold)
            last = self._behind.hold(caller, estimate_micros)
        except BaseException:
            _released(holds)
            raise
        if last is None:
            return _released(holds)
        return Holds([*holds, last])

    async def acquire(self, caller: Caller, estimate_micros: int) -> Hold:
        caps = self._subjects.caps(caller) if self._subjects.concern(caller) else ()
        holds: list[Hold] = []
        try:
            for name, limits in caps:
                holds.append(await self._acquired(name, limits, estimate_micros))
            last = self._behind.hold(caller, estimate_micros)
            holds.append(last or await self._behind.acquire(caller, estimate_micros))
        except BaseException:
            _released(holds)
            raise
        return holds[0] if len(holds) == 1 else Holds(holds)

    async def balance(self, user_id: str) -> Balance | None:
        return await self._behind.balance(user_id)

    async def left_micros(self, name: str, limits: Limits) -> int:
        """What a cap leaves in its period; what calls hold right now may count as spent."""
        return (await self._budget(limits).balance(_as_caller(name).user_id)).left_micros

    async def run(self) -> None:
        """For ever: give back what nobody uses."""
        while True:
            await self._sleep(SWEEP_S)
            try:
                await self.sweep()
            except Exception:
                log.exception("leases of spending caps could not be given back")

    async def sweep(self) -> None:
        for cap, budget in list(self._budgets.items()):
            await budget.sweep()
            if budget.idle:
                del self._budgets[cap]

    async def close(self) -> None:
        for budget in self._budgets.values():
            await budget.close()

    async def _acquired(self, name: str, limits: Limits, estimate: int) -> Hold:
        budget = self._budget(limits)
        hold = _told(budget, name, estimate)
        if hold is not None:
            return hold
        try:
            return await budget.acquire(_as_caller(name), estimate)
        except InsufficientCredit as fault:
            raise _reached(name) from fault

    def _budget(self, limits: Limits) -> LeasedBudget:
        key = limits.spend_micros, limits.spend_period
        budget = self._budgets.get(key)
        if budget is None:
            budget = self._budgets[key] = LeasedBudget(
                self._store,
                limits.spend_micros,
                monthly=limits.spend_period == "month",
                daily=limits.spend_period == "day",
                clock=self._clock,
            )
        return budget


def _told(budget: LeasedBudget, name: str, estimate: int) -> Hold | None:
    try:
        return budget.hold(_as_caller(name), estimate)
    except InsufficientCredit as fault:
        raise _reached(name) from fault


def _as_caller(name: str) -> Caller:
    """Caps have rows of their own beside what the settings allow to each user."""
    return Caller(f"cap:{name}", "")


def _reached(name: str) -> InsufficientCredit:
    whose = {"key": "this API key", "team": "this team", "wg": "this widget"}.get(
        name.partition("_")[0], "you"
    )
    if "/" in name:
        whose = "you in this team"
    return InsufficientCredit(
        f"The spending cap set for {whose} does not cover this call. Ask for a shorter answer, wait for the next "
        "period, or have the cap raised."
    )


def _released(holds: Sequence[Hold]) -> Hold | None:
    """Of a call that is not held after all."""
    for hold in holds:
        hold.release()
    return None
