"""Going through the whole log and finding the first entry that does not hold."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from huahua.audit.domain.chain import Fault, Seal, Walk
from huahua.audit.domain.entry import Entry, Mark
from huahua.audit.ports import AuditRepository


@dataclass(frozen=True, slots=True)
class Verdict:
    """`fault` is None when all `entries` hold. `removed_through` is the last entry that retention removed, 0 for none.
    `last` is the newest entry that holds: a place to keep, and to ask for at the next time."""

    entries: int
    removed_through: int
    last: Mark
    fault: Fault | None

    @property
    def holds(self) -> bool:
        return self.fault is None


class AuditVerifier:
    def __init__(self, store: AuditRepository, seal: Seal) -> None:
        self._store = store
        self._seal = seal
        self._turn = asyncio.Lock()
        """The log is read whole, so by one at a time."""

    async def verify(self, anchors: Sequence[Mark] = ()) -> Verdict:
        """`anchors` are places of the chain that were seen before and kept elsewhere; it must still go through them."""
        async with self._turn, self._store.snapshot() as snapshot:
            checkpoint = await snapshot.checkpoint()
            removed = checkpoint.seq if checkpoint else 0
            walk = Walk(
                self._seal,
                await snapshot.head(),
                checkpoint,
                [mark for mark in anchors if mark.seq > removed],
            )
            async for piece in snapshot.entries(removed):
                # Hashing is the processor's work: beside the event loop, so that calls go on.
                if not await asyncio.to_thread(_take, walk, piece):
                    break
            return Verdict(walk.entries, removed, walk.last, walk.end())


def _take(walk: Walk, piece: list[Entry]) -> bool:
    return all(walk.take(entry) for entry in piece)
