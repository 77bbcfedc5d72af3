"""What policies look at: the request, and each candidate with how it stands. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from huahua.gateway.candidate import Candidate
from huahua.gateway.domain.ask import Ask
from huahua.gateway.domain.routing import Rule, TaskKind
from huahua.gateway.ports import Prices
from huahua.gateway.routing.plan import Standing

QualityOf = Callable[[Candidate, TaskKind], float]
"""A score from 0 to 1."""


@dataclass(slots=True)
class Request:
    ask: Ask
    rule: Rule
    kind: TaskKind
    """`dialogue` or `painting` where nobody looked closer."""
    quality_of: QualityOf
    prices: Prices


@dataclass(slots=True)
class Runner:
    candidate: Candidate
    standing: Standing


@dataclass(slots=True)
class Scored:
    """A runner's mark by one policy, from 0 to 1 and comparable within one request; `reason` for a header."""

    runner: Runner
    score: float
    reason: str


Policy = Callable[[Request, list[Runner]], list[Scored]]
"""Marks every runner, in the given order. Whoever has the highest mark goes first."""
