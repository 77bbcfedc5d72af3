"""How an upstream did over the last minutes, for the plots of administrators."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass

from huahua.gateway.resilience.health import Health

EVERY_S = 10.0
KEPT = 60
"""Samples of each upstream: ten minutes."""


@dataclass(frozen=True, slots=True)
class Sample:
    """`calls` and `failures` since the sample before; times in milliseconds, None while nothing is known."""

    calls: int
    failures: int
    running: int
    p50_ms: float | None
    p99_ms: float | None


class Trails:
    """Run `run` in the background."""

    def __init__(self, health: Health) -> None:
        self._health = health
        self._samples: dict[str, deque[Sample]] = {}
        self._seen: dict[str, tuple[int, int]] = {}

    def of(self, key: str) -> list[Sample]:
        """The oldest first."""
        return list(self._samples.get(key, ()))

    def sample(self) -> None:
        upstreams = self._health.upstreams()
        for upstream in upstreams:
            calls, failures = self._seen.get(upstream.key, (0, 0))
            if upstream.calls < calls:  # it was configured anew
                calls = failures = 0
            self._seen[upstream.key] = (upstream.calls, upstream.failures)
            standing = upstream.standing
            self._samples.setdefault(upstream.key, deque(maxlen=KEPT)).append(
                Sample(
                    upstream.calls - calls,
                    upstream.failures - failures,
                    standing.running,
                    standing.p50_ms,
                    standing.p99_ms,
                )
            )
        for gone in self._samples.keys() - {upstream.key for upstream in upstreams}:
            del self._samples[gone], self._seen[gone]

    async def run(self) -> None:
        while True:
            await asyncio.sleep(EVERY_S)
            self.sample()
