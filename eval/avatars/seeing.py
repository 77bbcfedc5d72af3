"""What the shipped eye gets right on drawings of styles that it never learnt from."""

from __future__ import annotations

import random
from collections import defaultdict

import numpy as np

from eval.avatars.drawings import FIELDS, HELD_OUT, STYLES, Drawn, drawn, one_of, random_spec
from huahua.avatars.domain.seeing import Eye
from huahua.avatars.domain.spec import AvatarSpec
from huahua.avatars.scoring.eye import eye

DRAWINGS, ROUNDS, BESIDE = 600, 120, 3


def report() -> str:
    """A table of fields, and how often the right one of four pictures comes first."""
    look = eye()
    known = drawn(DRAWINGS, random.Random(20), tuple(sorted(set(STYLES) - HELD_OUT)))
    other = drawn(DRAWINGS, random.Random(21), tuple(sorted(HELD_OUT)))
    lines = [
        "## What candidates of avatars show\n",
        f"The value of a field that the eye finds likeliest, on {DRAWINGS} new drawings of styles that it learnt",
        f"from and on {DRAWINGS} of styles that it never saw ({', '.join(sorted(HELD_OUT))}). Drawn heads only:",
        "of paintings nothing is measured.\n",
        "| field | values | chance | known styles | other styles |",
        "|---|---|---|---|---|",
    ]
    for field in FIELDS:
        if field in look.fields:
            count = len(look.likely(field, known[0].features))
            shares = [_right(look, field, each) for each in (known, other)]
            lines.append(f"| {field} | {count} | {1 / count:.2f} | {shares[0]:.2f} | {shares[1]:.2f} |")
    first = _first(look)
    lines.append(
        f"\nOf one drawing as wished and {BESIDE} others, all of one style that it never saw, it puts the wished one"
        f" first in {first:.0%} of {ROUNDS} rounds (chance {1 / (BESIDE + 1):.0%}).\n"
    )
    return "\n".join(lines)


def _right(look: Eye, field: str, drawings: list[Drawn]) -> float:
    found: dict[bool, int] = defaultdict(int)
    for one in drawings:
        if field in one.shown:
            likely = look.likely(field, one.features)
            found[max(likely, key=likely.__getitem__) == one.shown[field]] += 1
    return found[True] / max(1, found[True] + found[False])


def _first(look: Eye) -> float:
    chance, right = random.Random(22), []
    for _ in range(ROUNDS):
        style = chance.choice(sorted(HELD_OUT))
        shown = one_of(style, random_spec(chance), chance.randrange(10**6))
        spec = AvatarSpec.model_validate(shown.shown)
        others = [one_of(style, random_spec(chance), chance.randrange(10**6)) for _ in range(BESIDE)]
        scores = [look.look(spec, each.features).score or 0.0 for each in (shown, *others)]
        right.append(int(np.argmax(scores)) == 0)
    return float(np.mean(right))
