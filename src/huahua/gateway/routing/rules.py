"""Rules as JSON, as the page and the database have them. Pure."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from huahua.gateway.domain.caching import ModelRule
from huahua.gateway.domain.routing import EVEN, PolicyName, Rule, TaskKind, TaskRule

log = logging.getLogger(__name__)


def rule_json(rule: Rule) -> dict[str, Any]:
    """Every field but the name and the source; `rule_from_json` reads it back."""
    return {
        "policy": rule.policy.value,
        "models": list(rule.models),
        "weights": dict(rule.weights),
        "tasks": {
            kind.value: {"models": list(task.models), "policy": task.policy.value if task.policy else None}
            for kind, task in rule.tasks.items()
        },
        "fallback": list(rule.fallback),
        "max_cost_micros": rule.max_cost_micros,
        "region": rule.region,
        "data_classes": sorted(rule.data_classes),
        "sticky": rule.sticky,
        "near_far": rule.near_far,
        "cache": rule.cache.as_json() if rule.cache else None,
    }


def rule_from_json(name: str, value: Mapping[str, Any]) -> Rule | None:
    """None for one that a newer version wrote and this one cannot read."""
    try:
        return Rule(
            name=name,
            policy=PolicyName(value["policy"]),
            models=tuple(value["models"]),
            weights=dict(value["weights"]) or EVEN,
            tasks={
                TaskKind(kind): TaskRule(
                    tuple(task["models"]), PolicyName(task["policy"]) if task["policy"] else None
                )
                for kind, task in value["tasks"].items()
            },
            fallback=tuple(value["fallback"]),
            max_cost_micros=value["max_cost_micros"],
            region=value["region"],
            data_classes=frozenset(value["data_classes"]),
            sticky=value["sticky"],
            near_far=value["near_far"],
            cache=ModelRule.from_json(value.get("cache")),
        )
    except (KeyError, TypeError, ValueError):
        log.exception("the route '%s' cannot be read and is left out", name)
        return None
