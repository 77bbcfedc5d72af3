"""The best at this kind of task first, by the scores table."""

from __future__ import annotations

from huahua.gateway.routing.runners import Request, Runner, Scored


def score(request: Request, runners: list[Runner]) -> list[Scored]:
    found = []
    for runner in runners:
        quality = request.quality_of(runner.candidate, request.kind)
        found.append(Scored(runner, quality, f"quality {quality:.2f} {request.kind}"))
    return found
