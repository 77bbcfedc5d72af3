"""What falls or drifts between the viewer and the picture: rain, snow, mist, wind."""

import math

from ...colour import lighten, mix
from ..stage import Stage


def weather(stage: Stage) -> None:
    """Draw every weather of the picture over it."""
    kinds = stage.look.weather
    if "rain" in kinds or "storm" in kinds:
        _rain(stage, heavy="storm" in kinds)
    if "snow" in kinds:
        _snow(stage)
    if "wind" in kinds:
        _wind(stage)


def mist(stage: Stage, level: float) -> None:
    """Bands of fog that hang over the horizon and the middle ground."""
    rng = stage.rng("mist")
    colour = lighten(stage.palette.haze, 0.35)
    pen = stage.pen(depth=0.3)
    for index in range(7):
        y = level + (index - 3.5) * 52 + rng.uniform(-20, 20)
        wide, tall = stage.width * rng.uniform(0.5, 0.95), rng.uniform(40, 78)
        x = rng.uniform(0, stage.width)
        pen.oval(
            x, y, wide, tall, pen.glow((colour, 0.62), (colour, 0.34), (colour, 0.0)), soft=True, lit=True
        )
    veil = pen.down((colour, 0.0), (colour, 0.5), (colour, 0.0), lit=True)
    pen.rect(-20, level - 180, stage.width + 40, 360, veil, soft=True)


def _rain(stage: Stage, *, heavy: bool) -> None:
    rng, pen = stage.rng("rain"), stage.pen(depth=0.9)
    lean = 0.34 if heavy else 0.16
    area = stage.width * stage.height / 1e6
    colour = mix(stage.palette.haze, "#ffffff", 0.6)
    for _ in range(int((250 if heavy else 170) * area)):
        x, y = rng.uniform(-60, stage.width), rng.uniform(-40, stage.height)
        near = rng.random()
        length = 22 + 46 * near
        pen.line(
            [(x, y), (x - length * lean, y + length)],
            0.9 + 1.7 * near,
            colour,
            alpha=0.2 + 0.38 * near,
            sharp=True,
            soft=near < 0.55,
            lit=True,
        )
    for _ in range(int(26 * area)):
        x, y = rng.uniform(0, stage.width), stage.height * rng.uniform(0.8, 0.99)
        pen.line(
            [(x - 11, y), (x - 5, y - 3), (x + 5, y - 3), (x + 11, y)],
            1.4,
            colour,
            alpha=0.5,
            soft=True,
            lit=True,
        )


def _snow(stage: Stage) -> None:
    rng, pen = stage.rng("snow"), stage.pen(depth=0.95)
    area = stage.width * stage.height / 1e6
    for _ in range(int(210 * area)):
        x, y = rng.uniform(0, stage.width), rng.uniform(0, stage.height)
        near = rng.random() ** 2
        size = 1.8 + 6.2 * near
        pen.oval(
            x,
            y,
            size,
            size,
            "#ffffff",
            alpha=0.5 + 0.42 * rng.random(),
            soft=size < 5 or stage.look.misty,
            lit=True,
        )


def _wind(stage: Stage) -> None:
    rng, pen = stage.rng("wind"), stage.pen(depth=0.7)
    colour = lighten(stage.palette.haze, 0.5)
    for _ in range(8):
        x, y = rng.uniform(0, 0.8) * stage.width, rng.uniform(0.1, 0.8) * stage.height
        length, curl = rng.uniform(120, 260), rng.uniform(14, 26)
        points = [(x, y), (x + length * 0.5, y - 10), (x + length, y)]
        for step in range(7):
            angle = 1.57 - step * 0.85
            points.append(
                (
                    x + length + math.cos(angle) * curl * (1 - step * 0.1),
                    y - curl + math.sin(angle) * curl * (1 - step * 0.1),
                )
            )
        pen.line(points, 3.2, colour, alpha=0.75, lit=True)
