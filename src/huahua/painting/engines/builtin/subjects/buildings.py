# ruff: noqa: E501 - tables of points and words read best one shape or entry per line
"""Houses, towers and what else is built."""

import math

from ..colour import darken, lighten
from ..drawing.pen import Pen
from .faces import shadow
from .registry import draws


def window(p: Pen, x: float, y: float, wide: float, tall: float, *, cross: bool = True) -> None:
    """A window that is lit when it is dark outside."""
    lit = p.look.dark
    if lit:
        p.oval(
            x + wide / 2,
            y + tall / 2,
            wide * 1.5,
            tall * 1.4,
            p.glow(("#ffce6e", 0.5), ("#ffce6e", 0.0)),
            soft=True,
        )
    p.rect(x - wide * 0.1, y - tall * 0.08, wide * 1.2, tall * 1.16, "#fdf6e8")
    p.rect(x, y, wide, tall, "#ffd985" if lit else "#8fb8cf", lit=lit)
    if cross:
        p.rect(x + wide * 0.45, y, wide * 0.1, tall, "#fdf6e8", soft=True)
        p.rect(x, y + tall * 0.45, wide, tall * 0.09, "#fdf6e8", soft=True)


def _snow(p: Pen, points: list[tuple[float, float]]) -> None:
    if p.look.white:
        p.blob(points, "#fbfdff", tension=0.5)


@draws("house")
def house(p: Pen) -> None:
    chosen = bool(p.colours)
    wall = p.main(p.rng.choice(["#f6e6c8", "#f3d9c0", "#efe6dc", "#e9d9c9"]))
    roof = p.trim(
        darken(wall, 0.45) if chosen else p.rng.choice(["#c4553f", "#a9483f", "#8f5a4a", "#5f7f9a"])
    )
    shadow(p, 0.66)
    p.rect(0.2, -0.98, 0.12, 0.3, darken(wall, 0.3))
    p.rect(0.18, -1.0, 0.16, 0.05, darken(wall, 0.4))
    if p.look.dark or p.look.white:
        for index in range(3):
            p.oval(
                0.28 + index * 0.05,
                -1.06 - index * 0.09,
                0.05 + index * 0.018,
                0.042,
                "#eef0f2",
                alpha=0.5 - index * 0.12,
                soft=True,
            )
    p.rect(-0.44, -0.56, 0.88, 0.57, wall)
    p.rect(0.1, -0.56, 0.34, 0.57, darken(wall, 0.3), alpha=0.28, soft=True)
    p.poly([(-0.58, -0.5), (-0.34, -0.9), (0.34, -0.9), (0.58, -0.5)], roof)
    for row in range(3):
        y = -0.82 + row * 0.1
        p.line(
            [(-0.4 - row * 0.06, y), (0.4 + row * 0.06, y)], 0.012, darken(roof, 0.25), alpha=0.6, soft=True
        )
    _snow(
        p,
        [
            (-0.58, -0.54),
            (-0.35, -0.95),
            (0.35, -0.95),
            (0.58, -0.54),
            (0.3, -0.66),
            (0, -0.6),
            (-0.3, -0.67),
        ],
    )
    p.rect(-0.1, -0.33, 0.2, 0.34, "#7a5138")
    p.oval(0.06, -0.16, 0.016, 0.016, "#f3c64a", soft=True)
    p.rect(-0.16, -0.02, 0.32, 0.035, "#cbbfae")
    window(p, -0.37, -0.4, 0.17, 0.17)
    window(p, 0.2, -0.4, 0.17, 0.17)
    for x in (-0.4, -0.3, 0.22, 0.32, 0.42):
        p.oval(x, -0.02, 0.07, 0.06, "#6fa458" if not p.look.white else "#e3edf3")


def _eaves(p: Pen, y: float, half: float, tall: float, roof: str) -> None:
    """A curved roof with upturned corners."""
    p.blob([(-half * 1.24, y - tall * 0.24), (-half * 0.9, y), (0, y - 0.004), (half * 0.9, y), (half * 1.24, y - tall * 0.24),
            (half * 0.62, y - tall * 0.5), (half * 0.34, y - tall), (-half * 0.34, y - tall), (-half * 0.62, y - tall * 0.5)], roof,
           tension=0.75)  # fmt: skip
    p.line([(-half * 1.2, y - tall * 0.22), (-half * 0.9, y - 0.004), (0, y - 0.008), (half * 0.9, y - 0.004), (half * 1.2, y - tall * 0.22)],
           0.012, lighten(roof, 0.3), alpha=0.6, soft=True)  # fmt: skip
    _snow(p, [(-half * 1.1, y - tall * 0.3), (-half * 0.62, y - tall * 0.56), (-half * 0.34, y - tall * 1.06), (half * 0.34, y - tall * 1.06),
              (half * 0.62, y - tall * 0.56), (half * 1.1, y - tall * 0.3), (0, y - tall * 0.42)])  # fmt: skip


@draws("pagoda")
def pagoda(p: Pen) -> None:
    wall, roof = p.main("#c8513f"), p.trim("#4b5a63")
    shadow(p, 0.28)
    p.rect(-0.24, -0.045, 0.48, 0.05, "#cfc3ae")
    y = -0.045
    for level in range(5):
        half, tall = 0.17 - level * 0.02, 0.1
        p.rect(-half, y - tall, half * 2, tall, wall)
        count = 3 if level < 3 else 1
        for index in range(count):
            x = (index - (count - 1) / 2) * half * 0.62
            p.rect(
                x - 0.018,
                y - tall * 0.82,
                0.036,
                tall * 0.7,
                "#ffd985" if p.look.dark else "#f2dfba",
                lit=p.look.dark,
            )
        y -= tall
        _eaves(p, y + 0.018, half * 1.18, 0.075, roof)
        y -= 0.045
    p.line([(0, y), (0, y - 0.15)], 0.016, "#d9a441")
    for index in range(3):
        p.oval(0, y - 0.05 - index * 0.035, 0.024 - index * 0.005, 0.012, "#d9a441")


@draws("temple")
def temple(p: Pen) -> None:
    wall, roof = p.main("#c4473a"), p.trim("#dba23f")
    shadow(p, 0.9)
    p.rect(-0.82, -0.1, 1.64, 0.11, "#d8cdb8")
    p.rect(-0.9, -0.04, 1.8, 0.05, "#c6baa4")
    for step in range(3):
        p.rect(-0.16, -0.1 + step * 0.034, 0.32, 0.02, "#efe6d4", soft=True)
    p.rect(-0.66, -0.44, 1.32, 0.34, wall)
    for index in range(5):
        x = -0.54 + index * 0.27
        lit = p.look.dark
        p.rect(x - 0.075, -0.38, 0.15, 0.28, "#ffd985" if lit else "#7a3a30", lit=lit)
        p.line([(x, -0.38), (x, -0.1)], 0.01, "#5a2a24", soft=True)
    for index in range(6):
        p.rect(-0.69 + index * 0.27, -0.45, 0.034, 0.36, darken(wall, 0.2))
    p.rect(-0.7, -0.48, 1.4, 0.05, "#3f7f7a")
    _eaves(p, -0.44, 0.72, 0.26, roof)
    p.rect(-0.4, -0.76, 0.8, 0.09, wall)
    _eaves(p, -0.73, 0.48, 0.2, roof)
    for side in (-1, 1):
        p.blob([(side * 0.16, -0.93), (side * 0.2, -1.0), (side * 0.1, -0.95)], roof)


@draws("pavilion")
def pavilion(p: Pen) -> None:
    post, roof = p.main("#b9473a"), p.trim("#55666b")
    shadow(p, 0.56)
    p.rect(-0.46, -0.06, 0.92, 0.065, "#d3c8b4")
    for x in (-0.34, -0.13, 0.13, 0.34):
        p.rect(x - 0.024, -0.5, 0.048, 0.45, post)
    p.rect(-0.36, -0.2, 0.22, 0.025, post)
    p.rect(0.14, -0.2, 0.22, 0.025, post)
    p.rect(-0.4, -0.53, 0.8, 0.06, darken(post, 0.15))
    _eaves(p, -0.48, 0.42, 0.28, roof)
    p.blob([(-0.16, -0.74), (-0.06, -0.84), (0, -0.96), (0.06, -0.84), (0.16, -0.74)], roof)
    p.oval(0, -0.97, 0.03, 0.035, "#d9a441")


@draws("castle")
def castle(p: Pen) -> None:
    stone, roof = p.main("#cfc6be"), p.trim("#5a6fa8")
    shadow(p, 0.6)
    towers = ((-0.2, 0.2, 0.72), (0.22, 0.18, 0.66), (0.0, 0.22, 0.6))
    for x, wide, tall in towers[:2]:
        _turret(p, x, wide, tall, stone, roof)
    p.rect(-0.4, -0.4, 0.8, 0.41, stone)
    for index in range(9):
        p.rect(-0.42 + index * 0.094, -0.45, 0.054, 0.06, stone)
    _turret(p, -0.44, 0.2, 0.52, stone, roof)
    _turret(p, 0.44, 0.2, 0.52, stone, roof)
    p.blob([(-0.1, 0), (-0.1, -0.18), (0, -0.27), (0.1, -0.18), (0.1, 0)], "#6b4a38", tension=0.6)
    for x in (-0.24, 0.24):
        p.blob([(x - 0.03, -0.2), (x - 0.03, -0.27), (x, -0.31), (x + 0.03, -0.27), (x + 0.03, -0.2)],
               "#ffd985" if p.look.dark else "#5d6a80", lit=p.look.dark, tension=0.6)  # fmt: skip


def _turret(p: Pen, x: float, wide: float, tall: float, stone: str, roof: str) -> None:
    p.rect(x - wide / 2, -tall, wide, tall, stone)
    p.rect(x + wide * 0.12, -tall, wide * 0.38, tall, darken(stone, 0.3), alpha=0.3, soft=True)
    p.poly([(x - wide * 0.64, -tall), (x, -tall - wide * 1.25), (x + wide * 0.64, -tall)], roof)
    _snow(
        p,
        [
            (x - wide * 0.5, -tall - wide * 0.2),
            (x, -tall - wide * 1.3),
            (x + wide * 0.5, -tall - wide * 0.2),
            (x, -tall - wide * 0.5),
        ],
    )
    p.line([(x, -tall - wide * 1.2), (x, -tall - wide * 1.6)], 0.012, "#6b5a48")
    p.poly(
        [(x, -tall - wide * 1.6), (x + wide * 0.42, -tall - wide * 1.47), (x, -tall - wide * 1.34)], "#d8493f"
    )
    lit = p.look.dark
    p.blob([(x - 0.024, -tall * 0.7), (x - 0.024, -tall * 0.7 - 0.06), (x, -tall * 0.7 - 0.09), (x + 0.024, -tall * 0.7 - 0.06),
            (x + 0.024, -tall * 0.7)], "#ffd985" if lit else "#5d6a80", lit=lit, tension=0.6)  # fmt: skip


@draws("church")
def church(p: Pen) -> None:
    wall, roof = p.main("#f3eadb"), p.trim("#6f7f9c")
    shadow(p, 0.5)
    p.rect(-0.1, -0.36, 0.5, 0.37, wall)
    p.poly([(-0.14, -0.34), (0.0, -0.54), (0.34, -0.54), (0.46, -0.34)], roof)
    p.rect(-0.36, -0.56, 0.28, 0.57, wall)
    p.rect(-0.16, -0.56, 0.08, 0.57, darken(wall, 0.25), alpha=0.35, soft=True)
    p.poly([(-0.4, -0.55), (-0.22, -0.86), (-0.04, -0.55)], roof)
    p.line([(-0.22, -0.85), (-0.22, -1.0)], 0.018, "#d9a441")
    p.line([(-0.27, -0.94), (-0.17, -0.94)], 0.018, "#d9a441")
    p.blob([(-0.3, 0), (-0.3, -0.14), (-0.22, -0.21), (-0.14, -0.14), (-0.14, 0)], "#7a5138", tension=0.6)
    lit = p.look.dark
    p.oval(-0.22, -0.42, 0.055, 0.055, "#ffd985" if lit else "#7f9ab5", lit=lit)
    for x in (0.04, 0.18, 0.32):
        p.blob([(x - 0.03, -0.1), (x - 0.03, -0.22), (x, -0.27), (x + 0.03, -0.22), (x + 0.03, -0.1)],
               "#ffd985" if lit else "#7f9ab5", lit=lit, tension=0.6)  # fmt: skip


@draws("lighthouse")
def lighthouse(p: Pen) -> None:
    stripe = p.main("#d34a3f")
    shadow(p, 0.3)
    if p.look.dark:
        for side in (-1, 1):
            p.poly([(0, -0.86), (side * 1.8, -1.1), (side * 1.8, -0.7)], p.across(*((("#fff1b0", 0.0), ("#fff1b0", 0.55)) if side < 0
                   else (("#fff1b0", 0.55), ("#fff1b0", 0.0))), lit=True), soft=True)  # fmt: skip
    p.blob([(-0.3, 0.01), (-0.22, -0.08), (0.2, -0.09), (0.3, 0.01)], "#9a948c")
    for index in range(5):
        y0, y1 = -0.04 - index * 0.146, -0.04 - (index + 1) * 0.146
        w0, w1 = 0.145 - index * 0.013, 0.145 - (index + 1) * 0.013
        p.poly([(-w0, y0), (w0, y0), (w1, y1), (-w1, y1)], stripe if index % 2 == 0 else "#fbf6ea")
    p.poly([(0.04, -0.04), (0.145, -0.04), (0.08, -0.77), (0.02, -0.77)], "#241b38", alpha=0.18, soft=True)
    p.rect(-0.115, -0.795, 0.23, 0.03, "#4a5060")
    lit = p.look.dark
    if lit:
        p.oval(0, -0.85, 0.3, 0.3, p.glow(("#fff1b0", 0.8), ("#fff1b0", 0.0)), soft=True)
    p.rect(-0.065, -0.9, 0.13, 0.11, "#fff0a8" if lit else "#b9dbe6", lit=lit)
    p.line([(0, -0.9), (0, -0.79)], 0.012, "#4a5060")
    p.poly([(-0.1, -0.895), (0, -1.0), (0.1, -0.895)], stripe)
    p.rect(-0.03, -0.12, 0.06, 0.09, "#5a4033")


@draws("windmill")
def windmill(p: Pen) -> None:
    wall, roof = p.main("#f3e6d0"), p.trim("#a9553f")
    shadow(p, 0.3)
    p.poly([(-0.22, 0), (0.22, 0), (0.14, -0.54), (-0.14, -0.54)], wall)
    p.poly([(0.04, 0), (0.22, 0), (0.14, -0.54), (0.02, -0.54)], darken(wall, 0.3), alpha=0.3, soft=True)
    p.blob([(-0.17, -0.53), (-0.1, -0.66), (0.1, -0.66), (0.17, -0.53)], roof, tension=0.7)
    p.blob([(-0.06, 0), (-0.06, -0.12), (0, -0.16), (0.06, -0.12), (0.06, 0)], "#7a5138", tension=0.6)
    window(p, -0.045, -0.36, 0.09, 0.09)
    for turn in (20, 110, 200, 290):
        q = p.at(0, -0.58, 0.44, turn=turn)
        q.line([(0, 0), (1, 0)], 0.035, "#6b4f3a")
        q.poly([(0.2, 0.02), (1, 0.02), (1, 0.24), (0.2, 0.2)], "#fdf8ec", alpha=0.94)
        for x in (0.4, 0.6, 0.8):
            q.line([(x, 0.02), (x, 0.22)], 0.014, "#b9a58c", soft=True)
    p.oval(0, -0.58, 0.035, 0.035, "#6b4f3a")


@draws("bridge")
def bridge(p: Pen) -> None:
    stone = p.main("#c9bda8")
    arch = [
        (math.cos(angle) * 0.62, -math.sin(angle) * 0.6 + 0.06)
        for angle in [math.pi * step / 14 for step in range(15)]
    ]
    deck = [(-1.56, -0.04), (-1.1, -0.3), (-0.6, -0.62), (0, -0.76), (0.6, -0.62), (1.1, -0.3), (1.56, -0.04)]
    p.blob([*deck, (1.56, 0.12), (0.62, 0.1), *arch[1:-1], (-0.62, 0.1), (-1.56, 0.12)], stone, tension=0.55)
    p.line(arch, 0.045, darken(stone, 0.25))
    for index in range(15):
        x = -1.4 + index * 0.2
        y = -0.76 + 0.3 * abs(x) ** 1.6
        p.rect(x - 0.02, min(-0.06, y) - 0.17, 0.04, 0.19, lighten(stone, 0.25))
    p.line([(x, y - 0.17) for x, y in deck], 0.045, lighten(stone, 0.3))
    p.line([(x, y - 0.01) for x, y in deck], 0.03, darken(stone, 0.2), alpha=0.6, soft=True)


@draws("torii")
def torii(p: Pen) -> None:
    red = p.main("#d3452f")
    for side in (-1, 1):
        p.poly(
            [
                (side * 0.42 - 0.04, 0),
                (side * 0.42 + 0.04, 0),
                (side * 0.36 + 0.035, -0.88),
                (side * 0.36 - 0.035, -0.88),
            ],
            red,
        )
        p.rect(side * 0.42 - 0.055, -0.06, 0.11, 0.065, "#3a3238")
    p.rect(-0.46, -0.7, 0.92, 0.06, red)
    p.rect(-0.03, -0.86, 0.06, 0.17, red)
    p.blob(
        [(-0.6, -1.0), (-0.5, -0.88), (0, -0.86), (0.5, -0.88), (0.6, -1.0), (0.3, -0.97), (-0.3, -0.97)],
        red,
        tension=0.5,
    )
    p.blob(
        [(-0.64, -1.04), (-0.56, -0.98), (0, -0.95), (0.56, -0.98), (0.64, -1.04), (0, -1.0)],
        "#3a3238",
        tension=0.5,
    )


@draws("tent")
def tent(p: Pen) -> None:
    cloth = p.main("#e8934a")
    shadow(p, 0.8)
    p.poly([(-0.72, 0), (-0.1, -1), (0.2, -0.94), (0.78, -0.02)], cloth)
    p.poly([(-0.1, -1), (0.2, -0.94), (0.78, -0.02), (0.2, 0)], darken(cloth, 0.25), alpha=0.6, soft=True)
    p.poly([(-0.36, 0), (-0.1, -0.72), (0.06, 0)], "#ffd985" if p.look.dark else "#4f3f44", lit=p.look.dark)
    p.poly([(-0.1, -0.72), (0.06, 0), (0.2, 0)], lighten(cloth, 0.3))
    p.line([(-0.1, -1), (-0.96, 0.02)], 0.014, "#6b5a48")


@draws("fence")
def fence(p: Pen) -> None:
    wood = p.main("#f3ead8")
    for y in (-0.72, -0.34):
        p.rect(-3, y, 6, 0.12, darken(wood, 0.12))
    for index in range(17):
        x = -2.96 + index * 0.37
        p.poly([(x - 0.09, 0), (x - 0.09, -0.86), (x, -1.02), (x + 0.09, -0.86), (x + 0.09, 0)], wood)


@draws("streetlamp")
def street_lamp(p: Pen) -> None:
    iron = p.main("#3f4652")
    lit = p.look.dark
    if lit:
        p.oval(0, -0.88, 0.5, 0.5, p.glow(("#ffdf94", 0.75), ("#ffdf94", 0.22), ("#ffdf94", 0.0)), soft=True)
        p.oval(0, 0, 0.5, 0.09, p.glow(("#ffdf94", 0.5), ("#ffdf94", 0.0)), soft=True)
    p.rect(-0.07, -0.04, 0.14, 0.045, iron)
    p.poly([(-0.03, 0), (0.03, 0), (0.017, -0.78), (-0.017, -0.78)], iron)
    p.poly(
        [(-0.05, -0.78), (0.05, -0.78), (0.085, -0.93), (-0.085, -0.93)],
        "#fff0b8" if lit else "#e6e6da",
        lit=lit,
    )
    p.poly([(-0.11, -0.93), (0, -1.0), (0.11, -0.93)], iron)


@draws("well")
def well(p: Pen) -> None:
    stone = p.main("#aaa49c")
    shadow(p, 0.5)
    for side in (-1, 1):
        p.rect(side * 0.3 - 0.03, -0.78, 0.06, 0.5, "#7a5a42")
    p.poly([(-0.46, -0.72), (0, -1.0), (0.46, -0.72)], "#b9573f")
    p.line([(0, -0.74), (0, -0.5)], 0.015, "#6b5a48")
    p.poly([(-0.07, -0.52), (0.07, -0.52), (0.05, -0.4), (-0.05, -0.4)], "#8f6a4a")
    p.blob(
        [(-0.4, -0.36), (0, -0.3), (0.4, -0.36), (0.37, -0.02), (0, 0.04), (-0.37, -0.02)], stone, tension=0.5
    )
    p.oval(0, -0.36, 0.4, 0.08, darken(stone, 0.5))


@draws("bench")
def bench(p: Pen) -> None:
    wood = p.main("#a9744a")
    shadow(p, 0.85)
    for x in (-0.66, 0.66):
        p.line([(x, 0), (x, -0.5), (x * 1.06, -1.0)], 0.06, "#4a4a52", sharp=True)
    for y in (-0.98, -0.76):
        p.rect(-0.84, y, 1.68, 0.14, wood)
    p.rect(-0.88, -0.5, 1.76, 0.13, lighten(wood, 0.12))


@draws("swing")
def swing(p: Pen) -> None:
    wood = p.main("#9a6f48")
    shadow(p, 0.55)
    for side in (-1, 1):
        p.line([(side * 0.52, 0), (side * 0.4, -1)], 0.045, wood, sharp=True)
        p.line([(side * 0.3, 0), (side * 0.4, -1)], 0.045, darken(wood, 0.2), sharp=True)
        p.line([(side * 0.15, -0.96), (side * 0.15, -0.3)], 0.012, "#5f5048", sharp=True)
    p.line([(-0.44, -0.97), (0.44, -0.97)], 0.05, wood, sharp=True)
    p.rect(-0.2, -0.31, 0.4, 0.045, "#d8574a")


@draws("ferriswheel")
def ferris_wheel(p: Pen) -> None:
    iron = p.main("#6f7fa8")
    cabins = ("#e85f5c", "#f3b24a", "#6fbf8a", "#5fa8d8", "#b98ad8")
    shadow(p, 0.4)
    for side in (-1, 1):
        p.line([(0, -0.54), (side * 0.24, 0)], 0.03, iron, sharp=True)
    for reach in (0.42, 0.38):
        ring = [
            (math.cos(step * 0.3142) * reach, -0.54 + math.sin(step * 0.3142) * reach) for step in range(21)
        ]
        p.line(ring, 0.016, iron)
    for index in range(10):
        angle = index * 0.6283
        x, y = math.cos(angle) * 0.42, -0.54 + math.sin(angle) * 0.42
        p.line([(0, -0.54), (x, y)], 0.008, iron, sharp=True)
        p.oval(x, y + 0.035, 0.048, 0.044, cabins[index % 5])
        p.rect(x - 0.028, y + 0.012, 0.056, 0.026, "#fff1c4", lit=p.look.dark, soft=True)
    p.oval(0, -0.54, 0.03, 0.03, darken(iron, 0.2))


@draws("campfire")
def campfire(p: Pen) -> None:
    p.oval(0, -0.4, 1.5, 1.2, p.glow(("#ff9f4a", 0.5), ("#ff9f4a", 0.14), ("#ff9f4a", 0.0)), soft=True)
    for turn in (-16, 16):
        q = p.at(0, -0.06, turn=turn)
        q.rect(-0.44, -0.06, 0.88, 0.13, "#7a5138")
        q.oval(0.44, 0, 0.04, 0.065, "#d9b48a")
    for half, tall, colour in ((0.3, 1.0, "#f0662f"), (0.21, 0.74, "#f9a13a"), (0.12, 0.46, "#ffe27a")):
        p.blob([(0, -0.06), (-half, -0.2), (-half * 0.7, -tall * 0.55), (-half * 0.1, -tall), (half * 0.3, -tall * 0.66), (half * 0.8, -tall * 0.62),
                (half, -0.22)], colour if not p.colours or half < 0.25 else p.colours[0], lit=True)  # fmt: skip
