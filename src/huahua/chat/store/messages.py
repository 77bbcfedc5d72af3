"""SQL of messages. Methods that take a connection run inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from huahua.chat.domain.conversation import Message, MessageStatus, PaintMode, Role, ToolRecord
from huahua.chat.domain.draft import earlier_states
from huahua.chat.domain.painting import PaintingRef
from huahua.chat.store.tables import messages
from huahua.infra.db import Database
from huahua.infra.vault import PLAIN, RowVault


def _to_message(values: dict[str, Any]) -> Message:
    facts, paint = values["facts"], values["paint"]
    return Message(
        **(
            values
            | {
                "role": Role(values["role"]),
                "status": MessageStatus(values["status"]),
                "attachments": tuple(values["attachments"]),
                "paintings": tuple(PaintingRef.from_json(item) for item in values["paintings"]),
                "calls": tuple(ToolRecord(**item) for item in values["calls"]),
                "steps": tuple(values["steps"]),
                "facts": None if facts is None else tuple(facts),
                "paint": None if paint is None else PaintMode.from_json(paint),
            }
        )
    )


def _to_row(message: Message) -> dict[str, Any]:
    return {
        "id": message.id,
        "conversation_id": message.conversation_id,
        "user_id": message.user_id,
        "parent_id": message.parent_id,
        "role": message.role,
        "text": message.text,
        "reasoning": message.reasoning,
        "model": message.model,
        "status": message.status,
        "run_id": message.run_id,
        "attachments": list(message.attachments),
        "paintings": [ref.to_json() for ref in message.paintings],
        "calls": [call.to_json() for call in message.calls],
        "steps": list(message.steps),
        "usage": message.usage,
        "error": message.error,
        "feedback": message.feedback,
        "facts": None if message.facts is None else list(message.facts),
        "paint": message.paint.to_json() if message.paint else None,
        "client_key": message.client_key,
        "created_at": message.created_at,
    }


class MessageStore:
    def __init__(self, db: Database, vault: RowVault = PLAIN) -> None:
        self._db = db
        self._vault = vault

    def _opened(self, row: Row[Any]) -> Message:
        return _to_message(self._vault.open(messages, row._mapping))

    async def insert(self, connection: AsyncConnection, new: Sequence[Message]) -> None:
        if new:
            rows = [self._vault.seal(messages, _to_row(message)) for message in new]
            await connection.execute(messages.insert(), rows)

    async def of_conversation(self, conversation_id: str) -> list[Message]:
        """The whole tree, oldest first."""
        statement = (
            select(messages).where(messages.c.conversation_id == conversation_id).order_by(messages.c.id)
        )
        async with self._db.read() as connection:
            return [self._opened(row) for row in await connection.execute(statement)]

    async def get(self, message_id: str, user_id: str) -> Message | None:
        statement = select(messages).where(messages.c.id == message_id, messages.c.user_id == user_id)
        async with self._db.read() as connection:
            row = (await connection.execute(statement)).first()
        return self._opened(row) if row else None

    async def by_client_key(self, conversation_id: str, client_key: str) -> Message | None:
        statement = select(messages).where(
            messages.c.conversation_id == conversation_id, messages.c.client_key == client_key
        )
        async with self._db.read() as connection:
            row = (await connection.execute(statement)).first()
        return self._opened(row) if row else None

    async def settle(
        self, connection: AsyncConnection, message_id: str, status: MessageStatus, **values: Any
    ) -> bool:
        """End an answer. False when it had ended for good already, or is gone."""
        sealed = self._vault.seal(messages, values, message_id)
        changed = await connection.execute(
            update(messages)
            .where(messages.c.id == message_id, messages.c.status.in_(earlier_states(status)))
            .values(status=status, **sealed)
        )
        return bool(changed.rowcount)

    async def set_paintings(
        self,
        connection: AsyncConnection,
        message_id: str,
        paintings: Sequence[PaintingRef],
        calls: Sequence[ToolRecord],
    ) -> None:
        values = {
            "paintings": [ref.to_json() for ref in paintings],
            "calls": [call.to_json() for call in calls],
        }
        sealed = self._vault.seal(messages, values, message_id)
        await connection.execute(update(messages).where(messages.c.id == message_id).values(**sealed))

    async def set_facts(self, connection: AsyncConnection, message_id: str, facts: Sequence[str]) -> None:
        sealed = self._vault.seal(messages, {"facts": list(facts)}, message_id)
        await connection.execute(update(messages).where(messages.c.id == message_id).values(**sealed))

    async def set_feedback(
        self, connection: AsyncConnection, message_id: str, user_id: str, value: str | None
    ) -> bool:
        changed = await connection.execute(
            update(messages)
            .where(
                messages.c.id == message_id, messages.c.user_id == user_id, messages.c.role == Role.ASSISTANT
            )
            .values(feedback=value)
        )
        return bool(changed.rowcount)
