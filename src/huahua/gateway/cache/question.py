"""The question of a chat call, apart from its context, and what two questions must have in common. Pure."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

import msgspec

from huahua.gateway.cache.key import cache_key
from huahua.gateway.domain.ask import Ask
from huahua.gateway.domain.calls import Task

_MUST_AGREE = re.compile(
    r"\d+(?:[.,:/-]\d+)*"
    r"|[〇零一二两三四五六七八九十百千万亿]+"
    r"|[不没無无非未别莫勿]"
    r"|\b(?:not|no|never|none|without|except|cannot)\b|n['’]t\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Question:
    """`text` is what the last user message says; `context` stands for everything else that is in the call's key."""

    text: str
    context: bytes


def question_of(ask: Ask, tenant: str, pool_stamp: bytes, max_chars: int) -> Question | None:
    """None for a call that ends in no plain question: another task, a tool's result, a picture, too long a text."""
    if ask.task is not Task.DIALOGUE:
        return None
    messages = _messages(ask.body.get("messages"))
    last = messages[-1] if messages else None
    if not isinstance(last, dict) or last.get("role") != "user":
        return None
    text = _text(last.get("content"))
    if text is None or not text.strip() or len(text) > max_chars:
        return None
    rest = {name: value for name, value in last.items() if name != "content"}
    body = {**ask.body, "messages": [*messages[:-1], rest]}
    return Question(text, cache_key(msgspec.structs.replace(ask, body=body), tenant, pool_stamp).digest)


def may_be_same(one: str, other: str) -> bool:
    """Numbers and negations say much and move a vector little, so both questions must have the same ones."""
    return _marks(one) == _marks(other)


def _marks(text: str) -> Counter[str]:
    return Counter(mark.lower() for mark in _MUST_AGREE.findall(text))


def _messages(value: Any) -> list[Any]:
    if isinstance(value, msgspec.Raw):
        value = msgspec.json.decode(value)
    return value if isinstance(value, list) else []


def _text(content: Any) -> str | None:
    """A text, or parts that are all text."""
    if isinstance(content, str):
        return content
    if not isinstance(content, list) or not content:
        return None
    texts = [
        part.get("text") if isinstance(part, dict) and part.get("type") == "text" else None
        for part in content
    ]
    return "\n".join(texts) if all(isinstance(text, str) for text in texts) else None  # type: ignore[arg-type]
