"""Times in a few numbers: a histogram on a log scale that forgets. Pure."""

from __future__ import annotations

from bisect import bisect_left

FORGET_AT = 512
"""When so many are held, all counts are halved: the last thousand calls or so say nearly everything."""

_FIRST_S, _GROWTH, _SIZE = 0.0005, 1.25, 64
BOUNDS_S: tuple[float, ...] = tuple(_FIRST_S * _GROWTH**power for power in range(_SIZE))
"""Upper ends of the buckets: half a millisecond to ten minutes, each 25 % above the last."""


class Histogram:
    """Counts of times by bucket. A quantile is exact to its bucket, 25 % wide."""

    __slots__ = ("_counts", "total")

    def __init__(self) -> None:
        self._counts = [0] * (_SIZE + 1)
        self.total = 0

    def add(self, seconds: float) -> None:
        self._counts[bisect_left(BOUNDS_S, seconds)] += 1
        self.total += 1
        if self.total >= FORGET_AT:
            self._counts = [count >> 1 for count in self._counts]
            self.total = sum(self._counts)

    def quantiles(self, *shares: float) -> list[float | None]:
        """Seconds below which the shares (ascending, 0 to 1) of the times lie; None while there are none."""
        if not self.total:
            return [None] * len(shares)
        found: list[float | None] = []
        reached, bucket = self._counts[0], 0
        for share in shares:
            wanted = share * self.total
            while reached < wanted and bucket < _SIZE:
                bucket += 1
                reached += self._counts[bucket]
            found.append(BOUNDS_S[min(bucket, _SIZE - 1)])
        return found
