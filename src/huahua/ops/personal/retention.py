"""Retention: what is older than the settings keep is deleted, in small transactions, by one process at a time."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta

import structlog

from huahua.audit.api import Action, Recorder
from huahua.infra.leases import Leases
from huahua.infra.personal import Register, RetentionClass
from huahua.kit.clock import Clock
from huahua.ops.personal.rows import BATCH, PersonRows

EVERY_S = 3600.0
PAUSE_S = 0.05
LEASE = "retention"

log = structlog.get_logger(__name__)


class Retention:
    def __init__(
        self,
        rows: PersonRows,
        register: Register,
        keep: Mapping[RetentionClass, timedelta],
        after: Callable[[], Awaitable[object]],
        leases: Leases,
        audit: Recorder,
        clock: Clock,
        *,
        pause_s: float = PAUSE_S,
    ) -> None:
        """`keep`: how long each class is kept; those that are not named are kept for ever."""
        self._rows = rows
        self._register = register
        self.keep = keep
        self._after = after
        self._leases = leases
        self._audit = audit
        self._clock = clock
        self._pause_s = pause_s

    async def work(self) -> dict[RetentionClass, int]:
        """Delete all that is too old now; how many rows of each class went."""
        gone: dict[RetentionClass, int] = {}
        for retained in self._register.retained:
            keep = self.keep.get(retained.data_class)
            if keep is None:
                continue
            before = self._clock() - keep
            while await self._leases.take(LEASE):
                count = await self._rows.remove_old(retained, before)
                gone[retained.data_class] = gone.get(retained.data_class, 0) + count
                if count < BATCH:
                    break
                await asyncio.sleep(self._pause_s)
        gone = {name: count for name, count in gone.items() if count}
        if self.keep:
            await self._leases.release(LEASE)
        if gone:
            await self._after()
            await self._audit.record(Action.RETENTION_APPLIED, after={"rows": dict(gone)})
        return gone

    async def forever(self) -> None:
        """boot runs this beside the server and cancels it at the end."""
        while True:
            try:
                await self.work()
            except Exception:  # a database that is away; the next round does it
                log.exception("retention_failed")
            await asyncio.sleep(EVERY_S)
