"""Rates of calls and tokens: the bucket that fills steadily, and what a caller is told of it. Pure.

Token bucket: https://en.wikipedia.org/wiki/Token_bucket. Headers and their formats are OpenAI's:
https://platform.openai.com/docs/guides/rate-limits#rate-limits-in-headers
"""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

MINUTE_S = 60.0


@dataclass(frozen=True, slots=True)
class RateLimit:
    """Per minute; 0 is no limit."""

    requests: int = 0
    tokens: int = 0

    def __bool__(self) -> bool:
        return bool(self.requests or self.tokens)


NO_LIMIT = RateLimit()


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
            self.level = min(self.per_minute, self.level + (now - self.at) * self.per_minute / MINUTE_S)
            self.at = now

    def lacks_s(self, amount: float) -> float:
        """Seconds until `amount` is there; 0 when it is. An amount over a minute's worth needs a full bucket."""
        missing = min(amount, self.per_minute) - self.level
        return missing * MINUTE_S / self.per_minute if missing > 0 else 0.0

    @property
    def full_in_s(self) -> float:
        return (self.per_minute - self.level) * MINUTE_S / self.per_minute


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
        """`headers` as they go over the wire."""
        out = b""
        if (view := self.requests) is not None:
            out = (
                b"x-ratelimit-limit-requests: %d\r\nx-ratelimit-remaining-requests: %d\r\n"
                b"x-ratelimit-reset-requests: %b\r\n"
                % (view.limit, view.remaining, span(view.reset_s).encode())
            )
        if (view := self.tokens) is not None:
            out += (
                b"x-ratelimit-limit-tokens: %d\r\nx-ratelimit-remaining-tokens: %d\r\n"
                b"x-ratelimit-reset-tokens: %b\r\n"
                % (view.limit, view.remaining, span(view.reset_s).encode())
            )
        return out

    def headers(self) -> list[tuple[bytes, bytes]]:
        found = []
        for kind, view in (("requests", self.requests), ("tokens", self.tokens)):
            if view is not None:
                found += [
                    (f"x-ratelimit-limit-{kind}".encode(), str(view.limit).encode()),
                    (f"x-ratelimit-remaining-{kind}".encode(), str(view.remaining).encode()),
                    (f"x-ratelimit-reset-{kind}".encode(), span(view.reset_s).encode()),
                ]
        return found


def view_of(bucket: Bucket) -> RateView:
    return RateView(bucket.per_minute, max(0, int(bucket.level)), max(0.0, bucket.full_in_s))


def span(seconds: float) -> str:
    """As OpenAI writes times: `20ms`, `1.5s`, `6m0s`."""
    ms = round(seconds * 1000)
    if ms < 1000:
        return f"{ms}ms"
    minutes, ms = divmod(ms, 60_000)
    rest = f"{ms / 1000:g}s"
    return f"{minutes}m{rest}" if minutes else rest
