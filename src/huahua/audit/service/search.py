"""Looking into the log, and taking it out."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

from huahua.audit.domain.actions import Action
from huahua.audit.domain.entry import Entry
from huahua.audit.ports import AuditRepository, Fields, Names, Query, Recorder

PIECE = 500
"""Entries of an export that are read at once."""
KINDS = frozenset({"user", "key", "system", "command", "anonymous"})


@dataclass(frozen=True, slots=True)
class Found:
    """`labels` are the e-mail addresses of the users that the entries name."""

    entries: list[Entry]
    labels: dict[str, str]
    more: bool


class AuditSearch:
    def __init__(self, store: AuditRepository, names: Names, audit: Recorder) -> None:
        self._store = store
        self._names = names
        self._audit = audit

    async def search(self, query: Query, actor: str | None, before_seq: int | None, limit: int) -> Found:
        """The newest first. `actor` is a user's id, e-mail address or name, or a kind of actor."""
        wanted = await self._with_actor(query, actor)
        found = await self._store.search(wanted, before_seq=before_seq, limit=limit + 1)
        entries = found[:limit]
        return Found(entries, await self._labels(entries), len(found) > limit)

    async def export(
        self, query: Query, actor: str | None, told: Fields
    ) -> AsyncIterator[tuple[list[Entry], dict[str, str]]]:
        """The oldest first, in pieces. `told` is what stands in the export's own entry, which is its last."""
        wanted = await self._with_actor(query, actor)
        await self._audit.record(Action.AUDIT_EXPORTED, after=told)
        return self._pieces(wanted)

    async def _pieces(self, query: Query) -> AsyncIterator[tuple[list[Entry], dict[str, str]]]:
        # Each piece is read by itself: who takes a large file slowly keeps no connection to the database meanwhile.
        after = 0
        while piece := await self._store.following(query, after_seq=after, limit=PIECE):
            yield piece, await self._labels(piece)
            after = piece[-1].seq

    async def _with_actor(self, query: Query, actor: str | None) -> Query:
        if actor is None:
            return query
        is_id = actor in KINDS or actor.startswith("usr_")
        return replace(query, actor_ids=[actor] if is_id else await self._names.find(actor))

    async def _labels(self, entries: list[Entry]) -> dict[str, str]:
        ids = {entry.statement.actor.user_id for entry in entries}
        subjects = (entry.statement.subject for entry in entries)
        ids |= {subject.id for subject in subjects if subject is not None and subject.kind == "user"}
        return await self._names.labels(sorted(id for id in ids if id is not None))
