"""What can be told of a picture without seeing what is on it: how sharp it is, and what other picture it is like."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

HASH_SIDE = 32
_KEPT = 8


def sharpness(grey: NDArray[np.float64]) -> float:
    """Variance of the Laplacian of a grey picture (0 to 255): low where there are no edges."""
    if min(grey.shape) < 3:
        return 0.0
    inner = grey[1:-1, 1:-1]
    laplacian = grey[:-2, 1:-1] + grey[2:, 1:-1] + grey[1:-1, :-2] + grey[1:-1, 2:] - 4 * inner
    return float(laplacian.var())


def perceptual_hash(grey: NDArray[np.float64]) -> str:
    """64 bits in hex of a grey picture of 32 × 32: which of its slowest waves are stronger than their median. Sizes,
    formats and small changes of light hardly move it (https://www.hackerfactor.com/blog/?/archives/432)."""
    if grey.shape != (HASH_SIDE, HASH_SIDE):
        raise ValueError(f"the picture is {grey.shape}, not {HASH_SIDE} × {HASH_SIDE}")
    places = np.arange(HASH_SIDE)
    waves = np.cos(math.pi * (2 * places[None, :] + 1) * places[:_KEPT, None] / (2 * HASH_SIDE))
    slow = (waves @ grey @ waves.T).ravel()
    bits = slow > np.median(slow[1:])
    return f"{int(''.join('1' if bit else '0' for bit in bits), 2):016x}"
