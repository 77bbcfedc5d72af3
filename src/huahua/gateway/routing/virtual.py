"""Which rows stand behind the name of a virtual model. Pure; worked out once per catalogue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from huahua.gateway.candidate import Candidate
from huahua.gateway.domain.calls import Task
from huahua.gateway.domain.routing import Rule

ROUTED = frozenset({Task.DIALOGUE, Task.PAINTING})
"""What can be asked of a virtual model. Not embeddings: those of two models cannot be compared."""


def members(rule: Rule, pools: Mapping[str, Sequence[Candidate]], tasks: frozenset[Task]) -> list[Candidate]:
    """The rule's own order, or the catalogue's. One upstream with the same options is there once.

    A rule over all models takes what is built in only when nothing else does the task, and an engine for avatars
    only when no painter does.
    """
    wanted = tasks & ROUTED
    named = (*rule.models, *_of_tasks(rule), *rule.fallback)
    if rule.models:
        return _once([row for name in named for row in pools.get(name, ()) if row.row.tasks & wanted])
    every = [row for rows in pools.values() for row in rows if row.row.tasks & wanted]
    ordinary = [row for row in every if not row.builtin] or [
        row for row in every if Task.AVATAR not in row.row.tasks
    ]
    return _once([*(ordinary or every), *(row for name in rule.fallback for row in pools.get(name, ()))])


def _of_tasks(rule: Rule) -> list[str]:
    return [name for task in rule.tasks.values() for name in task.models]


def _once(rows: Sequence[Candidate]) -> list[Candidate]:
    found: list[Candidate] = []
    for row in rows:
        same = any(
            other is row or (other.key == row.key and other.row.options == row.row.options) for other in found
        )
        if not same:
            found.append(row)
    return found
