"""'Speak English', '用中文说'."""

from __future__ import annotations

from huahua.gateway.providers.builtin.assistant.language import switch_asked
from huahua.gateway.providers.builtin.assistant.model import Answer
from huahua.gateway.providers.builtin.assistant.replies import say
from huahua.gateway.providers.builtin.assistant.turn import Turn


def switch(turn: Turn) -> Answer | None:
    """Confirm a change of language, in the new language."""
    return Answer(say(turn, "switched")) if switch_asked(turn.text) else None
