"""How well a picture shows what a spec wishes, field by field, as a small model of our own sees it. Pure.

One softmax regression for each field on the features of `looks`, learnt from drawings whose specs are known
(`scripts/train_scorer.py`; what it gets right stands in `eval/results.md`). It knows drawn heads, not photographs: what
it is not sure of it says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from huahua.avatars.domain.looks import Features
from huahua.avatars.domain.project import Seen
from huahua.avatars.domain.spec import AvatarSpec

SURE = 3.0
"""A value that is so many times as likely as chance is seen; one so many times less likely is missed."""
LEAST = 1e-3
"""No field counts for more than this against a picture."""


@dataclass(frozen=True, slots=True)
class Head:
    """`weights`: one row a feature, one column a value; `bias` likewise."""

    values: tuple[str, ...]
    weights: NDArray[np.float32]
    bias: NDArray[np.float32]

    def likely(self, features: Features) -> dict[str, float]:
        """The probability of each value."""
        logits = features @ self.weights + self.bias
        powers = np.exp(logits - logits.max())
        return dict(zip(self.values, (powers / powers.sum()).tolist(), strict=True))


@dataclass(frozen=True, slots=True)
class Look:
    """`score`: the mean over the wished fields of how much likelier than chance they are, as a logarithm; only for
    putting pictures of one spec in order. None where the spec wishes nothing that can be judged."""

    score: float | None
    checks: dict[str, Seen]


class Eye:
    def __init__(self, heads: Mapping[str, Head], mean: Features, spread: Features) -> None:
        self._heads = heads
        self._mean = mean
        self._spread = spread

    @property
    def fields(self) -> tuple[str, ...]:
        return tuple(self._heads)

    def likely(self, field: str, features: Features) -> dict[str, float]:
        return self._heads[field].likely((features - self._mean) / self._spread)

    def look(self, spec: AvatarSpec, features: Features) -> Look:
        checks: dict[str, Seen] = {}
        gains = []
        for field, wished in spec.said().items():
            values = wished if isinstance(wished, list) else [wished]
            head = self._heads.get(field)
            if head is None or not values or not set(values) <= set(head.values):
                checks[field] = "unsure"
                continue
            likely = self.likely(field, features)
            times = min(likely[value] for value in values) * len(head.values)
            gains.append(float(np.log(max(times, LEAST))))
            checks[field] = _check(times)
        return Look(float(np.mean(gains)) if gains else None, checks)


def _check(times: float) -> Seen:
    if times >= SURE:
        return "seen"
    return "missed" if times <= 1 / SURE else "unsure"
