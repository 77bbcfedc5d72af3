"""Removing what is older than the settings keep, so that the rest can still be verified."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from functools import partial

from huahua.audit.domain.chain import Seal, Walk, checkpoint_mark, tie
from huahua.audit.domain.entry import Entry, Mark, Statement
from huahua.audit.errors import AuditBroken
from huahua.audit.ports import AuditRepository
from huahua.kit.clock import Clock, iso

BATCH = 1_000
"""Entries removed in one transaction, during which no other is written."""
PAUSE_S = 0.05

Say = Callable[[dict[str, object]], Statement]


class Retention:
    """`days` 0 keeps everything."""

    def __init__(self, store: AuditRepository, seal: Seal, say: Say, *, days: int, clock: Clock) -> None:
        self._store = store
        self._seal = seal
        self._say = say
        self._days = days
        self._clock = clock

    async def prune(self) -> int:
        """How many entries were removed. Raises AuditBroken, and then nothing is: what is broken is the evidence."""
        if not self._days:
            return 0
        before, removed = self._clock() - timedelta(days=self._days), 0
        while count := await self._store.prune(before, BATCH, self._plan, partial(tie, self._seal)):
            removed += count
            if count < BATCH:
                break
            await asyncio.sleep(PAUSE_S)  # recorders wait for their turn
        return removed

    def _plan(self, checkpoint: Mark | None, gone: list[Entry]) -> tuple[Mark, Statement]:
        walk = Walk(self._seal, None, checkpoint)
        for entry in gone:
            if not walk.take(entry):
                break
        if walk.fault is not None:
            raise AuditBroken(walk.fault.seq, walk.fault.kind)
        last = gone[-1]
        told = {
            "from": gone[0].seq,
            "through": last.seq,
            "oldest": iso(gone[0].statement.at),
            "newest": iso(last.statement.at),
            "last_sha256": last.hash,
            "kept_days": self._days,
        }
        return checkpoint_mark(self._seal, last.seq, last.hash), self._say(told)
