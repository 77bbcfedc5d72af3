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
        commit, and other recorders wait. Inside a transaction it must be given `connection`: on SQLite one without
        would wait for the transaction that it stands in. Raises AuditUnavailable, which must reach whoever acted.
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

    async def hash_at(self, seq: int) -> str | None: ...

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

    async def following(self, query: Query, *, after_seq: int, limit: int) -> list[Entry]:
        """The oldest first."""
        ...

    def snapshot(self) -> AbstractAsyncContextManager[Snapshot]: ...

    async def prune(self, before: datetime, limit: int, plan: Plan, tie: Tie) -> int:
        """Remove the oldest entries, at most `limit`, up to the first that is not older than `before`; `plan` gives the
        checkpoint that stands for them and the statement that tells of it, all in one transaction. How many it was."""
        ...

    async def add_key_address(
        self, key_id: str, address: str, now: datetime, limit: int, then: InTransaction
    ) -> bool:
        """Remember from where a key was used; whether that is new. `then` is done in the same transaction if so. A key
        with `limit` addresses gets no more."""
        ...


Plan = Callable[[Mark | None, list[Entry]], tuple[Mark, Statement]]
"""(the checkpoint so far, the entries to remove) → (the new checkpoint, what to say). Raises AuditBroken."""


class Names(Protocol):
    """Who is behind an id. Entries hold ids, so that names can be changed and forgotten."""

    async def labels(self, user_ids: Sequence[str]) -> dict[str, str]:
        """E-mail addresses by id, of those that are known."""
        ...

    async def find(self, text: str) -> list[str]:
        """Ids of users whose e-mail address or name holds `text`, at most 100."""
        ...


class Anchor(Protocol):
    """A place outside the database where the end of the log is noted from time to time."""

    def read(self) -> Mark | None: ...

    def write(self, mark: Mark) -> None: ...
