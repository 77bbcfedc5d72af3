"""Lanes of the queue, who may use which, and what a waiting caller can see. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum


class Lane(IntEnum):
    """The lower number is served first, but never alone for long (see `fair_queue.PATIENCE`)."""

    INTERACTIVE = 0
    STANDARD = 1
    BATCH = 2

    @property
    def title(self) -> str:
        return self.name.lower()


LANES = {lane.title: lane for lane in Lane}


def _highest() -> dict[str, Lane]:
    return {"administrator": Lane.INTERACTIVE, "developer": Lane.INTERACTIVE}


@dataclass(frozen=True, slots=True)
class QueuePolicy:
    """How many calls run and wait in one process, and for how long."""

    concurrent_calls: int = 2_048
    calls_per_user: int = 256
    """Calls of one user that run at once; the user's others wait."""
    waiting_calls: int = 4_096
    waiting_calls_per_user: int = 1_024
    wait_s: float = 120.0
    """The longest wait; a caller's own deadline may be shorter."""
    weights: Mapping[str, float] = field(default_factory=dict)
    """A role's share while calls wait, 1 where none is named."""
    highest_lanes: Mapping[str, Lane] = field(default_factory=_highest)
    """The best lane that a key of this role may ask for."""

    def weight_of(self, role: str) -> float:
        return self.weights.get(role, 1.0)

    def lane_of(self, role: str, *, by_key: bool, product: bool, wanted: str | None) -> Lane:
        """The product's own chat and pages are interactive; a key's calls are standard unless they ask for
        another lane, and get none better than the role may have. An unknown name is `standard`."""
        if product or (not by_key and wanted is None):
            return Lane.INTERACTIVE
        lane = LANES.get(wanted or "", Lane.STANDARD)
        return max(lane, self.highest_lanes.get(role, Lane.STANDARD)) if by_key else lane


class QueueWatch:
    """What the edge of a waiting call sees of the wait. The gate and the upstreams' places fill it."""

    __slots__ = ("look", "waited_s")

    def __init__(self) -> None:
        self.waited_s = 0.0
        self.look: Callable[[], int | None] | None = None
        """The place from 1 in the queue in which the call waits now; None when it does not wait."""

    @property
    def place(self) -> int | None:
        return self.look() if self.look is not None else None
