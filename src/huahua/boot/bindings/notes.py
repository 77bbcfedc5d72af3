"""The chat's port `NoteTaker`, bound to the built-in assistant's note taking."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from huahua.gateway.providers.builtin.assistant import notes, titles


class BuiltinNoteTaker:
    """Implements `chat.ports.NoteTaker`."""

    def title(self, messages: Sequence[dict[str, Any]]) -> str:
        return titles.title(list(messages))

    def key_facts(self, messages: Sequence[dict[str, Any]], previous: Sequence[str]) -> list[str]:
        return notes.key_facts(list(messages), list(previous))
