# ruff: noqa: E501 - tables of points and words read best one shape or entry per line
"""What flies: birds, insects, machines, toys; the origin is the thing's centre."""

import math

from ..colour import darken, lighten, mix
from ..drawing.pen import Pen
from .faces import INK, cheeks, eye, eyes
from .registry import draws


@draws("bird")
def bird(p: Pen) -> None:
    coat = p.main(p.rng.choice(["#f7f3ea", "#5f9fd0", "#e98a5f", "#f2c14e"]))
    _songbird(p, coat)


def _songbird(p: Pen, coat: str) -> None:
    up = p.rng.uniform(-8, 14)
    if p.pose == "perch":
        for x in (-0.02, 0.1):
            p.line([(x, 0.2), (x + 0.02, 0.46)], 0.03, "#c9823a", sharp=True)
    else:
        far = p.at(-0.06, -0.06, turn=up)
        far.blob(
            [(0.12, 0.04), (-0.02, -0.36), (-0.3, -0.5), (-0.22, -0.2), (-0.16, 0.06)], darken(coat, 0.22)
        )
    p.blob([(-0.4, 0.06), (-0.74, 0.02), (-0.8, 0.14), (-0.42, 0.2)], darken(coat, 0.14))
    p.blob(
        [(-0.44, 0.1), (-0.2, -0.1), (0.18, -0.16), (0.42, -0.1), (0.48, 0.06), (0.3, 0.22), (-0.1, 0.28)],
        coat,
    )
    p.blob([(-0.2, 0.2), (0.2, 0.1), (0.44, 0.06), (0.3, 0.21), (-0.05, 0.27)], lighten(coat, 0.6), soft=True)
    p.oval(0.42, -0.08, 0.19, 0.18, coat)
    p.poly([(0.58, -0.12), (0.78, -0.05), (0.58, 0.0)], "#f0a23c")
    eye(p, 0.47, -0.11, 0.05)
    cheeks(p.at(0.4, 0), 0.0, 0.0, 0.05)
    if p.pose == "perch":
        p.blob(
            [(0.2, -0.02), (0.06, -0.12), (-0.24, -0.04), (-0.56, 0.1), (-0.2, 0.18), (0.08, 0.14)],
            darken(coat, 0.2),
        )
        p.line([(-0.4, 0.08), (-0.1, 0.1), (0.1, 0.06)], 0.016, darken(coat, 0.4), soft=True, alpha=0.6)
        return
    near = p.at(0.02, -0.04, turn=up)
    near.blob(
        [
            (0.16, 0.06),
            (0.1, -0.32),
            (-0.14, -0.56),
            (-0.34, -0.6),
            (-0.3, -0.36),
            (-0.26, -0.14),
            (-0.16, 0.1),
        ],
        mix(coat, darken(coat, 0.3), 0.4),
    )
    near.line([(-0.24, -0.42), (-0.06, -0.1)], 0.018, darken(coat, 0.35), soft=True, alpha=0.6)


@draws("swallow")
def swallow(p: Pen) -> None:
    coat = p.main("#34415f")
    q = p.at(0, 0, turn=p.rng.uniform(-18, 10))
    q.blob([(-0.3, 0.02), (-0.9, -0.18), (-0.52, 0.04), (-0.94, 0.2), (-0.3, 0.14)], coat, tension=0.4)
    q.blob(
        [(0.1, 0.0), (0.0, -0.34), (-0.3, -0.62), (-0.56, -0.7), (-0.34, -0.36), (-0.2, 0.04)],
        darken(coat, 0.1),
        tension=0.8,
    )
    q.blob([(-0.36, 0.06), (-0.1, -0.06), (0.24, -0.1), (0.46, -0.02), (0.34, 0.12), (0, 0.2)], coat)
    q.blob([(-0.2, 0.14), (0.1, 0.08), (0.34, 0.08), (0.2, 0.16), (0, 0.2)], "#f7f1e4", soft=True)
    q.oval(0.36, 0.05, 0.09, 0.055, "#c9573f", soft=True)
    q.poly([(0.46, -0.05), (0.6, 0.0), (0.46, 0.04)], "#3a3238")
    q.blob(
        [(0.12, 0.04), (0.1, 0.32), (-0.14, 0.56), (-0.4, 0.64), (-0.24, 0.32), (-0.16, 0.08)],
        lighten(coat, 0.08),
        tension=0.8,
    )
    q.oval(0.37, -0.03, 0.03, 0.034, "#ffffff", soft=True, lit=True)
    q.oval(0.375, -0.03, 0.02, 0.024, INK, soft=True, lit=True)


@draws("eagle")
def eagle(p: Pen) -> None:
    coat = p.main("#6b4a35")
    for side in (-1, 1):
        points = [(side * 0.1, -0.02), (side * 0.4, -0.3), (side * 0.8, -0.36), (side * 1.06, -0.16), (side * 0.92, -0.12), (side * 0.96, 0.0),
                  (side * 0.78, -0.04), (side * 0.74, 0.1), (side * 0.56, 0.04), (side * 0.3, 0.16)]  # fmt: skip
        p.blob(points, coat if side > 0 else darken(coat, 0.12), tension=0.6)
        p.line(
            [(side * 0.2, -0.04), (side * 0.5, -0.2), (side * 0.9, -0.2)], 0.02, lighten(coat, 0.3), soft=True
        )
    p.blob([(-0.12, 0.1), (-0.2, 0.44), (0, 0.36), (0.2, 0.44), (0.12, 0.1)], "#f7f1e4", tension=0.5)
    p.blob([(-0.14, -0.14), (0.14, -0.14), (0.15, 0.12), (0, 0.26), (-0.15, 0.12)], coat)
    p.oval(0, -0.22, 0.11, 0.12, "#f7f1e4")
    p.poly([(-0.04, -0.22), (0.04, -0.22), (0, -0.1)], "#f0a83c")
    for side in (-1, 1):
        p.oval(side * 0.05, -0.25, 0.018, 0.02, INK, soft=True, lit=True)


@draws("parrot")
def parrot(p: Pen) -> None:
    coat = p.main("#3fa860")
    q = p.at(0, 0)
    q.taper([(-0.06, -0.24), (-0.16, -0.08), (-0.24, 0.06)], 0.14, 0.05, "#3572c4")
    q.blob(
        [
            (-0.18, -0.2),
            (-0.22, -0.5),
            (-0.14, -0.8),
            (0.06, -0.98),
            (0.24, -0.84),
            (0.24, -0.5),
            (0.12, -0.18),
        ],
        coat,
    )
    q.blob([(-0.2, -0.26), (-0.26, -0.5), (-0.1, -0.64), (0.04, -0.46), (-0.06, -0.2)], "#e8493f")
    q.oval(0.1, -0.8, 0.1, 0.1, "#fdf6e8", soft=True)
    q.blob([(0.2, -0.9), (0.34, -0.8), (0.28, -0.66), (0.2, -0.74)], "#3a3238")
    eye(q, 0.1, -0.82, 0.045)
    for x in (-0.02, 0.08):
        q.line([(x, -0.2), (x, -0.08)], 0.025, "#8a7a6a", sharp=True)
    q.line([(-0.4, -0.06), (0.44, -0.08)], 0.055, "#7a5a42", sharp=True)


@draws("butterfly")
def butterfly(p: Pen) -> None:
    wing = p.main(p.rng.choice(["#f0a23c", "#6fa8e8", "#e87fa8", "#b48be0"]))
    q = p.at(0, 0, turn=p.rng.uniform(-24, 24))
    for side in (-1, 1):
        q.blob(
            [(0, -0.02), (side * 0.16, -0.4), (side * 0.46, -0.5), (side * 0.58, -0.28), (side * 0.4, -0.04)],
            wing,
        )
        q.blob(
            [(0, 0.02), (side * 0.34, 0.02), (side * 0.44, 0.24), (side * 0.28, 0.44), (side * 0.1, 0.3)],
            lighten(wing, 0.25),
        )
        q.oval(side * 0.36, -0.3, 0.1, 0.09, lighten(wing, 0.6), soft=True)
        q.oval(side * 0.28, 0.22, 0.07, 0.07, darken(wing, 0.3), soft=True)
        q.oval(side * 0.49, -0.37, 0.035, 0.035, "#ffffff", soft=True)
        q.line([(0, -0.26), (side * 0.1, -0.4), (side * 0.17, -0.46)], 0.02, "#4a3a3a")
    q.blob([(-0.035, -0.24), (0.035, -0.24), (0.035, 0.2), (0, 0.3), (-0.035, 0.2)], "#4a3a3a")


@draws("dragonfly")
def dragonfly(p: Pen) -> None:
    body = p.main("#d0523f")
    q = p.at(0, 0, turn=p.rng.uniform(-26, 4))
    for turn in (62, 104, -62, -104):
        r = q.at(0.12, 0, 0.66, turn=turn)
        r.blob(
            [(0, -0.05), (0.5, -0.14), (1, -0.06), (1, 0.05), (0.5, 0.09), (0, 0.04)], "#d8eef5", alpha=0.8
        )
        r.line([(0.05, 0), (0.95, 0)], 0.012, "#8fb0c0", soft=True)
    q.taper([(0.3, 0), (0.0, 0), (-0.7, 0.02)], 0.11, 0.05, body)
    for x in (-0.2, -0.36, -0.52):
        q.line([(x, -0.03), (x, 0.035)], 0.02, darken(body, 0.4), soft=True)
    for side in (-1, 1):
        q.oval(0.36, side * 0.06, 0.075, 0.07, "#4f9a7a")


@draws("bee")
def bee(p: Pen) -> None:
    coat = p.main("#f4c13c")
    for turn, size in ((-70, 0.42), (-108, 0.46)):
        q = p.at(-0.02, -0.14, size, turn=turn)
        q.blob([(0, 0), (0.5, -0.24), (1, 0), (0.5, 0.24)], "#e6f3f7", alpha=0.85)
    p.oval(0, 0.06, 0.42, 0.28, coat)
    for x in (-0.18, 0.02):
        p.blob(
            [(x - 0.05, -0.2), (x + 0.05, -0.21), (x + 0.06, 0.33), (x - 0.04, 0.33)], "#3a302c", soft=True
        )
    p.oval(0.32, 0.02, 0.18, 0.19, "#3a302c")
    p.oval(0.36, 0.0, 0.06, 0.065, "#ffffff", lit=True)
    p.oval(0.375, 0.0, 0.036, 0.04, INK, soft=True, lit=True)
    for x in (0.3, 0.42):
        p.line([(x, -0.14), (x + 0.06, -0.28)], 0.02, "#3a302c")
    p.poly([(-0.4, 0.03), (-0.54, 0.07), (-0.4, 0.12)], "#3a302c")


@draws("firefly")
def firefly(p: Pen) -> None:
    colour = p.main("#f3f58a")
    p.oval(0, 0, 1.6, 1.6, p.glow((colour, 0.6), (colour, 0.16), (colour, 0.0)), soft=True)
    p.oval(0, 0, 0.22, 0.22, lighten(colour, 0.5), lit=True)


@draws("dragon")
def dragon(p: Pen) -> None:
    skin, belly = p.main("#d8483a"), "#f6d98a"
    path = [
        (-1.0, 0.3),
        (-0.8, 0.02),
        (-0.52, 0.12),
        (-0.32, 0.36),
        (-0.06, 0.28),
        (0.06, 0.0),
        (0.28, -0.18),
        (0.52, -0.06),
        (0.7, -0.16),
    ]
    for index in range(34):
        at = index / 34 * (len(path) - 1)
        step, share = int(at), at - int(at)
        x = path[step][0] + (path[step + 1][0] - path[step][0]) * share
        y = path[step][1] + (path[step + 1][1] - path[step][1]) * share
        size = 0.03 + 0.07 * index / 34
        p.poly(
            [(x - 0.045, y - size * 0.7), (x - 0.02, y - size - 0.08), (x + 0.05, y - size * 0.7)], "#f3a63c"
        )
    p.taper(path, 0.05, 0.24, skin)
    p.taper(
        [(x, y + 0.035 + 0.03 * index / 8) for index, (x, y) in enumerate(path)], 0.01, 0.07, belly, soft=True
    )
    p.blob([(-1.0, 0.3), (-1.14, 0.2), (-1.18, 0.36), (-1.08, 0.44)], "#f3a63c")
    for x, y in ((-0.4, 0.3), (0.14, 0.02)):
        p.taper([(x, y), (x + 0.1, y + 0.2), (x + 0.2, y + 0.22)], 0.08, 0.05, skin)
        for turn in (-0.04, 0, 0.04):
            p.line([(x + 0.2, y + 0.22 + turn), (x + 0.26, y + 0.25 + turn * 1.6)], 0.02, "#fdf6e8")
    for turn in range(5):
        q = p.at(0.66, -0.2, 0.3, turn=150 + turn * 28)
        q.blob([(0.3, -0.12), (1, 0), (0.3, 0.12)], "#f3a63c", tension=0.6)
    p.blob(
        [(0.56, -0.3), (0.72, -0.42), (0.9, -0.36), (1.08, -0.22), (1.1, -0.1), (0.86, -0.04), (0.62, -0.06)],
        skin,
    )
    p.blob([(0.86, -0.04), (1.06, -0.06), (1.02, 0.04), (0.84, 0.06)], darken(skin, 0.15))
    p.oval(1.04, -0.19, 0.035, 0.03, lighten(skin, 0.3))
    for lean in (0.0, 0.12):
        p.line([(0.7 + lean, -0.38), (0.64 + lean, -0.56), (0.56 + lean, -0.64)], 0.032, "#f6d98a")
    eye(p, 0.82, -0.28, 0.055)
    p.line([(1.04, -0.12), (1.2, -0.02), (1.14, 0.14), (1.24, 0.2)], 0.018, "#f3a63c")
    p.line([(0.98, -0.1), (1.06, 0.1), (0.98, 0.2)], 0.018, "#f3a63c")


@draws("plane")
def plane(p: Pen) -> None:
    trim = p.main("#4f8fd0")
    q = p.at(0, 0.05, turn=-8)
    q.line([(-2.6, 0.05), (-1.3, 0.03)], 0.07, "#ffffff", alpha=0.5, soft=True)
    q.poly([(-0.84, -0.04), (-1.08, -0.42), (-0.86, -0.42), (-0.58, -0.08)], trim)
    q.poly([(-0.1, -0.08), (-0.4, -0.42), (-0.22, -0.42), (0.26, -0.08)], darken("#eef1f4", 0.12))
    q.blob(
        [(-1.06, 0.0), (-0.7, -0.12), (0.4, -0.16), (0.86, -0.1), (1.08, 0.06), (0.8, 0.16), (-0.5, 0.14)],
        p.trim("#fbf9f4"),
    )
    q.blob([(-0.9, 0.06), (0.2, 0.06), (1.05, 0.08), (0.8, 0.16), (-0.5, 0.14)], trim, soft=True, alpha=0.9)
    q.poly([(0.12, 0.06), (-0.46, 0.46), (-0.24, 0.46), (0.5, 0.06)], lighten(trim, 0.2))
    for index in range(7):
        q.oval(
            -0.46 + index * 0.15, -0.03, 0.034, 0.04, "#ffe3a0" if p.look.dark else "#5f86a8", lit=p.look.dark
        )
    q.blob([(0.78, -0.08), (0.92, -0.05), (0.96, 0.0), (0.8, -0.01)], "#5f86a8")


@draws("helicopter")
def helicopter(p: Pen) -> None:
    paint = p.main("#e05a4a")
    p.taper([(-0.2, -0.02), (-1.0, -0.14)], 0.16, 0.06, paint)
    p.poly([(-0.96, -0.1), (-1.08, -0.36), (-0.94, -0.34), (-0.86, -0.14)], darken(paint, 0.2))
    p.blob(
        [(-0.4, 0.0), (-0.26, -0.24), (0.1, -0.3), (0.46, -0.16), (0.58, 0.08), (0.36, 0.26), (-0.16, 0.26)],
        paint,
    )
    p.blob([(0.14, -0.2), (0.4, -0.14), (0.54, 0.06), (0.16, 0.08)], "#cfe6ee")
    p.line([(0.0, -0.28), (0.0, -0.42)], 0.05, "#4a4a52", sharp=True)
    p.line([(-0.95, -0.44), (0.95, -0.44)], 0.035, "#4a4a52", sharp=True)
    p.line([(-0.3, 0.42), (0.46, 0.42)], 0.04, "#4a4a52", sharp=True)
    for x in (-0.1, 0.26):
        p.line([(x, 0.24), (x, 0.42)], 0.03, "#4a4a52", sharp=True)


@draws("rocket")
def rocket(p: Pen) -> None:
    trim = p.main("#e0503f")
    q = p.at(0, 0, turn=24)
    for half, tall, colour in ((0.11, 0.42, "#ff7a3c"), (0.075, 0.3, "#ffc04a"), (0.04, 0.18, "#fff3b0")):
        q.blob(
            [
                (-half, 0.32),
                (-half * 0.7, 0.32 + tall * 0.5),
                (0, 0.32 + tall),
                (half * 0.7, 0.32 + tall * 0.5),
                (half, 0.32),
            ],
            colour,
            lit=True,
        )
    for side in (-1, 1):
        q.blob(
            [(side * 0.12, 0.06), (side * 0.27, 0.22), (side * 0.26, 0.4), (side * 0.11, 0.3)],
            trim,
            tension=0.5,
        )
    q.blob(
        [
            (0, -0.56),
            (0.13, -0.36),
            (0.165, -0.06),
            (0.12, 0.32),
            (-0.12, 0.32),
            (-0.165, -0.06),
            (-0.13, -0.36),
        ],
        "#fbf6ec",
    )
    q.blob([(0, -0.56), (0.11, -0.4), (0.135, -0.29), (-0.135, -0.29), (-0.11, -0.4)], trim, tension=0.7)
    q.oval(0, -0.12, 0.085, 0.085, "#4a5a78")
    q.oval(0, -0.12, 0.062, 0.062, "#9fd6f0", lit=True)
    q.oval(-0.02, -0.14, 0.02, 0.02, "#ffffff", soft=True, lit=True)
    q.rect(-0.14, 0.1, 0.28, 0.045, trim, soft=True)
    q.blob([(-0.03, 0.06), (0.03, 0.06), (0.03, 0.4), (-0.03, 0.4)], darken(trim, 0.12))


@draws("ufo")
def ufo(p: Pen) -> None:
    hull = p.main("#9fb3c8")
    p.poly(
        [(-0.3, 0.1), (0.3, 0.1), (0.9, 1.9), (-0.9, 1.9)],
        p.down(("#d8ffb0", 0.6), ("#d8ffb0", 0.0), lit=True),
        soft=True,
    )
    p.blob(
        [(-0.36, -0.1), (-0.3, -0.4), (0, -0.52), (0.3, -0.4), (0.36, -0.1)], "#bff0e6", alpha=0.92, lit=True
    )
    p.oval(0, -0.2, 0.12, 0.14, "#7fc46a")
    eyes(p, -0.22, 0.05, 0.04)
    p.oval(0, 0.0, 0.95, 0.22, hull)
    p.oval(0, -0.05, 0.62, 0.1, lighten(hull, 0.35), soft=True)
    for x in (-0.7, -0.36, 0, 0.36, 0.7):
        p.oval(x, 0.06 + 0.05 * (1 - abs(x)), 0.055, 0.045, "#ffe066", lit=True)


@draws("balloon")
def hot_air_balloon(p: Pen) -> None:
    first = p.main(p.rng.choice(["#e8594a", "#4f9fd0", "#f0a53c", "#7fb86a"]))
    second = p.trim("#fdf3df")
    top, half = -0.5, 0.34
    for index, share in enumerate((1.0, 0.72, 0.38)):
        wide = half * share
        p.blob([(-wide * 0.3, 0.2), (-wide, -0.12), (-wide * 0.82, -0.38), (0, top), (wide * 0.82, -0.38), (wide, -0.12), (wide * 0.3, 0.2)],
               first if index % 2 == 0 else second, soft=index > 0)  # fmt: skip
    p.oval(-0.12, -0.3, 0.09, 0.13, "#ffffff", alpha=0.28, soft=True)
    p.rect(-0.1, 0.19, 0.2, 0.03, darken(first, 0.2))
    for x in (-0.085, 0.085):
        p.line([(x, 0.21), (x * 0.72, 0.38)], 0.008, "#6b5a48", sharp=True)
    if p.look.dark:
        p.oval(0, 0.24, 0.16, 0.2, p.glow(("#ffb84a", 0.9), ("#ffb84a", 0.0)), soft=True)
    p.blob([(-0.08, 0.37), (0.08, 0.37), (0.07, 0.5), (-0.07, 0.5)], "#a9743f", tension=0.3)
    p.rect(-0.085, 0.36, 0.17, 0.025, "#8a5a30")


@draws("balloons")
def toy_balloon(p: Pen) -> None:
    colour = p.main(p.rng.choice(["#e8574e", "#f3b93c", "#4fa3d8", "#7fc46a", "#e88fc0", "#a884d8"]))
    p.line(
        [(0, -0.04), (p.rng.uniform(-0.05, 0.05), 0.2), (p.rng.uniform(-0.05, 0.05), 0.5)], 0.014, "#8a8088"
    )
    p.poly([(0, -0.06), (-0.04, 0.0), (0.04, 0.0)], darken(colour, 0.15))
    p.blob([(0, -0.05), (-0.24, -0.22), (-0.2, -0.44), (0, -0.52), (0.2, -0.44), (0.24, -0.22)], colour)
    p.oval(-0.09, -0.36, 0.05, 0.08, "#ffffff", turn=20, alpha=0.7, soft=True)


@draws("kite")
def kite(p: Pen) -> None:
    colour = p.main("#e8574e")
    other = p.trim("#f6c545")
    q = p.at(0, -0.1, turn=18)
    q.line([(0, 0.34), (0.1, 0.5), (-0.05, 0.66), (0.08, 0.8)], 0.018, other)
    for x, y in ((0.1, 0.5), (-0.05, 0.66)):
        q.poly([(x, y), (x - 0.08, y - 0.04), (x - 0.08, y + 0.05)], colour)
        q.poly([(x, y), (x + 0.08, y - 0.04), (x + 0.08, y + 0.05)], other)
    q.poly([(0, -0.44), (0.32, -0.06), (0, 0.36), (-0.32, -0.06)], colour)
    q.poly([(0, -0.44), (0.32, -0.06), (0, -0.06)], other, soft=True)
    q.poly([(0, -0.06), (0, 0.36), (-0.32, -0.06)], other, soft=True)
    q.line([(0, -0.44), (0, 0.36)], 0.014, "#6b5a48", sharp=True)
    q.line([(-0.32, -0.06), (0.32, -0.06)], 0.014, "#6b5a48", sharp=True)
    p.line([(0, -0.1), (-0.5, 0.6), (-1.1, 1.3)], 0.008, "#f3ead8", alpha=0.7, soft=True)


@draws("lantern")
def lantern(p: Pen) -> None:
    red = p.main("#df3f2f")
    if p.look.dark:
        p.oval(0, 0, 0.95, 0.9, p.glow((lighten(red, 0.25), 0.6), (red, 0.18), (red, 0.0)), soft=True)
    p.line([(0, -0.34), (0, -0.6)], 0.014, "#d9a441", sharp=True)
    p.rect(-0.12, -0.38, 0.24, 0.07, "#d9a441")
    p.oval(0, -0.06, 0.34, 0.28, red, lit=p.look.dark)
    centre = lighten(red, 0.42) if p.look.dark else lighten(red, 0.16)
    p.oval(0, -0.06, 0.2, 0.26, p.glow((centre, 0.95), (centre, 0.0), lit=p.look.dark), soft=True)
    for x in (-0.22, -0.1, 0.1, 0.22):
        p.line([(x * 0.5, -0.32), (x, -0.06), (x * 0.5, 0.2)], 0.01, darken(red, 0.3), alpha=0.7, soft=True)
    p.rect(-0.12, 0.19, 0.24, 0.06, "#d9a441")
    for x in (-0.05, 0, 0.05):
        p.line([(x, 0.25), (x * 1.3, 0.5)], 0.022, "#f0b93c", sharp=True)


@draws("heart")
def heart(p: Pen) -> None:
    red = p.main("#e8506a")
    p.oval(0, 0, 0.8, 0.8, p.glow((lighten(red, 0.35), 0.45), (red, 0.0)), soft=True)
    points = []
    for step in range(28):
        angle = step * 2 * math.pi / 28
        x = 16 * math.sin(angle) ** 3
        y = 13 * math.cos(angle) - 5 * math.cos(2 * angle) - 2 * math.cos(3 * angle) - math.cos(4 * angle)
        points.append((x / 34, -y / 34))
    p.blob(points, p.down(lighten(red, 0.25), red, darken(red, 0.18)))
    p.oval(-0.22, -0.2, 0.1, 0.07, "#ffffff", turn=-38, alpha=0.65, soft=True)


@draws("ghost")
def ghost(p: Pen) -> None:
    sheet = p.main("#f7f6fb")
    p.oval(0, 0, 0.8, 0.8, p.glow(("#e6e6ff", 0.4), ("#e6e6ff", 0.0)), soft=True)
    p.blob([(-0.34, 0.46), (-0.36, 0.0), (-0.24, -0.36), (0, -0.48), (0.24, -0.36), (0.36, 0.0), (0.34, 0.46), (0.22, 0.36), (0.1, 0.48), (0, 0.38),
            (-0.1, 0.48), (-0.22, 0.36)], p.tone(sheet, lit=True), tension=0.8)  # fmt: skip
    eyes(p, -0.12, 0.11, 0.06)
    cheeks(p, 0.0, 0.2, 0.06)
    p.oval(0, 0.06, 0.045, 0.06, INK)


@draws("angel")
def angel(p: Pen) -> None:
    robe = p.main("#fbf8f2")
    for side in (-1, 1):
        p.blob(
            [
                (side * 0.06, -0.08),
                (side * 0.3, -0.32),
                (side * 0.52, -0.24),
                (side * 0.46, 0.04),
                (side * 0.28, 0.16),
            ],
            "#ffffff",
        )
        p.line(
            [(side * 0.14, -0.04), (side * 0.34, -0.14), (side * 0.46, -0.12)], 0.014, "#c9d3e0", soft=True
        )
    p.blob([(-0.1, -0.12), (0.1, -0.12), (0.26, 0.46), (0, 0.5), (-0.26, 0.46)], robe, tension=0.5)
    p.oval(0, -0.26, 0.17, 0.17, "#f6d3b3")
    p.blob(
        [
            (-0.18, -0.24),
            (-0.16, -0.42),
            (0, -0.46),
            (0.16, -0.42),
            (0.18, -0.24),
            (0.1, -0.34),
            (-0.08, -0.35),
        ],
        "#e8b95a",
    )
    eyes(p, -0.25, 0.06, 0.026)
    cheeks(p, -0.2, 0.1, 0.035)
    p.line([(-0.03, -0.18), (0, -0.165), (0.03, -0.18)], 0.01, "#a85f5f")
    ring = [(0.12 * math.cos(step * 0.4488), -0.52 + 0.035 * math.sin(step * 0.4488)) for step in range(15)]
    p.line(ring, 0.02, "#f6cf58", lit=True)
