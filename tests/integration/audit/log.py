"""An audit log over a database, for tests."""

from __future__ import annotations

from datetime import UTC, datetime

from huahua.audit.domain.entry import Mark
from huahua.audit.ports import Query
from huahua.audit.service.record import AuditLog
from huahua.audit.service.verify import AuditVerifier, Verdict
from huahua.audit.store import AuditStore
from huahua.infra.db import Database
from huahua.infra.sealing import Sealer


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 11, 21, 8, 0, 0, 123456, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


class Note:
    """An anchor in memory."""

    def __init__(self) -> None:
        self.mark: Mark | None = None

    def read(self) -> Mark | None:
        return self.mark

    def write(self, mark: Mark) -> None:
        self.mark = mark


class Book:
    def __init__(self, db: Database, secret: bytes = b"0" * 32) -> None:
        self.db, self.clock = db, Clock()
        self.store, self.seal = AuditStore(db), Sealer(secret).keyed_hash
        self.log = AuditLog(self.store, self.seal, clock=self.clock)

        self.anchor = Note()
        self.verifier = AuditVerifier(self.store, self.seal, self.anchor)

    async def verify(self, also: Mark | None = None) -> Verdict:
        return await self.verifier.verify(also)

    async def entries(self, query: Query | None = None, limit: int = 1000) -> list[dict[str, object]]:
        """The oldest first, as plain values."""
        found = await self.store.search(query or Query(), before_seq=None, limit=limit)
        return [
            {
                "seq": entry.seq,
                "action": entry.statement.action,
                "subject": entry.statement.subject and entry.statement.subject.id,
                "actor": entry.statement.actor,
                "origin": entry.statement.origin,
                "before": entry.statement.before,
                "after": entry.statement.after,
            }
            for entry in reversed(found)
        ]
