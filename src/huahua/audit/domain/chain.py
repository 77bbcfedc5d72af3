"""Tying entries together, and finding the first one that no longer holds.

Three kinds of seal (HMAC with a key that the database does not have) stand for three claims: this entry was written
by the server; the log ended here; what came before was removed by the server. A seal of one kind says nothing as
another, so a log that was cut off cannot be closed with a seal that an entry had anyway.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from hmac import compare_digest
from typing import Literal

from huahua.audit.domain.entry import GENESIS, Entry, Mark, Statement, digest

Seal = Callable[[str], str]
"""A keyed hash of a text."""
FaultKind = Literal[
    "missing", "changed", "forged", "unlinked", "truncated", "unfinished", "head", "checkpoint"
]


@dataclass(frozen=True, slots=True)
class Fault:
    """The first entry that does not hold, and why.

    missing     it was removed
    changed     its contents no longer have its hash
    forged      its hash was computed anew without the server's key
    unlinked    it does not follow the one before: it was moved, or another was put in its place
    truncated   it and what came after it were cut off
    unfinished  it stands beyond the end of the log
    head        the record of the log's end is gone or forged
    checkpoint  the record of what was removed by retention is forged
    """

    seq: int
    kind: FaultKind


START = Mark(0, GENESIS, "")


def tie(seal: Seal, last: Mark, statement: Statement) -> tuple[Entry, Mark]:
    """The entry that follows `last`, and the new head."""
    seq = last.seq + 1
    hashed = digest(seq, last.hash, statement)
    return Entry(seq, last.hash, statement, hashed, entry_seal(seal, hashed)), head_mark(seal, seq, hashed)


def entry_seal(seal: Seal, hashed: str) -> str:
    return seal(f"audit entry v1 {hashed}")


def head_mark(seal: Seal, seq: int, hashed: str) -> Mark:
    return Mark(seq, hashed, seal(f"audit head v1 {seq} {hashed}"))


def checkpoint_mark(seal: Seal, seq: int, hashed: str) -> Mark:
    return Mark(seq, hashed, seal(f"audit checkpoint v1 {seq} {hashed}"))


def is_head(seal: Seal, mark: Mark) -> bool:
    return _equal(head_mark(seal, mark.seq, mark.hash).seal, mark.seal)


def is_checkpoint(seal: Seal, mark: Mark) -> bool:
    return _equal(checkpoint_mark(seal, mark.seq, mark.hash).seal, mark.seal)


def _equal(right: str, found: str) -> bool:
    """Compared as bytes, because a forged seal may be any text."""
    return compare_digest(right.encode(), found.encode())


class Walk:
    """Goes along the chain from a checkpoint (or the start), entry by entry, until something does not hold.

    `anchors` are heads that were seen before, kept outside the database: the chain must still go through them.
    """

    def __init__(
        self, seal: Seal, head: Mark | None, checkpoint: Mark | None = None, anchors: list[Mark] | None = None
    ) -> None:
        self._seal = seal
        self._head = head if head is not None and is_head(seal, head) else None
        self._had_head = head is not None
        self._anchors = {mark.seq: mark for mark in anchors or []}
        self._at = checkpoint or START
        self.entries = 0
        self.fault: Fault | None = None
        if checkpoint is not None and not is_checkpoint(seal, checkpoint):
            self.fault = Fault(checkpoint.seq, "checkpoint")

    @property
    def last(self) -> Mark:
        """The last entry that holds."""
        return self._at

    def take(self, entry: Entry) -> bool:
        """Whether all holds so far."""
        if self.fault is None:
            kind = self._wrong(entry)
            if kind is None:
                self._at = Mark(entry.seq, entry.hash, entry.seal)
                self.entries += 1
            else:
                # What is missing is the one that should have stood here.
                self.fault = Fault(self._at.seq + 1 if kind == "missing" else entry.seq, kind)
        return self.fault is None

    def end(self) -> Fault | None:
        """Nothing follows. The fault, if there is one."""
        if self.fault is None:
            self.fault = self._wrong_end()
        return self.fault

    def _wrong(self, entry: Entry) -> FaultKind | None:
        if entry.seq != self._at.seq + 1:
            return "missing" if entry.seq > self._at.seq else "unlinked"
        if digest(entry.seq, entry.previous, entry.statement) != entry.hash:
            return "changed"
        if not _equal(entry_seal(self._seal, entry.hash), entry.seal):
            return "forged"
        if entry.previous != self._at.hash:
            return "unlinked"
        if self._head is not None and entry.seq > self._head.seq:
            return "unfinished"
        anchor = self._anchors.get(entry.seq)
        return "unlinked" if anchor is not None and anchor.hash != entry.hash else None

    def _wrong_end(self) -> Fault | None:
        at, head = self._at, self._head
        if max(head.seq if head else 0, *self._anchors, 0) > at.seq:
            return Fault(at.seq + 1, "truncated")
        if head is None:
            return Fault(at.seq, "head") if at.seq or self._had_head else None
        return None if head.hash == at.hash else Fault(at.seq, "head")
