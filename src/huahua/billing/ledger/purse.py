"""The gateway's purse out of wallets: hold → settle → release in memory, on leases that the wallet granted.

A process leases a part of a wallet with one guarded statement, so that no number of parallel calls or processes spends
more than it has, and a call needs no round trip of its own. What a lease has left goes back when nobody used it for a
while. What a call cost stays in the lease until the call is posted (`posting.py`). A process that is killed leaves its
leases behind: after their deadline the rest of them is free again (`recovery`).
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from math import inf

from huahua.billing.errors import NoRate
from huahua.billing.ledger.currencies import Currencies, shown
from huahua.billing.ledger.domain import Owner
from huahua.billing.ledger.leases import SHARE, LeaseLost, LeaseStore
from huahua.gateway.api import NO_HOLD, Caller, Hold, InsufficientCredit, NotReady, PurseBalance
from huahua.kit.clock import Clock, utc_now
from huahua.kit.ids import new_id

log = logging.getLogger(__name__)

SWEEP_S = 1.0
IDLE_S = 5.0
"""After which a lease that nobody uses goes back."""
LOOK_EVERY_S = 1.0
"""How long it is believed that a wallet has no more left than was seen."""
DEFAULT_LEASE_S = 60.0


def owner_of(caller: Caller) -> Owner:
    """Who pays for a caller's calls."""
    if caller.team_id is not None:
        return Owner("team", caller.team_id)
    return Owner("user", caller.user_id)


class _Lease:
    __slots__ = (
        "expires_at",
        "fault",
        "holds",
        "id",
        "left",
        "lock",
        "owner",
        "posted_later",
        "seen_at",
        "seen_left",
        "used_at",
        "wallet_id",
    )

    def __init__(self, owner: Owner, posted_later: set[str]) -> None:
        self.id = new_id("lse")
        self.owner = owner
        self.wallet_id = ""
        """Empty until the first part is leased."""
        self.posted_later = posted_later
        """Wallets of which calls were made since they were posted the last time."""
        self.left = 0
        self.holds = 0
        self.used_at = 0.0
        self.expires_at = inf
        """By this process's clock, long before others take it for dead."""
        self.seen_left = 0
        """What the wallet had left beside this lease, when it was asked at `seen_at`."""
        self.seen_at = -inf
        self.fault: NotReady | None = None
        """Of the last time that the database could not be reached."""
        self.lock = asyncio.Lock()


class WalletHold:
    """Port `Hold`."""

    __slots__ = ("_held", "_lease", "lease_id", "wallet_id")

    def __init__(self, lease: _Lease, micros: int) -> None:
        self.wallet_id: str | None = lease.wallet_id
        self.lease_id: str | None = lease.id
        self._lease: _Lease | None = lease
        self._held = micros
        lease.left -= micros
        lease.holds += 1

    def settle(self, cost_micros: int) -> None:
        lease, self._lease = self._lease, None
        if lease is not None:
            lease.left += self._held - cost_micros
            lease.holds -= 1
            if cost_micros:
                lease.posted_later.add(lease.wallet_id)

    def release(self) -> None:
        self.settle(0)


class WalletPurse:
    """Port `Purse`. `run` in the background; `close` when the last call has ended and its line is on disk."""

    def __init__(
        self,
        store: LeaseStore,
        currencies: Currencies,
        *,
        lease_s: float = DEFAULT_LEASE_S,
        exempt_roles: frozenset[str] = frozenset(),
        clock: Clock = utc_now,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._store = store
        self._currencies = currencies
        self._lease_s = lease_s
        self._exempt = exempt_roles
        self._clock = clock
        self._monotonic = monotonic
        self._sleep = sleep
        self._leases: dict[str, _Lease] = {}
        """By the id of who pays."""
        self._posted_later: set[str] = set()
        self._renew_at = 0.0

    def converted(self, micros: int, currency: str) -> int:
        try:
            return self._currencies.converted(micros, currency)
        except NoRate as fault:
            raise NotReady(
                f"This model's price is in {currency}, for which the operator has set no rate. Ask an administrator "
                "to set one, or use another model.",
                code="price_without_rate",
            ) from fault

    def hold(self, caller: Caller, estimate_micros: int) -> Hold | None:
        if caller.role in self._exempt:
            return NO_HOLD
        lease = self._leases.get(owner_of(caller).id)
        now = self._monotonic()
        if lease is None or now >= lease.expires_at:
            return None
        if lease.left < estimate_micros:
            self._refuse_beyond(lease, estimate_micros)
            return None
        lease.used_at = now
        return WalletHold(lease, estimate_micros)

    async def acquire(self, caller: Caller, estimate_micros: int) -> Hold:
        if caller.role in self._exempt:
            return NO_HOLD
        owner = owner_of(caller)
        while True:
            lease = self._current(owner)
            self._refuse_beyond(lease, estimate_micros)
            fault = lease.fault
            async with lease.lock:
                if self._leases.get(owner.id) is not lease:
                    continue  # it was given back, or its deadline has passed, while this call waited
                if lease.left < estimate_micros and lease.fault is not None and lease.fault is not fault:
                    raise lease.fault.with_traceback(None)  # one waited for the database, for all
                try:
                    while lease.left < estimate_micros:  # again where `hold` took of it meanwhile
                        await self._enlarge(lease, estimate_micros)
                except LeaseLost:
                    self._drop(lease)
                    continue
                lease.used_at = self._monotonic()
                return WalletHold(lease, estimate_micros)

    async def balance(self, user_id: str) -> PurseBalance | None:
        """What other processes have leased counts as held until they give it back."""
        owner = Owner("user", user_id)
        wallet_id = await self._store.wallet_of(owner)
        lease = self._leases.get(owner.id)
        if lease is None:
            return await self._balance(wallet_id, 0)
        async with lease.lock:  # what is leased meanwhile would be missing here or counted twice
            return await self._balance(wallet_id, lease.left if self._leases.get(owner.id) is lease else 0)

    def take_unposted(self) -> set[str]:
        """Wallets of which this process's calls are to be posted."""
        taken = set(self._posted_later)
        self._posted_later.clear()
        return taken

    async def run(self) -> None:
        """For ever: give back what nobody uses, and move the deadlines of the rest."""
        while True:
            await self._sleep(SWEEP_S)
            try:
                await self.sweep()
            except NotReady as fault:
                log.warning("leases of wallets cannot be looked after: %s", fault)
            except Exception:
                log.exception("leases of wallets cannot be looked after")

    async def sweep(self) -> None:
        now = self._monotonic()
        for lease in list(self._leases.values()):
            if lease.holds == 0 and now - lease.used_at >= IDLE_S:
                await self._return(lease)
            elif lease.left < 0:
                await self._cover(lease)
        if now >= self._renew_at:
            await self._renew(now)
            self._renew_at = now + self._lease_s / 6

    async def close(self) -> None:
        for lease in list(self._leases.values()):
            await self._return(lease)

    async def _enlarge(self, lease: _Lease, estimate: int) -> None:
        """Raises InsufficientCredit, NotReady, LeaseLost. Money that comes back from other calls meanwhile is not
        needed, only kept."""
        self._refuse_beyond(lease, estimate)  # those who waited for the lock share one answer
        asked_at = self._monotonic()
        needed = estimate - lease.left
        most = max(needed, lease.seen_left // SHARE)
        try:
            wallet_id = lease.wallet_id or await self._store.wallet_of(lease.owner)
            new = not lease.wallet_id
            leased = await self._store.lease(lease.id, wallet_id, needed, most, self._deadline(), new=new)
        except NotReady as fault:
            lease.fault = NotReady(fault.message, retry_after=fault.retry_after)
            raise
        lease.seen_left, lease.seen_at = leased.left_micros, asked_at
        if not leased.micros:
            raise self._not_covered(lease, estimate)
        lease.wallet_id = wallet_id
        lease.left += leased.micros
        lease.expires_at = asked_at + self._lease_s / 2

    def _refuse_beyond(self, lease: _Lease, estimate: int) -> None:
        """Raises InsufficientCredit for more than was left a moment ago, here and in the wallet. What calls of this
        process give back meanwhile is in the lease."""
        if estimate > lease.left + lease.seen_left and self._monotonic() - lease.seen_at < LOOK_EVERY_S:
            raise self._not_covered(lease, estimate)

    async def _return(self, lease: _Lease) -> None:
        async with lease.lock:
            if lease.holds or self._leases.get(lease.owner.id) is not lease:
                return
            micros, lease.left = lease.left, 0
            if lease.wallet_id:
                try:
                    await self._store.give_back(
                        lease.id, lease.wallet_id, micros, self._deadline(), last=True
                    )
                except LeaseLost:
                    pass
                except BaseException:
                    lease.left += micros
                    raise
            self._drop(lease)

    async def _cover(self, lease: _Lease) -> None:
        """Calls cost more than was held for them: the wallet must know at once."""
        async with lease.lock:
            micros, lease.left = lease.left, 0
            if micros >= 0:
                lease.left += micros
                return
            try:
                await self._store.give_back(lease.id, lease.wallet_id, micros, self._deadline())
            except LeaseLost:
                self._drop(lease)
            except BaseException:
                lease.left += micros
                raise

    async def _renew(self, now: float) -> None:
        leases = {lease.id: lease for lease in self._leases.values() if lease.wallet_id}
        if not leases:
            return
        there = await self._store.renew(list(leases), self._deadline())
        for lease in leases.values():
            if lease.id in there:
                lease.expires_at = now + self._lease_s / 2
            else:
                self._drop(lease)

    async def _balance(self, wallet_id: str, own_left: int) -> PurseBalance:
        position, unposted = await self._store.position(wallet_id)
        held = position.leased_micros - unposted - own_left
        return PurseBalance(
            position.money_micros + position.grants_micros - unposted - held,
            self._currencies.ledger,
            held_micros=held,
            grants_micros=position.grants_micros,
            credit_limit_micros=position.credit_limit_micros,
            wallet_id=wallet_id,
        )

    def _current(self, owner: Owner) -> _Lease:
        lease = self._leases.get(owner.id)
        if lease is not None and self._monotonic() >= lease.expires_at:
            self._drop(lease)
            lease = None
        if lease is None:
            lease = self._leases[owner.id] = _Lease(owner, self._posted_later)
        return lease

    def _drop(self, lease: _Lease) -> None:
        if self._leases.get(lease.owner.id) is lease:
            del self._leases[lease.owner.id]

    def _deadline(self) -> datetime:
        return self._clock() + timedelta(seconds=self._lease_s)

    def _not_covered(self, lease: _Lease, estimate: int) -> InsufficientCredit:
        currency, left = self._currencies.ledger, max(0, lease.left + lease.seen_left)
        whose = "Your team's" if lease.owner.kind == "team" else "Your"
        return InsufficientCredit(
            f"{whose} wallet does not cover this call: it may cost up to {shown(estimate, currency)}, and "
            f"{shown(left, currency)} is left. Top up, or ask for a shorter answer."
        )
