"""A text as numbers: hashed n-grams of characters, which need no words and so serve every language. Pure.

Feature hashing after Weinberger et al., 'Feature Hashing for Large Scale Multitask Learning' (2009); character
n-grams for short texts after Cavnar and Trenkle, 'N-Gram-Based Text Categorization' (1994).
"""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

BUCKETS = 1 << 15
MAX_CHARS = 2_000
GRAMS = (1, 2, 3, 4)
_HEAD = 1_400
_DIGIT = re.compile(r"\d")
_SPACES = re.compile(r"\s+")
_MULTIPLIER = np.uint32(0x01000193)  # FNV-1a's prime
_MIX = np.uint32(0x85EBCA6B)  # of MurmurHash3's finaliser


def cut(text: str) -> str:
    """At most `MAX_CHARS`: the start and the end, where people say what they want."""
    if len(text) <= MAX_CHARS:
        return text
    return text[:_HEAD] + " " + text[-(MAX_CHARS - _HEAD - 1) :]


def features(text: str) -> NDArray[np.intp]:
    """The buckets, ascending and each once, of the n-grams of `text`."""
    plain = " " + _SPACES.sub(" ", _DIGIT.sub("0", cut(text).lower())).strip() + " "
    points = np.frombuffer(plain.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    seen = np.zeros(BUCKETS, dtype=bool)
    rolling = np.full(len(points), 0x811C9DC5, dtype=np.uint32)
    for size in GRAMS:
        if len(points) < size:
            break
        rolling = (rolling[: len(points) - size + 1] ^ points[size - 1 :]) * _MULTIPLIER
        mixed = rolling * _MIX
        seen[(mixed >> np.uint32(17))] = True
    return np.flatnonzero(seen)
