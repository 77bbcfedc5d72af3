"""Stages away from open land: space, under water, a room, a plain glow."""

import math

from ...colour import darken, lighten, mix
from ..stage import Stage


def space(stage: Stage) -> None:
    """Deep space with a nebula and stars; the same at any hour."""
    rng, pen = stage.rng("space"), stage.pen(depth=0.0)
    pen.rect(
        -20,
        -20,
        stage.width + 40,
        stage.height + 40,
        pen.down("#0b0d2c", "#1a1546", "#2c1b57", lit=True),
        soft=True,
    )
    hues = rng.choice(
        [
            ("#7b3fa0", "#2f6fb5", "#c45a8f"),
            ("#2a7f8f", "#4a4fb0", "#b5688a"),
            ("#b0567a", "#5a3fa0", "#3f8fb0"),
        ]
    )
    angle = rng.uniform(-0.5, 0.5)
    for index in range(11):
        along = (index / 10 - 0.5) * stage.width * 1.1
        x = stage.width / 2 + along * math.cos(angle) + rng.uniform(-70, 70)
        y = stage.height / 2 + along * math.sin(angle) + rng.uniform(-90, 90)
        size = rng.uniform(130, 300)
        colour = hues[index % 3]
        pen.oval(x, y, size, size * 0.7, pen.glow((colour, 0.34), (colour, 0.13), (colour, 0.0)), soft=True)
    for _ in range(int(230 * stage.width * stage.height / 1e6)):
        x, y, size = rng.uniform(0, stage.width), rng.uniform(0, stage.height), 0.6 + 2.4 * rng.random() ** 3
        colour = rng.choice(["#ffffff", "#ffe9c4", "#cfe0ff"])
        pen.oval(x, y, size, size, colour, alpha=rng.uniform(0.4, 1.0), soft=size < 2.2, lit=True)


def craters(stage: Stage, level: float, soil: str) -> None:
    """Craters and stones on bare ground, flat with distance."""
    rng, deep = stage.rng("craters"), stage.height - level
    for index in range(int(13 * max(1.0, stage.width / 1000))):
        share = ((index * 0.618) % 1.0) ** 1.3
        x, y = (
            stage.width * ((index * 0.377 + rng.uniform(0, 0.1)) % 1.0),
            level + deep * (0.06 + 0.88 * share),
        )
        wide = (16 + 95 * share) * rng.uniform(0.6, 1.2)
        pen = stage.pen(x, y, wide, depth=0.4 + 0.6 * share)
        pen.oval(0, 0.03, 1.12, 0.34, lighten(soil, 0.45))
        pen.oval(0, 0, 1, 0.28, pen.down(darken(soil, 0.5), darken(soil, 0.2)), soft=True)
        pen.oval(0.05, 0.09, 0.82, 0.17, darken(soil, 0.08), soft=True)
    for _ in range(int(26 * stage.width / 1000)):
        share = rng.random()
        pen = stage.pen(
            rng.uniform(0, stage.width), level + deep * share, 5 + 13 * share, depth=0.4 + 0.6 * share
        )
        pen.blob([(-1, 0), (-0.6, -0.7), (0.2, -0.9), (0.9, -0.3), (1, 0)], darken(soil, 0.16))


def seabed(stage: Stage, level: float) -> None:
    """Blue water with shafts of light, sand, coral and weed."""
    rng, pen = stage.rng("seabed"), stage.pen(depth=0.0)
    night = stage.look.time == "night"
    top, deep = ("#2f6f9c", "#0b2149") if night else ("#8fe0e2", "#1a5f93")
    pen.rect(
        -20,
        -20,
        stage.width + 40,
        stage.height + 40,
        pen.down(top, mix(top, deep, 0.55), deep, lit=True),
        soft=True,
    )
    for _ in range(6):
        x, wide, slant = rng.uniform(0, stage.width), rng.uniform(26, 90), rng.uniform(-160, 60)
        fill = pen.down(("#f4fff2", 0.32), ("#f4fff2", 0.0), lit=True)
        pen.poly(
            [
                (x, -10),
                (x + wide, -10),
                (x + wide * 2.4 + slant, stage.height * 0.9),
                (x + slant, stage.height * 0.9),
            ],
            fill,
            soft=True,
        )
    for index in range(3):
        base = level - 90 + index * 46
        far = stage.pen(depth=0.2 + 0.2 * index)
        colour = mix("#2c7a97", "#1d4f7c", index / 2)
        line = [(-30 + at * (stage.width + 60) / 9, base - 46 * rng.random()) for at in range(10)]
        far.blob(
            [*line, (stage.width + 60, stage.height + 40), (-60, stage.height + 40)],
            far.tone(colour, lit=True),
            alpha=0.7,
        )
    sand = stage.pen(depth=0.9)
    line = [
        (-30 + at * (stage.width + 60) / 8, level + 16 * math.sin(at * 1.7) + rng.uniform(-8, 8))
        for at in range(9)
    ]
    sand.blob(
        [*line, (stage.width + 60, stage.height + 60), (-60, stage.height + 60)],
        sand.down("#f0dcaa", "#c8a878"),
    )
    _reef(stage, level)
    for _ in range(int(34 * stage.width / 1000)):
        x, y, size = rng.uniform(0, stage.width), rng.uniform(0.05, 0.9) * stage.height, rng.uniform(3, 13)
        pen.oval(x, y, size, size, "#ffffff", alpha=0.22, soft=True, lit=True)
        pen.oval(
            x - size * 0.3,
            y - size * 0.3,
            size * 0.25,
            size * 0.25,
            "#ffffff",
            alpha=0.8,
            soft=True,
            lit=True,
        )


def _reef(stage: Stage, level: float) -> None:
    rng = stage.rng("reef")
    for index in range(int(15 * max(1.0, stage.width / 1000))):
        x = stage.width * ((0.04 + index * 0.618) % 1.0)
        edge = abs(x / stage.width - 0.5) * 2
        tall = rng.uniform(60, 110) + 120 * edge**2
        pen = stage.pen(x, level + rng.uniform(10, 70), tall, depth=0.85, flip=rng.random() < 0.5)
        if index % 3 == 0:
            coral = rng.choice(["#ff7f6e", "#ff9fb5", "#c78be0", "#ffb257"])
            for reach, lean in ((1, 0), (0.8, 0.3), (0.75, -0.32), (0.5, 0.5), (0.48, -0.52)):
                pen.taper([(0, 0), (lean * 0.4, -reach * 0.4), (lean, -reach)], 0.17, 0.09, coral)
                pen.oval(lean, -reach, 0.065, 0.065, lighten(coral, 0.2))
        else:
            weed = rng.choice(["#3f9d6a", "#5fb36a", "#2f8579"])
            for lean in (-0.14, 0.0, 0.15):
                sway = rng.uniform(0.04, 0.12)
                points = [
                    (lean, 0),
                    (lean + sway, -0.3),
                    (lean - sway, -0.6),
                    (lean + sway * 1.4, -rng.uniform(0.85, 1.05)),
                ]
                pen.taper(points, 0.11, 0.02, weed)


def room(stage: Stage, level: float, side: int) -> None:
    """A wall with a window that shows the hour outside, and the top of a table."""
    pen = stage.pen(depth=0.35)
    rng = stage.rng("room")
    wall = rng.choice(["#f1dfc8", "#dfe6dc", "#ecd6cc", "#d9dfe6"])
    pen.rect(
        -20,
        -20,
        stage.width + 40,
        level + 60,
        pen.down(lighten(wall, 0.2), wall, darken(wall, 0.08)),
        soft=True,
    )
    _window(stage, level, side)
    table = stage.pen(depth=0.8)
    wood = rng.choice(["#b9814f", "#a8703f", "#c79a66"])
    table.rect(
        -30,
        level,
        stage.width + 60,
        stage.height - level + 40,
        table.down(lighten(wood, 0.22), wood, darken(wood, 0.28)),
    )
    for index in range(9):
        y = level + (stage.height - level) * (0.1 + 0.1 * index)
        start = rng.uniform(-100, stage.width * 0.6)
        table.line(
            [(start, y), (start + 200, y + rng.uniform(-5, 5)), (start + rng.uniform(300, 520), y)],
            2.2,
            darken(wood, 0.25),
            alpha=0.28,
            soft=True,
        )
    table.rect(-30, level, stage.width + 60, 7, lighten(wood, 0.4), alpha=0.55, soft=True)


def _window(stage: Stage, level: float, side: int) -> None:
    """A window in the upper third, its light on the wall, and a curtain."""
    wide, tall = min(stage.width * 0.4, 420), min(level * 0.66, 520)
    x = stage.width * (0.5 - side * 0.22) - wide / 2
    y = level * 0.12
    pen = stage.pen(depth=0.4)
    pen.rect(x - 16, y - 16, wide + 32, tall + 32, "#fdf8ee")
    pen.rect(x, y, wide, tall, pen.down(*stage.palette.sky, lit=True), soft=True)
    hill = mix(stage.palette.ridge[1], stage.palette.ground[1], 0.45)
    base = y + tall
    pen.blob(
        [
            (x, base),
            (x, base - tall * 0.22),
            (x + wide * 0.3, base - tall * 0.34),
            (x + wide * 0.66, base - tall * 0.2),
            (x + wide, base - tall * 0.3),
            (x + wide, base),
        ],
        pen.tone(hill, lit=True),
        tension=0.6,
        soft=True,
    )
    if stage.look.time == "night":
        pen.oval(x + wide * 0.7, y + tall * 0.24, wide * 0.08, wide * 0.08, "#fff3cf", lit=True, soft=True)
    pen.rect(x + wide / 2 - 5, y, 10, tall, "#fdf8ee")
    pen.rect(x, y + tall * 0.45, wide, 10, "#fdf8ee")
    pen.rect(x - 30, base + 12, wide + 60, 20, "#fffaf0")
    curtain = "#e7b9a8" if side > 0 else "#b9cdd8"
    for flip in (-1, 1):
        edge = x + wide / 2 + flip * (wide / 2 + 34)
        points = [
            (edge, y - 34),
            (edge - flip * 84, y - 34),
            (edge - flip * 62, y + tall * 0.5),
            (edge - flip * 34, base + 30),
            (edge, base + 34),
        ]
        pen.blob(points, curtain, tension=0.4)
        pen.line(
            [(edge - flip * 28, y - 20), (edge - flip * 24, base)],
            3,
            darken(curtain, 0.2),
            alpha=0.4,
            soft=True,
        )
    pen.rect(x - 70, y - 46, wide + 140, 12, "#a97c50")


def glow(stage: Stage) -> None:
    """A plain, softly lit backdrop for a symbol."""
    pen = stage.pen(depth=0.0)
    colours = stage.palette.sky
    pen.rect(
        -20,
        -20,
        stage.width + 40,
        stage.height + 40,
        pen.down(mix(colours[-1], "#fff1e6", 0.4), colours[-1], lit=True),
        soft=True,
    )
    x, y = stage.width / 2, stage.height * 0.46
    reach = min(stage.width, stage.height) * 0.62
    pen.oval(x, y, reach, reach, pen.glow(("#fff8ec", 0.9), ("#fff1e0", 0.45), ("#fff1e0", 0.0)), soft=True)


def milky_way(stage: Stage, bottom: float) -> None:
    """A slanting band of light and dense stars over a landscape."""
    rng, pen = stage.rng("milky way"), stage.pen(depth=0.0)
    lean = rng.choice((-1, 1)) * rng.uniform(0.35, 0.6)
    for index in range(26):
        along = index / 25
        x = stage.width * (0.5 + lean * (along - 0.5)) + rng.uniform(-26, 26)
        y = bottom * along + rng.uniform(-20, 20)
        size = rng.uniform(70, 150)
        colour = rng.choice(("#8fa0e0", "#b79be6", "#d8c0e8", "#7fb0e0"))
        fill = pen.glow((colour, 0.3), (colour, 0.12), (colour, 0.0))
        pen.oval(x, y, size, size * 0.8, fill, soft=True)
    for _ in range(int(260 * max(0.5, bottom / 700))):
        along = rng.random()
        x = stage.width * (0.5 + lean * (along - 0.5)) + rng.gauss(0, 70)
        size = 0.7 + 2.2 * rng.random() ** 3
        pen.oval(
            x, bottom * along, size, size, "#fff8e8", alpha=rng.uniform(0.4, 1.0), soft=size < 2.2, lit=True
        )
