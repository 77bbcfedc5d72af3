"""What of a value may stand in the audit log: no secret, and no more than a page.

Secrets are known by the names of their fields, and texts that look like one are hidden wherever they stand.
"""

from __future__ import annotations

import re
from typing import Any

HIDDEN = "[hidden]"
MAX_TEXT_CHARS = 2_000
MAX_ITEMS = 200
"""Of one list or object; the rest is counted."""
MAX_DEPTH = 8

_SECRET_NAMES = {
    "authorization",
    "code",
    "cookie",
    "credential",
    "credentials",
    "headers",
    "key",
    "keys",
    "mac",
    "otp",
    "passphrase",
    "passwd",
    "password",
    "pin",
    "pwd",
    "secret",
    "secrets",
    "token",
    "totp",
}
_SECRET_ENDS = (
    "_api_key",
    "_api_keys",
    "_code",
    "_codes",
    "_cookie",
    "_credential",
    "_credentials",
    "_hash",
    "_key",
    "_keys",
    "_password",
    "_secret",
    "_secrets",
    "_token",
    "_otp",
)
_OPEN_NAMES = {"country_code", "currency_code", "error_code", "language_code", "public_key", "status_code"}
"""Named like secrets and none."""
_WORDS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|[^A-Za-z0-9]+")
_LOOKS_SECRET = re.compile(
    r"\b(?:sk|pk|rk|ghp|gho|xox[abprs]|whsec)[-_][A-Za-z0-9_-]{12,}"  # vendors' keys
    r"|\bAKIA[0-9A-Z]{16}\b|\bAIza[0-9A-Za-z_-]{30,}"
    r"|\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*"  # JSON Web Tokens
    r"|-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)"
    r"|(?<=://)[^/\s@]+(?=@)"  # the user and password of an address
    r"|(?i:\bbearer\s+)[A-Za-z0-9._~+/=-]{8,}"
)


def is_secret_name(name: str) -> bool:
    """Whether values of fields with this name are hidden; `apiKey` counts as `api_key`."""
    plain = "_".join(part for part in _WORDS.split(name) if part).lower()
    if plain in _OPEN_NAMES or plain.startswith(("has_", "is_")):
        return False
    return plain in _SECRET_NAMES or plain.endswith(_SECRET_ENDS) or plain in {"apikey", "apikeys"}


def redact(value: Any, *, depth: int = 0) -> Any:
    """A JSON value with secrets as `HIDDEN` and what is too long, wide or deep cut off.

    Under a secret's name whatever tells whether there is one stays: true, false, null, empty.
    """
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, dict):
        if depth >= MAX_DEPTH:
            return f"… ({len(value)} fields)"
        kept = {
            _text(name): _hide(item) if is_secret_name(name) else redact(item, depth=depth + 1)
            for name, item in list(value.items())[:MAX_ITEMS]
        }
        return kept | ({"…": len(value) - MAX_ITEMS} if len(value) > MAX_ITEMS else {})
    if isinstance(value, list):
        if depth >= MAX_DEPTH:
            return f"… ({len(value)} items)"
        items = [redact(item, depth=depth + 1) for item in value[:MAX_ITEMS]]
        return items + ([f"… ({len(value) - MAX_ITEMS} more)"] if len(value) > MAX_ITEMS else [])
    return value


def _hide(value: Any) -> Any:
    if value is None or isinstance(value, bool) or value in ("", [], {}):
        return value
    if isinstance(value, list):
        return [HIDDEN] * min(len(value), MAX_ITEMS)
    if isinstance(value, dict):
        return {_text(name): HIDDEN for name in list(value)[:MAX_ITEMS]}
    return HIDDEN


def _text(text: str) -> str:
    shown = _LOOKS_SECRET.sub(HIDDEN, text)
    if len(shown) > MAX_TEXT_CHARS:
        return f"{shown[:MAX_TEXT_CHARS]}… ({len(text)} characters)"
    return shown
