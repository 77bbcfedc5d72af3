"""How much may be asked twice: back-off times and the budget of retries. Pure."""

from __future__ import annotations

from collections.abc import Callable


def full_jitter(attempt: int, base_s: float, longest_s: float, random: Callable[[], float]) -> float:
    """Seconds to wait before attempt `attempt` (from 1): anywhere below the exponential bound, so that callers
    who failed together do not come back together.

    https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
    """
    return random() * min(longest_s, base_s * 2.0 ** min(attempt - 1, 30))


class RetryBudget:
    """A token bucket that calls fill and retries empty: in an outage, where every call fails, retries are at most
    `ratio` of the calls and cannot keep the upstream down.

    As in Finagle: https://twitter.github.io/finagle/guide/Glossary.html#term-Retry-Budget
    """

    __slots__ = ("_burst", "_ratio", "tokens")

    def __init__(self, ratio: float, burst: float) -> None:
        self._ratio = ratio
        self._burst = burst
        self.tokens = burst

    def earn(self) -> None:
        """A call began."""
        tokens = self.tokens + self._ratio
        self.tokens = tokens if tokens < self._burst else self._burst

    def spend(self) -> bool:
        """Whether one retry may go."""
        if self.tokens < 1:
            return False
        self.tokens -= 1
        return True
