"""Finding sealed words: a keyed signature of a text, by which most texts that do not match are left out unread.

A signature file after Faloutsos (ACM Computing Surveys 17:1, 1985): every gram of a text sets `HASHES` of `BITS` bits,
and a text can only hold what is looked for where all bits of it are set. What remains is opened and read. The bits hang
on a secret key, so that the stored signature tells nobody which words there are.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache

BITS_PER_PART = 63
"""Signed 64-bit numbers, which both databases know, without their sign."""
PARTS = 32
BITS = BITS_PER_PART * PARTS
HASHES = 2

Signature = tuple[int, ...]
"""`PARTS` numbers."""


def grams(text: str) -> set[str]:
    """What a text is found by: three letters of ASCII in a row; every other letter alone, and each pair with one. They
    do not span spaces, because neither does a word that is looked for."""
    found: set[str] = set()
    for word in text.casefold().split():
        found.update(letter for letter in word if not letter.isascii())
        pairs = (word[at : at + 2] for at in range(len(word) - 1))
        found.update(pair for pair in pairs if not pair.isascii())
        threes = (word[at : at + 3] for at in range(len(word) - 2))
        found.update(three for three in threes if three.isascii())
    return found


def signature(text: str, key: bytes) -> Signature:
    """Of a text that is stored, or of one that is looked for."""
    parts = [0] * PARTS
    for gram in grams(text):
        for bit in _bits(gram, key):
            parts[bit // BITS_PER_PART] |= 1 << bit % BITS_PER_PART
    return tuple(parts)


def may_hold(stored: Signature, wanted: Signature) -> bool:
    """False where the stored text surely lacks something of the wanted one."""
    return all(have & want == want for have, want in zip(stored, wanted, strict=True))


@lru_cache(maxsize=1 << 16)
def _bits(gram: str, key: bytes) -> tuple[int, ...]:
    digest = hashlib.blake2b(gram.encode(), key=key, digest_size=4 * HASHES).digest()
    return tuple(int.from_bytes(digest[4 * at : 4 * at + 4], "big") % BITS for at in range(HASHES))
