"""Rates and parallel calls together: a call is counted by all of its limits or by none."""

from __future__ import annotations

import asyncio

from huahua.gateway.admission.parallel import Parallel, Slots
from huahua.gateway.admission.rates import RateGrant, RateLimits
from huahua.gateway.admission.subjects import Subjects
from huahua.gateway.domain.ask import Ask
from huahua.gateway.domain.calls import Caller


class Limiter:
    """Port `RateLimits`. `rates` counts the same subjects."""

    def __init__(self, subjects: Subjects, rates: RateLimits, parallel: Parallel) -> None:
        self._subjects = subjects
        self._rates = rates
        self._parallel = parallel

    def concern(self, caller: Caller) -> bool:
        return self._subjects.concern(caller)

    def take(self, ask: Ask) -> RateGrant | None:
        limited = self._subjects.parallel(ask)
        slots = self._parallel.take(limited) if limited else None
        if limited and slots is None:
            return None
        try:
            grant = self._rates.take(ask)
        except BaseException:
            _leave(slots)
            raise
        if grant is None:
            _leave(slots)
            return None
        grant.slots = slots
        return grant

    async def acquire(self, ask: Ask) -> RateGrant:
        limited = self._subjects.parallel(ask)
        slots = None
        if limited:
            slots = self._parallel.take(limited) or await self._parallel.acquire(limited)
        try:
            grant = self._rates.take(ask) or await self._rates.acquire(ask)
        except BaseException:
            _leave(slots)
            raise
        grant.slots = slots
        return grant

    async def run(self) -> None:
        await asyncio.gather(self._rates.run(), self._parallel.run())

    async def close(self) -> None:
        await self._parallel.close()
        await self._rates.close()


def _leave(slots: Slots | None) -> None:
    if slots is not None:
        slots.leave()
