"""The settings' `routes:` as rules of routing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from huahua.boot.settings import RouteSettings, Settings, SettingsError, TaskRouteSettings
from huahua.gateway.domain.price import micros
from huahua.gateway.domain.routing import EVEN, Rule, TaskRule

CONFIG_SOURCE = "config"


def configured_routes(settings: Settings) -> list[Rule]:
    """Virtual models that the settings name.

    Raises:
        SettingsError: a name is there twice, is also that of a model, or a route is made of itself.
    """
    models = {row.name for row in settings.models}
    found: dict[str, Rule] = {}
    for row in settings.routes:
        rule = _rule(row)
        if row.name in models:
            raise SettingsError(f"routes.{row.name}: a row of models: has this name too")
        if row.name in found:
            raise SettingsError(f"routes.{row.name}: the name is there twice")
        if row.name in rule.names():
            raise SettingsError(f"routes.{row.name}: a route cannot be a member of itself")
        if row.weights is not None and not any(row.weights.values()):
            raise SettingsError(f"routes.{row.name}.weights: at least one must be more than 0")
        found[row.name] = rule
    for row in settings.routes:
        inner = sorted(found[row.name].names() & found.keys())
        if inner:
            raise SettingsError(f"routes.{row.name}: '{inner[0]}' is a route; name models")
    return list(found.values())


def _rule(row: RouteSettings) -> Rule:
    return Rule(
        name=row.name,
        policy=row.policy,
        models=tuple(row.models),
        weights=EVEN if row.weights is None else _weights(row.weights),
        tasks={kind: _task(task) for kind, task in row.tasks.items()},
        fallback=tuple(row.fallback),
        max_cost_micros=None if row.max_cost is None else micros(row.max_cost),
        region=row.region,
        data_classes=frozenset(row.data_classes),
        sticky=row.sticky,
        near_far=row.near_far,
        source=CONFIG_SOURCE,
    )


def _weights(given: Mapping[Literal["cost", "speed", "quality"], float]) -> dict[str, float]:
    return {str(name): weight for name, weight in given.items()}


def _task(row: TaskRouteSettings | list[str]) -> TaskRule:
    return TaskRule(tuple(row)) if isinstance(row, list) else TaskRule(tuple(row.models), row.policy)
