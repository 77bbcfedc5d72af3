"""What the assistant says: tables of phrases per language, and the choice among them."""

from __future__ import annotations

from collections.abc import Mapping

from huahua.gateway.providers.builtin.assistant.model import Lang
from huahua.gateway.providers.builtin.assistant.replies import (
    beyond_en,
    beyond_zh,
    chat_en,
    chat_zh,
    skills_en,
    skills_zh,
)
from huahua.gateway.providers.builtin.assistant.turn import Turn

Table = Mapping[str, tuple[str, ...]]
TABLES: Mapping[Lang, Table] = {
    "en": {**chat_en.PHRASES, **skills_en.PHRASES, **beyond_en.PHRASES},
    "zh": {**chat_zh.PHRASES, **skills_zh.PHRASES, **beyond_zh.PHRASES},
}
MAX_ECHO = 60


def say(turn: Turn, key: str, **values: object) -> str:
    """A phrase for `key` in the turn's language, never the one that the last answer was made of."""
    options = TABLES[turn.lang][key]
    start = (turn.seed + turn.index) % len(options)
    ordered = options[start:] + options[:start]
    filled = [option.format(**values) for option in ordered]
    for text in filled:
        if text.casefold() not in turn.last_reply.casefold():
            return text
    return filled[0]


def echo(text: str) -> str:
    """`text` on one line and short enough to repeat to the user."""
    line = " ".join(text.split())
    return line if len(line) <= MAX_ECHO else line[: MAX_ECHO - 1].rstrip() + "…"
