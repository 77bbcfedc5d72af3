"""Going through the whole log and finding the first entry that does not hold."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass

from huahua.audit.domain.chain import Fault, Seal, Walk, is_head
from huahua.audit.domain.entry import Entry, Mark
from huahua.audit.errors import AuditBroken
from huahua.audit.ports import Anchor, AuditRepository

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Verdict:
    """`fault` is None when all `entries` hold. `removed_through` is the last entry that retention removed, 0 for none.
    `last` is the newest entry that holds: a place to keep, and to ask for at the next time. `anchor` is the last entry
    of which this machine keeps a note outside the database; None when there is no note."""

    entries: int
    removed_through: int
    last: Mark
    anchor: int | None
    fault: Fault | None

    @property
    def holds(self) -> bool:
        return self.fault is None


class AuditVerifier:
    def __init__(self, store: AuditRepository, seal: Seal, anchor: Anchor) -> None:
        self._store = store
        self._seal = seal
        self._anchor = anchor
        self._turn = asyncio.Lock()
        """The log is read whole, so by one at a time."""

    async def verify(self, also: Mark | None = None) -> Verdict:
        """The chain must still go through the noted anchor, and through `also`, a place that somebody wrote down."""
        async with self._turn:
            # Before the log is looked at: an anchor that is noted meanwhile would lie beyond what is read.
            noted = self._anchor.read()
            if noted is not None and not is_head(self._seal, noted):
                noted = None
            async with self._store.snapshot() as snapshot:
                checkpoint = await snapshot.checkpoint()
                removed = checkpoint.seq if checkpoint else 0
                anchors = [mark for mark in (noted, also) if mark is not None and mark.seq > removed]
                walk = Walk(self._seal, await snapshot.head(), checkpoint, anchors)
                async for piece in snapshot.entries(removed):
                    # Hashing is the processor's work: beside the event loop, so that calls go on.
                    if not await asyncio.to_thread(_take, walk, piece):
                        break
                return Verdict(walk.entries, removed, walk.last, noted.seq if noted else None, walk.end())

    async def note(self) -> None:
        """Note the end of the log outside the database, if it still goes through what was noted before: a log that was
        put back must not take the proof of it along."""
        async with self._store.snapshot() as snapshot:
            head, noted = await snapshot.head(), self._anchor.read()
            if head is None or head.seq == 0 or (noted is not None and noted.hash == head.hash):
                return
            if not is_head(self._seal, head):
                log.error(
                    "the end of the audit log is not one that this server wrote; see `huahua audit verify`"
                )
                return
            if noted is not None and is_head(self._seal, noted):
                checkpoint = await snapshot.checkpoint()
                is_removed = checkpoint is not None and noted.seq <= checkpoint.seq
                if not is_removed and await snapshot.hash_at(noted.seq) != noted.hash:
                    log.error("the audit log no longer holds entry %d; see `huahua audit verify`", noted.seq)
                    return
            self._anchor.write(head)

    async def accept(self) -> Mark:
        """Note the end of the log as it is, whatever was noted before: after a backup was restored. Raises AuditBroken
        when the log itself does not hold."""
        async with self._store.snapshot() as snapshot:
            checkpoint, head = await snapshot.checkpoint(), await snapshot.head()
            walk = Walk(self._seal, head, checkpoint)
            async for piece in snapshot.entries(checkpoint.seq if checkpoint else 0):
                if not await asyncio.to_thread(_take, walk, piece):
                    break
            fault = walk.end()
        if fault is not None:
            raise AuditBroken(fault.seq, fault.kind)
        if head is not None and head.seq:
            self._anchor.write(head)
        return walk.last


def _take(walk: Walk, piece: list[Entry]) -> bool:
    return all(walk.take(entry) for entry in piece)
