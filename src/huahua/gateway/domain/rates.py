"""Rates of calls and tokens: the bucket that fills steadily, and what a caller is told of it. Pure.

Token bucket: https://en.wikipedia.org/wiki/Token_bucket. Headers and their formats are OpenAI's:
https://platform.openai.com/docs/guides/rate-limits#rate-limits-in-headers
"""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

MINUTE_S = 60.0
_LINES = b"x-ratelimit-limit-%b: %%d\r\nx-ratelimit-remaining-%b: %%d\r\nx-ratelimit-reset-%b: %%b\r\n"
_REQUEST_LINES = _LINES % (b"requests", b"requests", b"requests")
_TOKEN_LINES = _LINES % (b"tokens", b"tokens", b"tokens")


@dataclass(slots=True)
class Bucket:
    """Holds a minute's worth at most and fills by a sixtieth of it each second. `level` may fall below 0, when a
    call used more than was expected; then nothing is given until the debt is filled."""

    per_minute: int
    level: float
    at: float
    """Monotonic seconds of the last look."""

    @classmethod
    def full(cls, per_minute: int, now: float) -> Bucket:
        return cls(per_minute, float(per_minute), now)

    def fill(self, now: float) -> None:
        if now > self.at:
            level = self.level + (now - self.at) * self.per_minute / MINUTE_S
            self.level = level if level < self.per_minute else self.per_minute
            self.at = now

    def resize(self, per_minute: int) -> None:
        """The limit has changed; what was used still counts."""
        self.level = min(per_minute, self.level + per_minute - self.per_minute)
        self.per_minute = per_minute

    def lacks_s(self, amount: float) -> float:
        """Seconds until `amount` is there; 0 when it is. An amount over a minute's worth needs a full bucket."""
        missing = min(amount, self.per_minute) - self.level
        return missing * MINUTE_S / self.per_minute if missing > 0 else 0.0


class RateView(msgspec.Struct, frozen=True, gc=False):
    """Of one kind: the limit per minute, what is left now, and the seconds until all of it is there again."""

    limit: int
    remaining: int
    reset_s: float


class RateState(msgspec.Struct, frozen=True):
    """The tightest buckets that a call was counted in."""

    requests: RateView | None = None
    tokens: RateView | None = None

    def lines(self) -> bytes:
        """Of the head of a response."""
        out = b""
        if (view := self.requests) is not None:
            out = _REQUEST_LINES % (view.limit, view.remaining, _span(view.reset_s))
        if (view := self.tokens) is not None:
            out += _TOKEN_LINES % (view.limit, view.remaining, _span(view.reset_s))
        return out

    def headers(self) -> list[tuple[bytes, bytes]]:
        """`lines` as names and values."""
        return [
            (name, value) for name, _, value in (line.partition(b": ") for line in self.lines().splitlines())
        ]


def view_of(bucket: Bucket) -> RateView:
    limit, level = bucket.per_minute, bucket.level
    missing = limit - level
    return RateView(limit, int(level) if level > 0 else 0, missing * MINUTE_S / limit if missing > 0 else 0.0)


def _span(seconds: float) -> bytes:
    """`span` for a header; of a bucket that is nearly full at once, as most are."""
    return b"%dms" % round(seconds * 1000) if seconds < 0.9 else span(seconds).encode()


def span(seconds: float) -> str:
    """As OpenAI writes times: `20ms`, `1.5s`, `6m0s`."""
    ms = round(seconds * 1000)
    if ms < 1000:
        return f"{ms}ms"
    minutes, ms = divmod(ms, 60_000)
    rest = f"{ms / 1000:g}s"
    return f"{minutes}m{rest}" if minutes else rest
