"""Shares as configured, times how each upstream does. Whose turn it is within its share is the router's."""

from __future__ import annotations

from huahua.gateway.routing.runners import Request, Runner, Scored


def score(_request: Request, runners: list[Runner]) -> list[Scored]:
    shares = [max(0.0, runner.candidate.weight * runner.standing.weight) for runner in runners]
    whole = sum(shares) or 1.0
    return [
        Scored(runner, share / whole, f"weight {share:g}")
        for runner, share in zip(runners, shares, strict=True)
    ]
