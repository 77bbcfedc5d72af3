"""Trains the classifier of kinds of task and writes its weights into the package.

python -m eval.tasks.train            train and write
python -m eval.tasks.train --check    cross-validate on the training prompts alone, write nothing

Multinomial logistic regression with L2 by full-batch Adam (Kingma and Ba, 2015), in numpy: a few seconds.
"""

from __future__ import annotations

import sys

import numpy as np
from numpy.typing import NDArray

from eval.tasks.prompts import Prompt, training_prompts
from huahua.gateway.routing.tasks.classifier import KINDS, WEIGHTS, Classifier, pack
from huahua.gateway.routing.tasks.features import BUCKETS, features
from huahua.gateway.routing.tasks.rules import by_rule

ROUNDS, RATE, DECAY = 150, 0.05, 1.0
FOLDS = 5

Floats = NDArray[np.float32]


def fit(prompts: list[Prompt]) -> tuple[Floats, Floats]:
    """Weights [bucket, kind] and bias [kind]. Beside a picture the rules decide, so such prompts teach nothing."""
    prompts = [prompt for prompt in prompts if not prompt.picture]
    found = [features(prompt.text) for prompt in prompts]
    lengths = np.array([len(row) for row in found])
    columns = np.concatenate(found)
    rows = np.repeat(np.arange(len(found)), lengths)
    values = (1 / np.sqrt(lengths)).astype(np.float32)[rows]
    wanted = np.array([KINDS.index(prompt.kind) for prompt in prompts])
    target = np.eye(len(KINDS), dtype=np.float32)[wanted]
    share = 1 / np.bincount(wanted, minlength=len(KINDS))[wanted]
    share = (share / share.sum()).astype(np.float32)[:, None]
    weights = np.zeros((BUCKETS, len(KINDS)), dtype=np.float32)
    bias = np.zeros(len(KINDS), dtype=np.float32)
    moments = [np.zeros_like(weights), np.zeros_like(weights), np.zeros_like(bias), np.zeros_like(bias)]
    starts = np.concatenate([[0], np.cumsum(lengths)[:-1]])
    for step in range(1, ROUNDS + 1):
        scores = np.add.reduceat(weights[columns] * values[:, None], starts, axis=0) + bias
        scores -= scores.max(axis=1, keepdims=True)
        chance = np.exp(scores)
        chance /= chance.sum(axis=1, keepdims=True)
        error = (chance - target) * share
        spread = error[rows] * values[:, None]
        slope = np.stack(
            [np.bincount(columns, spread[:, kind], minlength=BUCKETS) for kind in range(len(KINDS))], axis=1
        ).astype(np.float32)
        slope += DECAY / BUCKETS * weights
        _adam(weights, slope, moments[0], moments[1], step)
        _adam(bias, error.sum(axis=0), moments[2], moments[3], step)
    return weights, bias


def _adam(value: Floats, slope: Floats, first: Floats, second: Floats, step: int) -> None:
    first *= 0.9
    first += 0.1 * slope
    second *= 0.999
    second += 0.001 * slope**2
    value -= RATE * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.999**step)) + 1e-8)


def check(prompts: list[Prompt]) -> float:
    """Accuracy of rules and classifier when whole templates are held out."""
    right = 0
    for fold in range(FOLDS):
        kept = [prompt for prompt in prompts if prompt.origin % FOLDS != fold]
        held = [prompt for prompt in prompts if prompt.origin % FOLDS == fold]
        classifier = Classifier(*fit(kept))
        for prompt in held:
            found = by_rule(prompt.text, picture=prompt.picture) or classifier.kind(prompt.text)
            right += found is prompt.kind
    return right / len(prompts)


def main() -> None:
    prompts = training_prompts()
    if "--check" in sys.argv:
        print(f"{len(prompts)} prompts, accuracy with whole templates held out: {check(prompts):.4f}")
        return
    WEIGHTS.write_bytes(pack(*fit(prompts)))
    print(f"{len(prompts)} prompts → {WEIGHTS} ({WEIGHTS.stat().st_size:,} bytes)")


if __name__ == "__main__":
    main()
