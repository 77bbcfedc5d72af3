"""Questions that were answered before, as vectors, for each tenant."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Match:
    """A question that is like the one that was looked for; `likeness` is the cosine of their vectors."""

    digest: bytes
    text: str
    likeness: float


class _Group:
    """The questions of one context, as a ring: a new one takes the place of the oldest."""

    def __init__(self, dimensions: int) -> None:
        self.vectors = np.zeros((8, dimensions), np.float32)
        self.known: list[tuple[bytes, str]] = []
        self._oldest = 0

    def add(self, vector: Vector, digest: bytes, text: str, most: int) -> None:
        for place, (known, _text) in enumerate(self.known):
            if known == digest:
                self.vectors[place], self.known[place] = vector, (digest, text)
                return
        if len(self.known) < most:
            if len(self.known) == len(self.vectors):
                self.vectors = np.concatenate([self.vectors, np.zeros_like(self.vectors)])
            self.vectors[len(self.known)] = vector
            self.known.append((digest, text))
            return
        self.vectors[self._oldest], self.known[self._oldest] = vector, (digest, text)
        self._oldest = (self._oldest + 1) % len(self.known)


class QuestionIndex:
    """At most `max_entries` questions of a tenant, and `max_tenants` tenants: who asked least recently is forgotten
    first, of one tenant the context that was used least recently."""

    def __init__(self, max_entries: int, max_tenants: int = 256) -> None:
        self._max_entries = max_entries
        self._max_tenants = max_tenants
        self._tenants: OrderedDict[str, OrderedDict[bytes, _Group]] = OrderedDict()

    def __len__(self) -> int:
        return sum(len(group.known) for groups in self._tenants.values() for group in groups.values())

    def add(self, tenant: str, context: bytes, vector: Vector, digest: bytes, text: str) -> None:
        """`vector` has length 1."""
        groups = self._tenants.setdefault(tenant, OrderedDict())
        self._tenants.move_to_end(tenant)
        group = groups.get(context)
        if group is None or group.vectors.shape[1] != len(vector):
            group = groups[context] = _Group(len(vector))
        groups.move_to_end(context)
        group.add(vector, digest, text, self._max_entries)
        while len(groups) > 1 and sum(len(one.known) for one in groups.values()) > self._max_entries:
            groups.popitem(last=False)
        while len(self._tenants) > self._max_tenants:
            self._tenants.popitem(last=False)

    def nearest(self, tenant: str, context: bytes, vector: Vector, threshold: float) -> list[Match]:
        """Questions of this tenant and context at least as like as `threshold`, the likest first, at most three."""
        groups = self._tenants.get(tenant)
        group = groups.get(context) if groups else None
        if group is None or group.vectors.shape[1] != len(vector):
            return []
        likeness = group.vectors[: len(group.known)] @ vector
        best = np.argsort(likeness)[::-1][:3]
        return [
            Match(group.known[place][0], group.known[place][1], float(likeness[place]))
            for place in best
            if likeness[place] >= threshold
        ]

    def forget(self, tenant: str | None = None) -> None:
        """Everything of this tenant, or of all."""
        if tenant is None:
            self._tenants.clear()
        else:
            self._tenants.pop(tenant, None)


def unit(numbers: object) -> Vector | None:
    """The numbers as a vector of length 1; None for what is none or has no direction."""
    try:
        vector = np.asarray(numbers, np.float32)
    except (TypeError, ValueError):
        return None
    length = float(np.linalg.norm(vector)) if vector.ndim == 1 and len(vector) else 0.0
    if not np.isfinite(length) or length == 0.0:
        return None
    return vector / np.float32(length)
