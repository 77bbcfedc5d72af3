"""A circuit breaker. Pure: the clock's time comes in with every call, randomness at the start.

Closed lets everything through; open nothing; half-open one probe at a time. After M. Nygard, Release It!,
with pauses that grow by full jitter (https://aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter/).

A verdict says when its call began: a call that is older than the breaker's state says nothing about it, so that
the last of a burst of time-outs cannot undo a recovery.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from huahua.gateway.resilience.config import BreakerConfig

_MEMORY = 0.95
"""Weight of the past in the moving share of failures."""
_ACCOUNT_LAST_RESORT_S = (0.0, 1.0, 2.0, 4.0, 8.0, 16.0, 30.0)


class State(StrEnum):
    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half_open"


class Breaker:
    """`state` and `trips` (times it opened without a long healthy time between) are for reading."""

    __slots__ = (
        "_config",
        "_consecutive",
        "_good_probes",
        "_last_resort_at",
        "_out_since",
        "_probing_since",
        "_random",
        "_rate",
        "_seen",
        "account",
        "since",
        "state",
        "trips",
        "until",
        "was_out_s",
    )

    def __init__(self, config: BreakerConfig, random: Callable[[], float]) -> None:
        self._config = config
        self._random = random
        self.state = State.CLOSED
        self.since = float("-inf")
        """When it entered its state."""
        self.until = 0.0
        """When a probe may go, while open."""
        self.account = False
        """Whether it opened because the vendor refuses the account."""
        self.trips = 0
        self.was_out_s = 0.0
        """How long it was not closed the last time."""
        self._out_since = 0.0
        self._last_resort_at = 0.0
        self._consecutive = 0
        self._rate = 0.0
        self._seen = 0
        self._probing_since: float | None = None
        self._good_probes = 0

    def would_admit(self, now: float, *, last_resort: bool = False) -> bool:
        """Whether a call may go. `last_resort`: nobody else can serve it."""
        if self.state is State.CLOSED:
            return True
        if self.state is State.OPEN:
            return now >= self.opens_at(last_resort=last_resort)
        return self._probing_since is None or now - self._probing_since >= self._config.probe_lease_s

    def opens_at(self, *, last_resort: bool = False) -> float:
        """When an open breaker lets a probe through."""
        return self._last_resort_at if last_resort else self.until

    def admit(self, now: float, *, last_resort: bool = False) -> bool:
        """Let one call through, as the probe unless closed. Its verdict, or `released`, must follow."""
        if not self.would_admit(now, last_resort=last_resort):
            return False
        if self.state is State.OPEN:
            self._enter(State.HALF_OPEN, now)
            self._good_probes = 0
        if self.state is State.HALF_OPEN:
            self._probing_since = now
        return True

    def released(self, began: float) -> None:
        """A call ended without a verdict: its caller went away."""
        if self.state is State.HALF_OPEN:
            self._probe_ended(began)

    def succeeded(self, now: float, began: float) -> None:
        if began < self.since:
            return
        if self.state is State.CLOSED:
            self.well()
            if self.trips and now - self.since >= self._config.forget_s:
                self.trips = 0
        elif self.state is State.HALF_OPEN:
            self._probe_ended(began)
            self._good_probes += 1
            if self._good_probes >= self._config.probes:
                self.close(now)

    def well(self) -> None:
        """`succeeded` without the clock, for a breaker that is closed and has nothing to get over."""
        self._consecutive = 0
        self._rate *= _MEMORY
        self._seen += 1

    def failed(self, now: float, began: float) -> None:
        """The upstream failed as a broken one does."""
        if began < self.since:
            return
        if self.state is State.HALF_OPEN:
            self._open(now)
        elif self.state is State.CLOSED:
            self._consecutive += 1
            self._rate = self._rate * _MEMORY + 1 - _MEMORY
            self._seen += 1
            often = self._seen >= self._config.min_calls and self._rate >= self._config.error_rate
            if often or self._consecutive >= self._config.consecutive:
                self._open(now)

    def refused(self, now: float, began: float) -> None:
        """The vendor refuses the account: out at once, and for long."""
        if began >= self.since:
            self._open(now, account=True)

    def close(self, now: float) -> None:
        if self.state is not State.CLOSED:
            self.was_out_s = now - self._out_since
        self._enter(State.CLOSED, now)
        self.account = False
        self._consecutive = self._seen = 0
        self._rate = 0.0

    def _probe_ended(self, began: float) -> None:
        """Unless it was given up before, and another is under way."""
        if self._probing_since is not None and began >= self._probing_since:
            self._probing_since = None

    def _open(self, now: float, *, account: bool = False) -> None:
        config = self._config
        shortest, longest = (
            (config.account_s, config.max_account_s)
            if account
            else (config.cool_down_s, config.max_cool_down_s)
        )
        reach = min(longest, shortest * 2.0 ** min(self.trips, 30))
        self.until = self._last_resort_at = now + shortest + self._random() * reach
        if account:
            # Somebody may have mended the account, and while nobody else can serve, asking is the only way to know.
            self._last_resort_at = now + _ACCOUNT_LAST_RESORT_S[min(self.trips, 6)]
        self.account = account
        self.trips += 1
        if self.state is State.CLOSED:
            self._out_since = now
        self._enter(State.OPEN, now)

    def _enter(self, state: State, now: float) -> None:
        self.state = state
        self.since = now
        self._probing_since = None
