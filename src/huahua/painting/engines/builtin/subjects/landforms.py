# ruff: noqa: E501 - tables of points and words read best one shape or entry per line
"""Mountains and other far land, skylines and walls; the origin is on the horizon."""

import math

from ..colour import darken, lighten, mix
from ..drawing.pen import Pen
from .registry import draws


@draws("mountain")
def mountain(p: Pen) -> None:
    rock = p.main(p.rng.choice(["#5f7896", "#66808c", "#6d7c9c"]))
    q = p.at(0, 0.012, 1)
    q.depth = 0.4 + 0.12 * p.rng.random()
    mist = p.look.haze
    left = [(-0.86, 0), (-0.6, -0.24), (-0.44, -0.36), (-0.3, -0.62), (-0.16, -0.8), (0, -1)]
    right = [(0.14, -0.82), (0.26, -0.66), (0.4, -0.5), (0.56, -0.26), (0.72, -0.14), (0.9, 0)]
    jag = [
        (x + p.rng.uniform(-0.05, 0.05), y + p.rng.uniform(-0.045, 0.045))
        for x, y in [*left[1:-1], *right[:-1]]
    ]
    sky = [left[0], *jag[: len(left) - 2], (0, -1), *jag[len(left) - 2 :], right[-1]]
    tone = q.tone(rock)
    q.poly(sky, q.down(tone, mix(tone, mist, 0.14), mix(tone, mist, 0.66), lit=True))
    ridge = [(0, -1), (0.05, -0.8), (-0.03, -0.62), (0.08, -0.42), (0.02, -0.2), (0.1, 0)]
    shade = [*ridge, right[-1], *reversed(jag[len(left) - 2 :])]
    dark = mix(tone, q.tone("#2a3560"), 0.42)
    q.poly(shade, q.down((dark, 0.85), (mix(dark, mist, 0.4), 0.5), (mist, 0.0), lit=True), soft=True)
    for x, y, length in ((-0.22, -0.6, 0.34), (-0.4, -0.32, 0.2), (-0.1, -0.44, 0.3), (0.34, -0.44, 0.26)):
        q.poly(
            [(x, y), (x + length * 0.16, y + length * 0.5), (x + length * 0.02, y + length)],
            dark,
            alpha=0.3,
            soft=True,
        )
    if p.look.white or (p.rng.random() < 0.55 and not p.colours):
        snow = q.tone("#fbfdff")
        q.poly([(-0.17, -0.79), (0, -1), (0.15, -0.81), (0.11, -0.72), (0.06, -0.78), (0.01, -0.68), (-0.05, -0.77), (-0.11, -0.7)],
               snow, soft=True, lit=True)  # fmt: skip
        q.poly(
            [(0, -1), (0.15, -0.81), (0.11, -0.72), (0.06, -0.78), (0.045, -0.82)],
            mix(snow, dark, 0.3),
            soft=True,
            lit=True,
        )


@draws("hill")
def hill(p: Pen) -> None:
    grass = p.main({"autumn": "#c9a04e", "winter": "#e6eef4"}.get(p.look.season, "#7fae62"))
    q = p.at(0, 0.06, 1)
    q.depth = 0.34
    q.blob([(-1.5, 0.1), (-1.0, -0.3), (-0.5, -0.75), (0, -1), (0.5, -0.8), (1.0, -0.36), (1.5, 0.1)],
           q.down(lighten(grass, 0.2), grass, mix(grass, "#dfe8d0", 0.3)))  # fmt: skip
    q.blob(
        [(0, -1), (0.5, -0.8), (1.0, -0.36), (1.5, 0.1), (0.5, 0.1), (0.3, -0.5)],
        darken(grass, 0.25),
        alpha=0.3,
        soft=True,
    )
    for index in range(4):
        x = -0.7 + 0.42 * index + p.rng.uniform(-0.1, 0.1)
        y = -0.95 + 0.5 * abs(x)
        q.oval(x, y, 0.08, 0.12, darken(grass, 0.3))


@draws("volcano")
def volcano(p: Pen) -> None:
    rock = p.main("#6b5a62")
    q = p.at(0, 0.01)
    q.depth = 0.26
    for x, y, size in ((0.02, -1.12, 0.14), (0.12, -1.26, 0.18), (-0.02, -1.38, 0.2), (0.16, -1.52, 0.22)):
        q.oval(x, y, size, size * 0.8, "#b9adb3", alpha=0.75)
    q.oval(0, -0.98, 0.4, 0.4, q.glow(("#ff8a3c", 0.75), ("#ff8a3c", 0.0)), soft=True)
    q.poly(
        [
            (-0.86, 0),
            (-0.46, -0.42),
            (-0.2, -0.86),
            (-0.13, -0.95),
            (0.13, -0.95),
            (0.22, -0.84),
            (0.48, -0.4),
            (0.88, 0),
        ],
        rock,
    )
    q.blob([(-0.13, -0.95), (0, -0.9), (0.13, -0.95), (0, -1.0)], "#ffb03c", lit=True)
    q.taper(
        [(0.0, -0.93), (0.05, -0.7), (-0.03, -0.5), (0.06, -0.24), (0.02, -0.1)],
        0.1,
        0.06,
        q.tone("#ff6a2a", lit=True),
    )
    q.taper([(0.09, -0.92), (0.2, -0.66), (0.24, -0.46)], 0.05, 0.03, q.tone("#ff8f3c", lit=True))
    q.poly(
        [(0.13, -0.95), (0.22, -0.84), (0.48, -0.4), (0.88, 0), (0.3, 0), (0.2, -0.5)],
        "#2a1f30",
        alpha=0.25,
        soft=True,
    )


@draws("waterfall")
def waterfall(p: Pen) -> None:
    q = p.at(0, 0.09)
    q.depth = 0.42
    rock = "#6d7f78"
    q.poly([(-0.62, 0), (-0.6, -0.5), (-0.46, -0.78), (-0.3, -1.0), (-0.12, -0.94), (0.12, -0.95), (0.3, -1.02), (0.5, -0.74),
            (0.58, -0.44), (0.66, 0)], rock)  # fmt: skip
    for x, y in ((-0.44, -0.6), (-0.36, -0.3), (0.38, -0.64), (0.46, -0.3), (-0.5, -0.14)):
        q.poly(
            [(x - 0.09, y + 0.12), (x - 0.05, y - 0.1), (x + 0.08, y - 0.06), (x + 0.1, y + 0.12)],
            darken(rock, 0.2),
            soft=True,
        )
    for x in (-0.5, -0.34, 0.36, 0.5):
        q.oval(x, -0.96 + abs(x) * 0.35, 0.15, 0.1, "#5f9a58")
    fall = p.main("#e9f6fb")
    q.blob([(-0.13, -0.95), (0.13, -0.95), (0.17, -0.5), (0.22, 0.02), (-0.22, 0.02), (-0.17, -0.5)],
           q.down(fall, mix(fall, "#9fd0e6", 0.5), fall), tension=0.4)  # fmt: skip
    for x in (-0.09, -0.03, 0.04, 0.1):
        q.line([(x, -0.93), (x * 1.3, -0.5), (x * 1.6, -0.03)], 0.014, "#8fc4dc", alpha=0.6, soft=True)
    for x, size in ((-0.2, 0.1), (-0.06, 0.13), (0.1, 0.12), (0.24, 0.09)):
        q.oval(
            x,
            0.0,
            size,
            size * 0.6,
            q.glow(("#ffffff", 0.9), ("#ffffff", 0.5), ("#ffffff", 0.0), lit=False),
            soft=True,
        )


_TOWERS = ("#7f93ad", "#93a5bb", "#6a7f9c", "#a8988f", "#8a86a4")
_NIGHT_TOWERS = ("#5f6fb0", "#7f5a9f", "#3f7fa8", "#94567f", "#5a8f9c", "#6a5fa8")


@draws("city")
def city(p: Pen) -> None:
    for layer in range(2):
        q = p.at(0, 0.1)
        q.depth = 0.3 + 0.3 * layer
        x = -1.9 if layer else -2.2
        while x < 2.1:
            wide = p.rng.uniform(0.16, 0.32)
            centre = 1 - min(1.0, abs(x + wide / 2) / 2.1) ** 1.4
            tall = (0.28 + 0.68 * centre * p.rng.uniform(0.55, 1.05)) * (1.0 if layer == 0 else 0.72)
            _tower(
                q.at(x, 0),
                wide,
                tall,
                p.main(p.rng.choice(_NIGHT_TOWERS if p.look.time == "night" else _TOWERS)),
            )
            x += wide * (1.02 if layer else 0.9)


def _tower(p: Pen, wide: float, tall: float, colour: str) -> None:
    kind = p.rng.randrange(4)
    p.rect(0, -tall, wide, tall + 0.03, p.down(colour, lighten(colour, 0.18)))
    p.rect(wide * 0.72, -tall, wide * 0.28, tall + 0.03, darken(colour, 0.25), alpha=0.4, soft=True)
    if kind == 0:
        p.poly([(wide * 0.2, -tall), (wide * 0.5, -tall - 0.14), (wide * 0.8, -tall)], colour)
    elif kind == 1:
        p.line([(wide / 2, -tall), (wide / 2, -tall - 0.15)], 0.015, colour)
    elif kind == 2:
        p.rect(wide * 0.2, -tall - 0.05, wide * 0.6, 0.06, colour)
    columns, rows = max(2, int(wide / 0.07)), int(tall / 0.085)
    for row in range(rows):
        for column in range(columns):
            on = p.look.dark and p.rng.random() < 0.55
            if not on and p.rng.random() < 0.25:
                continue
            x = wide * (0.12 + 0.76 * column / columns)
            y = -tall + 0.045 + row * 0.085
            fill = (
                p.rng.choice(["#ffd98a", "#ffe9b8", "#ffc46a", "#9fe6ff", "#ffb3d9"])
                if on
                else darken(colour, 0.26)
            )
            p.rect(x, y, 0.034, 0.042, fill, lit=on, soft=True, alpha=0.95 if on else 0.5)


@draws("greatwall")
def great_wall(p: Pen) -> None:
    stone = p.main("#b9a58c")
    q = p.at(0, 0.04)
    q.depth = 0.4
    hill_line = [
        (-2.6, 0.1),
        (-2.0, -0.24),
        (-1.4, -0.5),
        (-0.8, -0.34),
        (-0.2, -0.62),
        (0.5, -0.82),
        (1.1, -0.5),
        (1.8, -0.4),
        (2.6, 0.1),
    ]
    q.blob(hill_line, q.down("#8aa567", "#6d8f58"))
    path = [
        (-2.2, -0.14),
        (-1.4, -0.48),
        (-0.8, -0.32),
        (-0.2, -0.6),
        (0.5, -0.8),
        (1.1, -0.48),
        (1.8, -0.38),
        (2.4, -0.05),
    ]
    q.taper([(x, y - 0.03) for x, y in path], 0.15, 0.15, stone)
    for index in range(46):
        at = index / 45 * (len(path) - 1)
        step = min(int(at), len(path) - 2)
        share = at - step
        x = path[step][0] + (path[step + 1][0] - path[step][0]) * share
        y = path[step][1] + (path[step + 1][1] - path[step][1]) * share
        q.rect(x - 0.016, y - 0.15, 0.032, 0.06, stone, soft=True)
    for x, y in (path[1], path[4], path[6]):
        q.rect(x - 0.13, y - 0.3, 0.26, 0.34, lighten(stone, 0.08))
        for step in range(4):
            q.rect(x - 0.14 + step * 0.078, y - 0.35, 0.045, 0.06, stone)
        q.rect(
            x - 0.035, y - 0.2, 0.07, 0.1, "#ffd98a" if p.look.dark else darken(stone, 0.5), lit=p.look.dark
        )


@draws("island")
def island(p: Pen) -> None:
    green = p.main("#6fa65a")
    p.blob([(-1.3, 0.0), (-1.0, -0.14), (-0.2, -0.2), (0.7, -0.16), (1.3, 0.0), (0, 0.06)], "#f0dcae")
    p.blob(
        [(-0.9, -0.1), (-0.6, -0.5), (-0.1, -0.62), (0.3, -0.84), (0.7, -0.5), (0.9, -0.1), (0, -0.06)], green
    )
    p.blob(
        [(0.3, -0.84), (0.7, -0.5), (0.9, -0.1), (0.3, -0.08), (0.2, -0.5)],
        darken(green, 0.25),
        alpha=0.45,
        soft=True,
    )
    for x in (-0.55, -0.3, 0.1, 0.5):
        p.oval(x, -0.3 - 0.2 * math.cos(x), 0.13, 0.12, darken(green, 0.16))


@draws("rock")
def rock(p: Pen) -> None:
    stone = p.main("#98979b")
    p.oval(0, 0, 0.85, 0.1, p.glow(("#1f2a3a", 0.4), ("#1f2a3a", 0.0), lit=False), soft=True)
    p.poly([(-0.74, 0), (-0.62, -0.5), (-0.26, -0.92), (0.2, -0.96), (0.58, -0.6), (0.76, 0)], stone)
    p.poly(
        [(0.2, -0.96), (0.58, -0.6), (0.76, 0), (0.2, 0), (0.06, -0.5)],
        darken(stone, 0.3),
        alpha=0.55,
        soft=True,
    )
    p.poly(
        [(-0.62, -0.5), (-0.26, -0.92), (0.2, -0.96), (-0.1, -0.66)],
        lighten(stone, 0.4),
        alpha=0.6,
        soft=True,
    )
    if p.look.white:
        p.blob(
            [(-0.5, -0.66), (-0.26, -0.98), (0.2, -1.0), (0.48, -0.7), (0.1, -0.78), (-0.2, -0.72)], "#ffffff"
        )
    else:
        p.blob([(-0.74, 0), (-0.66, -0.16), (-0.4, -0.1), (-0.2, 0)], "#7fa05c", soft=True)
