"""What an administrator does with routes and scores, and what users' thumbs do to scores. Use cases only."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from huahua.audit.api import Action, Recorder, Subject
from huahua.gateway.cache.checks import check_rule
from huahua.gateway.cache.config import CacheConfig
from huahua.gateway.candidate import Candidate
from huahua.gateway.domain.calls import Task
from huahua.gateway.domain.routing import Rule, TaskKind
from huahua.gateway.errors import AlreadyThere, InvalidRequest, NotAllowed, NotFound
from huahua.gateway.ports import RoutingStore
from huahua.gateway.recording import rule_fields
from huahua.gateway.registry import Registry
from huahua.gateway.routing.scores import score_key

_NAME = re.compile(r"[^\s\x00-\x1f](?:[^\x00-\x1f]{0,198}[^\s\x00-\x1f])?")
_LABEL = re.compile(r"[\w.-]{1,50}")
MAX_ROUTES = 500
MAX_MEMBERS = 100


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """One upstream at one kind of task. `score` is in force; `base` is what it was before users voted; `given` is
    the operator's own, where there is one."""

    key: str
    kind: TaskKind
    score: float
    base: float
    given: float | None
    up: int
    down: int


class RoutingAdmin:
    """Changes are saved together with their entry in the audit log, then in force in this process at once and in others
    within a second."""

    def __init__(
        self,
        registry: Registry,
        store: RoutingStore,
        audit: Recorder,
        *,
        cache: CacheConfig | None = None,
    ) -> None:
        """`cache` is what the settings say of the cache, with which a route's rule must agree."""
        self._registry = registry
        self._store = store
        self._audit = audit
        self._cache = cache or CacheConfig()

    def rules(self) -> list[Rule]:
        return self._registry.rules()

    async def add_rule(self, rule: Rule) -> Rule:
        """Raises AlreadyThere or InvalidRequest."""
        there = self._registry.rule(rule.name)
        if (there is not None and there.source != "builtin") or self._registry.rows(rule.name):
            raise AlreadyThere(f"There already is a model or a route '{rule.name}'.", param="name")
        if len(self._registry.rules()) >= MAX_ROUTES:
            raise _invalid(f"There are {MAX_ROUTES} routes already, which is the most.", "name")
        return await self._save(rule, None)

    async def change_rule(self, rule: Rule) -> Rule:
        """Replace the route of this name. Raises NotFound, NotAllowed or InvalidRequest."""
        return await self._save(rule, self._own(rule.name))

    async def delete_rule(self, name: str) -> None:
        """Raises NotFound or NotAllowed."""
        before = rule_fields(self._own(name))
        done = self._audit.within(Action.ROUTE_DELETED, Subject("route", name), before=before)
        await self._store.delete_rule(name, then=[done])
        await self._registry.load()

    def scores(self) -> list[ScoreRow]:
        """Every upstream that can be routed to, at every kind of task that it does."""
        book = self._registry.scores()
        rows = []
        for candidate in self._upstreams():
            for kind in _kinds(candidate):
                kept = book.kept(score_key(candidate), kind)
                rows.append(
                    ScoreRow(
                        kept.key,
                        kind,
                        round(book.quality(candidate, kind), 4),
                        round(book.base(candidate, kind), 4),
                        kept.given,
                        kept.up,
                        kept.down,
                    )
                )
        return rows

    async def set_score(self, key: str, kind: TaskKind, given: float | None) -> None:
        """None takes the operator's score back. Raises NotFound or InvalidRequest."""
        if given is not None and not 0 <= given <= 1:
            raise _invalid("A score is a number from 0 to 1.", "score")
        if all(score_key(candidate) != key for candidate in self._upstreams()):
            raise NotFound(f"There is no model '{key}'.")
        subject = Subject("upstream", key)
        before = {"score": self._registry.scores().kept(key, kind).given}
        after = {"task": kind, "score": given}
        done = self._audit.within(Action.SCORE_CHANGED, subject, before=before, after=after)
        await self._store.save_score(key, kind, given, then=[done])
        await self._registry.load()

    async def record_feedback(
        self, model: str, kind: TaskKind, value: str | None, before: str | None = None
    ) -> None:
        """A user's thumb (`up`, `down`, None) on an answer; `before` is the thumb that it replaces.

        `model` is an upstream (`provider/model`) or the name of a model. One that is no longer there is passed over,
        and so is a pool of several, where nobody knows who answered.
        """
        if value == before:
            return
        keys = {
            candidate.key for candidate in self._upstreams() if model in (candidate.key, candidate.row.name)
        }
        if len(keys) != 1:
            return
        up = (value == "up") - (before == "up")
        down = (value == "down") - (before == "down")
        await self._store.add_votes(keys.pop(), kind, up, down)
        await self._registry.load()

    def _upstreams(self) -> Iterable[Candidate]:
        found: dict[str, Candidate] = {}
        for candidate in self._registry.candidates():
            if candidate.row.tasks & {Task.DIALOGUE, Task.PAINTING}:
                found.setdefault(score_key(candidate), candidate)
        return found.values()

    async def _save(self, rule: Rule, before: Rule | None) -> Rule:
        self._check(rule)
        saved = replace(rule, source="page")
        done = self._audit.within(
            Action.ROUTE_CREATED if before is None else Action.ROUTE_CHANGED,
            Subject("route", rule.name),
            before=None if before is None else rule_fields(before),
            after=rule_fields(saved),
        )
        await self._store.save_rule(saved, then=[done])
        await self._registry.load()
        return saved

    def _own(self, name: str) -> Rule:
        there = self._registry.rule(name)
        if there is None:
            raise NotFound(f"There is no route '{name}'.")
        if there.source == "config":
            raise NotAllowed("This route comes from the settings file; change it there.")
        if there.source == "builtin":
            raise NotAllowed("This route is always there; make one of your own with its name to replace it.")
        return there

    def _check(self, rule: Rule) -> None:
        there = self._registry.rule(rule.name)
        if rule.cache != (there.cache if there else None):
            check_rule(self._cache, rule.name, rule.cache)
        if not _NAME.fullmatch(rule.name):
            raise _invalid("A route's name has 1 to 200 characters and no line breaks.", "name")
        named = {
            *rule.models,
            *rule.fallback,
            *(name for task in rule.tasks.values() for name in task.models),
        }
        if len(named) > MAX_MEMBERS:
            raise _invalid(f"A route has at most {MAX_MEMBERS} members.", "models")
        for name in sorted(named):
            if not self._registry.rows(name):
                raise _invalid(f"There is no model '{name}'.", "models")
        if not any(weight > 0 for weight in rule.weights.values()):
            raise _invalid("At least one weight must be more than 0.", "weights")
        for label in (*rule.data_classes, *((rule.region,) if rule.region is not None else ())):
            if not _LABEL.fullmatch(label):
                raise _invalid(f"'{label}' is no label: use letters, digits, dots and hyphens.", "region")


def _kinds(candidate: Candidate) -> list[TaskKind]:
    tasks = candidate.row.tasks
    talks, paints = Task.DIALOGUE in tasks, Task.PAINTING in tasks
    does = {TaskKind.PAINTING: paints, TaskKind.VISION: talks and candidate.row.vision}
    return [kind for kind in TaskKind if does.get(kind, talks)]


def _invalid(message: str, param: str) -> InvalidRequest:
    return InvalidRequest(message, param=param, code="invalid_field", status=422)
