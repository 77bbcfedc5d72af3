"""Whoever has the most room: running calls by the limit, or by the weight where there is no limit."""

from __future__ import annotations

from huahua.gateway.routing.runners import Request, Runner, Scored


def score(_request: Request, runners: list[Runner]) -> list[Scored]:
    return [_scored(runner) for runner in runners]


def _scored(runner: Runner) -> Scored:
    running, limit = runner.standing.running, runner.standing.limit
    if limit:
        return Scored(runner, max(0.0, 1 - running / limit), f"running {running} of {limit}")
    weight = max(0.01, runner.candidate.weight)
    return Scored(runner, weight / (weight + running), f"running {running}")
