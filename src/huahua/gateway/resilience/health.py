"""The health memory of this process: what every upstream was seen doing, for routing and for administrators.

The fast lane calls it for every call, so `admit`, `began`, `succeeded` and `failed` are synchronous and cheap.
"""

from __future__ import annotations

import logging
import random as randomness
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from huahua.gateway.errors import GatewayError
from huahua.gateway.resilience.breaker import State
from huahua.gateway.resilience.config import ResilienceConfig
from huahua.gateway.resilience.faults import BREAKING, FaultKind, is_whole_account, kind_of
from huahua.gateway.resilience.rate_limits import read_rate_limit
from huahua.gateway.resilience.upstream import Upstream, account_of
from huahua.gateway.routing.plan import Standing
from huahua.kit.clock import Clock, utc_now

log = logging.getLogger(__name__)

_HEADERS_EVERY = 16
"""Headers about rate limits are read on one reply of so many; on each while the limit is scarce."""
_WELL = Standing()


@dataclass(frozen=True, slots=True)
class Alarm:
    """The vendor refuses a key, or one model to its account: only the operator can mend that."""

    subject: str
    """An account (`deepseek`, `deepseek#2` for its second key) or one upstream (`deepseek/deepseek-chat`)."""
    reason: str
    since: datetime


class Health:
    """Port `Standings`. `key` everywhere is `Candidate.key`; times in seconds.

    A call is `admit`ted (or, where nobody asked, `began`) and ends in exactly one of `succeeded`, `failed` and
    `left`.
    """

    def __init__(
        self,
        config: ResilienceConfig | None = None,
        *,
        monotonic: Callable[[], float] = time.monotonic,
        random: Callable[[], float] = randomness.random,
        clock: Clock = utc_now,
    ) -> None:
        self._config = config or ResilienceConfig()
        self._monotonic = monotonic
        self._random = random
        self._clock = clock
        self._upstreams: dict[str, Upstream] = {}
        self._alarms: dict[str, Alarm] = {}

    def of(self, key: str) -> Standing:
        """A kept object; who reads it later reads what is true then."""
        upstream = self._upstreams.get(key)
        if upstream is None:
            return _WELL
        if upstream.restless or upstream.standing.running > upstream.busy:
            upstream.refresh(self._monotonic())
        return upstream.standing

    def admit(self, key: str, *, last_resort: bool = False) -> bool:
        """Whether the upstream may be asked now; if so, the call counts as running."""
        upstream = self._upstreams.get(key) or self._add(key)
        if upstream.restless and not upstream.admit(self._monotonic(), last_resort=last_resort):
            return False
        upstream.standing.running += 1
        return True

    def began(self, key: str) -> None:
        """A call runs there, whatever the breaker says."""
        (self._upstreams.get(key) or self._add(key)).standing.running += 1

    def succeeded(
        self,
        key: str,
        first_byte_s: float | None,
        whole_s: float,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """`headers` of the reply, by names in lower case, for what they tell of the vendor's rate limit."""
        upstream = self._ended(key)
        upstream.calls += 1
        upstream.busy += 1
        upstream.heard_at = self._monotonic()
        upstream.took(first_byte_s, whole_s)
        breaker = upstream.breaker
        if breaker.state is State.CLOSED and not upstream.restless:
            breaker.well()
        else:
            self._recovering(upstream, whole_s)
        if headers is not None and (upstream.restless or not upstream.calls % _HEADERS_EVERY):
            self.saw_headers(key, headers)
        upstream.until_refresh -= 1
        if upstream.until_refresh <= 0:
            upstream.refresh(self._monotonic())
            upstream.refresh_times()

    def wants_headers(self, key: str) -> bool:
        """Whether `succeeded` will look at the headers of the reply that comes next."""
        upstream = self._upstreams.get(key)
        return upstream is None or upstream.restless or not (upstream.calls + 1) % _HEADERS_EVERY

    def failed(self, key: str, fault: GatewayError, whole_s: float = 0.0) -> None:
        """`whole_s`: how long the call ran, by which a late failure is told from a new one."""
        upstream = self._ended(key)
        upstream.calls += 1
        now = self._monotonic()
        began = now - whole_s
        kind = kind_of(fault)
        if kind is FaultKind.CREDENTIAL:
            upstream.broke()
            self._refused(upstream, fault, now, began)
        elif kind in BREAKING:
            upstream.broke()
            if fault.retry_after is not None:
                upstream.limited(now, min(fault.retry_after, self._config.max_limited_s))
            upstream.breaker.failed(now, began)
        else:
            if kind is FaultKind.LIMITED:
                upstream.limited(now, fault.retry_after)
            self._recovering(upstream, whole_s)
        upstream.refresh(now)

    def left(self, key: str, whole_s: float = 0.0) -> None:
        """The caller went away, or another upstream was quicker: no verdict."""
        upstream = self._ended(key)
        now = self._monotonic()
        upstream.breaker.released(now - whole_s)
        upstream.refresh(now)

    def saw_headers(self, key: str, headers: Mapping[str, str]) -> None:
        upstream = self._upstreams.get(key) or self._add(key)
        now = self._monotonic()
        upstream.saw_rate_limit(now, read_rate_limit(headers, self._clock()))
        upstream.refresh(now)

    def opens_in(self, key: str, *, last_resort: bool = False) -> float:
        """Seconds until the upstream may be asked; 0 for now, or when a probe that is under way ends."""
        upstream = self._upstreams.get(key)
        if upstream is None:
            return 0.0
        return max(0.0, upstream.opens_at(last_resort=last_resort) - self._monotonic())

    def is_limited(self, key: str) -> bool:
        """Whether its vendor asked to wait."""
        upstream = self._upstreams.get(key)
        return upstream is not None and self._monotonic() < upstream.limited_until

    def refusal(self, key: str) -> str | None:
        """Why its vendor refuses the account; None when it does not."""
        upstream = self._upstreams.get(key)
        if upstream is None or not upstream.breaker.account:
            return None
        alarm = self._alarms.get(upstream.key) or self._alarms.get(upstream.account)
        return alarm.reason if alarm else "the vendor refuses the account"

    def first_byte_s(self, key: str, share: float) -> float | None:
        """The time within which that share of replies began; None while too little is known."""
        upstream = self._upstreams.get(key)
        if upstream is None:
            return None
        known = upstream.first_byte if upstream.first_byte.total else upstream.whole
        return known.quantiles(share)[0] if known.total >= 20 else None

    def upstreams(self) -> list[Upstream]:
        """All that were ever asked, up to date."""
        now = self._monotonic()
        for upstream in self._upstreams.values():
            upstream.refresh(now)
            upstream.refresh_times()
        return list(self._upstreams.values())

    def alarms(self) -> list[Alarm]:
        return list(self._alarms.values())

    def forget(self, providers: Iterable[str]) -> None:
        """Providers were configured anew: nothing that was seen of them holds. Running calls still count."""
        names = set(providers)
        for key, upstream in self._upstreams.items():
            if upstream.account.partition("#")[0] in names:
                fresh = Upstream(key, self._config, self._random)
                fresh.standing.running = upstream.standing.running
                self._upstreams[key] = fresh
                self._calm(key, upstream.account)

    def _add(self, key: str) -> Upstream:
        upstream = self._upstreams[key] = Upstream(key, self._config, self._random)
        return upstream

    def _ended(self, key: str) -> Upstream:
        upstream = self._upstreams.get(key) or self._add(key)
        standing = upstream.standing
        if standing.running:
            standing.running -= 1
        return upstream

    def _recovering(self, upstream: Upstream, whole_s: float) -> None:
        """A sign of life of an upstream that is not quite well."""
        now = self._monotonic()
        breaker = upstream.breaker
        was_out, was_account = breaker.state is not State.CLOSED, breaker.account
        breaker.succeeded(now, now - whole_s)
        if was_out and breaker.state is State.CLOSED and was_account:
            for other in self._of_account(upstream):
                if other.breaker.account:
                    other.breaker.close(now)
                    other.refresh(now)
            self._calm(upstream.key, upstream.account)
        upstream.refresh(now)

    def _refused(self, upstream: Upstream, fault: GatewayError, now: float, began: float) -> None:
        whole_account = is_whole_account(fault)
        subject = upstream.account if whole_account else upstream.key
        for other in self._of_account(upstream) if whole_account else [upstream]:
            other.breaker.refused(now, began)
            other.refresh(now)
        if subject not in self._alarms:
            self._alarms[subject] = Alarm(subject, fault.message, self._clock())
            log.error("alarm: '%s' is out until an administrator has looked at it: %s", subject, fault)

    def _calm(self, *subjects: str) -> None:
        for subject in subjects:
            if self._alarms.pop(subject, None) is not None:
                log.warning("alarm over: '%s' serves calls again", subject)

    def _of_account(self, upstream: Upstream) -> list[Upstream]:
        return [other for other in self._upstreams.values() if other.account == upstream.account]


__all__ = ["Alarm", "Health", "account_of"]
