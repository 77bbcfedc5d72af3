"""The loss curve: one line of JSON for each step, as the training process writes it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Point:
    """`loss` is the mean over the step's batch, `seconds` how long the step took."""

    step: int
    loss: float
    seconds: float

    def line(self) -> str:
        return json.dumps({"step": self.step, "loss": self.loss, "seconds": round(self.seconds, 4)})


def read_points(lines: Iterable[str]) -> list[Point]:
    """A line that a crash cut short is left out, and of a step that was done twice the later counts."""
    found: dict[int, Point] = {}
    for line in lines:
        try:
            data = json.loads(line)
            found[int(data["step"])] = Point(int(data["step"]), float(data["loss"]), float(data["seconds"]))
        except (ValueError, KeyError, TypeError):
            continue
    return [found[step] for step in sorted(found)]


def thinned(points: Sequence[Point], most: int) -> list[Point]:
    """At most `most` points: means of equal stretches, each at its last step."""
    if len(points) <= most:
        return list(points)
    thin = []
    for number in range(most):
        part = points[number * len(points) // most : (number + 1) * len(points) // most]
        loss = sum(point.loss for point in part) / len(part)
        thin.append(Point(part[-1].step, loss, sum(point.seconds for point in part)))
    return thin
