"""Candidates, standings and requests for tests of routing."""

from __future__ import annotations

from typing import Any, cast

import msgspec

from huahua.gateway.candidate import Candidate
from huahua.gateway.domain.ask import NO_CONTROLS, Ask, Controls
from huahua.gateway.domain.calls import Caller, Dialect, Task
from huahua.gateway.domain.models import ModelConfig
from huahua.gateway.domain.routing import Rule
from huahua.gateway.routing.plan import Plan, Standing
from huahua.gateway.routing.router import Router
from huahua.gateway.routing.scores import ScoreBook


def candidate(name: str = "m", *, builtin: bool = False, **facts: Any) -> Candidate:
    facts.setdefault("provider", f"at-{name}")
    facts.setdefault("model", f"upstream-{name}")
    return Candidate(ModelConfig(name=name, **facts), cast(Any, None), builtin)


class Known:
    """Standings by the model's name; everybody else is well."""

    def __init__(self, **standings: Standing) -> None:
        self._standings = {f"at-{name}/upstream-{name}": standing for name, standing in standings.items()}

    def of(self, key: str) -> Standing:
        return self._standings.get(key) or Standing()


class Named:
    """Port `Rules`."""

    def __init__(self, *rules: Rule, book: ScoreBook | None = None) -> None:
        self._rules = {rule.name: rule for rule in rules}
        self._book = book or ScoreBook()

    def rule(self, name: str) -> Rule | None:
        return self._rules.get(name)

    def scores(self) -> ScoreBook:
        return self._book


def ask(
    model: str = "m",
    text: str = "hello",
    *,
    task: Task = Task.DIALOGUE,
    controls: Controls = NO_CONTROLS,
    body: dict[str, Any] | None = None,
    **facts: Any,
) -> Ask:
    messages = msgspec.Raw(msgspec.json.encode([{"role": "user", "content": text}]))
    given = {"model": model, "messages": messages} if body is None else body
    facts.setdefault("input_tokens", 100)
    return Ask(
        Caller("usr_a", "user"), model, task, Dialect.OPENAI, "req_1", given, controls=controls, **facts
    )


def router(*rules: Rule, book: ScoreBook | None = None, **standings: Standing) -> Router:
    return Router(Known(**standings), lambda: 0.0, rules=Named(*rules, book=book))


def names(plan: Plan) -> list[str]:
    return [choice.candidate.row.name for choice in plan.choices]


def refused(plan: Plan) -> dict[str, str]:
    return {item.candidate.row.name: item.reason for item in plan.rejected}
