"""Recording what happened. One log per installation, whichever process writes."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial

from prometheus_client import Counter
from sqlalchemy.ext.asyncio import AsyncConnection

from huahua.audit.domain.actions import Action
from huahua.audit.domain.chain import Seal, tie
from huahua.audit.domain.changes import change
from huahua.audit.domain.entry import Actor, Origin, Statement, Subject
from huahua.audit.domain.redaction import redact
from huahua.audit.domain.repeats import Repeats
from huahua.audit.errors import AuditUnavailable
from huahua.audit.ports import AuditRepository, Fields, InTransaction
from huahua.infra.acting import SYSTEM, acting, acting_as
from huahua.kit.clock import Clock, utc_now
from huahua.kit.ids import new_id
from huahua.kit.text import storable

log = logging.getLogger(__name__)

failures = Counter("huahua_audit_failures_total", "Entries of the audit log that could not be written")


class AuditLog:
    """Implements `ports.Recorder`, where the contract of `record` and `within` stands."""

    def __init__(
        self,
        store: AuditRepository,
        seal: Seal,
        *,
        clock: Clock = utc_now,
        new_entry_id: Callable[[], str] = lambda: new_id("aud"),
    ) -> None:
        self._store = store
        self._tie = partial(tie, seal)
        self._clock = clock
        self._new_entry_id = new_entry_id
        self._repeats = Repeats()
        self._untold: list[Fields] = []

    async def record(
        self,
        action: Action,
        subject: Subject | None = None,
        *,
        before: Fields | None = None,
        after: Fields | None = None,
        actor: Actor | None = None,
        connection: AsyncConnection | None = None,
    ) -> None:
        try:
            statement = self._statement(action, subject, before, after, actor)
            await self._store.append(statement, self._tie, connection)
        except Exception as fault:
            failures.inc()
            log.exception("the audit log could not take %s", action)
            raise AuditUnavailable(f"{action} could not be written to the audit log") from fault

    def within(
        self,
        action: Action,
        subject: Subject | None = None,
        *,
        before: Fields | None = None,
        after: Fields | None = None,
        actor: Actor | None = None,
    ) -> InTransaction:
        async def append(connection: AsyncConnection) -> None:
            await self.record(action, subject, before=before, after=after, actor=actor, connection=connection)

        return append

    async def record_repeatable(
        self,
        action: Action,
        subject: Subject | None = None,
        *,
        after: Fields | None = None,
        actor: Actor | None = None,
    ) -> None:
        address = acting().address or "?"
        named = f"{subject.kind} {subject.id}" if subject else "?"
        if self._repeats.is_single(action, address, named, self._clock()):
            await self.record(action, subject, after=after, actor=actor)

    async def tell_repeats(self, *, all_: bool = False) -> None:
        """Write what was only counted: of the time that is over, or (`all_`, at the end of a process) all of it."""
        self._untold += self._repeats.summaries(self._clock(), all_=all_)
        with acting_as(SYSTEM):
            while self._untold:
                await self.record(Action.AUDIT_REPEATED, after=self._untold[0])
                del self._untold[0]

    def statement(self, action: Action, after: Fields) -> Statement:
        """What the system itself says, for a store that appends it with its own work."""
        with acting_as(SYSTEM):
            return self._statement(action, None, None, after, None)

    def _statement(
        self,
        action: Action,
        subject: Subject | None,
        before: Fields | None,
        after: Fields | None,
        actor: Actor | None,
    ) -> Statement:
        who = acting()
        old, new = change(before, after)
        return Statement(
            id=self._new_entry_id(),
            at=self._clock(),
            actor=actor or Actor(who.kind, who.user_id, who.role, who.key_id),
            origin=Origin(who.address, storable(who.user_agent)[:400], who.request_id),
            action=str(action),
            subject=None if subject is None else _short(subject),
            before=old,
            after=new,
        )


def _short(subject: Subject) -> Subject:
    """As it fits its column, and without a secret that somebody used for a name."""
    return Subject(subject.kind, str(redact(storable(subject.id)))[:400])
