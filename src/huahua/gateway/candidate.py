"""One row of a pool with the provider that serves it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from huahua.gateway.domain.models import ModelConfig
from huahua.gateway.ports import Provider

Demand = Sequence[tuple[str, int]]
"""What one call needs at one upstream: names with how many places each has; empty where nothing is limited."""


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
    accounts: int = 1
    """How many keys the provider has; they share the row's weight."""
    weight: float = field(init=False)
    key: str = field(init=False)
    demand: Demand = field(init=False)
    """The limits that hold for it: its row's own and its provider's."""

    def __post_init__(self) -> None:
        mark = f"#{self.account}" if self.account > 1 else ""
        object.__setattr__(self, "weight", self.row.weight / self.accounts)
        object.__setattr__(self, "key", f"{self.row.provider}/{self.row.model}{mark}")
        limits = ((self.key, self.row.max_concurrency), (self.row.provider, self.max_concurrency))
        demand = tuple((name, limit) for name, limit in limits if limit is not None)
        object.__setattr__(self, "demand", demand)
