"""Far land: ridges that fade into the air, hills, a distant wood."""

import math
import random

from ...colour import mix
from ...drawing.shapes import Point
from ..stage import Stage


def profile(
    rng: random.Random, width: float, height: float, *, rough: float, waves: float, steps: int = 44
) -> list[Point]:
    """A skyline as (x, height above the base); ``rough`` 0 rolls, 1 is craggy; ``waves`` peaks over the width."""
    phases = [rng.uniform(0, 6.28) for _ in range(5)]
    points = []
    for index in range(steps + 1):
        at = index / steps
        value = (
            0.5
            + 0.34 * math.sin(at * waves * 6.28 + phases[0])
            + 0.18 * math.sin(at * waves * 13.2 + phases[1])
        )
        value += rough * (
            0.12 * math.sin(at * waves * 29 + phases[2]) + 0.07 * math.sin(at * waves * 61 + phases[3])
        )
        value += rough * rng.uniform(-0.07, 0.07)
        points.append((-20 + at * (width + 40), max(0.04, value) * height))
    return points


def ridge(
    stage: Stage,
    rng: random.Random,
    base: float,
    height: float,
    colour: str,
    fade: str,
    depth: float,
    *,
    rough: float = 0.0,
    waves: float = 1.5,
) -> list[Point]:
    """One ridge from side to side, fading downwards into mist; returns its skyline."""
    line = [(x, base - rise) for x, rise in profile(rng, stage.width, height, rough=rough, waves=waves)]
    pen = stage.pen(depth=depth)
    fill = pen.down(colour, mix(colour, fade, 0.3), mix(colour, fade, 0.72), lit=True)
    shape = [*line, (stage.width + 20, base + 14), (-20, base + 14)]
    if rough:
        pen.poly(shape, fill)
    else:
        pen.blob(shape, fill)
    return line


def distance(stage: Stage, *, rugged: bool, layers: int = 3, tall: float = 0.2) -> None:
    """Layers of far land up to the horizon; rugged ones for mountain country."""
    palette, level = stage.palette, stage.horizon
    reach = tall * min(stage.horizon, 1000)
    for index in range(layers):
        share = index / max(1, layers - 1)
        rng = stage.rng("ridge", index)
        colour = mix(mix(palette.ridge[0], palette.ridge[1], share), palette.haze, 0.42 * (1 - share))
        height = reach * (1 - 0.55 * share)
        ridge(
            stage,
            rng,
            level + 4,
            height,
            colour,
            palette.haze,
            0.04 + 0.12 * share,
            rough=0.9 if rugged else 0.0,
            waves=rng.uniform(0.7, 1.3) + 0.7 * share,
        )


def tree_line(
    stage: Stage, level: float, height: float, colour: str, depth: float, *, name: str, pointed: bool
) -> None:
    """A far wood along the horizon: crowns (or points) side by side."""
    rng, pen = stage.rng("tree line", name), stage.pen(depth=depth)
    x, points = -30.0, [(-40.0, level + 10)]
    while x < stage.width + 30:
        wide = height * rng.uniform(0.3, 0.6)
        top = height * rng.uniform(0.55, 1.0)
        if pointed:
            points += [(x, level - top * 0.3), (x + wide * 0.5, level - top), (x + wide, level - top * 0.3)]
        else:
            points += [
                (x, level - top * 0.6),
                (x + wide * 0.25, level - top * 0.9),
                (x + wide * 0.6, level - top),
            ]
        x += wide
    points.append((stage.width + 40, level + 10))
    fill = pen.down(colour, mix(colour, stage.palette.haze, 0.45), lit=True)
    if pointed:
        pen.poly(points, fill)
    else:
        pen.blob(points, fill, tension=0.9)
