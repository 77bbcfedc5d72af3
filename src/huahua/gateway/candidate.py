"""One row of a pool with the provider that serves it."""

from __future__ import annotations

from dataclasses import dataclass, field

from huahua.gateway.domain.models import ModelConfig
from huahua.gateway.ports import Provider


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

    def __post_init__(self) -> None:
        mark = f"#{self.account}" if self.account > 1 else ""
        object.__setattr__(self, "weight", self.row.weight / self.accounts)
        object.__setattr__(self, "key", f"{self.row.provider}/{self.row.model}{mark}")
