# ruff: noqa: E501 - tables of points and words read best one shape or entry per line
"""Fruit, sweets and meals."""

import math

from ..colour import darken, lighten
from ..drawing.pen import Pen
from .faces import shadow
from .registry import draws
from .still import steam


@draws("apple")
def apple(p: Pen) -> None:
    skin = p.main("#d8402f")
    shadow(p, 0.5)
    p.blob([(0, -0.74), (0.26, -0.84), (0.48, -0.62), (0.44, -0.28), (0.2, -0.02), (0, -0.06), (-0.2, -0.02), (-0.44, -0.28), (-0.48, -0.62),
            (-0.26, -0.84)], skin)  # fmt: skip
    p.oval(-0.22, -0.56, 0.09, 0.14, "#ffffff", turn=22, alpha=0.5, soft=True)
    p.line([(0, -0.72), (0.02, -0.88), (0.08, -0.98)], 0.05, "#6b4a30")
    p.blob([(0.06, -0.86), (0.24, -0.98), (0.4, -0.9), (0.22, -0.82)], "#5f9f4a")


@draws("orange")
def orange(p: Pen) -> None:
    skin = p.main("#f0923a")
    shadow(p, 0.5)
    p.oval(0, -0.44, 0.46, 0.44, skin)
    for _ in range(22):
        angle, reach = p.rng.uniform(0, 6.28), 0.42 * math.sqrt(p.rng.random())
        p.oval(
            math.cos(angle) * reach,
            -0.44 + math.sin(angle) * reach,
            0.012,
            0.012,
            darken(skin, 0.18),
            alpha=0.5,
            soft=True,
        )
    p.oval(-0.16, -0.62, 0.1, 0.08, "#ffffff", alpha=0.4, soft=True)
    p.oval(0, -0.86, 0.04, 0.03, "#6b4a30")
    for turn in (-34, 200):
        q = p.at(0, -0.87, 0.36, turn=turn)
        q.blob([(0, 0), (0.5, -0.2), (1, 0), (0.5, 0.18)], "#5f9f4a")


@draws("watermelon")
def watermelon(p: Pen) -> None:
    rind = p.main("#4f9a52")
    shadow(p, 0.7)
    points = [
        (math.cos(angle) * 0.72, -0.9 + math.sin(angle) * 0.86)
        for angle in [step * math.pi / 14 for step in range(15)]
    ]
    p.poly(points, rind)
    p.poly([(x * 0.92, -0.9 + (y + 0.9) * 0.91) for x, y in points], "#eaf3cf", soft=True)
    p.poly([(x * 0.85, -0.9 + (y + 0.9) * 0.83) for x, y in points], p.trim("#e8505a"), soft=True)
    for x, y in (
        (-0.4, -0.74),
        (-0.16, -0.68),
        (0.12, -0.72),
        (0.38, -0.76),
        (-0.26, -0.5),
        (0.02, -0.44),
        (0.26, -0.52),
        (0.0, -0.28),
    ):
        p.oval(x, y, 0.026, 0.044, "#3a2a2a", soft=True)


@draws("strawberry")
def strawberry(p: Pen) -> None:
    red = p.main("#e0404a")
    shadow(p, 0.4)
    p.blob(
        [(0, -0.02), (-0.3, -0.3), (-0.42, -0.62), (-0.24, -0.82), (0.24, -0.82), (0.42, -0.62), (0.3, -0.3)],
        red,
    )
    for row in range(4):
        for column in range(4 - row):
            p.oval((column - (3 - row) / 2) * 0.2, -0.66 + row * 0.16, 0.022, 0.034, "#ffe7a0", soft=True)
    for turn in (-90, -150, -30, 170, 10):
        q = p.at(0, -0.82, 0.26, turn=turn)
        q.blob([(0, -0.1), (0.6, -0.16), (1, 0.06), (0.5, 0.18)], "#5fa84f")


@draws("banana")
def banana(p: Pen) -> None:
    skin = p.main("#f6d04a")
    shadow(p, 0.6)
    for lift, tint in ((-0.1, darken(skin, 0.14)), (0.0, skin)):
        p.blob([(-0.66, -0.66 + lift), (-0.56, -0.24 + lift), (-0.1, -0.02 + lift), (0.42, -0.16 + lift), (0.7, -0.62 + lift), (0.62, -0.66 + lift),
                (0.34, -0.42 + lift), (-0.1, -0.36 + lift), (-0.5, -0.66 + lift)], tint)  # fmt: skip
    p.rect(-0.66, -0.86, 0.1, 0.2, "#8a6a3a")
    p.oval(0.68, -0.66, 0.05, 0.04, "#6b4a30")


@draws("fruit")
def fruit(p: Pen) -> None:
    shadow(p, 0.7)
    for x, y, colour in (
        (-0.36, -0.56, "#d8402f"),
        (0.34, -0.56, "#f0923a"),
        (-0.02, -0.72, "#8fbf4a"),
        (0.0, -0.5, "#f6c945"),
    ):
        q = p.at(x, y + 0.22, 0.44)
        q.oval(0, -0.45, 0.46, 0.44, colour)
        q.oval(-0.16, -0.6, 0.1, 0.1, "#ffffff", alpha=0.5, soft=True)
        q.line([(0, -0.86), (0.04, -1.0)], 0.06, "#6b4a30")
    for index in range(7):
        p.oval(0.52 + 0.1 * (index % 2), -0.46 + index * 0.055, 0.075, 0.075, "#7f5fa8")
    bowl = p.main("#6f9fc4")
    p.blob(
        [(-0.76, -0.42), (-0.5, -0.1), (-0.24, 0.0), (0.24, 0.0), (0.5, -0.1), (0.76, -0.42), (0, -0.36)],
        bowl,
        tension=0.6,
    )
    p.line([(-0.74, -0.41), (0, -0.35), (0.74, -0.41)], 0.045, lighten(bowl, 0.5))


@draws("cake")
def cake(p: Pen) -> None:
    icing = p.main("#f6b3c4")
    shadow(p, 0.66)
    p.oval(0, -0.03, 0.64, 0.07, "#e6e1d8")
    p.blob([(-0.52, -0.04), (-0.52, -0.4), (0.52, -0.4), (0.52, -0.04)], "#f3dcb0", tension=0.15)
    p.blob([(-0.54, -0.36), (-0.52, -0.44), (0.52, -0.44), (0.54, -0.36), (0.4, -0.24), (0.27, -0.34), (0.13, -0.22), (0, -0.33), (-0.14, -0.22),
            (-0.27, -0.34), (-0.41, -0.24)], icing)  # fmt: skip
    p.blob([(-0.36, -0.42), (-0.36, -0.66), (0.36, -0.66), (0.36, -0.42)], "#fdf3e2", tension=0.15)
    p.blob(
        [
            (-0.38, -0.62),
            (-0.36, -0.69),
            (0.36, -0.69),
            (0.38, -0.62),
            (0.26, -0.53),
            (0.13, -0.6),
            (0, -0.52),
            (-0.13, -0.6),
            (-0.26, -0.53),
        ],
        icing,
    )
    for x in (-0.2, 0.0, 0.2):
        p.rect(x - 0.022, -0.86, 0.044, 0.18, p.trim("#7fb8d8"))
        p.oval(x, -0.92, 0.1, 0.1, p.glow(("#ffd45e", 0.7), ("#ffd45e", 0.0)), soft=True)
        p.blob([(x, -1.0), (x - 0.03, -0.9), (x, -0.86), (x + 0.03, -0.9)], "#ffb03c", lit=True)
    for x in (-0.4, -0.13, 0.13, 0.4):
        p.oval(x, -0.47, 0.055, 0.055, "#e0404a")


@draws("icecream")
def ice_cream(p: Pen) -> None:
    scoop = p.main("#f6a8bf")
    p.poly([(-0.19, -0.5), (0.19, -0.5), (0, 0)], "#dba55c")
    for step in range(1, 4):
        p.line(
            [(-0.19 + step * 0.1, -0.5), (0.0 + step * 0.03, -0.02 - step * 0.08)], 0.01, "#b97f3c", soft=True
        )
        p.line(
            [(0.19 - step * 0.1, -0.5), (0.0 - step * 0.03, -0.02 - step * 0.08)], 0.01, "#b97f3c", soft=True
        )
    p.oval(-0.09, -0.6, 0.17, 0.16, p.trim("#fdf0d0"))
    p.oval(0.1, -0.61, 0.16, 0.155, "#b9d8a8")
    p.oval(0, -0.77, 0.17, 0.165, scoop)
    p.oval(-0.05, -0.84, 0.045, 0.035, "#ffffff", alpha=0.6, soft=True)
    p.oval(0.02, -0.95, 0.055, 0.055, "#d8303f")


@draws("mooncake")
def mooncake(p: Pen) -> None:
    crust = p.main("#cf8f42")
    shadow(p, 0.9)
    p.blob(
        [(-0.78, -0.6), (-0.76, -0.12), (0, 0.02), (0.76, -0.12), (0.78, -0.6)],
        darken(crust, 0.15),
        tension=0.5,
    )
    p.oval(0, -0.6, 0.8, 0.34, crust)
    p.oval(0, -0.61, 0.6, 0.24, lighten(crust, 0.2))
    for turn in range(8):
        q = p.at(math.cos(turn * 0.785) * 0.3, -0.61 + math.sin(turn * 0.785) * 0.12, 1)
        q.oval(0, 0, 0.13, 0.05, darken(crust, 0.1), turn=turn * 45)
    p.oval(0, -0.61, 0.1, 0.045, darken(crust, 0.2))


@draws("dumpling")
def dumpling(p: Pen) -> None:
    dough = p.main("#faf0dc")
    shadow(p, 0.9)
    steam(p, 0, -0.86)
    p.blob(
        [(-0.82, -0.16), (-0.6, -0.56), (0, -0.8), (0.6, -0.56), (0.82, -0.16), (0.4, 0.0), (-0.4, 0.0)],
        dough,
    )
    for index in range(7):
        x = -0.54 + index * 0.18
        p.line(
            [(x * 0.94, -0.74 + 0.5 * x * x), (x, -0.52 + 0.4 * x * x)], 0.04, darken(dough, 0.14), soft=True
        )
    for side in (-1, 1):
        p.oval(side * 0.16, -0.26, 0.04, 0.05, "#3a2a2a", soft=True)
    p.line([(-0.06, -0.19), (0, -0.15), (0.06, -0.19)], 0.03, "#a85f4a", soft=True)


@draws("noodles")
def noodles(p: Pen) -> None:
    bowl = p.main("#c9473a")
    shadow(p, 0.7)
    steam(p, -0.1, -0.74)
    p.oval(0, -0.6, 0.66, 0.16, "#f3d9a0")
    for index in range(8):
        x = -0.46 + index * 0.12
        p.line([(x, -0.58), (x + 0.06, -0.68), (x + 0.14, -0.6)], 0.035, "#f9e6b0")
    p.oval(0.24, -0.64, 0.15, 0.08, "#fdf6e8")
    p.oval(0.24, -0.65, 0.075, 0.045, "#f3a83c", soft=True)
    for x in (-0.32, -0.18):
        p.oval(x, -0.64, 0.07, 0.03, "#6fae55")
    p.blob(
        [(-0.7, -0.6), (-0.5, -0.16), (-0.24, 0.0), (0.24, 0.0), (0.5, -0.16), (0.7, -0.6), (0, -0.46)],
        bowl,
        tension=0.6,
    )
    p.line([(-0.66, -0.48), (0, -0.34), (0.66, -0.48)], 0.04, "#f6e0b8", soft=True)
    for dx in (0.0, 0.08):
        p.line([(0.3 + dx, -0.6), (0.72 + dx, -1.0)], 0.03, "#7a4a30", sharp=True)
