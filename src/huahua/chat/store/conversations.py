"""SQL of conversations. Methods that take a connection run inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, delete, func, or_, select, tuple_, update
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from huahua.chat.domain.conversation import Conversation, TitleSource
from huahua.chat.ports import Position
from huahua.chat.store.tables import conversations, messages
from huahua.infra.db import Database
from huahua.infra.vault import PLAIN, RowVault

SEARCH_GROUP = 30
"""Conversations that are looked through together."""
SEARCH_ROWS = 500
MAX_SEARCHED = 20_000
"""Messages of one search; reading and opening so many takes about a second."""


def _to_conversation(values: dict[str, Any]) -> Conversation:
    return Conversation(**(values | {"title_source": TitleSource(values["title_source"])}))


class ConversationStore:
    def __init__(self, db: Database, vault: RowVault = PLAIN) -> None:
        self._db = db
        self._vault = vault

    def _opened(self, row: Row[Any]) -> Conversation:
        return _to_conversation(self._vault.open(conversations, row._mapping))

    async def insert(self, connection: AsyncConnection, new: Conversation) -> None:
        values = {
            "id": new.id,
            "user_id": new.user_id,
            "title": new.title,
            "title_source": new.title_source,
            "model": new.model,
            "leaf_id": new.leaf_id,
            "running_run_id": new.running_run_id,
            "created_at": new.created_at,
            "updated_at": new.updated_at,
            "guest_of": new.guest_of,
        }
        await connection.execute(conversations.insert(), self._vault.seal(conversations, values))

    async def get(
        self, conversation_id: str, user_id: str, guest_of: str | None = None
    ) -> Conversation | None:
        statement = select(conversations).where(
            conversations.c.id == conversation_id,
            conversations.c.user_id == user_id,
            conversations.c.guest_of.is_not_distinct_from(guest_of),
        )
        async with self._db.read() as connection:
            row = (await connection.execute(statement)).first()
        return self._opened(row) if row else None

    async def page(
        self, user_id: str, before: Position | None, limit: int, guest_of: str | None = None
    ) -> list[Conversation]:
        """Newest first."""
        statement = select(conversations).where(
            conversations.c.user_id == user_id, conversations.c.guest_of.is_not_distinct_from(guest_of)
        )
        if before is not None:
            moment, conversation_id = before
            same_moment = and_(conversations.c.updated_at == moment, conversations.c.id < conversation_id)
            statement = statement.where(or_(conversations.c.updated_at < moment, same_moment))
        newest_first = (conversations.c.updated_at.desc(), conversations.c.id.desc())
        async with self._db.read() as connection:
            rows = await connection.execute(statement.order_by(*newest_first).limit(limit))
            return [self._opened(row) for row in rows]

    async def search(
        self,
        user_id: str,
        words: Sequence[str],
        before: Position | None,
        limit: int,
        guest_of: str | None = None,
    ) -> tuple[list[Conversation], Position | None]:
        """Newest first; each of `words` occurs in the title or in some message, whatever its case.

        Texts are sealed, so they are opened and looked through, at most about `MAX_SEARCHED` messages at a time; where
        that ends the search early, the position from which it goes on comes with what was found.
        """
        wanted = frozenset(word.casefold() for word in words)
        found: list[Conversation] = []
        searched = 0
        while len(found) < limit:
            group = await self.page(user_id, before, SEARCH_GROUP, guest_of)
            matching, looked_at = await self._matching(group, wanted)
            found.extend(matching)
            searched += looked_at
            if len(group) < SEARCH_GROUP:
                return found[:limit], None
            before = group[-1].updated_at, group[-1].id
            if searched >= MAX_SEARCHED:
                break
        return found[:limit], before

    async def _matching(
        self, group: Sequence[Conversation], wanted: frozenset[str]
    ) -> tuple[list[Conversation], int]:
        """Those of the group that hold all words, and how many messages were opened for that."""
        missing = {each.id: {word for word in wanted if word not in each.title.casefold()} for each in group}
        unsure = [id for id, words in missing.items() if words]
        searched, last = 0, ("", "")
        while unsure:
            rows = await self._texts(unsure, last)
            for row in rows:
                words = missing[row.conversation_id]
                if words:
                    text = self._vault.open(messages, row._mapping)["text"].casefold()
                    words.difference_update([word for word in words if word in text])
            searched += len(rows)
            if len(rows) < SEARCH_ROWS:
                break
            last = rows[-1].conversation_id, rows[-1].id
        return [each for each in group if not missing[each.id]], searched

    async def _texts(self, ids: Sequence[str], after: tuple[str, str]) -> Sequence[Row[Any, Any, Any]]:
        place = tuple_(messages.c.conversation_id, messages.c.id)
        statement = (
            select(messages.c.conversation_id, messages.c.id, messages.c.text)
            .where(messages.c.conversation_id.in_(ids), place > after)
            .order_by(messages.c.conversation_id, messages.c.id)
            .limit(SEARCH_ROWS)
        )
        async with self._db.read() as connection:
            return (await connection.execute(statement)).all()

    async def change(
        self, connection: AsyncConnection, conversation_id: str, user_id: str, **values: Any
    ) -> bool:
        """Set columns; False when there is no such conversation of the user."""
        changed = await connection.execute(
            update(conversations)
            .where(conversations.c.id == conversation_id, conversations.c.user_id == user_id)
            .values(**self._vault.seal(conversations, values, conversation_id))
        )
        return bool(changed.rowcount)

    async def claim(
        self, connection: AsyncConnection, conversation_id: str, run_id: str, leaf_id: str, now: datetime
    ) -> bool:
        """Make `run_id` the one that answers here. False when another is still at it. One guarded statement."""
        changed = await connection.execute(
            update(conversations)
            .where(conversations.c.id == conversation_id, conversations.c.running_run_id.is_(None))
            .values(running_run_id=run_id, leaf_id=leaf_id, updated_at=now)
        )
        return bool(changed.rowcount)

    async def release(
        self, connection: AsyncConnection, conversation_id: str, run_id: str, now: datetime
    ) -> None:
        await connection.execute(
            update(conversations)
            .where(conversations.c.id == conversation_id, conversations.c.running_run_id == run_id)
            .values(running_run_id=None, updated_at=now)
        )

    async def retitle(
        self,
        connection: AsyncConnection,
        conversation_id: str,
        title: str,
        source: TitleSource,
        over: Sequence[TitleSource],
    ) -> bool:
        """Set a title unless somebody of more right gave one meanwhile."""
        values = {"title": title, "title_source": source}
        changed = await connection.execute(
            update(conversations)
            .where(conversations.c.id == conversation_id, conversations.c.title_source.in_(over))
            .values(**self._vault.seal(conversations, values, conversation_id))
        )
        return bool(changed.rowcount)

    async def count(self, user_id: str, guest_of: Sequence[str]) -> dict[str, int]:
        """How many conversations each of these has; none is left out."""
        statement = (
            select(conversations.c.guest_of, func.count())
            .where(conversations.c.user_id == user_id, conversations.c.guest_of.in_(guest_of))
            .group_by(conversations.c.guest_of)
        )
        async with self._db.read() as connection:
            found = {row[0]: int(row[1]) for row in await connection.execute(statement)}
        return {each: found.get(each, 0) for each in guest_of}

    async def delete(self, connection: AsyncConnection, conversation_id: str, user_id: str) -> bool:
        """With all messages."""
        changed = await connection.execute(
            delete(conversations).where(
                conversations.c.id == conversation_id, conversations.c.user_id == user_id
            )
        )
        return bool(changed.rowcount)
