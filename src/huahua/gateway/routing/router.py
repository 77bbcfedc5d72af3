"""From a request to a plan. The service and the fast lane call `plan` for every call, so it does no I/O."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from huahua.gateway.candidate import Candidate
from huahua.gateway.domain.ask import NO_CONTROLS, Ask
from huahua.gateway.domain.calls import Task
from huahua.gateway.domain.plan import Random, order_pool
from huahua.gateway.domain.routing import PolicyName, Rule, TaskKind
from huahua.gateway.errors import NotSupported
from huahua.gateway.metering.pricing import RowPrices
from huahua.gateway.ports import Prices
from huahua.gateway.routing import filters
from huahua.gateway.routing.plan import Choice, Plan, Rejected, Standing, Standings
from huahua.gateway.routing.policies import POLICIES
from huahua.gateway.routing.policies.near import near_first
from huahua.gateway.routing.policies.sticky import CLOSE, stick
from huahua.gateway.routing.runners import Request, Runner, Scored
from huahua.gateway.routing.scores import ScoreBook
from huahua.gateway.routing.tasks import kind_of
from huahua.gateway.routing.words import last_words, prefix_key

SICK = "not healthy, last resort"


class NoStandings:
    """Everything is well; for a router without health memory."""

    _well = Standing()

    def of(self, key: str) -> Standing:
        return self._well


class Turns(Protocol):
    """Whose turn it is within the shares of a pool."""

    def order(
        self, pool: str, candidates: Sequence[Candidate], standings: Standings
    ) -> Sequence[Candidate]: ...


class DrawnTurns:
    """By lot, for a router without memory of earlier turns."""

    def __init__(self, random: Random) -> None:
        self._random = random

    def order(self, pool: str, candidates: Sequence[Candidate], standings: Standings) -> Sequence[Candidate]:
        by_row: dict[int, list[Candidate]] = {}  # a row has a candidate for each key of its provider
        for candidate in candidates:
            by_row.setdefault(id(candidate.row), []).append(candidate)
        ordered = order_pool([candidate.row for candidate in candidates], self._random)
        return [by_row[id(row)].pop(0) for row in ordered]


class Rules(Protocol):
    """The catalogue's side of routing (`Registry`)."""

    def rule(self, name: str) -> Rule | None: ...

    def scores(self) -> ScoreBook: ...


class NoRules:
    """Every name is a pool."""

    _book = ScoreBook()

    def rule(self, name: str) -> Rule | None:
        return None

    def scores(self) -> ScoreBook:
        return self._book


@dataclass(slots=True)
class _Sifted:
    """Who may and can serve; who could if it were well; who must not or cannot."""

    fitting: Sequence[Candidate]
    sick: Sequence[Candidate]
    rejected: list[Rejected]


class Router:
    def __init__(
        self,
        standings: Standings | None = None,
        random: Random = random.random,
        *,
        turns: Turns | None = None,
        rules: Rules | None = None,
        prices: Prices | None = None,
        tell_kind: Callable[..., TaskKind] = kind_of,
    ) -> None:
        self._standings = standings or NoStandings()
        self._turns = turns or DrawnTurns(random)
        self._rules = rules or NoRules()
        self._prices = prices or RowPrices()
        self._tell_kind = tell_kind

    def plan(self, ask: Ask, candidates: Sequence[Candidate]) -> Plan:
        """The candidates in the order in which to try them, with reasons.

        Raises NotSupported when the caller's or the route's demands leave none.
        """
        rule = self._rules.rule(ask.model)
        if rule is None:
            if len(candidates) == 1 and ask.controls is NO_CONTROLS:
                return Plan((Choice(candidates[0], "only"),))
            return self._pool(ask, candidates)
        return self._ruled(ask, rule, candidates)

    def _pool(self, ask: Ask, candidates: Sequence[Candidate]) -> Plan:
        """Rows of one name: shares by weight among those that fit."""
        sifted = self._sift(ask, None, candidates)
        fitting = sifted.fitting
        if len(fitting) == 1:
            choices = [Choice(fitting[0], "only")]
        else:
            ordered = self._turns.order(ask.model, fitting, self._standings)
            choices = [Choice(candidate, "pool") for candidate in ordered]
        return Plan((*choices, *_sick(sifted)), tuple(sifted.rejected))

    def _ruled(self, ask: Ask, rule: Rule, candidates: Sequence[Candidate]) -> Plan:
        sifted = self._sift(ask, rule, candidates)
        kind = self._kind(ask) if rule.needs_kind() and len(candidates) > 1 else None
        policy, fitting, others = _for_task(rule, kind, sifted.fitting)
        first, backups = _apart(rule, fitting)
        if len(first) == 1:
            choices = [Choice(first[0], "only")]
        else:
            request = Request(ask, rule, kind or _plain_kind(ask), self._rules.scores().quality, self._prices)
            scored = self._ranked(request, policy, first)
            choices = [Choice(item.runner.candidate, item.reason, round(item.score, 4)) for item in scored]
        choices += [Choice(candidate, "backup", 0.0) for candidate in backups]
        return Plan((*choices, *_sick(sifted)), (*sifted.rejected, *others), policy, kind)

    def _ranked(self, request: Request, policy: PolicyName, candidates: Sequence[Candidate]) -> list[Scored]:
        """Best first; equal marks keep the order of the catalogue."""
        ask, rule = request.ask, request.rule
        if policy is PolicyName.WEIGHTS and not rule.sticky:
            candidates = self._turns.order(rule.name, candidates, self._standings)
        runners = [Runner(candidate, self._standings.of(candidate.key)) for candidate in candidates]
        scored = POLICIES[policy](request, runners)
        if policy is not PolicyName.WEIGHTS:
            scored.sort(key=lambda item: -item.score)
        if rule.sticky:
            scored = stick(prefix_key(ask), scored, 0.0 if policy is PolicyName.WEIGHTS else CLOSE)
        return near_first(ask, scored) if rule.near_far else scored

    def _sift(self, ask: Ask, rule: Rule | None, candidates: Sequence[Candidate]) -> _Sifted:
        """Raises NotSupported when demands leave none."""
        rejected: list[Rejected] = []
        if filters.has_demands(ask, rule):
            candidates = self._allowed(ask, rule, candidates, rejected)
        fitting: list[Candidate] = []
        sick: list[Candidate] = []
        unfit: list[Rejected] = []
        for candidate in candidates:
            reason = filters.unfit(ask, candidate)
            if reason is not None:
                unfit.append(Rejected(candidate, reason))
            elif self._standings.of(candidate.key).available:
                fitting.append(candidate)
            else:
                sick.append(candidate)
        if fitting:
            return _Sifted(fitting, sick, rejected + unfit)
        if sick:
            return _Sifted(sick, [], rejected + unfit)
        # The catalogue may be wrong about what they can do, and the provider says so better.
        return _Sifted(candidates, [], rejected)

    def _allowed(
        self, ask: Ask, rule: Rule | None, candidates: Sequence[Candidate], rejected: list[Rejected]
    ) -> Sequence[Candidate]:
        allowed: list[Candidate] = []
        for candidate in candidates:
            reason = filters.against_demands(ask, rule, candidate, self._prices)
            if reason is None:
                allowed.append(candidate)
            else:
                rejected.append(Rejected(candidate, reason))
        if not allowed:
            raise _nobody(ask, rejected)
        return allowed

    def _kind(self, ask: Ask) -> TaskKind:
        if ask.task is not Task.DIALOGUE:
            return TaskKind.PAINTING
        text, picture = last_words(ask.body)
        return self._tell_kind(text, picture=picture)


def _sick(sifted: _Sifted) -> list[Choice]:
    """Those whose breaker is open come last: they are asked when nobody else could serve the call."""
    return [Choice(candidate, SICK, 0.0) for candidate in sifted.sick]


def _plain_kind(ask: Ask) -> TaskKind:
    return TaskKind.DIALOGUE if ask.task is Task.DIALOGUE else TaskKind.PAINTING


def _for_task(
    rule: Rule, kind: TaskKind | None, candidates: Sequence[Candidate]
) -> tuple[PolicyName, Sequence[Candidate], tuple[Rejected, ...]]:
    """The policy for this kind of task, those who do it, and those who are there for other kinds."""
    task = rule.tasks.get(kind) if kind is not None else None
    policy = task.policy if task is not None and task.policy is not None else rule.policy
    if not rule.tasks:
        return policy, candidates, ()
    names = {*(task.models if task is not None and task.models else rule.models), *rule.fallback}
    if not rule.models and not (task is not None and task.models):
        return policy, candidates, ()
    own = [candidate for candidate in candidates if candidate.row.name in names]
    if not own:
        return policy, candidates, ()
    others = tuple(
        Rejected(candidate, f"not for {kind}") for candidate in candidates if candidate.row.name not in names
    )
    return policy, own, others


def _apart(rule: Rule, candidates: Sequence[Candidate]) -> tuple[Sequence[Candidate], Sequence[Candidate]]:
    """Those who compete, and those who only step in: named as fallback, or of weight 0."""
    if not rule.fallback and all(candidate.weight > 0 for candidate in candidates):
        return candidates, ()
    steps_in = [
        candidate
        for candidate in candidates
        if candidate.weight <= 0
        or (candidate.row.name in rule.fallback and candidate.row.name not in rule.models)
    ]
    if len(steps_in) == len(candidates):
        return candidates, ()
    named = {name: place for place, name in enumerate(rule.fallback)}
    steps_in.sort(key=lambda candidate: named.get(candidate.row.name, len(named)))
    kept = {id(candidate) for candidate in steps_in}
    return [candidate for candidate in candidates if id(candidate) not in kept], steps_in


def _nobody(ask: Ask, rejected: Sequence[Rejected]) -> NotSupported:
    """Without the names of providers, which are the operator's business."""
    reasons = sorted({item.reason for item in rejected})
    return NotSupported(
        f"No model behind '{ask.model}' may serve this call: {'; '.join(reasons[:3])}.", param="model"
    )
