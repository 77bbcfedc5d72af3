"""The ground: rolling meadow, snow, sand, street; with tufts and flowers in front."""

import math

from ...colour import darken, lighten, mix
from ..stage import Stage
from .beyond import craters

_SOILS = {
    "desert": ("#efcf94", "#d99f5c"),
    "beach": ("#f6e3b8", "#e3bf85"),
    "street": ("#b9b4b4", "#8a8690"),
    "wheat": ("#f1d27a", "#d59f37"),
    "moonland": ("#d3d2da", "#8b8a9c"),
    "marsland": ("#e0a06a", "#a8553a"),
    "lab": ("#c8d3dc", "#8d9db0"),
    "festival": ("#b58a6a", "#7a5344"),
    "forest": ("#8fae5e", "#4d7f42"),
    "bamboo": ("#b7cf86", "#6f9d58"),
    "snow": ("#f3f7fa", "#d5e2ee"),
    "rain": ("#a9b8b0", "#6d8a80"),
}


def soil(stage: Stage, setting: str) -> tuple[str, str]:
    """Far and near colour of the ground of a setting."""
    if stage.look.white and setting not in (
        "street",
        "room",
        "moonland",
        "marsland",
        "lab",
        "beach",
        "desert",
        "festival",
    ):
        return _SOILS["snow"]
    if setting == "forest" and stage.look.season == "autumn":
        return stage.palette.ground
    return _SOILS.get(setting, stage.palette.ground)


def ground(stage: Stage, setting: str, level: float) -> None:
    """Rolling land from ``level`` to the bottom edge."""
    far, near = soil(stage, setting)
    bottom = stage.height + 30
    depth_of = bottom - level
    bands = 4
    for index in range(bands):
        share = index / (bands - 1)
        rng = stage.rng("ground", index)
        pen = stage.pen(depth=0.3 + 0.7 * share)
        top = level + depth_of * (0.0, 0.13, 0.36, 0.66)[index]
        swell = (
            depth_of
            * (0.015, 0.05, 0.07, 0.08)[index]
            * (0.4 if setting in ("beach", "street", "lab") else 1.0)
        )
        base = mix(far, near, share)
        line = []
        phase, waves = rng.uniform(0, 6.28), rng.uniform(0.5, 1.1)
        for step in range(17):
            at = step / 16
            line.append((-20 + at * (stage.width + 40), top + swell * math.sin(phase + at * waves * 6.28)))
        fill = pen.down(lighten(base, 0.16), base, darken(base, 0.1 + 0.06 * share))
        pen.blob([*line, (stage.width + 60, bottom), (-60, bottom)], fill, tension=0.8, soft=stage.look.misty)
    if setting == "wheat":
        _rows(stage, level, near)
    elif setting in ("moonland", "marsland"):
        craters(stage, level, near)
    elif setting == "desert":
        _dunes(stage, level, far, near)


def _rows(stage: Stage, level: float, colour: str) -> None:
    rng = stage.rng("wheat")
    deep = stage.height - level
    for index in range(int(230 * stage.width / 1000)):
        share = (index / (230 * stage.width / 1000)) ** 1.2
        y = level + deep * (0.06 + 0.94 * share)
        x = rng.uniform(0, stage.width)
        tall = 14 + 46 * share
        pen = stage.pen(x, y, tall, depth=0.4 + 0.6 * share)
        lean = rng.uniform(-0.15, 0.3)
        pen.line([(0, 0), (lean * 0.4, -0.5), (lean, -1)], 0.05, darken(colour, 0.12))
        pen.oval(lean, -1.08, 0.07, 0.2, lighten("#f3c95a", 0.1 * rng.random()), turn=lean * 60)


def _dunes(stage: Stage, level: float, far: str, near: str) -> None:
    rng = stage.rng("dunes")
    deep = stage.height - level
    for index in range(3):
        pen = stage.pen(depth=0.35 + 0.25 * index)
        y = level + deep * (0.1 + 0.24 * index)
        x, span = rng.uniform(0.1, 0.8) * stage.width, rng.uniform(340, 620)
        rise = deep * rng.uniform(0.16, 0.26)
        crest = [(x - span * 0.5, y + rise * 0.2), (x - span * 0.2, y - rise * 0.5), (x, y - rise)]
        pen.blob(
            [*crest, (x + span * 0.4, y - rise * 0.35), (x + span * 0.75, y + rise * 0.2)],
            pen.down(lighten(far, 0.15), mix(far, near, 0.6), near),
        )
        shade = [
            (x, y - rise),
            (x + span * 0.12, y - rise * 0.45),
            (x - span * 0.02, y + rise * 0.18),
            (x + span * 0.72, y + rise * 0.2),
            (x + span * 0.4, y - rise * 0.33),
        ]
        pen.blob(shade, darken(near, 0.22), alpha=0.45, soft=True)


def tufts(stage: Stage, setting: str, level: float) -> None:
    """Grass blades, small flowers and pebbles towards the viewer."""
    if setting in ("street", "lab", "room", "festival", "moonland", "marsland", "desert", "wheat"):
        return
    rng = stage.rng("tufts")
    _, near = soil(stage, setting)
    deep = stage.height - level
    count = int(
        (18 if setting in ("beach", "snow") else 58) * stage.width / 1000 * min(1.6, 0.5 + deep / 500)
    )
    if stage.look.white:
        count //= 3
    for _ in range(count):
        share = rng.random() ** 0.8
        x, y = rng.uniform(0, stage.width), level + deep * (0.08 + 0.9 * share)
        pen = stage.pen(x, y, 9 + 20 * share, depth=0.4 + 0.6 * share)
        colour = mix(darken(near, 0.22), lighten(near, 0.3), rng.random())
        if setting == "beach":
            pen.oval(0, 0, 0.3, 0.16, colour, alpha=0.6, soft=True)
            continue
        for lean in (-0.55, -0.15, 0.3):
            pen.line(
                [(lean * 0.2, 0), (lean * 0.5, -0.6), (lean + rng.uniform(-0.2, 0.2), -1.1)],
                0.1,
                colour,
                soft=True,
            )


def blooms(stage: Stage, level: float, count: int, *, floor: float = 1.0) -> None:
    """Little flowers in the grass, smaller with distance."""
    if stage.look.white or "flower" in stage.banned:
        return
    rng = stage.rng("blooms")
    deep = stage.height * floor - level
    for _ in range(int(count * stage.width / 1000)):
        share = rng.random() ** 0.7
        x, y = rng.uniform(0, stage.width), level + deep * (0.1 + 0.9 * share)
        size = 3.5 + 8 * share
        pen = stage.pen(x, y, size, depth=0.45 + 0.55 * share)
        petal = rng.choice(stage.palette.petals)
        pen.line([(0, 0), (rng.uniform(-0.3, 0.3), 1.8)], 0.22, "#5f9a4c", soft=True)
        for turn in range(5):
            angle = turn * 1.2566
            pen.oval(math.cos(angle) * 0.55, math.sin(angle) * 0.5, 0.48, 0.42, petal, soft=True)
        pen.oval(0, 0, 0.32, 0.3, "#f6c945" if petal != "#f7d84a" else "#d98b2b", soft=True)


def flower_rows(stage: Stage, level: float, colours: tuple[str, ...]) -> None:
    """A field of flowers in rows that run to the horizon."""
    rng = stage.rng("flower rows")
    deep = stage.height - level
    rows = 17
    for row in range(rows):
        share = (row / (rows - 1)) ** 1.7
        y = level + deep * (0.03 + 1.0 * share)
        size = 4 + 26 * share
        step = size * 0.9
        for column in range(int(stage.width / step) + 2):
            x = column * step + rng.uniform(-0.3, 0.3) * step
            pen = stage.pen(x, y + rng.uniform(-0.4, 0.4) * size, size, depth=0.35 + 0.65 * share)
            colour = rng.choice(colours)
            if share < 0.3:
                pen.oval(0, -0.3, 0.55, 0.4, colour, soft=True)
                continue
            pen.line([(0, 0.6), (0, -0.2)], 0.08, "#4f8d45", soft=True)
            for angle in (0.3, 1.55, 2.8, 4.1, 5.3):
                pen.oval(
                    math.cos(angle) * 0.26,
                    -0.4 + math.sin(angle) * 0.22,
                    0.26,
                    0.22,
                    colour,
                    soft=share < 0.6,
                )
            pen.oval(0, -0.4, 0.14, 0.12, "#f6cf58", soft=True)


def road(stage: Stage, level: float, side: int) -> None:
    """A path that winds from the viewer to the horizon."""
    pen = stage.pen(depth=0.7)
    deep = stage.height - level + 20
    left, right = [], []
    for step in range(13):
        at = step / 12
        y = level + deep * at**1.25
        centre = stage.width * 0.5 + side * stage.width * 0.16 * math.sin(at * 4.6 + 0.4) * (0.25 + at)
        half = 4 + 150 * at**1.5
        left.append((centre - half, y))
        right.append((centre + half, y))
    base = "#eef2f6" if stage.look.white else "#e2c99a"
    pen.blob([*left, *reversed(right)], pen.down(lighten(base, 0.1), darken(base, 0.1)), tension=0.8)
    for step in range(3, 13):
        at = step / 12
        pen.oval(
            left[step][0] + 150 * at**1.5 * 0.7,
            left[step][1],
            40 * at,
            4 * at,
            darken(base, 0.18),
            alpha=0.35,
            soft=True,
        )


def street(stage: Stage, level: float) -> None:
    """Pavement, kerb and asphalt with a dashed line."""
    deep = stage.height - level
    pen = stage.pen(depth=0.8)
    top = level + deep * 0.3
    wet = {"rain", "storm"} & set(stage.look.weather)
    base = "#565a68" if not wet else "#4a5468"
    pen.rect(-20, top, stage.width + 40, deep, pen.down(lighten(base, 0.08), darken(base, 0.25)))
    pen.rect(-20, top - deep * 0.03, stage.width + 40, deep * 0.045, "#d8d2c8")
    y = top + deep * 0.36
    step = 150
    for index in range(int(stage.width / step) + 2):
        pen.poly(
            [
                (index * step - 20, y),
                (index * step + 70, y),
                (index * step + 64, y + 11),
                (index * step - 30, y + 11),
            ],
            "#f1ead2",
            soft=True,
        )
