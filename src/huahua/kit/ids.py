"""Sortable, prefixed ids: `img_01j…`, the prefix and a ULID (https://github.com/ulid/spec) in lower case."""

from __future__ import annotations

import secrets
import time

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_last_ms = 0
_last_random = 0


def new_id(prefix: str) -> str:
    """A new id. Ids made by one process sort in the order in which they were made."""
    global _last_ms, _last_random
    now_ms = time.time_ns() // 1_000_000
    if now_ms <= _last_ms:
        _last_random += 1
    else:
        _last_ms = now_ms
        _last_random = secrets.randbits(79)
    return f"{prefix}_{_encode(_last_ms, 10)}{_encode(_last_random, 16)}"


def _encode(number: int, length: int) -> str:
    digits = []
    for _ in range(length):
        digits.append(_ALPHABET[number & 31])
        number >>= 5
    return "".join(reversed(digits))
