"""Values of routing: how a row stands, and the plan that is made from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import msgspec

from huahua.gateway.candidate import Candidate


@dataclass(slots=True)
class Standing:
    """How one upstream does at this moment, as `resilience` saw it. Times in milliseconds; None: not known."""

    available: bool = True
    """False while its breaker is open or its vendor asked to wait."""
    weight: float = 1.0
    """What its configured weight is multiplied by: slow start, errors, latency, remaining rate limit."""
    running: int = 0
    limit: int | None = None
    p50_ms: float | None = None
    p99_ms: float | None = None
    first_token_ms: float | None = None
    error_rate: float = 0.0


class Standings(Protocol):
    """Gives how an upstream stands now. Called for each candidate of each call: it must cost next to nothing."""

    def of(self, key: str) -> Standing: ...


class Choice(msgspec.Struct, frozen=True):
    """One candidate at its place of the plan. `reason` is short, for a header: `only`, `weight`, `cheapest`."""

    candidate: Candidate
    reason: str
    score: float = 1.0


@dataclass(frozen=True, slots=True)
class Rejected:
    candidate: Candidate
    reason: str


class Plan(msgspec.Struct, frozen=True):
    """`choices` in the order in which to try them, never empty."""

    choices: tuple[Choice, ...]
    rejected: tuple[Rejected, ...] = ()
    policy: str = "weights"
    task: str | None = None
    """The kind of work that the text was taken for, where a policy asked."""
