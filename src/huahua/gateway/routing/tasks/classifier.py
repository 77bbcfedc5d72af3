"""The small model that tells kinds of task apart: softmax regression on hashed n-grams.

`eval/tasks/train.py` makes the weights. They travel as whole numbers of 8 bits with one scale per kind.
"""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from huahua.gateway.domain.routing import TaskKind
from huahua.gateway.routing.tasks.features import features

KINDS = tuple(TaskKind)
WEIGHTS = Path(__file__).with_name("weights.npz")

Floats = NDArray[np.float32]


class Classifier:
    """`weights`: [bucket, kind]; `bias`: [kind]."""

    def __init__(self, weights: Floats, bias: Floats) -> None:
        self._weights = weights
        self._bias = bias

    def scores(self, text: str) -> Floats:
        """One per kind of `KINDS`; the highest wins."""
        found = features(text)
        total: Floats = self._weights[found].sum(axis=0) / np.sqrt(max(1, len(found))) + self._bias
        return total

    def kind(self, text: str) -> TaskKind:
        return KINDS[int(self.scores(text).argmax())]


def pack(weights: Floats, bias: Floats) -> bytes:
    scale = np.abs(weights).max(axis=0) / 127
    small = np.round(weights / scale).astype(np.int8)
    packed = io.BytesIO()
    np.savez_compressed(packed, weights=small, scale=scale.astype(np.float32), bias=bias)
    return packed.getvalue()


def unpack(packed: bytes) -> Classifier:
    with np.load(io.BytesIO(packed), allow_pickle=False) as found:
        return Classifier(found["weights"].astype(np.float32) * found["scale"], found["bias"])


@cache
def shipped() -> Classifier:
    """The classifier of this release, read at its first use."""
    return unpack(WEIGHTS.read_bytes())
