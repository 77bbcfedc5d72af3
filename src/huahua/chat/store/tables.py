"""Tables. A conversation names the run that answers in it, which lets only one run at a time begin."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, String, Table, Text, UniqueConstraint

from huahua.infra.db import Json, UtcDateTime, metadata
from huahua.infra.vault import SEALED

conversations = Table(
    "conversations",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("user_id", String(40), nullable=False),
    Column("title", Text, nullable=False, server_default="", info=SEALED),
    Column("title_source", String(10), nullable=False, server_default="none"),
    Column("model", String(200)),
    Column("leaf_id", String(40)),
    Column("running_run_id", String(40)),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Column("guest_of", String(40)),
    Index("ix_conversations_user_id_updated_at_id", "user_id", "updated_at", "id"),
    Index("ix_conversations_guest_of_updated_at", "guest_of", "updated_at"),
)
"""`guest_of`: the widget whose visitor talks there; null for what is the user's own."""

messages = Table(
    "messages",
    metadata,
    Column("id", String(40), primary_key=True),
    Column(
        "conversation_id",
        String(40),
        ForeignKey("conversations.id", ondelete="CASCADE"),
        nullable=False,
    ),
    Column("user_id", String(40), nullable=False),
    Column("parent_id", String(40)),
    Column("role", String(10), nullable=False),
    Column("text", Text, nullable=False, server_default="", info=SEALED),
    Column("reasoning", Text, nullable=False, server_default="", info=SEALED),
    Column("model", String(200)),
    Column("status", String(20), nullable=False),
    Column("run_id", String(40)),
    Column("attachments", Json, nullable=False),
    Column("paintings", Json, nullable=False, info=SEALED),
    Column("calls", Json, nullable=False, info=SEALED),
    Column("steps", Json, nullable=False, info=SEALED),
    Column("usage", Json),
    Column("error", Json),
    Column("feedback", String(10)),
    Column("facts", Json, info=SEALED),
    Column("paint", Json),
    Column("client_key", String(100)),
    Column("created_at", UtcDateTime, nullable=False),
    UniqueConstraint("conversation_id", "client_key"),
    Index("ix_messages_conversation_id_id", "conversation_id", "id"),
)
