"""SQL of conversations. Methods that take a connection run inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, delete, exists, or_, select, update
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from huahua.chat.domain.conversation import Conversation, TitleSource
from huahua.chat.ports import Position
from huahua.chat.store.tables import conversations, messages
from huahua.infra.db import Database


def _to_conversation(row: Row[Any]) -> Conversation:
    values = dict(row._mapping)
    return Conversation(**(values | {"title_source": TitleSource(values["title_source"])}))


class ConversationStore:
    def __init__(self, db: Database) -> None:
        self._db = db

    async def insert(self, connection: AsyncConnection, new: Conversation) -> None:
        await connection.execute(
            conversations.insert().values(
                id=new.id,
                user_id=new.user_id,
                title=new.title,
                title_source=new.title_source,
                model=new.model,
                leaf_id=new.leaf_id,
                running_run_id=new.running_run_id,
                created_at=new.created_at,
                updated_at=new.updated_at,
            )
        )

    async def get(self, conversation_id: str, user_id: str) -> Conversation | None:
        statement = select(conversations).where(
            conversations.c.id == conversation_id, conversations.c.user_id == user_id
        )
        async with self._db.read() as connection:
            row = (await connection.execute(statement)).first()
        return _to_conversation(row) if row else None

    async def page(
        self, user_id: str, words: Sequence[str], before: Position | None, limit: int
    ) -> list[Conversation]:
        """Newest first; each of `words` occurs in the title or in some message, whatever its case."""
        statement = select(conversations).where(conversations.c.user_id == user_id)
        for word in words:
            in_text = exists().where(
                messages.c.conversation_id == conversations.c.id,
                messages.c.text.icontains(word, autoescape=True),
            )
            statement = statement.where(or_(conversations.c.title.icontains(word, autoescape=True), in_text))
        if before is not None:
            moment, conversation_id = before
            same_moment = and_(conversations.c.updated_at == moment, conversations.c.id < conversation_id)
            statement = statement.where(or_(conversations.c.updated_at < moment, same_moment))
        newest_first = (conversations.c.updated_at.desc(), conversations.c.id.desc())
        async with self._db.read() as connection:
            rows = await connection.execute(statement.order_by(*newest_first).limit(limit))
            return [_to_conversation(row) for row in rows]

    async def change(
        self, connection: AsyncConnection, conversation_id: str, user_id: str, **values: Any
    ) -> bool:
        """Set columns; False when there is no such conversation of the user."""
        changed = await connection.execute(
            update(conversations)
            .where(conversations.c.id == conversation_id, conversations.c.user_id == user_id)
            .values(**values)
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
        changed = await connection.execute(
            update(conversations)
            .where(conversations.c.id == conversation_id, conversations.c.title_source.in_(over))
            .values(title=title, title_source=source)
        )
        return bool(changed.rowcount)

    async def delete(self, connection: AsyncConnection, conversation_id: str, user_id: str) -> bool:
        """With all messages."""
        changed = await connection.execute(
            delete(conversations).where(
                conversations.c.id == conversation_id, conversations.c.user_id == user_id
            )
        )
        return bool(changed.rowcount)
