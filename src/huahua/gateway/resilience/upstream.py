"""What one upstream was seen doing: times, failures, limits, and its breaker. Pure; times in seconds."""

from __future__ import annotations

from collections.abc import Callable

from huahua.gateway.resilience.breaker import Breaker, State
from huahua.gateway.resilience.budget import full_jitter
from huahua.gateway.resilience.config import ResilienceConfig
from huahua.gateway.resilience.rate_limits import RateLimit
from huahua.gateway.routing.plan import Standing
from huahua.kit.histogram import Histogram

_RECENT = 0.1
"""Weight of the newest time in the moving mean."""
_LEAST = 0.05
"""No weight is multiplied by less: an upstream that gets no calls could never show that it is well again."""
_SILENCE, _LEAST_SILENCE_S, _LEAST_WAITING = 4.0, 0.1, 8
"""It is silent when so many calls wait and none has ended for so many times its 99th percentile."""
_BURST, _CROWDED = 24, 2.0
"""So many calls at once crowd nobody; with more, the weight falls with this power of how many times more they are
than is usual."""
_RAMP, _SHORTEST_RAMP_S = 1.0, 1.0
"""The way back to the full share takes so many times as long as the upstream was out, and no less than this."""
_SCARCE = 0.25
"""With less than this share of the vendor's limit left, calls go elsewhere."""


class Upstream:
    """`standing` is the kept object that routing reads; `refresh` brings what changes with time up to date,
    `refresh_times` what calls change.

    `restless` says that time alone may change the standing: it is out, limited, or on its way back.
    """

    __slots__ = (
        "_config",
        "_limits_in_a_row",
        "_random",
        "_rate_limit",
        "_rate_limit_ends",
        "account",
        "breaker",
        "busy",
        "calls",
        "error_rate",
        "failures",
        "first_byte",
        "heard_at",
        "key",
        "limited_until",
        "mean_s",
        "restless",
        "standing",
        "until_refresh",
        "whole",
    )

    def __init__(self, key: str, config: ResilienceConfig, random: Callable[[], float]) -> None:
        self.key = key
        self.account = account_of(key)
        self.standing = Standing()
        self.breaker = Breaker(config.breaker, random)
        self.restless = False
        self.calls = 0
        self.failures = 0
        self.error_rate = 0.0
        self.mean_s: float | None = None
        self.whole = Histogram()
        self.first_byte = Histogram()
        self.limited_until = 0.0
        self.heard_at = 0.0
        """When it last served a call."""
        self.busy = _LEAST_WAITING
        """More running than this is unusual, and worth a look. Each call that ends well makes room for one more, so
        that only those that wait for nothing crowd."""
        self.until_refresh = 1
        self._config = config
        self._random = random
        self._rate_limit: RateLimit | None = None
        self._rate_limit_ends = 0.0
        self._limits_in_a_row = 0

    def would_admit(self, now: float, *, last_resort: bool = False) -> bool:
        return now >= self.limited_until and self.breaker.would_admit(now, last_resort=last_resort)

    def admit(self, now: float, *, last_resort: bool = False) -> bool:
        admitted = now >= self.limited_until and self.breaker.admit(now, last_resort=last_resort)
        self.refresh(now)
        return admitted

    def opens_at(self, *, last_resort: bool = False) -> float:
        """When it may be asked again; in the past while a probe is under way or nothing is wrong."""
        opens = 0.0
        if self.breaker.state is State.OPEN:
            opens = self.breaker.opens_at(last_resort=last_resort)
        return max(opens, self.limited_until)

    def took(self, first_byte_s: float | None, whole_s: float) -> None:
        """A call succeeded in so much time."""
        self.whole.add(whole_s)
        if first_byte_s is not None:
            self.first_byte.add(first_byte_s)
        mean = self.mean_s
        self.mean_s = whole_s if mean is None else mean + _RECENT * (whole_s - mean)
        if self.error_rate:
            self.error_rate *= 1 - _RECENT
            if self.error_rate < 0.001:
                self.error_rate = 0.0
        self._limits_in_a_row = 0

    def broke(self) -> None:
        self.failures += 1
        self.error_rate += _RECENT * (1 - self.error_rate)

    def limited(self, now: float, retry_after: float | None) -> None:
        """The vendor asks to wait. Never shortens a wait that it asked for before."""
        self._limits_in_a_row += 1
        config = self._config
        if retry_after is None:
            grown = full_jitter(self._limits_in_a_row, config.limited_s, config.max_limited_s, self._random)
            retry_after = config.limited_s + grown
        self.limited_until = max(self.limited_until, now + retry_after)

    def saw_rate_limit(self, now: float, limit: RateLimit | None) -> None:
        self._rate_limit = limit
        self._rate_limit_ends = now + (limit.resets_in_s if limit else 0.0)

    @property
    def rate_limit_left(self) -> float | None:
        """The share of the vendor's limit that was left at the last look; None when it told none."""
        return self._rate_limit.left if self._rate_limit else None

    def refresh(self, now: float) -> None:
        """Bring the standing up to date, but for its times."""
        standing = self.standing
        if self._rate_limit is not None and now >= self._rate_limit_ends:
            self._rate_limit = None
        limited = now < self.limited_until
        standing.available = not limited and self.breaker.would_admit(now)
        standing.error_rate = self.error_rate
        start, scarcity, room = self._slow_start(now), self._scarcity(), self._room(now)
        standing.weight = max(_LEAST, start * scarcity * room * (1 - self.error_rate))
        out = limited or self.breaker.state is not State.CLOSED
        self.restless = out or start < 1 or scarcity < 1 or room < 1

    def refresh_times(self) -> None:
        standing = self.standing
        p50, p99 = self.whole.quantiles(0.5, 0.99)
        standing.p50_ms, standing.p99_ms = _ms(p50), _ms(p99)
        standing.first_token_ms = _ms(self.first_byte.quantiles(0.5)[0])
        standing.error_rate = self.error_rate
        self.until_refresh = min(32, max(1, self.whole.total))
        self.busy = 2 * standing.running + _LEAST_WAITING

    def _is_silent(self, now: float) -> bool:
        """Whether it stopped answering: seen here long before its calls run into their time-outs."""
        p99_ms = self.standing.p99_ms
        if p99_ms is None or self.standing.running < _LEAST_WAITING:
            return False
        return now - self.heard_at > max(_LEAST_SILENCE_S, _SILENCE * p99_ms / 1000)

    def _room(self, now: float) -> float:
        """From 1 down to 0 while calls pile up there: it has become slow, or does not answer at all, which shows
        here before any of its calls has ended."""
        if self._is_silent(now):
            return 0.0
        running, usual = self.standing.running, self.busy + _BURST
        return 1.0 if running <= usual else (usual / running) ** _CROWDED

    def _slow_start(self, now: float) -> float:
        breaker = self.breaker
        if breaker.state is not State.CLOSED:
            return _LEAST
        if not breaker.trips:
            return 1.0
        # Whoever was away for long starts cold; a stumble is soon forgotten.
        ramp_s = min(self._config.slow_start_s, max(_SHORTEST_RAMP_S, _RAMP * breaker.was_out_s))
        return min(1.0, max(_LEAST, (now - breaker.since) / ramp_s))

    def _scarcity(self) -> float:
        limit = self._rate_limit
        return 1.0 if limit is None else min(1.0, max(_LEAST, limit.left / _SCARCE))


def account_of(key: str) -> str:
    """The account that an upstream's key (`provider/model`, `provider/model#2` with its second API key) is of."""
    provider, _, model = key.partition("/")
    _, mark, number = model.rpartition("#")
    return f"{provider}#{number}" if mark and number.isdigit() else provider


def _ms(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds * 1000, 1)
