"""What the audit log offers to those who record, and what it needs kept."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy.ext.asyncio import AsyncConnection

from huahua.audit.domain.actions import Action
from huahua.audit.domain.entry import Actor, Entry, Mark, Statement, Subject

InTransaction = Callable[[AsyncConnection], Awaitable[None]]
"""Work that is done in somebody else's transaction, at its end."""
Tie = Callable[[Mark, Statement], tuple[Entry, Mark]]
"""From the head of the chain and what happened to the next entry and the new head."""
Fields = Mapping[str, Any]


class Recorder(Protocol):
    """The part of the audit log that services of other areas use.

    Who acts and from where is known from `infra.acting`; give `actor` only where that is wrong (a sign-in). `before`
    and `after` are the fields of the thing acted upon: secrets among them are hidden by their names, and of two sides
    only what differs is kept.
    """

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
        """Append one entry: in the caller's transaction where `connection` is given, in one of its own otherwise.

        In a caller's transaction make it the last statement: on PostgreSQL it holds the end of the chain until the
        commit, and other recorders wait. Raises AuditUnavailable, which must reach whoever acted.
        """
        ...

    def within(
        self,
        action: Action,
        subject: Subject | None = None,
        *,
        before: Fields | None = None,
        after: Fields | None = None,
        actor: Actor | None = None,
    ) -> InTransaction:
        """The same as a callback, for a store that opens the transaction itself."""
        ...

    async def record_repeatable(
        self,
        action: Action,
        subject: Subject | None = None,
        *,
        after: Fields | None = None,
        actor: Actor | None = None,
    ) -> None:
        """`record` for what strangers can cause without end, such as a failed sign-in: after the first few in ten
        minutes the others are counted, and one entry tells of them. Raises AuditUnavailable."""
        ...


class Unrecorded:
    """A recorder that keeps nothing, for tests and tools without a log."""

    async def record(self, action: Action, subject: Subject | None = None, **_said: Any) -> None:
        return

    def within(self, action: Action, subject: Subject | None = None, **_said: Any) -> InTransaction:
        async def nothing(_connection: AsyncConnection) -> None:
            return

        return nothing

    async def record_repeatable(self, action: Action, subject: Subject | None = None, **_said: Any) -> None:
        return


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for. `action` is a whole name or its beginning up to a dot; `text` is found in any field."""

    actor_ids: Sequence[str] | None = None
    action: str | None = None
    subject_kind: str | None = None
    subject_id: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    text: str | None = None


class Snapshot(Protocol):
    """The log as it is at one moment, however long one reads."""

    async def head(self) -> Mark | None: ...

    async def checkpoint(self) -> Mark | None:
        """The last entry that retention removed."""
        ...

    def entries(self, after: int) -> AsyncIterator[list[Entry]]:
        """All entries beyond `after`, in order, in pieces."""
        ...


class AuditRepository(Protocol):
    async def append(self, statement: Statement, tie: Tie, connection: AsyncConnection | None) -> None:
        """Append one entry to the chain. However many do so at once, in however many processes, there is one chain."""
        ...

    async def search(self, query: Query, *, before_seq: int | None, limit: int) -> list[Entry]:
        """The newest first."""
        ...

    def snapshot(self) -> AbstractAsyncContextManager[Snapshot]: ...
