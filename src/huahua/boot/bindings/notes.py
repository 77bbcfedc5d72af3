"""The chat's port `NoteTaker`, bound to the built-in assistant's note taking."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any


class BuiltinNoteTaker:
    """Implements `chat.ports.NoteTaker`. In a thread: the first call loads the assistant."""

    async def title(self, messages: Sequence[dict[str, Any]]) -> str:
        return await asyncio.to_thread(_title, list(messages))

    async def key_facts(self, messages: Sequence[dict[str, Any]], previous: Sequence[str]) -> list[str]:
        return await asyncio.to_thread(_key_facts, list(messages), list(previous))


def _title(messages: list[dict[str, Any]]) -> str:
    from huahua.gateway.providers.builtin.assistant.titles import title

    return title(messages)


def _key_facts(messages: list[dict[str, Any]], previous: list[str]) -> list[str]:
    from huahua.gateway.providers.builtin.assistant.notes import key_facts

    return key_facts(messages, previous)
