"""Values of routing: kinds of task, policies, and the rules of virtual models. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from huahua.gateway.domain.caching import ModelRule


class TaskKind(StrEnum):
    """What a request is about, found from its words; `Task` says which endpoint it needs."""

    DIALOGUE = "dialogue"
    CODE = "code"
    CREATIVE = "creative"
    TRANSLATION = "translation"
    REASONING = "reasoning"
    VISION = "vision"
    PAINTING = "painting"


class PolicyName(StrEnum):
    """By what the candidates are put in order."""

    WEIGHTS = "weights"
    COST = "cost"
    SPEED = "speed"
    QUALITY = "quality"
    BALANCE = "balance"
    LEAST_BUSY = "least_busy"


EVEN = {"cost": 1.0, "speed": 1.0, "quality": 1.0}
"""What `balance` weighs when nobody said."""


@dataclass(frozen=True, slots=True)
class TaskRule:
    """Who serves one kind of task: without `models` those of the rule, without `policy` the rule's."""

    models: tuple[str, ...] = ()
    policy: PolicyName | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """A virtual model: its name, its members and how one of them is chosen."""

    name: str
    policy: PolicyName = PolicyName.WEIGHTS
    models: tuple[str, ...] = ()
    """Names of models; none: all that the caller may use."""
    weights: Mapping[str, float] = field(default_factory=lambda: EVEN)
    """Of `cost`, `speed` and `quality`, for `balance`."""
    tasks: Mapping[TaskKind, TaskRule] = field(default_factory=dict)
    fallback: tuple[str, ...] = ()
    """Names of models that serve when no other can, in this order."""
    max_cost_micros: int | None = None
    """What one call may cost by estimate, in micros of the US dollar."""
    region: str | None = None
    data_classes: frozenset[str] = frozenset()
    """Kinds of data that the calls hold: members must be allowed to see all of them."""
    sticky: bool = False
    """Calls that begin alike go to the same member while it does well, for the vendors' prompt caches."""
    near_far: bool = False
    """What must be quick goes to members close by while they have room, the rest to the others."""
    source: str = "page"
    """`page`, `config` or `builtin`."""
    cache: ModelRule | None = None
    """How the cache serves calls of this name."""

    def needs_kind(self) -> bool:
        """Whether the kind of task matters, which costs a look at the text."""
        if self.tasks or self.policy is PolicyName.QUALITY:
            return True
        return self.policy is PolicyName.BALANCE and self.weights.get("quality", 0.0) > 0

    def names(self) -> frozenset[str]:
        """Every model that the rule names; empty: all."""
        if not self.models:
            return frozenset()
        own = {name for task in self.tasks.values() for name in task.models}
        return frozenset({*self.models, *self.fallback, *own})


@dataclass(frozen=True, slots=True)
class Score:
    """What is kept for one upstream and kind. `given`: the operator's own; None where the base stands."""

    key: str
    kind: TaskKind
    given: float | None = None
    up: int = 0
    down: int = 0


BUILTIN_RULES = (
    Rule("auto", PolicyName.BALANCE, weights={"cost": 0.3, "speed": 0.2, "quality": 0.5}, source="builtin"),
    Rule("fast", PolicyName.SPEED, source="builtin"),
    Rule("cheap", PolicyName.COST, source="builtin"),
    Rule("best", PolicyName.QUALITY, source="builtin"),
)
"""Virtual models that are always there. An operator's own model or route of the name takes its place."""
