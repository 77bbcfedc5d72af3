# ruff: noqa: E501 - tables of points and words read best one shape or entry per line
"""What carries people: on water, on land, on rails."""

from ..colour import darken, lighten
from ..drawing.pen import Pen
from .faces import shadow
from .registry import draws


def _wake(p: Pen, half: float) -> None:
    for side in (-1, 1):
        p.line(
            [(side * half, 0.0), (side * (half + 0.24), 0.035), (side * (half + 0.5), 0.025)],
            0.022,
            "#ffffff",
            alpha=0.55,
            soft=True,
        )


@draws("boat")
def boat(p: Pen) -> None:
    hull = p.main("#a9653f")
    _wake(p, 0.9)
    p.blob([(-1.06, -0.44), (-0.7, -0.33), (0, -0.29), (0.7, -0.33), (1.06, -0.46), (0.84, -0.1), (0.5, 0.0), (-0.5, 0.0), (-0.84, -0.08)],
           hull, tension=0.55)  # fmt: skip
    p.line(
        [(-1.04, -0.42), (-0.7, -0.31), (0, -0.27), (0.7, -0.31), (1.04, -0.44)],
        0.055,
        p.trim(lighten(hull, 0.5)),
    )
    p.line([(-0.88, -0.16), (0, -0.11), (0.88, -0.16)], 0.02, darken(hull, 0.3), alpha=0.7, soft=True)
    p.blob(
        [(-0.42, -0.3), (-0.42, -0.72), (-0.2, -0.88), (0.2, -0.88), (0.42, -0.72), (0.42, -0.3)],
        "#cda873",
        tension=0.6,
    )
    for x in (-0.22, 0, 0.22):
        p.line([(x, -0.31), (x * 1.02, -0.85)], 0.016, "#8f6a40", alpha=0.6, soft=True)
    p.blob([(-0.2, -0.29), (-0.2, -0.56), (0, -0.68), (0.2, -0.56), (0.2, -0.29)], "#ffd27a" if p.look.dark else "#5f4433",
           lit=p.look.dark, tension=0.6)  # fmt: skip
    p.line([(0.6, -0.34), (1.2, -0.86)], 0.026, "#7a5a3c", sharp=True)


@draws("sailboat")
def sailboat(p: Pen) -> None:
    hull = p.main("#b9573f")
    sail = "#fdf8ec" if not p.colours else lighten(p.trim("#ffffff"), 0.6)
    if len(p.colours) > 1:
        sail = p.colours[1]
    _wake(p, 0.4)
    p.line([(0, -0.1), (0, -1.0)], 0.022, "#6b4f3a", sharp=True)
    p.blob([(0.025, -0.97), (0.3, -0.6), (0.42, -0.22), (0.2, -0.2), (0.025, -0.21)], sail, tension=0.6)
    p.blob(
        [(-0.03, -0.86), (-0.12, -0.5), (-0.34, -0.22), (-0.16, -0.2), (-0.03, -0.21)],
        darken(sail, 0.08),
        tension=0.6,
    )
    for y in (-0.4, -0.6, -0.78):
        p.line([(0.03, y), (0.12 + (y + 1) * 0.32, y + 0.02)], 0.006, "#c9b9a0", soft=True)
    p.poly([(0, -1.0), (0.13, -0.965), (0, -0.93)], p.main("#d8493f"))
    p.blob(
        [
            (-0.46, -0.17),
            (0.0, -0.14),
            (0.5, -0.18),
            (0.36, -0.02),
            (0.1, 0.01),
            (-0.26, 0.01),
            (-0.38, -0.04),
        ],
        hull,
        tension=0.5,
    )
    p.line([(-0.43, -0.15), (0, -0.125), (0.46, -0.16)], 0.022, "#fbf3e0")


@draws("ship")
def ship(p: Pen) -> None:
    hull = p.main("#37507f")
    _wake(p, 0.85)
    p.rect(-0.4, -0.62, 0.78, 0.28, "#fdf8ec")
    p.rect(-0.24, -0.78, 0.5, 0.18, "#fdf8ec")
    for x in (-0.12, 0.12):
        p.rect(x - 0.055, -1.0, 0.11, 0.24, "#d8553f")
        p.rect(x - 0.06, -1.0, 0.12, 0.05, "#33303c")
    for x in (-0.3, -0.15, 0.0, 0.15, 0.29):
        lit = p.look.dark
        p.oval(x, -0.48, 0.034, 0.034, "#ffd985" if lit else "#7fb0cf", lit=lit)
    for x in (-0.16, 0, 0.16):
        p.rect(
            x - 0.04, -0.73, 0.08, 0.06, "#ffd985" if p.look.dark else "#7fb0cf", lit=p.look.dark, soft=True
        )
    p.blob(
        [(-0.88, -0.38), (0, -0.34), (0.92, -0.46), (0.74, -0.06), (0.4, 0.01), (-0.5, 0.01), (-0.74, -0.04)],
        hull,
        tension=0.4,
    )
    p.line([(-0.84, -0.3), (0, -0.27), (0.86, -0.36)], 0.035, "#fdf8ec")
    for index in range(3):
        p.oval(
            -0.16 - index * 0.17,
            -1.06 - index * 0.05,
            0.08 + 0.03 * index,
            0.055 + 0.02 * index,
            "#e6e6e8",
            alpha=0.5,
            soft=True,
        )


def _wheel(p: Pen, x: float, size: float) -> None:
    p.oval(x, -size, size, size, "#34313c")
    p.oval(x, -size, size * 0.52, size * 0.52, "#d9d6d0")
    p.oval(x, -size, size * 0.2, size * 0.2, "#6a6670", soft=True)


def _beam(p: Pen, x: float, y: float) -> None:
    if p.look.dark:
        p.poly([(x, y - 0.03), (x + 0.9, y - 0.16), (x + 0.9, y + 0.2), (x, y + 0.05)], p.across(("#fff1b0", 0.65), ("#fff1b0", 0.0), lit=True),
               soft=True)  # fmt: skip
    p.oval(x, y, 0.035, 0.05, "#fff1b0", lit=p.look.dark)


@draws("car")
def car(p: Pen) -> None:
    paint = p.main("#e05a4a")
    shadow(p, 1.0)
    p.blob(
        [(-0.62, -0.5), (-0.46, -0.9), (-0.2, -0.99), (0.2, -0.99), (0.44, -0.86), (0.62, -0.5)],
        paint,
        tension=0.6,
    )
    for x0, x1, lean0, lean1 in ((-0.5, -0.04, 0.1, 0.0), (0.04, 0.52, 0.0, -0.14)):
        p.poly(
            [(x0, -0.53), (x1, -0.53), (x1 + lean1, -0.88), (x0 + lean0, -0.88)],
            "#cfe6ee" if not p.look.dark else "#ffe3a0",
            lit=p.look.dark,
        )
    p.blob([(-0.98, -0.24), (-0.94, -0.5), (-0.6, -0.57), (0.6, -0.57), (0.94, -0.46), (1.0, -0.22), (0.9, -0.14), (-0.9, -0.14)], paint,
           tension=0.6)  # fmt: skip
    p.rect(-0.96, -0.24, 1.94, 0.05, darken(paint, 0.3), soft=True, alpha=0.7)
    p.line([(0.0, -0.54), (0.0, -0.2)], 0.014, darken(paint, 0.3), soft=True)
    p.line([(0.08, -0.42), (0.18, -0.42)], 0.025, "#fdf6e8", soft=True)
    for x in (-0.56, 0.56):
        _wheel(p, x, 0.2)
    _beam(p, 0.95, -0.38)
    p.rect(-0.99, -0.44, 0.05, 0.1, "#ff6f5f", lit=p.look.dark)


@draws("bus")
def bus(p: Pen) -> None:
    paint = p.main("#f2b632")
    shadow(p, 0.95)
    p.blob(
        [(-0.94, -0.14), (-0.95, -0.9), (-0.85, -1.0), (0.85, -1.0), (0.95, -0.88), (0.96, -0.14)],
        paint,
        tension=0.3,
    )
    for index in range(5):
        x = -0.84 + index * 0.34
        p.rect(x, -0.86, 0.26, 0.32, "#ffe3a0" if p.look.dark else "#cfe6ee", lit=p.look.dark)
    p.rect(-0.94, -0.44, 1.9, 0.06, "#fdf6e8", soft=True)
    for x in (-0.56, 0.56):
        _wheel(p, x, 0.16)
    _beam(p, 0.94, -0.28)


@draws("truck")
def truck(p: Pen) -> None:
    paint = p.main("#4f8fc4")
    shadow(p, 0.9)
    p.rect(-0.9, -0.95, 1.14, 0.78, p.trim("#f3ead8"))
    p.blob(
        [(0.28, -0.16), (0.28, -0.78), (0.58, -0.78), (0.74, -0.48), (0.9, -0.42), (0.92, -0.16)],
        paint,
        tension=0.25,
    )
    p.poly(
        [(0.36, -0.46), (0.36, -0.7), (0.55, -0.7), (0.66, -0.46)],
        "#ffe3a0" if p.look.dark else "#cfe6ee",
        lit=p.look.dark,
    )
    p.rect(-0.92, -0.22, 1.84, 0.08, "#4a4650")
    for x in (-0.6, -0.2, 0.6):
        _wheel(p, x, 0.16)
    _beam(p, 0.9, -0.3)


@draws("train")
def train(p: Pen) -> None:
    paint = p.main("#b9443a")
    for y in (0.0, 0.08):
        p.line([(-6, y), (6, y)], 0.03, "#7a6a60", sharp=True)
    for index in range(25):
        p.rect(-6 + index * 0.5, -0.02, 0.12, 0.13, "#8f7050", soft=True)
    for car_x in (-1.9, -0.86):
        p.rect(car_x, -0.82, 0.96, 0.68, paint if car_x > -1.5 else darken(paint, 0.1))
        p.rect(car_x - 0.02, -0.88, 1.0, 0.09, "#4a4a55")
        for index in range(3):
            p.rect(
                car_x + 0.1 + index * 0.28,
                -0.68,
                0.2,
                0.24,
                "#ffe3a0" if p.look.dark else "#f3e6c4",
                lit=p.look.dark,
            )
        for x in (0.2, 0.76):
            _wheel(p, car_x + x, 0.12)
    p.rect(0.2, -0.98, 0.5, 0.84, paint)
    p.rect(0.14, -1.04, 0.62, 0.09, "#33343f")
    p.rect(0.3, -0.86, 0.28, 0.26, "#ffe3a0" if p.look.dark else "#cfe6ee", lit=p.look.dark)
    p.blob([(0.66, -0.16), (0.66, -0.7), (1.5, -0.7), (1.58, -0.44), (1.5, -0.16)], "#3f4656", tension=0.3)
    p.rect(0.92, -0.71, 0.06, 0.55, "#d9a441")
    p.poly([(1.24, -0.7), (1.4, -0.7), (1.45, -1.0), (1.19, -1.0)], "#33343f")
    p.oval(1.04, -0.72, 0.1, 0.09, "#d9a441")
    for index in range(5):
        p.oval(
            1.26 - index * 0.32,
            -1.16 - index * 0.09,
            0.13 + 0.045 * index,
            0.1 + 0.03 * index,
            "#f3f1ee",
            alpha=0.8 - 0.12 * index,
        )
    for x in (0.4, 0.86, 1.28):
        _wheel(p, x, 0.17)
    p.line([(0.4, -0.16), (1.28, -0.16)], 0.04, "#d9d6d0")
    p.poly([(1.5, -0.14), (1.72, 0.0), (1.5, 0.0)], "#33343f")
    _beam(p, 1.57, -0.5)


@draws("bicycle")
def bicycle(p: Pen) -> None:
    frame = p.main("#d8553f")
    shadow(p, 0.7)
    for x in (-0.42, 0.42):
        p.oval(x, -0.32, 0.32, 0.32, "#34313c")
        p.oval(x, -0.32, 0.27, 0.27, p.look.haze, lit=True)
        for turn in range(6):
            q = p.at(x, -0.32, turn=turn * 30)
            q.line([(-0.27, 0), (0.27, 0)], 0.008, "#8a8690", soft=True)
    for points in (((-0.42, -0.32), (-0.14, -0.72)), ((-0.14, -0.72), (0.28, -0.74)), ((0.28, -0.74), (-0.02, -0.32)), ((-0.02, -0.32), (-0.42, -0.32)),
                   ((-0.02, -0.32), (-0.17, -0.82)), ((0.42, -0.32), (0.26, -0.86))):  # fmt: skip
        p.line(points, 0.045, frame, sharp=True)
    p.blob([(-0.3, -0.84), (-0.04, -0.86), (-0.06, -0.8), (-0.24, -0.78)], "#4a3a34")
    p.line([(0.26, -0.86), (0.2, -0.98), (0.36, -0.96)], 0.035, "#4a4a52", sharp=True)
    p.oval(-0.02, -0.32, 0.06, 0.06, "#4a4a52")
    p.poly([(0.34, -0.9), (0.64, -0.9), (0.6, -0.66), (0.38, -0.66)], "#c49a64")
    for x in (0.42, 0.5, 0.57):
        p.oval(x, -0.93, 0.05, 0.05, "#f58fb0" if x != 0.5 else "#f7d84a")


@draws("submarine")
def submarine(p: Pen) -> None:
    paint = p.main("#f2b632")
    q = p.at(0, 0.06)
    q.line([(0.1, -0.3), (0.1, -0.52), (0.24, -0.52)], 0.04, darken(paint, 0.2), sharp=True)
    q.rect(-0.16, -0.4, 0.36, 0.2, paint)
    q.blob(
        [
            (-0.78, 0.0),
            (-0.6, -0.24),
            (0, -0.3),
            (0.6, -0.22),
            (0.82, 0.04),
            (0.6, 0.28),
            (0, 0.34),
            (-0.6, 0.26),
        ],
        paint,
    )
    q.poly([(-0.7, 0.02), (-0.96, -0.22), (-0.96, 0.26)], darken(paint, 0.2))
    for x in (-0.34, 0.04, 0.42):
        q.oval(x, 0.02, 0.13, 0.13, "#fdf6e8")
        q.oval(x, 0.02, 0.09, 0.09, "#9fd6e8")
