"""Shares of a pool: smooth weighted round-robin over weights that follow how each upstream does. Pure.

The algorithm is nginx's (ngx_http_upstream_round_robin.c): each turn every row gains its weight, the row with the
most is chosen and pays the sum of all weights. Over a cycle of steady weights each row is chosen exactly as often as
its weight says, and the turns of one row are spread as evenly as can be.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from huahua.gateway.candidate import Candidate
from huahua.gateway.routing.plan import Standing, Standings

SLOWER = 2.0
"""An upstream this many times slower than its pool's quickest still gets its full share."""
NOTICEABLE_MS = 50.0
"""A difference below this is noise, whatever the ratio."""
SLOWEST_SHARE = 0.25
"""No upstream's weight falls below this part of what is configured for being slow."""
_MOST_POOLS = 4096


class SmoothWeights:
    """Whose turn it is, per pool. One for the process; `pool` is any name under which turns are taken together."""

    def __init__(self) -> None:
        self._gains: dict[str, dict[str, float]] = {}

    def turn(self, pool: str, keys: Sequence[str], weights: Sequence[float]) -> int:
        """The index of the row whose turn it is. Rows of weight 0 have none; with all at 0 it is the first.

        A row that is new to the pool starts at zero, and one that is gone is forgotten.
        """
        gains = self._gains.get(pool)
        if gains is None:
            if len(self._gains) >= _MOST_POOLS:
                self._gains.clear()
            gains = self._gains[pool] = {}
        elif len(gains) > 2 * len(keys):
            gains = self._gains[pool] = {key: gains.get(key, 0.0) for key in keys}
        total = sum(weights)
        best, most = 0, float("-inf")
        for index, key in enumerate(keys):
            weight = weights[index]
            if weight <= 0:
                continue
            gain = gains[key] = gains.get(key, 0.0) + weight
            if gain > most:
                best, most = index, gain
        if total > 0:
            gains[keys[best]] -= total
        return best

    def order(self, pool: str, candidates: Sequence[Candidate], standings: Standings) -> list[Candidate]:
        """The candidates in the order in which to try them: whose turn it is, then the others by weight (and in
        their own order), those of weight 0 last."""
        if len(candidates) == 1:
            return list(candidates)
        weights = effective_weights(candidates, standings)
        first = self.turn(pool, [candidate.key for candidate in candidates], weights)
        others = sorted(
            (index for index in range(len(candidates)) if index != first), key=lambda index: -weights[index]
        )
        return [candidates[first], *(candidates[index] for index in others)]


def effective_weights(candidates: Sequence[Candidate], standings: Standings) -> list[float]:
    """Configured weight times health, slow start and remaining rate limit (`Standing.weight`), times latency beside
    the quickest of the pool. An upstream that is out weighs 0; if all are, the configured weights stand."""
    standing_of = [standings.of(candidate.key) for candidate in candidates]
    quickest = min((known.p50_ms for known in standing_of if known.p50_ms is not None), default=None)
    weights = [
        candidate.weight * known.weight * _pace(known, quickest) if known.available else 0.0
        for candidate, known in zip(candidates, standing_of, strict=True)
    ]
    return weights if any(weights) else [candidate.weight for candidate in candidates]


def _pace(standing: Standing, quickest_ms: float | None) -> float:
    """The square root of how much slower it is than allowed: a row that is 8 times slower than the quickest gets
    half its share."""
    p50 = standing.p50_ms
    if p50 is None or quickest_ms is None or p50 - quickest_ms < NOTICEABLE_MS:
        return 1.0
    allowed = max(quickest_ms * SLOWER, NOTICEABLE_MS)
    return max(SLOWEST_SHARE, min(1.0, math.sqrt(allowed / p50)))
