"""What rules found, as people look at it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from huahua.privacy.masking.recognise import recognise
from huahua.privacy.masking.tokens import Tokens
from huahua.privacy.rules.lists import Direction, Hit, Tier

AROUND = 60
MAX_EXCERPT = 400


class Decision(StrEnum):
    FINE = "fine"
    """A false alarm."""
    VIOLATION = "violation"


@dataclass(frozen=True, slots=True)
class Finding:
    """`original` is the excerpt in clear; `excerpt` the same without personal data."""

    id: str
    at: datetime
    last_at: datetime
    count: int
    """How often the same was found with the same person."""
    user_id: str
    key_id: str | None
    request_id: str
    model: str
    direction: Direction
    tier: Tier
    rule: str
    excerpt: str
    original: str
    stopped: bool
    decision: Decision | None = None
    decided_by: str | None = None
    decided_at: datetime | None = None
    note: str = ""


def excerpt_of(text: str, hit: Hit) -> str:
    """The hit with some words around it."""
    start, end = max(0, hit.start - AROUND), min(len(text), hit.end + AROUND)
    return ("…" if start else "") + text[start:end][:MAX_EXCERPT] + ("…" if end < len(text) else "")


def without_personal_data(text: str) -> str:
    return Tokens().mask(text, recognise(text))
