"""Rates that several processes keep together: shared buckets (`counts.py`), out of which each process leases.

A draw takes from all buckets of a call or from none, so that all processes together never take more than
the limit. What is taken beyond a call's own need (a hundredth of the limit at most) serves the next calls without
a round trip, and goes back when nobody uses it. While the store is away each process keeps the limits by itself.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from huahua.gateway.admission.counts import Buckets, Draw, StoreAway
from huahua.gateway.admission.rates import (
    LocalRates,
    RateGrant,
    expected_tokens,
    over_limit,
)
from huahua.gateway.admission.subjects import Subjects
from huahua.gateway.domain.ask import Ask
from huahua.gateway.domain.calls import Caller
from huahua.gateway.domain.rates import Bucket, RateState, RateView

log = logging.getLogger(__name__)

IDLE_S = 1.0
FORGET_S = 3600.0
"""Longer than any call runs, since a call corrects its lease when it ends."""
LEASE_PARTS = 100


@dataclass(slots=True)
class _Need:
    """One bucket of a call, and how much of it the call needs."""

    key: str
    limit: int
    amount: int
    kind: str


@dataclass(slots=True)
class _Lease:
    """`bucket.level` is what this process has at hand; below 0, what it owes."""

    bucket: Bucket
    shared: float
    """The shared level when it was last heard of."""
    used_at: float


class SharedRates:
    """Port `RateLimits`. `run` in the background; `close` gives back what is at hand."""

    def __init__(
        self,
        buckets: Buckets,
        subjects: Subjects,
        *,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._subjects = subjects
        self._monotonic = monotonic
        self._sleep = sleep
        self._buckets = buckets
        self._asking = asyncio.Lock()
        self._leases: dict[str, _Lease] = {}
        self._alone: LocalRates | None = None
        """While the store is away."""

    def concern(self, caller: Caller) -> bool:
        return self._subjects.concern(caller)

    def take(self, ask: Ask) -> RateGrant | None:
        if self._alone is not None:
            return self._alone.take(ask)
        needs = self._needs(ask)
        for need in needs:
            lease = self._leases.get(need.key)
            if lease is None or lease.bucket.level < need.amount:
                return None
        return self._grant(needs)

    async def acquire(self, ask: Ask) -> RateGrant:
        needs = self._needs(ask)
        if self._alone is None:
            try:
                async with self._asking:
                    await self._lease(needs)
                    return self._grant(needs)
            except StoreAway as fault:
                log.error(
                    "shared counts cannot be had (%s); each process keeps the rates by itself",
                    fault,
                )
                self._alone = LocalRates(self._subjects, monotonic=self._monotonic)
        return self._alone.take(ask)

    async def run(self) -> None:
        """For ever: give back what is not used, and look for a store that is away."""
        while True:
            await self._sleep(IDLE_S)
            try:
                await self.sweep()
                if self._alone is not None:
                    log.warning("shared counts can be had again")
                    self._alone = None
            except StoreAway:
                continue

    async def sweep(self, idle_s: float = IDLE_S) -> None:
        """Give back what was not used for `idle_s`, and pay what is owed. Raises StoreAway."""
        await self._buckets.ping()
        now = self._monotonic()
        for key, lease in list(self._leases.items()):
            bucket, idle = lease.bucket, now - lease.used_at
            whole = int(bucket.level)
            if whole < 0 or (whole and idle >= idle_s):
                bucket.level -= whole
                await self._buckets.give(key, int(bucket.per_minute), whole)
            elif idle >= FORGET_S:
                del self._leases[key]

    async def close(self) -> None:
        try:
            await self.sweep(0.0)
        except StoreAway as fault:
            log.warning("leased rates were not given back: %s", fault)

    def _needs(self, ask: Ask) -> list[_Need]:
        needs = []
        tokens = expected_tokens(ask)
        for name, limits in self._subjects.of(ask):
            if limits.requests_per_minute:
                needs.append(_Need(f"requests:{name}", limits.requests_per_minute, 1, "calls"))
            if limits.tokens_per_minute:
                needs.append(_Need(f"tokens:{name}", limits.tokens_per_minute, tokens, "tokens"))
        return needs

    async def _lease(self, needs: Sequence[_Need]) -> None:
        """At hand is what the needs ask for. Raises Overloaded."""
        draws = [
            Draw(need.key, need.limit, max(0, need.amount - int(self._have(need))), need.limit // LEASE_PARTS)
            for need in needs
        ]
        drawn = await self._buckets.draw(draws)
        now = self._monotonic()
        for need, taken, level in zip(needs, drawn.taken, drawn.levels, strict=True):
            lease = self._leases.get(need.key)
            if lease is None:
                lease = self._leases[need.key] = _Lease(Bucket(need.limit, 0.0, now), 0.0, now)
            lease.bucket.level += taken
            lease.bucket.per_minute = need.limit
            lease.shared, lease.used_at = level, now
        if drawn.wait_s > 0:
            need = needs[drawn.tight]
            raise over_limit(need.kind, need.limit, drawn.wait_s, self._state(needs))

    def _have(self, need: _Need) -> float:
        lease = self._leases.get(need.key)
        return lease.bucket.level if lease is not None else 0.0

    def _grant(self, needs: Sequence[_Need]) -> RateGrant:
        now = self._monotonic()
        requests: list[Bucket] = []
        token_buckets: list[Bucket] = []
        for need in needs:
            lease = self._leases[need.key]
            lease.used_at = now
            lease.bucket.level -= need.amount
            (requests if need.kind == "calls" else token_buckets).append(lease.bucket)
        tokens = next((need.amount for need in needs if need.kind == "tokens"), 0)
        return RateGrant(self._state(needs), requests, token_buckets, tokens)

    def _state(self, needs: Sequence[_Need]) -> RateState:
        return RateState(self._view(needs, "calls"), self._view(needs, "tokens"))

    def _view(self, needs: Sequence[_Need], kind: str) -> RateView | None:
        """Of the tightest bucket: what is shared and what is at hand here."""
        views = []
        for need in needs:
            if need.kind == kind:
                left = min(float(need.limit), self._leases[need.key].shared + self._have(need))
                views.append(
                    RateView(need.limit, max(0, int(left)), max(0.0, (need.limit - left) * 60 / need.limit))
                )
        return min(views, key=lambda view: view.remaining, default=None)
