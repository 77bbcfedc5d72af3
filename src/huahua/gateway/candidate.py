"""One row of a pool with the provider that serves it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from huahua.gateway.domain.models import ModelConfig
from huahua.gateway.ports import Provider


class Need(NamedTuple):
    """One place among `limit` under a name. `waiting`: how many calls may wait for one; None: as many as the server
    lets wait."""

    key: str
    limit: int
    waiting: int | None = None


Demand = Sequence[Need]
"""What one call needs at one upstream; empty where nothing is limited."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """`key` names the upstream, whichever pools it serves: health, limits and cases are kept under it."""

    row: ModelConfig
    provider: Provider
    builtin: bool
    max_concurrency: int | None = None
    """The provider's; the row has one of its own."""
    account: int = 1
    """Which of the provider's API keys `provider` sends, from 1. Each is an upstream of its own."""
    share: float = 1.0
    """The part of the row's weight that this key has."""
    max_waiting: int | None = None
    """The provider's, as `max_concurrency`."""
    address: str = ""
    """What of the provider decides who answers: its kind, address and region."""
    weight: float = field(init=False)
    key: str = field(init=False)
    demand: Demand = field(init=False)
    """The limits that hold for it: its row's own and its provider's."""

    def __post_init__(self) -> None:
        mark = f"#{self.account}" if self.account > 1 else ""
        object.__setattr__(self, "weight", self.row.weight * self.share)
        object.__setattr__(self, "key", f"{self.row.provider}/{self.row.model}{mark}")
        row = self.row
        limits = (
            (self.key, row.max_concurrency, row.max_waiting),
            (row.provider, self.max_concurrency, self.max_waiting),
        )
        demand = tuple(Need(name, limit, waiting) for name, limit, waiting in limits if limit is not None)
        object.__setattr__(self, "demand", demand)
