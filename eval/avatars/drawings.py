"""Drawings whose specs are known, for learning to see and for measuring it."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any

import numpy as np

from huahua.avatars.domain.labels import VALUE_LABELS
from huahua.avatars.domain.looks import Features
from huahua.avatars.domain.spec import AvatarSpec
from huahua.avatars.domain.wording import label
from huahua.avatars.engines import dicebear
from huahua.avatars.scoring.eye import features

STYLES = (
    "avataaars", "toon-head", "personas", "lorelei", "adventurer", "micah", "notionists", "open-peeps", "pixel-art",
    "big-smile", "big-ears", "miniavs",
)  # fmt: skip
HELD_OUT = frozenset({"toon-head", "micah", "big-ears"})
FIELDS = (
    "hair_color", "skin_tone", "background", "clothing_color", "glasses", "facial_hair", "hair_style", "expression",
)  # fmt: skip
_SIDE = 96


@dataclass(frozen=True, slots=True)
class Drawn:
    """`shown`: the fields that the drawing shows as they were wished."""

    style: str
    shown: dict[str, str]
    features: Features
    data: bytes = b""


def drawn(count: int, chance: random.Random, styles: tuple[str, ...] = STYLES) -> list[Drawn]:
    return [one_of(chance.choice(styles), random_spec(chance), chance.randrange(10**6)) for _ in range(count)]


def random_spec(chance: random.Random) -> AvatarSpec:
    said = {field: chance.choice(list(VALUE_LABELS[field])) for field in FIELDS}
    if said["background"] == "gradient":
        said["background"] = "transparent"
    return AvatarSpec.model_validate(said)


def one_of(style: str, spec: AvatarSpec, seed: int) -> Drawn:
    match = dicebear.read_spec(spec, style)
    data = dicebear.draw_png(style, match.options, str(seed), _SIDE)
    shown = {field: value for field, value in spec.said().items() if not _missed(field, value, match.unmet)}
    if shown.get("hair_style") == "bald":
        shown.pop("hair_color", None)
    return Drawn(style, shown, np.array(features(data), dtype=np.float32), data)


def _missed(field: str, value: Any, unmet: tuple[str, ...]) -> bool:
    return label(field, value, "en") in unmet
