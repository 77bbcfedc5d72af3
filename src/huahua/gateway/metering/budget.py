"""A cap on what each user spends in a day, a month or in all, kept by any number of processes together.

A process leases a part of what is left in one transaction, and holds for calls come out of its lease in memory: no
number of parallel calls or processes spends more than the cap, and a call needs no round trip. What a lease has left
goes back when nobody used it for a while. A process that is killed takes its leases with it: they count as spent.

Near the cap the parts get smaller by halves, and a refusal holds for `LOOK_EVERY_S`: who goes on asking with nothing
left costs one round trip a second. What other processes give back is seen after that time at the latest.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from math import inf
from typing import Protocol

from huahua.gateway.domain.calls import Caller
from huahua.gateway.domain.money import Balance, Grant
from huahua.gateway.errors import InsufficientCredit, NotReady
from huahua.kit.clock import Clock, utc_now

log = logging.getLogger(__name__)

IDLE_S = 5.0
"""After which a lease that nobody uses goes back."""
PARTS = 50
"""A lease is this part of the cap, less near its end, or what a call needs where that is more."""
LOOK_EVERY_S = 1.0
"""How long it is believed that there is no more left than was seen."""
ALWAYS = "total"


class BudgetStore(Protocol):
    """What all processes know. Raises NotReady when it cannot be reached."""

    async def lease(
        self, user_id: str, period: str, least_micros: int, most_micros: int, cap_micros: int
    ) -> Grant:
        """Counts `money.fair_part` of what the cap leaves as granted."""
        ...

    async def give_back(self, user_id: str, period: str, micros: int) -> None:
        """Not spent after all; less than 0 where more was spent than was granted."""
        ...

    async def granted(self, user_id: str, period: str) -> int: ...


class _Lease:
    __slots__ = ("fault", "holds", "left", "lock", "period", "seen_at", "seen_left", "used_at", "user_id")

    def __init__(self, user_id: str, period: str) -> None:
        self.user_id = user_id
        self.period = period
        self.left = 0
        self.holds = 0
        self.used_at = 0.0
        self.seen_left = 0
        """What the store had left beside this lease, when it was asked at `seen_at`."""
        self.seen_at = -inf
        self.fault: NotReady | None = None
        """Of the last time that the store could not be reached."""
        self.lock = asyncio.Lock()


class LeasedHold:
    """Port `Hold`."""

    __slots__ = ("_held", "_lease")
    wallet_id = None
    lease_id = None

    def __init__(self, lease: _Lease, micros: int) -> None:
        self._lease: _Lease | None = lease
        self._held = micros
        lease.left -= micros
        lease.holds += 1

    def settle(self, cost_micros: int) -> None:
        lease, self._lease = self._lease, None
        if lease is not None:
            lease.left += self._held - cost_micros
            lease.holds -= 1

    def release(self) -> None:
        self.settle(0)


class LeasedBudget:
    """Port `Purse`. `run` in the background; `close` when the last call has ended."""

    def __init__(
        self,
        store: BudgetStore,
        cap_micros: int,
        *,
        currency: str = "USD",
        monthly: bool = True,
        daily: bool = False,
        clock: Clock = utc_now,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._store = store
        self._cap = cap_micros
        self._currency = currency
        self._monthly = monthly
        self._daily = daily
        self._clock = clock
        self._monotonic = monotonic
        self._sleep = sleep
        self._leases: dict[str, _Lease] = {}
        self._moment, self._name = (0, 0, 0), ""
        self._over: list[_Lease] = []
        """Of periods that ended, while calls of them run."""

    def converted(self, micros: int, currency: str) -> int:
        """A limit does not convert: it is in the one currency of all prices."""
        return micros

    def hold(self, caller: Caller, estimate_micros: int) -> LeasedHold | None:
        lease = self._leases.get(caller.user_id)
        if lease is None or lease.period != self._period():
            return None
        if lease.left < estimate_micros:
            self._refuse_beyond(lease, estimate_micros)
            return None
        lease.used_at = self._monotonic()
        return LeasedHold(lease, estimate_micros)

    async def acquire(self, caller: Caller, estimate_micros: int) -> LeasedHold:
        while True:
            lease = self._current(caller.user_id)
            self._refuse_beyond(lease, estimate_micros)
            fault = lease.fault
            async with lease.lock:
                if self._leases.get(caller.user_id) is not lease:
                    continue  # it was given back, or its period has ended, while this call waited
                if lease.left < estimate_micros and lease.fault is not None and lease.fault is not fault:
                    raise lease.fault.with_traceback(
                        None
                    )  # one waited for the store, for all who came meanwhile
                while lease.left < estimate_micros:  # again where `hold` took of it meanwhile
                    await self._enlarge(lease, estimate_micros)
                lease.used_at = self._monotonic()
                return LeasedHold(lease, estimate_micros)

    async def balance(self, user_id: str) -> Balance:
        """What other processes have leased counts as spent until they give it back."""
        period = self._period()
        lease = self._leases.get(user_id)
        own = lease.left if lease is not None and lease.period == period else 0
        left = self._cap - await self._store.granted(user_id, period) + own
        return Balance(max(0, left), self._currency, self._cap, None if period == ALWAYS else period)

    @property
    def idle(self) -> bool:
        """Whether it holds no lease."""
        return not self._leases and not self._over

    async def run(self) -> None:
        """For ever: give back what nobody uses."""
        while True:
            await self._sleep(IDLE_S)
            try:
                await self.sweep()
            except Exception:
                log.exception("leases of spending limits could not be given back")

    async def sweep(self) -> None:
        """Give back leases of ended periods, and those that nobody has used for `IDLE_S`."""
        now, period = self._monotonic(), self._period()
        for lease in [*self._over, *self._leases.values()]:
            if lease.period != period or (lease.holds == 0 and now - lease.used_at >= IDLE_S):
                await self._return(lease)

    async def close(self) -> None:
        for lease in [*self._over, *self._leases.values()]:
            await self._return(lease)

    async def _enlarge(self, lease: _Lease, estimate: int) -> None:
        """Raises InsufficientCredit. Money that comes back from other calls meanwhile is not needed, only kept."""
        self._refuse_beyond(lease, estimate)  # those who waited for the lock share one answer
        asked_at = self._monotonic()
        needed = estimate - lease.left
        most = max(needed, self._cap // PARTS)
        try:
            grant = await self._store.lease(lease.user_id, lease.period, needed, most, self._cap)
        except NotReady as fault:
            lease.fault = NotReady(fault.message, retry_after=fault.retry_after)
            raise
        lease.left += grant.micros
        lease.seen_left, lease.seen_at = grant.left_micros, asked_at
        if not grant.micros:
            raise _not_covered()

    def _refuse_beyond(self, lease: _Lease, estimate: int) -> None:
        """Raises InsufficientCredit for more than was left a moment ago, here and in the store. What calls of this
        process give back meanwhile is in the lease."""
        if estimate > lease.left + lease.seen_left and self._monotonic() - lease.seen_at < LOOK_EVERY_S:
            raise _not_covered()

    async def _return(self, lease: _Lease) -> None:
        async with lease.lock:
            micros, lease.left = lease.left, 0
            lease.seen_at = -inf  # there will be more
            if micros:
                try:
                    await self._store.give_back(lease.user_id, lease.period, micros)
                except BaseException:
                    lease.left += micros
                    raise
            if lease.holds == 0 and lease.left == 0:
                if self._leases.get(lease.user_id) is lease:
                    del self._leases[lease.user_id]
                if lease in self._over:
                    self._over.remove(lease)

    def _current(self, user_id: str) -> _Lease:
        period = self._period()
        lease = self._leases.get(user_id)
        if lease is None or lease.period != period:
            if lease is not None:
                self._over.append(lease)
            lease = self._leases[user_id] = _Lease(user_id, period)
        return lease

    def _period(self) -> str:
        if not self._monthly and not self._daily:
            return ALWAYS
        now = self._clock()
        moment = now.year, now.month, now.day if self._daily else 0
        if moment != self._moment:  # every call asks, and formatting takes as long as all the rest of a hold
            self._moment, self._name = moment, f"{now:%Y-%m-%d}" if self._daily else f"{now:%Y-%m}"
        return self._name


def _not_covered() -> InsufficientCredit:
    return InsufficientCredit(
        "Your spending limit does not cover this call. Ask for a shorter answer, or ask an administrator "
        "to raise the limit."
    )
