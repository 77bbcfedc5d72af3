"""A clock that only moves when somebody sleeps, scripted upstreams, and calls through `Resilience`."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from huahua.gateway.candidate import Candidate
from huahua.gateway.domain.ask import Ask, Controls
from huahua.gateway.domain.calls import Caller, Dialect, Task
from huahua.gateway.domain.models import ModelConfig
from huahua.gateway.domain.money import Receipt
from huahua.gateway.domain.route import Route
from huahua.gateway.errors import UpstreamBroken
from huahua.gateway.resilience.attempts import FailedAttempt, Resilience
from huahua.gateway.resilience.cases import Case
from huahua.gateway.resilience.config import ResilienceConfig
from huahua.gateway.routing.plan import Choice, Plan

Step = str | Exception | Callable[[], Awaitable[str]]


@dataclass
class Clock:
    now: float = 1000.0
    sleeps: list[float] = field(default_factory=list)

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.sleeps.append(seconds)
        self.now += seconds


@dataclass
class Meter:
    """The part of `CallMeter` that attempts use."""

    ask: Ask
    route: Route | None = None
    elapsed_s: float = 0.0
    receipt: Receipt = field(default_factory=Receipt)


@dataclass
class Kept:
    cases: list[Case] = field(default_factory=list)

    def add(self, cases: Sequence[Case]) -> None:
        self.cases.extend(cases)


class Stage:
    """`stage.script["a/m"] = [...]`: what that upstream does at each call; then it answers with its key."""

    def __init__(self, *names: str, config: ResilienceConfig | None = None, **row: Any) -> None:
        self.clock = Clock()
        self.kept = Kept()
        self.resilience = Resilience(
            config,
            cases=self.kept,
            monotonic=self.clock,
            random=lambda: 0.5,
            sleep=self.clock.sleep,
        )
        self.health = self.resilience.health
        self.script: dict[str, list[Step]] = {}
        self.asked: list[str] = []
        provider: Any = None
        candidates = [Candidate(ModelConfig("talk", name, "m", **row), provider, False) for name in names]
        self.plan = Plan(tuple(Choice(candidate, "weight") for candidate in candidates))

    async def _call(self, candidate: Candidate) -> str:
        self.asked.append(candidate.row.provider)
        self.clock.now += 0.01
        steps = self.script.get(candidate.row.provider)
        step = steps.pop(0) if steps else candidate.row.provider
        if isinstance(step, Exception):
            raise step
        return step if isinstance(step, str) else await step()

    task = Task.DIALOGUE

    def meter(self, deadline_s: float | None = None) -> Any:
        controls = Controls(deadline_s=deadline_s)
        caller = Caller("usr_1", "user")
        return Meter(Ask(caller, "talk", self.task, Dialect.OPENAI, "req_1", controls=controls))

    async def run(self, deadline_s: float | None = None, spent: Sequence[FailedAttempt] = ()) -> str:
        reply, _route = await self.resilience.run(
            "talk", self.plan, self._call, self.meter(deadline_s), spent
        )
        return reply

    async def open(self, events: Callable[[str], AsyncGenerator[str]]) -> Any:
        async def call(candidate: Candidate) -> tuple[str, AsyncGenerator[str]]:
            return await self._call(candidate), events(candidate.row.provider)

        (first, rest), _route = await self.resilience.open("talk", self.plan, call, self.meter())
        return first, rest

    def break_(self, name: str) -> None:
        """Five failures: its breaker opens."""
        for _ in range(5):
            self.health.began(f"{name}/m")
            self.health.failed(f"{name}/m", UpstreamBroken("x"))
        self.clock.now += 0.001
