"""Calls and tokens per minute, of every subject that a call counts against.

Every bucket that a call is counted in is taken from, or none. Tokens are counted by the request's own estimate
at first and by the truth when the call has ended.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Protocol

from huahua.gateway.admission.parallel import Slots
from huahua.gateway.admission.subjects import Subjects
from huahua.gateway.domain.ask import Ask
from huahua.gateway.domain.calls import Caller
from huahua.gateway.domain.rates import Bucket, RateState, RateView, view_of
from huahua.gateway.errors import Overloaded

MAX_BUCKETS = 100_000
"""Kept in memory; over it, those that are full again are forgotten."""


class RateGrant:
    """A call that was counted."""

    __slots__ = ("_requests", "_token_buckets", "_tokens", "slots", "state")

    def __init__(
        self, state: RateState, requests: list[Bucket], token_buckets: list[Bucket], tokens: int
    ) -> None:
        self.state = state
        """As it was when the call was counted."""
        self.slots: Slots | None = None
        """Of parallel calls."""
        self._requests = requests
        self._token_buckets = token_buckets
        self._tokens = tokens

    def used(self, tokens: int) -> None:
        """The call has ended and used this many tokens. Later calls of this change nothing."""
        buckets, self._token_buckets = self._token_buckets, []
        for bucket in buckets:
            level = bucket.level + self._tokens - tokens
            bucket.level = level if level < bucket.per_minute else bucket.per_minute

    def leave(self) -> None:
        """The call has ended: another may run beside those that do."""
        if self.slots is not None:
            self.slots.leave()

    def give_back(self) -> None:
        """The call was not begun after all."""
        self.leave()
        buckets, self._requests = self._requests, []
        for bucket in buckets:
            bucket.level = min(bucket.per_minute, bucket.level + 1)
        self.used(0)


class RateLimits(Protocol):
    def concern(self, caller: Caller) -> bool:
        """Whether calls of this caller may be limited; others need not be counted."""
        ...

    def take(self, ask: Ask) -> RateGrant | None:
        """Counts the call, or says None when somebody has to be asked first (`acquire`). Raises Overloaded, which
        says when to come again, over a limit."""
        ...

    async def acquire(self, ask: Ask) -> RateGrant:
        """`take` after asking. Raises Overloaded."""
        ...

    async def run(self) -> None:
        """What is to be done in the background, until it is cancelled."""
        ...

    async def close(self) -> None: ...


class LocalRates:
    """Port `RateLimits` for one process."""

    def __init__(
        self,
        subjects: Subjects,
        *,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._subjects = subjects
        self._monotonic = monotonic
        self._requests: dict[str, Bucket] = {}
        self._tokens: dict[str, Bucket] = {}

    def concern(self, caller: Caller) -> bool:
        return self._subjects.concern(caller)

    def take(self, ask: Ask) -> RateGrant:
        now = self._monotonic()
        requests, token_buckets, tokens = self._buckets(ask, now)
        refuse_over(requests, token_buckets, tokens)
        for bucket in requests:
            bucket.level -= 1
        for bucket in token_buckets:
            bucket.level -= tokens
        return RateGrant(state_of(requests, token_buckets), requests, token_buckets, tokens)

    async def acquire(self, ask: Ask) -> RateGrant:
        return self.take(ask)

    async def run(self) -> None:
        """Nothing: its buckets look after themselves."""

    async def close(self) -> None:
        """Nothing to close."""

    def _buckets(self, ask: Ask, now: float) -> tuple[list[Bucket], list[Bucket], int]:
        requests: list[Bucket] = []
        tokens: list[Bucket] = []
        for name, limits in self._subjects.of(ask):
            if limits.requests_per_minute:
                requests.append(_bucket(self._requests, name, limits.requests_per_minute, now))
            if limits.tokens_per_minute:
                tokens.append(_bucket(self._tokens, name, limits.tokens_per_minute, now))
        return requests, tokens, expected_tokens(ask)


def expected_tokens(ask: Ask) -> int:
    """Before the call: its input, and the output that it asks for at most."""
    return ask.input_tokens + ask.output_tokens(0)


def refuse_over(requests: Sequence[Bucket], token_buckets: Sequence[Bucket], tokens: int) -> None:
    """Raises Overloaded when any bucket lacks what the call needs."""
    for bucket in requests:
        if bucket.level < 1:
            raise over_limit("calls", bucket.per_minute, bucket.lacks_s(1), state_of(requests, token_buckets))
    for bucket in token_buckets:
        if bucket.level < tokens and (wait_s := bucket.lacks_s(tokens)) > 0:
            raise over_limit("tokens", bucket.per_minute, wait_s, state_of(requests, token_buckets))


def over_limit(kind: str, per_minute: int, wait_s: float, state: RateState) -> Overloaded:
    fault = Overloaded(
        f"You have reached this server's limit of {per_minute} {kind} per minute. Try again in {wait_s:.3g} s.",
        retry_after=wait_s,
    )
    fault.headers = state.headers()
    return fault


def state_of(requests: Sequence[Bucket], token_buckets: Sequence[Bucket]) -> RateState:
    return RateState(_tightest(requests), _tightest(token_buckets))


def _tightest(buckets: Sequence[Bucket]) -> RateView | None:
    if len(buckets) == 1:
        return view_of(buckets[0])
    if not buckets:
        return None
    lowest = min(buckets, key=lambda bucket: bucket.level)
    return view_of(lowest)


def _bucket(buckets: dict[str, Bucket], name: str, per_minute: int, now: float) -> Bucket:
    bucket = buckets.get(name)
    if bucket is None:
        if len(buckets) >= MAX_BUCKETS:
            _forget_full(buckets, now)
        bucket = buckets[name] = Bucket.full(per_minute, now)
    else:
        bucket.fill(now)
        if bucket.per_minute != per_minute:
            bucket.resize(per_minute)
    return bucket


def _forget_full(buckets: dict[str, Bucket], now: float) -> None:
    """A full bucket is as good as none."""
    for name, bucket in list(buckets.items()):
        bucket.fill(now)
        if bucket.level >= bucket.per_minute:
            del buckets[name]
