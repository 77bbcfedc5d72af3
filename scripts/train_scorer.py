"""Learns how to see what an avatar shows, from drawings whose specs are known: writes `avatars/scoring/eye.npz`.

python scripts/train_scorer.py [--drawings 16000]

Drawings of the styles in `HELD_OUT` are never learnt from: `make eval` measures on them. Takes some minutes.
"""

from __future__ import annotations

import argparse
import random
import sys
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from eval.avatars.drawings import FIELDS, HELD_OUT, Drawn, drawn

from huahua.avatars.scoring.eye import FILE, save

STEPS, BATCH, RATE, DECAY = 3_000, 256, 0.01, 2e-4
FRESH = 1_500
LearntHead = tuple[tuple[str, ...], Any, Any]
"""Values, weights, bias."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--drawings", type=int, default=16_000)
    options = parser.parse_args()
    known = [one for one in drawn(options.drawings, random.Random(1)) if one.style not in HELD_OUT]
    features = np.stack([one.features for one in known])
    mean, spread = features.mean(axis=0), features.std(axis=0) + 0.05
    normal = (features - mean) / spread
    heads = {field: learnt(field, known, normal) for field in FIELDS}
    fresh = [one for one in drawn(FRESH, random.Random(2)) if one.style not in HELD_OUT]
    save(
        FILE,
        {field: tempered(field, head, fresh, mean, spread) for field, head in heads.items()},
        mean,
        spread,
    )
    sys.stdout.write(f"{len(known)} drawings, {FILE.stat().st_size // 1024} KiB\n")


def learnt(field: str, known: list[Drawn], normal: Any) -> LearntHead:
    """Softmax regression by Adam (Kingma and Ba, 2015); classes weigh the same, however often they come."""
    rows = [index for index, one in enumerate(known) if field in one.shown]
    values = tuple(sorted({known[index].shown[field] for index in rows}))
    labels = np.array([values.index(known[index].shown[field]) for index in rows])
    x = normal[rows]
    share = np.bincount(labels, minlength=len(values)) / len(labels)
    weight = (1 / (share * len(values)))[labels]
    rng = np.random.default_rng(0)
    parameters = np.zeros((x.shape[1] + 1, len(values)))
    first, second = np.zeros_like(parameters), np.zeros_like(parameters)
    for step in range(1, STEPS + 1):
        picked = rng.integers(0, len(x), BATCH)
        inputs = np.hstack([x[picked], np.ones((BATCH, 1))])
        logits = inputs @ parameters
        logits -= logits.max(axis=1, keepdims=True)
        likely = np.exp(logits)
        likely /= likely.sum(axis=1, keepdims=True)
        likely[np.arange(BATCH), labels[picked]] -= 1
        slope = inputs.T @ (likely * weight[picked][:, None]) / BATCH + DECAY * parameters
        first, second = 0.9 * first + 0.1 * slope, 0.999 * second + 0.001 * slope**2
        rate = RATE * (1 - step / STEPS)
        parameters -= rate * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.999**step)) + 1e-8)
    guessed = (np.hstack([x, np.ones((len(x), 1))]) @ parameters).argmax(axis=1)
    right = np.mean(guessed == labels)
    sys.stdout.write(f"{field}: {len(rows)} drawings, {len(values)} values, {right:.3f} known again\n")
    return values, parameters[:-1], parameters[-1]


def tempered(field: str, head: LearntHead, fresh: list[Drawn], mean: Any, spread: Any) -> LearntHead:
    """As sure of itself as it is right, on drawings that it did not learn from (Guo et al., 'On calibration of modern
    neural networks', ICML 2017)."""
    values, weights, bias = head
    rows = [one for one in fresh if one.shown.get(field) in values]
    labels = np.array([values.index(one.shown[field]) for one in rows])
    logits = (np.stack([one.features for one in rows]) - mean) / spread @ weights + bias

    def surprise(temperature: float) -> float:
        scaled = logits / temperature
        scaled -= scaled.max(axis=1, keepdims=True)
        likely = scaled[np.arange(len(labels)), labels] - np.log(np.exp(scaled).sum(axis=1))
        return -float(likely.mean())

    best = min(np.geomspace(0.5, 10, 60), key=surprise)
    right = np.mean(logits.argmax(axis=1) == labels)
    sys.stdout.write(f"{field}: {right:.3f} of {len(rows)} fresh drawings, temperature {best:.2f}\n")
    return values, weights / best, bias / best


if __name__ == "__main__":
    main()
