"""Water: mirrors what is behind it, glitters under the sun and the moon, breaks in small waves."""

import math

from ...colour import darken, lighten, mix
from ...drawing.shapes import Point, Shape
from ..stage import Stage


def mirror(stage: Stage, shapes: list[Shape], level: float, *, alpha: float, squeeze: float = 0.82) -> None:
    """Reflections of far shapes, clipped by what is drawn over them later."""
    stage.canvas.extend(
        shape.mirrored(level, alpha, squeeze) for shape in shapes if shape.alpha > 0.3 and not shape.lit
    )


def sheet(stage: Stage, level: float, bottom: float) -> None:
    """Open water from the horizon down: the colour of the sky, deeper towards the viewer."""
    palette = stage.palette
    pen = stage.pen(depth=0.25)
    top, deep = palette.water
    fill = pen.down(mix(palette.sky[-1], top, 0.55), top, mix(top, deep, 0.65), deep, lit=True)
    pen.rect(-20, level, stage.width + 40, bottom - level + 20, fill, soft=True)


def ripples(stage: Stage, level: float, bottom: float, *, name: str = "ripples", calm: bool = False) -> None:
    """Short strokes of light and dark that widen towards the viewer."""
    rng = stage.rng(name)
    light, dark = lighten(stage.palette.water[0], 0.4), darken(stage.palette.water[1], 0.1)
    deep = bottom - level
    for index in range(int((54 if calm else 92) * stage.width / 1000)):
        share = rng.random() ** 0.85
        y = level + deep * (0.015 + 0.97 * share)
        x, length = rng.uniform(-40, stage.width), (14 + 120 * share) * rng.uniform(0.5, 1.2)
        lift = (0.6 + 3.4 * share) * rng.uniform(0.6, 1.3)
        pen = stage.pen(depth=0.2 + 0.7 * share)
        points = [(x, y), (x + length * 0.3, y - lift), (x + length * 0.65, y - lift * 0.2), (x + length, y)]
        pen.line(
            points,
            0.8 + 2.6 * share,
            light if index % 3 else dark,
            alpha=(0.3 if index % 3 else 0.22) + 0.22 * share,
            soft=index % 4 > 0,
            lit=True,
        )


def surf(stage: Stage, bottom: float) -> None:
    """A line of foam where the sea meets the sand."""
    rng, pen = stage.rng("surf"), stage.pen(depth=0.92)
    for index in range(3):
        y = bottom - 34 + index * 15
        phase = rng.uniform(0, 6.28)
        points: list[Point] = [
            (-20 + at * (stage.width + 40) / 24, y + 9 * math.sin(phase + at * 0.9) + rng.uniform(-3, 3))
            for at in range(25)
        ]
        pen.line(points, (5, 9, 6)[index], "#ffffff", alpha=(0.4, 0.85, 0.5)[index], soft=index == 0)


def glitter(stage: Stage, x: float, level: float, bottom: float, colour: str, spread: float) -> None:
    """The path of light under a low sun or the moon."""
    rng = stage.rng("glitter")
    deep = bottom - level
    pen = stage.pen(depth=0.5)
    fill = pen.across((colour, 0.0), (colour, 0.34), (colour, 0.0))
    pen.poly(
        [(x - spread, level), (x + spread, level), (x + spread * 3.4, bottom), (x - spread * 3.4, bottom)],
        fill,
        soft=True,
        lit=True,
    )
    for index in range(54):
        share = (index / 54) ** 1.15
        half = spread * (0.5 + 1.6 * share) * rng.uniform(0.25, 1.0)
        centre = x + rng.uniform(-1, 1) * spread * (0.25 + 1.0 * share)
        y = level + deep * (0.01 + 0.93 * share)
        pen.oval(centre, y, half, 1.0 + 3.2 * share, colour, alpha=0.8 - 0.45 * share, soft=True, lit=True)


def river_edges(stage: Stage, level: float, side: int, *, steps: int = 16) -> tuple[list[Point], list[Point]]:
    """Left and right bank of a river that winds from the horizon to the bottom edge."""
    left, right = [], []
    deep = stage.height - level + 30
    for step in range(steps + 1):
        at = step / steps
        y = level + deep * (0.03 + 0.97 * at**1.35)
        centre = river_centre(stage, at, side)
        half = stage.width * 0.008 + min(stage.width * 0.34, 330) * at**1.25
        left.append((centre - half * 1.05, y))
        right.append((centre + half, y))
    return left, right


def river_centre(stage: Stage, at: float, side: int) -> float:
    """Middle of the river at a share of its way to the viewer."""
    return stage.width * (0.5 - side * 0.06) + side * stage.width * 0.17 * math.sin(at * 4.4 + 0.3) * (
        0.35 + 0.75 * at
    )


def river(stage: Stage, level: float, side: int) -> None:
    """The river itself, with a lighter edge along its banks."""
    left, right = river_edges(stage, level, side)
    outline = [*left, *reversed(right)]
    palette = stage.palette
    pen = stage.pen(depth=0.6)
    bank = "#dfe8ee" if stage.look.white else "#d9c48e"
    grown = [
        *((x - 3 - 12 * (y - level) / stage.height, y - 2) for x, y in left),
        *((x + 3 + 12 * (y - level) / stage.height, y - 2) for x, y in reversed(right)),
    ]
    pen.blob(grown, bank, tension=0.9, soft=stage.look.misty)
    top, deep = palette.water
    pen.blob(
        outline,
        pen.down(mix(palette.sky[-1], top, 0.5), top, mix(top, deep, 0.75), lit=True),
        tension=0.9,
        soft=stage.look.misty,
    )
    rng = stage.rng("river")
    light = lighten(top, 0.45)
    for _ in range(56):
        at = 0.08 + 0.9 * rng.random()
        index = min(len(left) - 1, int(at * (len(left) - 1)))
        (x0, y), (x1, _) = left[index], right[index]
        span = (x1 - x0) * rng.uniform(0.12, 0.3)
        x = rng.uniform(x0 + 0.06 * (x1 - x0), x1 - span - 0.06 * (x1 - x0))
        y += rng.uniform(0, 16) * at
        pen.line(
            [(x, y), (x + span * 0.5, y - 2.5 * at), (x + span, y)],
            1 + 2.2 * at,
            light,
            alpha=0.5,
            soft=True,
            lit=True,
        )


def islet(stage: Stage, x: float, y: float, half: float, colour: str, *, rocky: bool) -> None:
    """A tongue of land at the water's edge on which something stands."""
    rng, pen = stage.rng("islet", round(x)), stage.pen(depth=0.5)
    base = "#8f8a86" if rocky else colour
    line = [(x - half * 1.25, y + 5)]
    for step in range(7):
        at = step / 6
        bump = math.sin(at * math.pi) * (0.16 if rocky else 0.1) * half + rng.uniform(0, 0.05) * half
        line.append((x - half + 2 * half * at, y - bump + 2))
    line += [
        (x + half * 1.25, y + 5),
        (x + half * 0.6, y + 9 + half * 0.05),
        (x - half * 0.6, y + 9 + half * 0.05),
    ]
    pen.blob([(px, 2 * y + 10 - py) for px, py in line], darken(base, 0.3), alpha=0.35, soft=True)
    pen.blob(line, base, tension=0.7)
    pen.line(
        [(x - half * 1.2, y + 9), (x, y + 12), (x + half * 1.2, y + 9)], 2.4, "#ffffff", alpha=0.5, soft=True
    )
