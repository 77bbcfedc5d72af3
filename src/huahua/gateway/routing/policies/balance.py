"""Cost, speed and quality together, each with its weight: the weighted mean of their marks.

Cost and speed are ratios to the cheapest and the quickest; their square roots are taken, so that being twice as dear
weighs less than it would alone.
"""

from __future__ import annotations

from math import sqrt

from huahua.gateway.routing.policies import cost, quality, speed
from huahua.gateway.routing.runners import Request, Runner, Scored


def score(request: Request, runners: list[Runner]) -> list[Scored]:
    weights = request.rule.weights
    by_cost, by_speed, by_quality = (weights.get(name, 0.0) for name in ("cost", "speed", "quality"))
    whole = by_cost + by_speed + by_quality or 1.0
    found = []
    for cheap, quick, good in zip(
        cost.score(request, runners),
        speed.score(request, runners),
        quality.score(request, runners),
        strict=True,
    ):
        marks = sqrt(cheap.score), sqrt(quick.score), good.score
        mean = (marks[0] * by_cost + marks[1] * by_speed + marks[2] * by_quality) / whole
        reason = (
            f"balance {mean:.2f}: cost {marks[0]:.2f} speed {marks[1]:.2f} quality {marks[2]:.2f}, "
            f"{request.kind}"
        )
        found.append(Scored(good.runner, mean, reason))
    return found
