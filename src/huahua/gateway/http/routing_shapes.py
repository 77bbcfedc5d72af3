"""Bodies and answers of routing's edge."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field
from typing_extensions import TypedDict

from huahua.gateway.domain.routing import EVEN, PolicyName, Rule, TaskKind, TaskRule
from huahua.gateway.http.admin_replies import CacheRule
from huahua.gateway.http.admin_shapes import CacheBody

Name = Annotated[str, Field(min_length=1, max_length=200)]
Names = Annotated[list[Name], Field(max_length=100)]
Label = Annotated[str, Field(min_length=1, max_length=50)]
Weight = Annotated[float, Field(ge=0, le=1000, allow_inf_nan=False)]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class TaskBody(_Body):
    models: Names = []
    policy: PolicyName | None = None


class RouteBody(_Body):
    policy: PolicyName = PolicyName.BALANCE
    models: Names = []
    weights: dict[Literal["cost", "speed", "quality"], Weight] = Field(default_factory=dict)
    tasks: dict[TaskKind, TaskBody] = Field(default_factory=dict)
    fallback: Names = []
    max_cost_micros: Annotated[int, Field(ge=0, le=10**15)] | None = None
    region: Label | None = None
    data_classes: Annotated[list[Label], Field(max_length=50)] = []
    sticky: bool = False
    near_far: bool = False
    cache: CacheBody | None = None

    def rule(self, name: str) -> Rule:
        return Rule(
            name=name,
            policy=self.policy,
            models=tuple(self.models),
            weights={str(key): weight for key, weight in self.weights.items()} or EVEN,
            tasks={kind: TaskRule(tuple(task.models), task.policy) for kind, task in self.tasks.items()},
            fallback=tuple(self.fallback),
            max_cost_micros=self.max_cost_micros,
            region=self.region,
            data_classes=frozenset(self.data_classes),
            sticky=self.sticky,
            near_far=self.near_far,
            cache=self.cache.rule() if self.cache else None,
        )


class NewRoute(RouteBody):
    name: Name


class ScoreBody(_Body):
    key: Annotated[str, Field(min_length=1, max_length=310)]
    task: TaskKind
    score: Annotated[float, Field(ge=0, le=1)] | None


class TaskRoute(TypedDict):
    models: list[str]
    policy: PolicyName | None


class Weights(TypedDict, total=False):
    cost: float
    speed: float
    quality: float


class Route(TypedDict):
    """A virtual model. `source`: `page`, `config` or `builtin`; only the first can be changed here."""

    name: str
    source: str
    policy: PolicyName
    models: list[str]
    weights: Weights
    tasks: dict[TaskKind, TaskRoute]
    fallback: list[str]
    max_cost_micros: int | None
    region: str | None
    data_classes: list[str]
    sticky: bool
    near_far: bool
    cache: CacheRule | None


class Routes(TypedDict):
    items: list[Route]
    next_cursor: str | None


class RoutingScore(TypedDict):
    """`key` is provider/model. `score` is in force, `base` without users' votes, `given` the administrator's."""

    key: str
    task: TaskKind
    score: float
    base: float
    given: float | None
    up: int
    down: int


class Scores(TypedDict):
    items: list[RoutingScore]
    next_cursor: str | None


class Planned(TypedDict):
    model: str
    provider: str
    upstream_model: str
    reason: str
    score: float


class Refused(TypedDict):
    model: str
    reason: str


class Explained(TypedDict):
    """`plan` is in the order in which the models would be tried."""

    model: str
    task: TaskKind
    policy: str
    plan: list[Planned]
    rejected: list[Refused]
