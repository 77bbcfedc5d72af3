"""Tidying what models write as titles and key facts."""

from __future__ import annotations

import re
from collections.abc import Sequence

from huahua.chat.domain.text import clean, shorten

MAX_TITLE_CHARS = 60
MAX_FACTS = 12
MAX_FACT_CHARS = 200

_LABEL = re.compile(r"^(?:title|标题|对话标题)\s*[:\uff1a]\s*", re.IGNORECASE)
_BULLET = re.compile(r"^\s*(?:[-*•·]|\d{1,2}[.)、])\s*")
_WRAPPING = "\"'“”‘’「」『』《》*#_` "
_THINKING = re.compile(r"<think>.*?(?:</think>|\Z)", re.DOTALL)


def tidy_title(text: str) -> str:
    """The first line with words, without quotation marks, label and full stop; may be empty."""
    for line in clean(_THINKING.sub("", text)).splitlines():
        title = _LABEL.sub("", line.strip(_WRAPPING)).strip(_WRAPPING).rstrip("。.")
        if title:
            return shorten(title, MAX_TITLE_CHARS)
    return ""


def read_facts(text: str) -> list[str]:
    """The facts of a list with bullets; a text without any bullet holds none (it is chatter)."""
    lines = clean(_THINKING.sub("", text)).splitlines()
    return tidy_facts([_BULLET.sub("", line) for line in lines if _BULLET.match(line)])


def tidy_facts(facts: Sequence[str]) -> list[str]:
    """Short, each once, not more than `MAX_FACTS`."""
    kept: dict[str, str] = {}
    for fact in facts:
        short = shorten(clean(fact), MAX_FACT_CHARS)
        if short:
            kept.setdefault(short.casefold(), short)
    return list(kept.values())[:MAX_FACTS]
