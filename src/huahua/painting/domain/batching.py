"""Which waiting pictures are painted together: like ones, in the order in which they came."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Generic, TypeVar

Item = TypeVar("Item", bound=Hashable)


@dataclass(frozen=True, slots=True)
class BatchPolicy:
    """`max_wait_s`: how long a picture waits for others like it. A batch holds at most `max_items` pictures, of at
    most `max_pixels` together; one picture is always painted, however large."""

    max_wait_s: float = 0.05
    max_items: int = 8
    max_pixels: int = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class _Waiting(Generic[Item]):
    item: Item
    key: Hashable
    pixels: int
    since: float
    most: int


class MicroBatcher(Generic[Item]):
    """Times are seconds of one monotonic clock, given by the caller.

    A batch always begins with the oldest picture of its kind, and of the kinds that are ready (full, or waited long
    enough) the one with the oldest picture goes first: so nobody is passed by a kind that came later, beyond the time
    for which he would wait anyhow.
    """

    def __init__(self, policy: BatchPolicy | None = None) -> None:
        self._policy = policy or BatchPolicy()
        self._waiting: dict[Item, _Waiting[Item]] = {}

    def __len__(self) -> int:
        return len(self._waiting)

    def add(self, item: Item, key: Hashable, pixels: int, now: float, *, most: int | None = None) -> None:
        """`key` is equal for pictures that may be painted together; a batch that begins with this one holds `most`.
        Raises ValueError for an item that waits."""
        if item in self._waiting:
            raise ValueError("this picture waits already")
        most = self._policy.max_items if most is None else min(most, self._policy.max_items)
        self._waiting[item] = _Waiting(item, key, pixels, now, most)

    def remove(self, item: Item) -> bool:
        """Whether it waited."""
        return self._waiting.pop(item, None) is not None

    def place(self, item: Item) -> int:
        """How many came before it and wait still. Raises ValueError for one that does not wait."""
        return list(self._waiting).index(item)

    def take(self, now: float) -> list[Item]:
        """The next batch, which waits no longer; empty where none is ready."""
        for batch, full in self._batches():
            if full or now >= self._due(batch[0]):
                for one in batch:
                    del self._waiting[one.item]
                return [one.item for one in batch]
        return []

    def wake_at(self) -> float | None:
        """When `take` gives a batch even if nobody else comes; None where nobody waits."""
        if any(full for _, full in self._batches()):
            return 0.0
        return min((self._due(one) for one in self._waiting.values()), default=None)

    def _due(self, one: _Waiting[Item]) -> float:
        return one.since + self._policy.max_wait_s

    def _batches(self) -> list[tuple[list[_Waiting[Item]], bool]]:
        """For each kind, by its oldest picture: the batch that it would give now, and whether it is full."""
        kinds: dict[Hashable, list[_Waiting[Item]]] = {}
        for one in self._waiting.values():
            kinds.setdefault(one.key, []).append(one)
        return [self._filled(group) for group in kinds.values()]

    def _filled(self, group: list[_Waiting[Item]]) -> tuple[list[_Waiting[Item]], bool]:
        batch, pixels = [group[0]], group[0].pixels
        for one in group[1:]:
            if len(batch) >= group[0].most or pixels + one.pixels > self._policy.max_pixels:
                return batch, True
            batch.append(one)
            pixels += one.pixels
        full = len(batch) >= group[0].most or pixels >= self._policy.max_pixels
        return batch, full
