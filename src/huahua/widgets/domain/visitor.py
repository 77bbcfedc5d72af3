"""A visitor of a widget."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

SECRET = re.compile(r"[A-Za-z0-9_-]{43}")
"""32 random bytes, kept by the visitor's browser. Who has it is the visitor; the server knows a keyed hash of it."""
PREVIEW = "preview"
"""In the place of an origin: the owner tries the widget on their own page."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """`id` is made of the secret. There is no row until something is said."""

    id: str
    widget_id: str
    user_id: str
    """The widget's owner."""
    conversation_id: str | None
    origin: str
    created_at: datetime
    seen_at: datetime


def visitor_id(secret_hash: str) -> str:
    return f"vis_{secret_hash[:32]}"
