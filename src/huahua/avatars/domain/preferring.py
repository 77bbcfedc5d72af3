"""What somebody likes, learnt from what they picked: pairs of pictures, of which one was taken and one was not. Pure.

Bradley and Terry's model (Biometrika 1952) as logistic regression on a few qualities of a picture, with a prior that
says: the better fit wins. So who picked nothing yet gets the order of the fit, and each pick moves it a little.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from huahua.avatars.domain.looks import SIDE, Features

QUALITIES = ("fit", "lightness", "colourfulness", "contrast", "detail", "warmth")
_GRID = 8
_PRIOR_FIT = 1.0
_TRUST = 4.0
"""How many pairs the prior is worth."""
_ROUNDS = 25

Qualities = NDArray[np.float64]
"""In the order of `QUALITIES`, each about -1 to 1."""


def qualities_of(features: Features, fit: float | None) -> Qualities:
    """`features` as `looks.features_of` gives them, `fit` as `seeing` scores it."""
    cells = features[: _GRID * _GRID * 3].reshape(-1, 3).astype(np.float64)
    edges = features[_GRID * _GRID * 3 : -64]
    light = cells @ np.array([0.2126, 0.7152, 0.0722])
    colourful = cells.max(axis=1) - cells.min(axis=1)
    return np.array(
        [
            np.tanh((fit or 0.0) / 2),
            light.mean() * 2 - 1,
            colourful.mean() * 2 - 1,
            min(1.0, light.std() * 4) * 2 - 1,
            min(1.0, float(edges.mean()) * SIDE / 8) * 2 - 1,
            np.clip((cells[:, 0] - cells[:, 2]).mean() * 2, -1, 1),
        ]
    )


@dataclass(frozen=True, slots=True)
class Choice:
    """One pick: the picture that was taken, and those that stood beside it."""

    taken: Qualities
    left: Sequence[Qualities]


@dataclass(frozen=True, slots=True)
class Taste:
    """`weights` of the qualities."""

    weights: Qualities

    def score(self, qualities: Qualities) -> float:
        return float(self.weights @ qualities)


def neutral() -> Taste:
    weights = np.zeros(len(QUALITIES))
    weights[0] = _PRIOR_FIT
    return Taste(weights)


def taste_of(choices: Sequence[Choice]) -> Taste:
    """The likeliest weights for these picks and the prior, by Newton's method; each pick counts once, however many
    pictures stood beside it."""
    apart = [choice.taken - other for choice in choices for other in choice.left]
    if not apart:
        return neutral()
    x = np.array(apart)
    counts = np.array([1 / len(choice.left) for choice in choices for _ in choice.left])
    prior = neutral().weights
    weights = prior.copy()
    for _ in range(_ROUNDS):
        wins = 1 / (1 + np.exp(-np.clip(x @ weights, -30, 30)))
        slope = x.T @ (counts * (1 - wins)) - _TRUST * (weights - prior)
        curve = (x * (counts * wins * (1 - wins))[:, None]).T @ x + _TRUST * np.eye(len(weights))
        step = np.linalg.solve(curve, slope)
        weights = weights + step
        if np.abs(step).max() < 1e-9:
            break
    return Taste(weights)
