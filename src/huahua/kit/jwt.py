"""Looking at a JWT's header before anything is verified (RFC 7515, section 4.1)."""

from __future__ import annotations

import base64
import json
from typing import Any


def looks_like_jwt(text: str) -> bool:
    """Three parts, the first of which may be a JSON object in base64url."""
    return text.startswith("ey") and text.count(".") == 2


def peek_header(token: str) -> dict[str, Any] | None:
    """The header as it says of itself, or None when there is none. It is worth nothing until a key confirms it."""
    if not looks_like_jwt(token):
        return None
    first = token.split(".", 1)[0]
    try:
        header = json.loads(base64.urlsafe_b64decode(first + "=" * (-len(first) % 4)))
    except (ValueError, RecursionError):
        return None
    return header if isinstance(header, dict) else None
