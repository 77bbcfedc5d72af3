"""Named random streams: the same seed and names give the same numbers in every process."""

import hashlib
import random

import numpy as np


def number(seed: int, *names: object) -> int:
    """A 64-bit integer that depends only on the seed and the names."""
    text = "\x1f".join([str(seed), *(str(name) for name in names)])
    return int.from_bytes(hashlib.sha256(text.encode("utf-8", "replace")).digest()[:8], "big")


def stream(seed: int, *names: object) -> random.Random:
    """A random stream of its own for each name, so that adding one never shifts another."""
    return random.Random(number(seed, *names))


def grain(seed: int, *names: object) -> np.random.Generator:
    """The same for arrays (PCG64, whose output NumPy keeps stable across versions)."""
    return np.random.Generator(np.random.PCG64(number(seed, *names)))
