"""Recovery codes: for whoever lost the phone. Shown once, kept as keyed hashes, good once each."""

from __future__ import annotations

import re
import secrets
import unicodedata

CODES = 10
_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
_CHARACTERS = 10
"""Almost 50 bits: guesses are limited, and the hash is keyed."""


def new_codes() -> list[str]:
    return [_new_code() for _ in range(CODES)]


def plain_code(code: str) -> str:
    """As it is hashed: hyphens, spaces, capitals and full-width characters make no difference."""
    return re.sub(r"[^a-z0-9]", "", unicodedata.normalize("NFKC", code).lower())


def looks_like_one(code: str) -> bool:
    return len(plain_code(code)) == _CHARACTERS


def _new_code() -> str:
    letters = "".join(secrets.choice(_ALPHABET) for _ in range(_CHARACTERS))
    return f"{letters[:5]}-{letters[5:]}"
