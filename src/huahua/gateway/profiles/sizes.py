"""Which picture sizes a vendor's model paints, and the one nearest to a wish. Pure."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from re import Pattern

Size = tuple[int, int]
"""Width and height in pixels."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A model that paints these sizes and no other."""

    sizes: tuple[Size, ...]

    def nearest(self, width: int, height: int) -> Size:
        """The size of the nearest shape; among equal shapes, of the nearest area."""
        return min(
            self.sizes,
            key=lambda size: (
                round(_apart(size[0] / size[1], width / height), 3),
                _apart(size[0] * size[1], width * height),
            ),
        )


@dataclass(frozen=True, slots=True)
class Within:
    """A model that paints any size within bounds: sides and areas in pixels, both ends allowed."""

    step: int = 1
    """Sides are multiples of this."""
    min_side: int = 16
    max_side: int = 16_384
    min_pixels: int = 1
    max_pixels: int = 2**28
    max_ratio: float = 16.0
    """Longer side over shorter side."""

    def nearest(self, width: int, height: int) -> Size:
        """The wish itself where it is allowed; else the same shape, larger or smaller, as far as it may go."""
        if self.allows(width, height):
            return width, height
        limit = min(self.max_ratio, self.max_side / self.min_side)
        ratio = min(max(width / height, 1 / limit), limit)
        area = min(max(width * height, self.min_pixels), self.max_pixels)
        longer = min(math.sqrt(area * max(ratio, 1 / ratio)), float(self.max_side))
        longer = max(longer, self.min_side * max(ratio, 1 / ratio))
        sides = (longer, longer / ratio) if ratio >= 1 else (longer * ratio, longer)
        whole: tuple[Callable[[float], int], ...] = (round, math.floor, math.ceil)
        found = [(self._stepped(sides[0], a), self._stepped(sides[1], b)) for a in whole for b in whole]
        return next((size for size in found if self.allows(*size)), found[0])

    def allows(self, width: int, height: int) -> bool:
        return (
            width % self.step == height % self.step == 0
            and self.min_side <= min(width, height)
            and max(width, height) <= self.max_side
            and self.min_pixels <= width * height <= self.max_pixels
            and max(width, height) <= self.max_ratio * min(width, height)
        )

    def _stepped(self, side: float, whole: Callable[[float], int]) -> int:
        return whole(side / self.step) * self.step


Sizes = Listed | Within
SizeRules = tuple[tuple[Pattern[str], Sizes | None], ...]
"""The first pattern found in a model's id decides; None for a model that takes no size at all."""


@dataclass(frozen=True, slots=True)
class Ratios:
    """A model that is told a shape (`16:9`) instead of pixels."""

    names: tuple[str, ...]

    def nearest(self, width: int, height: int) -> str:
        return min(self.names, key=lambda name: _apart(_value(name), width / height))


def nearest_size(rules: SizeRules, model: str, width: int, height: int) -> Size | None:
    """What to ask `model` for instead of this size; the size itself where nothing is known of the model."""
    for pattern, sizes in rules:
        if pattern.search(model):
            return None if sizes is None else sizes.nearest(width, height)
    return width, height


def rule_of(rules: SizeRules, model: str) -> Sizes | None:
    """The sizes that `model` paints; None where nothing is known of it, or it takes no size."""
    return next((sizes for pattern, sizes in rules if pattern.search(model)), None)


def _value(name: str) -> float:
    width, _, height = name.partition(":")
    return float(width) / float(height)


def _apart(one: float, other: float) -> float:
    """How many times larger the larger is."""
    return max(one / other, other / one)
