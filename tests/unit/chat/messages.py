"""Short ways to make messages."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from huahua.chat.domain.conversation import Message, MessageStatus, Role

MOMENT = datetime(2026, 11, 21, tzinfo=UTC)


def message(id: str, role: Role, parent_id: str | None = None, text: str = "", **more: Any) -> Message:
    made = Message(id, "conv_1", "usr_1", parent_id, role, text, MessageStatus.DONE, MOMENT)
    return replace(made, **more)


def user(id: str, parent_id: str | None = None, text: str = "", **more: Any) -> Message:
    return message(id, Role.USER, parent_id, text, **more)


def assistant(id: str, parent_id: str | None = None, text: str = "", **more: Any) -> Message:
    return message(id, Role.ASSISTANT, parent_id, text, **more)
