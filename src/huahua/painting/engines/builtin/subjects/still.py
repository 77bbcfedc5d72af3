# ruff: noqa: E501 - tables of points and words read best one shape or entry per line
"""Things on a table or in the hand."""

import math

from ..colour import darken, lighten, mix
from ..drawing.pen import Pen
from .faces import shadow
from .registry import draws
from .trees import blossom


@draws("umbrella")
def umbrella(p: Pen) -> None:
    cloth = p.main("#d8483f")
    p.line([(0, -0.9), (0, -0.1), (0.05, -0.01), (0.12, -0.06)], 0.026, "#7a5a42")
    p.blob([(-0.52, -0.5), (-0.42, -0.76), (0, -0.98), (0.42, -0.76), (0.52, -0.5), (0.35, -0.56), (0.17, -0.49), (0, -0.56), (-0.17, -0.49),
            (-0.35, -0.56)], cloth, tension=0.8)  # fmt: skip
    for side in (-1, 1):
        p.blob([(0, -0.98), (side * 0.2, -0.8), (side * 0.17, -0.49), (side * 0.35, -0.56), (side * 0.34, -0.76)], lighten(cloth, 0.2), soft=True,
               tension=0.6)  # fmt: skip
    p.line([(0, -0.97), (0, -1.03)], 0.02, "#7a5a42", sharp=True)


@draws("table")
def table(p: Pen) -> None:
    wood = p.main("#a8703f")
    shadow(p, 0.8)
    for x in (-0.56, 0.56):
        p.poly([(x - 0.05, -0.86), (x + 0.05, -0.86), (x + 0.035, 0), (x - 0.035, 0)], darken(wood, 0.15))
    p.rect(-0.62, -0.88, 1.24, 0.12, darken(wood, 0.2))
    p.poly([(-0.74, -0.86), (-0.62, -1.0), (0.62, -1.0), (0.74, -0.86)], lighten(wood, 0.15))
    p.rect(-0.74, -0.87, 1.48, 0.05, wood)


@draws("chair")
def chair(p: Pen) -> None:
    wood = p.main("#b9814f")
    shadow(p, 0.4)
    for x in (-0.26, 0.26):
        p.rect(x - 0.03, -1.0, 0.06, 1.0, darken(wood, 0.1))
    for y in (-0.92, -0.76):
        p.rect(-0.28, y, 0.56, 0.08, wood)
    p.blob(
        [(-0.32, -0.46), (-0.26, -0.56), (0.26, -0.56), (0.32, -0.46), (0.3, -0.4), (-0.3, -0.4)],
        p.trim("#e8b98a"),
        tension=0.4,
    )
    for x in (-0.22, 0.22):
        p.rect(x - 0.028, -0.4, 0.056, 0.42, wood)


def steam(p: Pen, x: float, y: float) -> None:
    for dx in (-0.08, 0.08):
        p.line(
            [(x + dx, y), (x + dx + 0.06, y - 0.14), (x + dx - 0.04, y - 0.28), (x + dx + 0.04, y - 0.42)],
            0.035,
            "#ffffff",
            alpha=0.55,
            soft=True,
        )


@draws("teapot")
def teapot(p: Pen) -> None:
    clay = p.main("#a85a42")
    shadow(p, 0.6)
    steam(p, 0.66, -0.72)
    p.line([(-0.4, -0.62), (-0.7, -0.66), (-0.74, -0.36), (-0.46, -0.24)], 0.09, clay)
    p.blob([(0.36, -0.3), (0.56, -0.42), (0.62, -0.66), (0.74, -0.72), (0.68, -0.44), (0.42, -0.1)], clay)
    p.blob(
        [
            (-0.34, -0.02),
            (-0.5, -0.34),
            (-0.34, -0.68),
            (0, -0.76),
            (0.34, -0.68),
            (0.5, -0.34),
            (0.34, -0.02),
        ],
        clay,
    )
    p.oval(-0.18, -0.5, 0.1, 0.16, lighten(clay, 0.4), turn=24, alpha=0.6, soft=True)
    p.blob([(-0.26, -0.72), (0, -0.86), (0.26, -0.72), (0, -0.68)], lighten(clay, 0.1))
    p.oval(0, -0.9, 0.065, 0.065, clay)
    for x in (-0.06, 0.1):
        blossom(p.at(x, -0.34 + x * 0.6, 0.11), p.trim("#f6e0c4"))


@draws("cup")
def cup(p: Pen) -> None:
    glaze = p.main("#f6efe2")
    shadow(p, 0.66)
    p.oval(0, -0.03, 0.68, 0.1, darken(glaze, 0.08))
    steam(p, 0, -0.86)
    ring = [
        (0.36 + math.cos(angle) * 0.2, -0.46 + math.sin(angle) * 0.22)
        for angle in [-1.4 + step * 0.35 for step in range(9)]
    ]
    p.line(ring, 0.08, glaze)
    p.blob(
        [(-0.44, -0.82), (-0.4, -0.36), (-0.24, -0.06), (0.24, -0.06), (0.4, -0.36), (0.44, -0.82)],
        glaze,
        tension=0.5,
    )
    p.line([(-0.42, -0.6), (0, -0.55), (0.42, -0.6)], 0.06, p.trim("#5f86b8"))
    p.oval(0, -0.82, 0.44, 0.1, lighten(glaze, 0.4))
    p.oval(0, -0.81, 0.37, 0.07, "#9a6238")


@draws("vase")
def vase(p: Pen) -> None:
    glaze = p.main("#5f86b8")
    shadow(p, 0.26)
    blooms = [
        (-0.26, -0.82, 0.12),
        (0.24, -0.84, 0.12),
        (0.0, -0.92, 0.13),
        (-0.13, -0.7, 0.11),
        (0.14, -0.7, 0.11),
    ]
    for x, y, _ in blooms:
        p.line([(0, -0.44), (x * 0.5, (y - 0.4) / 2), (x, y)], 0.018, "#5f9a4a")
    for x, y in ((-0.32, -0.64), (0.32, -0.66), (-0.05, -0.66)):
        p.blob([(x * 0.4, -0.5), (x, y - 0.05), (x * 1.2, y + 0.05), (x * 0.6, -0.46)], "#6fae55")
    colours = [p.trim("#f08fb0"), "#f6c945", "#fdf6ee", "#e8695a", "#b79be6"]
    for (x, y, size), colour in zip(blooms, colours, strict=True):
        blossom(p.at(x, y, size), colour)
    p.blob(
        [
            (-0.1, -0.48),
            (-0.09, -0.4),
            (-0.22, -0.22),
            (-0.14, 0.0),
            (0.14, 0.0),
            (0.22, -0.22),
            (0.09, -0.4),
            (0.1, -0.48),
        ],
        glaze,
    )
    p.line([(-0.17, -0.27), (0, -0.24), (0.17, -0.27)], 0.022, lighten(glaze, 0.6), soft=True)
    p.oval(-0.09, -0.2, 0.03, 0.08, "#ffffff", alpha=0.4, soft=True)


@draws("book")
def book(p: Pen) -> None:
    cover = p.main("#b9473a")
    shadow(p, 0.95)
    p.blob(
        [(-0.92, -0.08), (-0.88, -0.8), (0, -0.68), (0.88, -0.8), (0.92, -0.08), (0, 0.02)],
        cover,
        tension=0.2,
    )
    for side in (-1, 1):
        p.blob(
            [
                (0, -0.04),
                (0, -0.76),
                (side * 0.36, -0.94),
                (side * 0.82, -0.86),
                (side * 0.85, -0.16),
                (side * 0.4, -0.2),
            ],
            "#fdf8ea",
            tension=0.6,
        )
        for row in range(5):
            y = -0.72 + row * 0.11
            p.line(
                [(side * 0.12, y), (side * 0.4, y - 0.07), (side * 0.72, y - 0.02)],
                0.02,
                "#b9ab98",
                soft=True,
            )
    p.line([(0, -0.04), (0, -0.76)], 0.02, darken("#fdf8ea", 0.3), soft=True)
    p.taper([(0.3, -0.9), (0.32, -0.4), (0.3, -0.02)], 0.06, 0.06, "#f0b93c")


@draws("candle")
def candle(p: Pen) -> None:
    wax = p.main("#fbf1dc")
    p.oval(0, -0.78, 0.8, 0.8, p.glow(("#ffd27a", 0.6), ("#ffb84a", 0.15), ("#ffb84a", 0.0)), soft=True)
    p.oval(0, -0.02, 0.26, 0.05, "#b98a42")
    p.rect(-0.11, -0.6, 0.22, 0.58, wax)
    p.blob(
        [
            (-0.12, -0.6),
            (0, -0.64),
            (0.12, -0.6),
            (0.13, -0.46),
            (0.07, -0.52),
            (0.02, -0.38),
            (-0.03, -0.54),
            (-0.13, -0.5),
        ],
        lighten(wax, 0.3),
    )
    p.line([(0, -0.62), (0, -0.68)], 0.016, "#3a302c", sharp=True)
    p.blob([(0, -1.0), (-0.075, -0.78), (0, -0.66), (0.075, -0.78)], "#ffb03c", lit=True)
    p.blob([(0, -0.88), (-0.035, -0.76), (0, -0.69), (0.035, -0.76)], "#fff3b8", lit=True, soft=True)


@draws("gift")
def gift(p: Pen) -> None:
    box, ribbon = p.main("#e0574e"), p.trim("#f6cf58")
    shadow(p, 0.56)
    p.rect(-0.42, -0.62, 0.84, 0.62, box)
    p.rect(-0.47, -0.72, 0.94, 0.16, lighten(box, 0.12))
    p.rect(-0.08, -0.72, 0.16, 0.72, ribbon)
    for side in (-1, 1):
        p.blob([(0, -0.72), (side * 0.14, -0.98), (side * 0.36, -0.96), (side * 0.26, -0.76)], ribbon)
        p.blob(
            [(side * 0.06, -0.75), (side * 0.16, -0.88), (side * 0.25, -0.88), (side * 0.18, -0.77)],
            darken(ribbon, 0.2),
            soft=True,
        )
    p.oval(0, -0.75, 0.075, 0.065, darken(ribbon, 0.08))


@draws("clock")
def clock(p: Pen) -> None:
    case = p.main("#d8574a")
    shadow(p, 0.44)
    for side in (-1, 1):
        p.line([(side * 0.24, -0.12), (side * 0.32, 0.0)], 0.06, darken(case, 0.25), sharp=True)
        p.oval(side * 0.26, -0.88, 0.15, 0.12, lighten(case, 0.2), turn=side * 34)
    p.oval(0, -0.48, 0.44, 0.44, case)
    p.oval(0, -0.48, 0.35, 0.35, "#fdf8ec")
    for step in range(12):
        angle = step * 0.5236
        p.oval(math.cos(angle) * 0.29, -0.48 + math.sin(angle) * 0.29, 0.018, 0.018, "#6b5a58", soft=True)
    p.line([(0, -0.48), (0.0, -0.7)], 0.035, "#3a302c", sharp=True)
    p.line([(0, -0.48), (0.14, -0.4)], 0.04, "#3a302c", sharp=True)
    p.oval(0, -0.48, 0.035, 0.035, case)


@draws("guitar")
def guitar(p: Pen) -> None:
    wood = p.main("#c98a4a")
    shadow(p, 0.24)
    q = p.at(0, 0, turn=6)
    q.rect(-0.026, -0.9, 0.052, 0.5, "#6b4528")
    q.blob([(-0.05, -0.9), (-0.06, -1.02), (0.06, -1.02), (0.05, -0.9)], "#4a3020", tension=0.4)
    q.blob([(-0.2, -0.08), (-0.22, -0.22), (-0.13, -0.33), (-0.16, -0.46), (0, -0.52), (0.16, -0.46), (0.13, -0.33), (0.22, -0.22), (0.2, -0.08),
            (0, -0.01)], wood)  # fmt: skip
    q.oval(0, -0.33, 0.065, 0.06, "#4a3020")
    q.rect(-0.08, -0.14, 0.16, 0.03, "#4a3020")
    for x in (-0.014, 0.0, 0.014):
        q.line([(x, -0.96), (x, -0.13)], 0.004, "#f6ecd8", sharp=True, soft=True)


@draws("computer")
def computer(p: Pen) -> None:
    case = p.main("#c9ced6")
    shadow(p, 0.8)
    p.blob([(-0.56, -1.0), (0.56, -1.0), (0.58, -0.2), (-0.58, -0.2)], case, tension=0.12)
    p.rect(-0.5, -0.93, 1.0, 0.66, "#3a4a6a", lit=True)
    for row, (start, wide, colour) in enumerate(
        ((0.0, 0.4, "#8fd0a8"), (0.08, 0.52, "#f3c969"), (0.08, 0.34, "#9fc4f0"), (0.0, 0.28, "#f09ab0"))
    ):
        p.rect(-0.42 + start, -0.84 + row * 0.13, wide, 0.05, colour, lit=True, soft=True)
    p.poly([(-0.6, -0.2), (0.6, -0.2), (0.78, 0.0), (-0.78, 0.0)], lighten(case, 0.2))
    p.poly([(-0.5, -0.16), (0.5, -0.16), (0.58, -0.06), (-0.58, -0.06)], darken(case, 0.2), soft=True)


@draws("camera")
def camera(p: Pen) -> None:
    body = p.main("#4a4a55")
    shadow(p, 0.7)
    p.blob([(-0.22, -0.8), (-0.14, -0.98), (0.14, -0.98), (0.22, -0.8)], body, tension=0.3)
    p.blob([(-0.66, -0.82), (0.66, -0.82), (0.66, 0.0), (-0.66, 0.0)], body, tension=0.15)
    p.rect(-0.66, -0.62, 1.32, 0.44, p.trim("#c98a5a"))
    p.oval(0, -0.4, 0.34, 0.34, "#d9d6d0")
    p.oval(0, -0.4, 0.25, 0.25, "#2c3348")
    p.oval(-0.06, -0.46, 0.09, 0.09, "#8fb8e0", soft=True)
    p.oval(0.5, -0.72, 0.06, 0.05, "#e8574e")


@draws("ball")
def ball(p: Pen) -> None:
    skin = p.main("#fdf8ee")
    shadow(p, 0.5)
    p.oval(0, -0.5, 0.5, 0.5, skin)
    dark = "#3a3844" if not p.colours else lighten(skin, 0.6)
    for angle in range(5):
        x, y = math.cos(angle * 1.2566 - 1.57) * 0.37, -0.5 + math.sin(angle * 1.2566 - 1.57) * 0.37
        p.oval(x, y, 0.1, 0.1, dark, soft=True)
        p.line([(0, -0.5), (x, y)], 0.025, dark, sharp=True, soft=True)
    points = [
        (math.cos(step * 1.2566 - 1.57) * 0.14, -0.5 + math.sin(step * 1.2566 - 1.57) * 0.14)
        for step in range(5)
    ]
    p.poly(points, dark, soft=True)


@draws("flag")
def flag(p: Pen) -> None:
    cloth = p.main("#df4034")
    shadow(p, 0.14)
    p.rect(-0.25, -1.0, 0.035, 1.0, "#9a8a78")
    p.oval(-0.232, -1.0, 0.034, 0.034, "#e3b23c")
    p.blob(
        [
            (-0.22, -0.97),
            (0.02, -1.0),
            (0.24, -0.92),
            (0.48, -0.96),
            (0.48, -0.6),
            (0.24, -0.55),
            (0.02, -0.63),
            (-0.22, -0.6),
        ],
        cloth,
        tension=0.6,
    )
    p.blob(
        [(0.02, -1.0), (0.24, -0.92), (0.24, -0.55), (0.02, -0.63)],
        darken(cloth, 0.2),
        alpha=0.5,
        soft=True,
        tension=0.3,
    )


@draws("crown")
def crown(p: Pen) -> None:
    gold = p.main("#eab93a")
    shadow(p, 0.7)
    p.poly(
        [(-0.6, 0.0), (-0.68, -0.8), (-0.32, -0.44), (0, -1.0), (0.32, -0.44), (0.68, -0.8), (0.6, 0.0)], gold
    )
    p.rect(-0.6, -0.2, 1.2, 0.2, lighten(gold, 0.2))
    for x, y in ((-0.68, -0.82), (0, -1.0), (0.68, -0.82)):
        p.oval(x, y, 0.08, 0.08, p.trim("#d8344f"))
    for x, colour in ((-0.34, "#3f8fd0"), (0, "#d8344f"), (0.34, "#4fa86a")):
        p.oval(x, -0.1, 0.065, 0.07, colour)


@draws("diamond")
def diamond(p: Pen) -> None:
    gem = p.main("#8fd8ee")
    shadow(p, 0.3)
    p.oval(0, -0.5, 0.9, 0.9, p.glow((lighten(gem, 0.4), 0.4), (gem, 0.0)), soft=True)
    p.poly([(-0.56, -0.68), (-0.32, -0.96), (0.32, -0.96), (0.56, -0.68), (0, -0.02)], gem)
    p.poly([(-0.56, -0.68), (-0.2, -0.68), (0, -0.02)], lighten(gem, 0.3), soft=True)
    p.poly([(0.2, -0.68), (0.56, -0.68), (0, -0.02)], darken(gem, 0.25), soft=True)
    p.poly([(-0.32, -0.96), (0, -0.68), (-0.2, -0.68), (-0.56, -0.68)], lighten(gem, 0.55), soft=True)
    p.poly([(-0.32, -0.96), (0.32, -0.96), (0, -0.68)], lighten(gem, 0.4), soft=True)


@draws("scarecrow")
def scarecrow(p: Pen) -> None:
    shirt = p.main("#c9573f")
    shadow(p, 0.2)
    p.rect(-0.022, -0.5, 0.044, 0.5, "#8a6238")
    p.rect(-0.42, -0.62, 0.84, 0.04, "#8a6238")
    for side in (-1, 1):
        for dy in (-0.04, 0, 0.04):
            p.line([(side * 0.36, -0.6), (side * 0.48, -0.6 + dy)], 0.016, "#e3c26a", sharp=True)
        p.taper([(side * 0.08, -0.62), (side * 0.38, -0.6)], 0.13, 0.12, darken(shirt, 0.08))
    p.blob([(-0.13, -0.68), (0.13, -0.68), (0.15, -0.34), (-0.15, -0.34)], shirt, tension=0.3)
    p.rect(-0.06, -0.52, 0.09, 0.09, "#f0c25a", soft=True)
    p.oval(0, -0.8, 0.14, 0.135, "#edd3a0")
    for side in (-1, 1):
        p.oval(side * 0.05, -0.81, 0.018, 0.02, "#3a302c", soft=True)
    p.line([(-0.06, -0.745), (0, -0.72), (0.06, -0.745)], 0.014, "#8a4a3a")
    p.blob(
        [(-0.24, -0.87), (0, -0.84), (0.24, -0.87), (0.09, -0.92), (0, -1.04), (-0.09, -0.92)],
        "#d9a94a",
        tension=0.7,
    )


@draws("basket")
def basket(p: Pen) -> None:
    cane = p.main("#c9985a")
    shadow(p, 0.6)
    ring = [
        (math.cos(angle) * 0.42, -0.5 - math.sin(angle) * 0.48)
        for angle in [step * math.pi / 12 for step in range(13)]
    ]
    p.line(ring, 0.07, darken(cane, 0.12))
    for x, colour in ((-0.26, "#d8402f"), (0.0, "#f0923a"), (0.26, "#8fbf4a")):
        p.oval(x, -0.56, 0.19, 0.17, colour)
    p.blob([(-0.56, -0.52), (0.56, -0.52), (0.44, 0.0), (-0.44, 0.0)], cane, tension=0.2)
    for row in range(3):
        y = -0.42 + row * 0.14
        for column in range(6):
            x = -0.4 + column * 0.155 + (0.07 if row % 2 else 0)
            p.line([(x, y), (x + 0.09, y)], 0.035, mix(cane, "#7a5230", 0.45), soft=True)
    p.line([(-0.57, -0.5), (0.57, -0.5)], 0.08, lighten(cane, 0.15), sharp=True)
