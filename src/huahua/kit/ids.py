"""Sortable, prefixed ids: `img_01j…`, the prefix and a ULID (https://github.com/ulid/spec) in lower case."""

from __future__ import annotations

import secrets
import time

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_PAIRS = [first + second for first in _ALPHABET for second in _ALPHABET]
"""Every call of the gateway makes an id, so digits are looked up by twos."""
_last_ms = 0
_last_time = ""
_last_random = 0


def new_id(prefix: str) -> str:
    """A new id. Ids made by one process sort in the order in which they were made."""
    global _last_ms, _last_time, _last_random
    now_ms = time.time_ns() // 1_000_000
    if now_ms <= _last_ms:
        _last_random += 1
    else:
        _last_ms = now_ms
        _last_time = _encode(_last_ms, 10)
        _last_random = secrets.randbits(79)
    return f"{prefix}_{_last_time}{_encode_random(_last_random)}"


def _encode(number: int, length: int) -> str:
    """`length` digits (an even number) in base 32."""
    pairs = []
    for _ in range(length // 2):
        pairs.append(_PAIRS[number & 1023])
        number >>= 10
    pairs.reverse()
    return "".join(pairs)


def _encode_random(number: int) -> str:
    """The 80 bits of a ULID's random part: `_encode` for 16 digits, in halves that fit a machine word."""
    high, low, pairs = number >> 40, number & 0xFFFFFFFFFF, _PAIRS
    return (
        f"{pairs[high >> 30]}{pairs[high >> 20 & 1023]}{pairs[high >> 10 & 1023]}{pairs[high & 1023]}"
        f"{pairs[low >> 30]}{pairs[low >> 20 & 1023]}{pairs[low >> 10 & 1023]}{pairs[low & 1023]}"
    )
