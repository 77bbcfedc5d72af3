"""How far along a painting is, also where an engine does not say, and how long it will still take."""

from __future__ import annotations

import math

FIRST_GUESS_BUILTIN_S = 1.5
FIRST_GUESS_REMOTE_S = 20.0
WEIGHT_OF_NEW = 0.3
MAX_GUESSED = 0.95


class Pace:
    """Seconds per picture of each model, learned as an exponentially weighted mean."""

    def __init__(self) -> None:
        self._seconds: dict[str, float] = {}

    def learn(self, model: str, seconds: float) -> None:
        before = self._seconds.get(model)
        self._seconds[model] = seconds if before is None else before + WEIGHT_OF_NEW * (seconds - before)

    def expected_s(self, model: str, builtin: bool) -> float:
        first_guess = FIRST_GUESS_BUILTIN_S if builtin else FIRST_GUESS_REMOTE_S
        return self._seconds.get(model, first_guess)


def guessed_fraction(elapsed_s: float, expected_s: float) -> float:
    """A fraction that grows evenly at first, slows down past the expected time, and never claims the end."""
    return MAX_GUESSED * (1 - math.exp(-1.6 * elapsed_s / max(expected_s, 0.1)))


def remaining_s(running: list[float], waiting: int, expected_s: float, at_once: int) -> float:
    """Seconds until all pictures are there. `running` are the fractions of those being painted."""
    work = sum(1 - fraction for fraction in running) + waiting
    return math.ceil(expected_s * work / max(1, at_once) * 10) / 10
