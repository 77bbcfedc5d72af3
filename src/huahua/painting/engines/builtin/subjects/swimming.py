# ruff: noqa: E501 - tables of points and words read best one shape or entry per line
"""What lives in water, on it or at its edge. ``under`` things are drawn around their centre."""

import math

from ..colour import darken, lighten, mix
from ..drawing.pen import Pen
from .faces import INK, cheeks, eye, eyes, shadow
from .registry import draws


@draws("fish")
def fish(p: Pen) -> None:
    scales = p.main(p.rng.choice(["#f0863a", "#f6b93c", "#e8574e", "#5fa8d8"]))
    fin = lighten(scales, 0.25)
    q = p.at(0, 0, turn=p.rng.uniform(-7, 7) - (42 if p.pose == "jump" else 0))
    if p.pose == "jump":
        for x, y in ((-0.7, 0.5), (-0.5, 0.62), (-0.86, 0.7), (-0.3, 0.72)):
            p.oval(x, y, 0.05, 0.075, "#eef8fd", lit=True)
        p.oval(-0.55, 0.84, 0.5, 0.07, "#eef8fd", alpha=0.7, soft=True)
    q.blob([(-0.44, 0.0), (-0.62, -0.16), (-0.94, -0.36), (-0.82, -0.02), (-0.96, 0.34), (-0.62, 0.14)], fin)
    for y in (-0.16, 0.0, 0.16):
        q.line([(-0.56, y * 0.4), (-0.84, y * 1.4)], 0.014, darken(scales, 0.15), alpha=0.6, soft=True)
    q.blob([(-0.16, -0.24), (-0.08, -0.52), (0.24, -0.46), (0.34, -0.26)], fin)
    q.blob([(-0.06, 0.24), (-0.12, 0.46), (0.1, 0.4), (0.14, 0.26)], fin)
    q.blob(
        [
            (-0.52, 0.0),
            (-0.24, -0.26),
            (0.2, -0.34),
            (0.58, -0.18),
            (0.7, 0.04),
            (0.54, 0.22),
            (0.16, 0.32),
            (-0.26, 0.22),
        ],
        scales,
    )
    q.blob(
        [(-0.3, 0.16), (0.1, 0.14), (0.56, 0.1), (0.5, 0.22), (0.16, 0.31), (-0.2, 0.24)],
        lighten(scales, 0.6),
        soft=True,
    )
    for row in range(3):
        for column in range(4 - row % 2):
            x, y = -0.26 + column * 0.13 + 0.06 * (row % 2), -0.13 + row * 0.12
            q.line(
                [(x - 0.03, y - 0.045), (x + 0.025, y), (x - 0.03, y + 0.045)],
                0.014,
                darken(scales, 0.16),
                alpha=0.7,
                soft=True,
            )
    q.line([(0.3, -0.22), (0.25, 0.0), (0.31, 0.2)], 0.02, darken(scales, 0.2), soft=True)
    q.blob([(0.06, 0.04), (-0.1, 0.2), (0.1, 0.24), (0.18, 0.1)], fin)
    q.oval(0.47, -0.06, 0.1, 0.1, "#ffffff", lit=True)
    eye(q, 0.485, -0.055, 0.068)
    q.line([(0.62, 0.11), (0.57, 0.14), (0.52, 0.13)], 0.018, darken(scales, 0.45))
    cheeks(q.at(0.42, 0), 0.09, 0.0, 0.06)


@draws("shark")
def shark(p: Pen) -> None:
    hide = p.main("#7f93a8")
    p.blob([(-0.7, 0.02), (-0.94, -0.44), (-0.82, -0.02), (-0.98, 0.3), (-0.66, 0.12)], hide)
    p.blob([(-0.02, -0.24), (0.04, -0.6), (0.24, -0.24)], darken(hide, 0.1), tension=0.6)
    p.blob(
        [
            (-0.76, 0.04),
            (-0.3, -0.22),
            (0.3, -0.3),
            (0.78, -0.12),
            (0.96, 0.04),
            (0.7, 0.2),
            (0.1, 0.26),
            (-0.4, 0.18),
        ],
        hide,
    )
    p.blob(
        [(-0.5, 0.12), (0.2, 0.08), (0.9, 0.06), (0.68, 0.2), (0.1, 0.26), (-0.4, 0.18)],
        lighten(hide, 0.7),
        soft=True,
    )
    p.blob([(0.2, 0.14), (0.0, 0.46), (0.36, 0.2)], darken(hide, 0.1), tension=0.6)
    p.line([(0.84, 0.1), (0.7, 0.15), (0.56, 0.1)], 0.02, INK)
    eye(p, 0.62, -0.06, 0.045)
    for x in (0.3, 0.36, 0.42):
        p.line([(x, -0.06), (x - 0.03, 0.04)], 0.014, darken(hide, 0.35), soft=True)


@draws("jellyfish")
def jellyfish(p: Pen) -> None:
    bell = p.main("#e79ac6")
    for index in range(6):
        x = -0.2 + index * 0.08
        phase = p.rng.uniform(0, 6.28)
        points = [(x + 0.045 * math.sin(phase + step * 1.3), -0.06 + step * 0.13) for step in range(5)]
        p.taper(points, 0.05, 0.012, lighten(bell, 0.2), alpha=0.8)
    p.blob([(-0.34, 0.0), (-0.32, -0.3), (0, -0.5), (0.32, -0.3), (0.34, 0.0), (0.2, -0.05), (0.08, 0.01), (-0.08, 0.01), (-0.2, -0.05)], bell,
           alpha=0.92)  # fmt: skip
    p.oval(-0.1, -0.32, 0.1, 0.06, "#ffffff", turn=-26, alpha=0.5, soft=True)
    eyes(p, -0.16, 0.09, 0.036)
    cheeks(p, -0.1, 0.16, 0.045)


@draws("octopus")
def octopus(p: Pen) -> None:
    skin = p.main("#d9785f")
    for index, x in enumerate((-0.34, -0.2, -0.07, 0.07, 0.2, 0.34)):
        side = -1 if x < 0 else 1
        points = [
            (x * 0.5, 0.06),
            (x * 1.1, 0.26),
            (x * 1.5, 0.36 + 0.04 * (index % 2)),
            (x * 1.5 + side * 0.12, 0.28),
        ]
        p.taper(points, 0.14, 0.04, darken(skin, 0.1) if index % 2 else skin)
    p.blob(
        [(-0.28, 0.1), (-0.34, -0.2), (-0.2, -0.46), (0.2, -0.46), (0.34, -0.2), (0.28, 0.1), (0, 0.18)], skin
    )
    p.oval(-0.12, -0.34, 0.09, 0.05, lighten(skin, 0.5), turn=-24, soft=True)
    for side in (-1, 1):
        p.oval(side * 0.11, -0.08, 0.075, 0.08, "#ffffff", lit=True)
    eyes(p, -0.07, 0.105, 0.05)
    cheeks(p, 0.02, 0.19, 0.05)
    p.line([(-0.05, 0.06), (0, 0.085), (0.05, 0.06)], 0.016, darken(skin, 0.5))


@draws("whale")
def whale(p: Pen) -> None:
    hide = p.main("#4a78a8")
    for x, y, size in ((-0.12, -0.94, 0.1), (0.02, -1.0, 0.11), (0.16, -0.93, 0.1)):
        p.line([(0.02, -0.7), (x * 0.6, -0.86), (x, y)], 0.045, "#e6f4fb")
        p.oval(x, y, size, size * 0.7, "#eaf6fb", alpha=0.9)
    p.taper([(-0.5, -0.12), (-0.76, -0.22), (-0.86, -0.46)], 0.26, 0.1, hide)
    p.blob(
        [
            (-0.86, -0.42),
            (-1.12, -0.6),
            (-1.0, -0.42),
            (-0.86, -0.36),
            (-0.72, -0.46),
            (-0.62, -0.66),
            (-0.84, -0.54),
        ],
        hide,
    )
    p.blob(
        [(-0.66, 0.0), (-0.6, -0.3), (-0.2, -0.66), (0.34, -0.7), (0.76, -0.44), (0.86, -0.12), (0.76, 0.02)],
        hide,
    )
    p.blob([(0.0, 0.02), (0.2, -0.14), (0.86, -0.2), (0.84, 0.0)], "#eef4f8", soft=True)
    for y in (-0.1, -0.04):
        p.line([(0.2, y), (0.5, y - 0.02), (0.84, y - 0.03)], 0.012, "#a9c4d8", soft=True)
    p.line([(0.44, -0.18), (0.62, -0.2), (0.84, -0.24)], 0.016, darken(hide, 0.4))
    eye(p, 0.52, -0.32, 0.05)
    cheeks(p.at(0.42, 0), -0.22, 0.0, 0.07)
    for side in (-1, 1):
        p.line(
            [(side * 0.5, 0.0), (side * 0.8, 0.035), (side * 1.1, 0.02)],
            0.03,
            "#ffffff",
            alpha=0.6,
            soft=True,
        )


@draws("dolphin")
def dolphin(p: Pen) -> None:
    hide = p.main("#6f9cc4")
    p.blob([(-0.52, -0.22), (-0.78, -0.06), (-0.62, -0.02), (-0.6, 0.1), (-0.44, -0.1)], hide)
    p.blob([(-0.1, -0.84), (-0.24, -1.02), (0.08, -0.86)], darken(hide, 0.1), tension=0.6)
    p.blob(
        [
            (-0.56, -0.14),
            (-0.4, -0.54),
            (-0.06, -0.84),
            (0.3, -0.82),
            (0.5, -0.62),
            (0.7, -0.48),
            (0.66, -0.42),
            (0.42, -0.46),
            (0.1, -0.5),
            (-0.2, -0.36),
        ],
        hide,
    )
    p.blob(
        [(0.6, -0.43), (0.34, -0.5), (0.06, -0.52), (-0.24, -0.34), (0.06, -0.42), (0.42, -0.44)],
        "#eef4f8",
        soft=True,
    )
    p.blob([(0.12, -0.52), (0.02, -0.26), (0.24, -0.44)], darken(hide, 0.15), tension=0.6)
    eye(p, 0.4, -0.62, 0.04)
    for x, tall in ((-0.34, 0.16), (-0.2, 0.24), (-0.02, 0.18)):
        p.oval(
            x, -tall * 0.4, 0.07, tall * 0.5, p.glow(("#ffffff", 0.8), ("#ffffff", 0.0), lit=False), soft=True
        )


@draws("duck")
def duck(p: Pen) -> None:
    coat = p.main(p.rng.choice(["#f7cf4a", "#fbf4e2"]))
    _ring(p, 0.62)
    p.blob(
        [
            (-0.58, -0.36),
            (-0.7, -0.56),
            (-0.42, -0.42),
            (0.0, -0.46),
            (0.36, -0.36),
            (0.5, -0.14),
            (0.3, 0.0),
            (-0.3, 0.0),
            (-0.52, -0.14),
        ],
        coat,
    )
    p.oval(0.3, -0.68, 0.26, 0.26, coat)
    p.blob([(-0.36, -0.34), (-0.1, -0.4), (0.16, -0.26), (0.04, -0.12), (-0.24, -0.12)], darken(coat, 0.14))
    p.blob([(0.5, -0.7), (0.74, -0.66), (0.72, -0.58), (0.5, -0.58)], "#f0923a")
    eye(p, 0.38, -0.74, 0.055)
    cheeks(p.at(0.34, 0), -0.62, 0.0, 0.06)


def _ring(p: Pen, half: float) -> None:
    for reach, alpha in ((1.0, 0.5), (1.3, 0.3)):
        p.line(
            [
                (-half * reach, 0.01),
                (-half * 0.5 * reach, 0.055),
                (half * 0.5 * reach, 0.055),
                (half * reach, 0.01),
            ],
            0.022,
            "#ffffff",
            alpha=alpha,
            soft=True,
        )


@draws("swan")
def swan(p: Pen) -> None:
    coat = p.main("#fdfaf4")
    _ring(p, 0.6)
    p.blob(
        [
            (-0.62, -0.34),
            (-0.5, -0.22),
            (0.2, -0.32),
            (0.42, -0.2),
            (0.36, -0.02),
            (0, 0.0),
            (-0.36, -0.02),
            (-0.52, -0.16),
        ],
        coat,
    )
    p.taper([(0.3, -0.14), (0.48, -0.34), (0.3, -0.56), (0.3, -0.82), (0.44, -0.92)], 0.19, 0.1, coat)
    p.oval(0.45, -0.92, 0.1, 0.08, coat)
    p.blob(
        [
            (-0.66, -0.46),
            (-0.36, -0.5),
            (0.02, -0.46),
            (0.24, -0.24),
            (0.06, -0.1),
            (-0.3, -0.1),
            (-0.46, -0.24),
        ],
        darken(coat, 0.05),
    )
    for y in (-0.36, -0.26):
        p.line([(-0.4, y), (-0.1, y + 0.04), (0.14, y + 0.08)], 0.012, darken(coat, 0.2), soft=True)
    p.blob([(0.52, -0.95), (0.7, -0.88), (0.53, -0.86)], "#f0923a", tension=0.5)
    p.oval(0.53, -0.93, 0.025, 0.02, "#33303c", soft=True)
    p.oval(0.47, -0.94, 0.018, 0.02, INK, soft=True, lit=True)


@draws("crane")
def crane(p: Pen) -> None:
    coat, black = p.main("#fbf8f1"), "#33323c"
    for x, knee in ((-0.06, -0.06), (0.05, 0.12)):
        p.line([(x, -0.42), (x + knee * 0.3, -0.22), (x, 0.0)], 0.018, black, sharp=True)
        p.line([(x, 0), (x + 0.09, 0.005)], 0.014, black, sharp=True)
    p.blob([(-0.42, -0.42), (-0.5, -0.26), (-0.34, -0.3), (-0.3, -0.2), (-0.16, -0.34)], black)
    p.blob([(-0.4, -0.5), (-0.14, -0.64), (0.14, -0.6), (0.24, -0.5), (0.1, -0.38), (-0.2, -0.36)], coat)
    p.taper([(0.14, -0.52), (0.28, -0.62), (0.2, -0.78), (0.26, -0.92)], 0.14, 0.055, coat)
    p.taper([(0.25, -0.6), (0.22, -0.74), (0.24, -0.86)], 0.05, 0.04, black, soft=True)
    p.oval(0.28, -0.93, 0.06, 0.05, coat)
    p.blob([(0.24, -0.965), (0.3, -0.99), (0.33, -0.955), (0.28, -0.945)], "#d8483f")
    p.poly([(0.33, -0.94), (0.52, -0.9), (0.33, -0.91)], "#6b6a5a")
    p.oval(0.3, -0.935, 0.012, 0.014, INK, soft=True, lit=True)
    for y in (-0.52, -0.46):
        p.line([(-0.32, y), (-0.1, y - 0.03), (0.08, y)], 0.01, darken(coat, 0.2), soft=True)


@draws("chicken")
def chicken(p: Pen) -> None:
    coat = p.main(p.rng.choice(["#fdf6e8", "#d98a4a"]))
    shadow(p, 0.4)
    for x in (-0.06, 0.1):
        p.line([(x, -0.22), (x, 0.0), (x + 0.08, 0.0)], 0.03, "#f0a23c", sharp=True)
    for turn, tint in ((-64, "#3f6f6a"), (-42, "#5a8f6a"), (-20, "#a9573f")):
        q = p.at(-0.28, -0.44, 0.46, turn=turn)
        q.blob([(0, 0), (-0.2, -0.6), (-0.06, -1.0), (0.12, -0.5)], tint)
    p.blob(
        [(-0.4, -0.5), (-0.3, -0.24), (0, -0.14), (0.28, -0.28), (0.3, -0.56), (0.1, -0.52), (-0.14, -0.54)],
        coat,
    )
    p.blob([(0.06, -0.5), (0.08, -0.78), (0.22, -0.88), (0.36, -0.78), (0.34, -0.5), (0.2, -0.4)], coat)
    for x in (0.13, 0.21, 0.29):
        p.oval(x, -0.9 - 0.03 * (x == 0.21), 0.055, 0.07, "#e0453a")
    p.poly([(0.35, -0.76), (0.5, -0.7), (0.35, -0.66)], "#f0a23c")
    p.oval(0.36, -0.61, 0.04, 0.06, "#e0453a")
    eye(p, 0.27, -0.74, 0.042)
    p.blob([(-0.26, -0.46), (0, -0.48), (0.12, -0.34), (-0.06, -0.24), (-0.2, -0.3)], darken(coat, 0.15))


@draws("turtle")
def turtle(p: Pen) -> None:
    skin, shell = "#9cc06a", p.main("#5f8a4f")
    shadow(p, 0.8)
    for x in (-0.42, 0.34):
        p.blob([(x - 0.12, -0.26), (x + 0.12, -0.26), (x + 0.15, 0.0), (x - 0.13, 0.0)], skin, tension=0.7)
    p.poly([(-0.66, -0.18), (-0.86, -0.1), (-0.62, -0.08)], skin)
    p.taper([(0.5, -0.24), (0.7, -0.36), (0.78, -0.5)], 0.22, 0.2, skin)
    p.oval(0.8, -0.58, 0.19, 0.18, skin)
    p.blob([(-0.72, -0.16), (-0.6, -0.62), (-0.1, -0.95), (0.42, -0.7), (0.62, -0.18), (0, -0.1)], shell)
    for x, y, size in ((-0.06, -0.62, 0.17), (-0.4, -0.44, 0.13), (0.28, -0.46, 0.14), (-0.1, -0.32, 0.12)):
        points = [
            (x + math.cos(step * 1.047) * size, y + math.sin(step * 1.047) * size * 0.85) for step in range(6)
        ]
        p.poly(points, lighten(shell, 0.28))
    p.line([(-0.72, -0.16), (0, -0.1), (0.62, -0.17)], 0.06, lighten(shell, 0.4))
    eye(p, 0.86, -0.62, 0.05)
    cheeks(p.at(0.78, 0), -0.52, 0.0, 0.055)
    p.line([(0.86, -0.5), (0.92, -0.48), (0.96, -0.51)], 0.018, darken(skin, 0.5))


@draws("snail")
def snail(p: Pen) -> None:
    skin, shell = "#e8c79a", p.main("#d98a52")
    shadow(p, 0.7)
    p.blob(
        [(-0.72, 0.0), (-0.3, -0.16), (0.3, -0.2), (0.44, -0.5), (0.62, -0.56), (0.72, -0.4), (0.6, 0.0)],
        skin,
    )
    for x, y in ((0.5, -0.88), (0.68, -0.84)):
        p.line([(0.58, -0.5), (x, y)], 0.035, skin)
        eye(p, x, y, 0.05)
    p.oval(-0.08, -0.46, 0.44, 0.42, shell)
    spiral = [
        (
            -0.08 + math.cos(step * 0.6) * 0.4 * (1 - step / 24),
            -0.46 + math.sin(step * 0.6) * 0.38 * (1 - step / 24),
        )
        for step in range(23)
    ]
    p.line(spiral, 0.035, darken(shell, 0.3))
    p.line([(0.6, -0.3), (0.64, -0.28), (0.69, -0.31)], 0.018, "#a85f4a")
    cheeks(p.at(0.58, 0), -0.36, 0.0, 0.05)


@draws("crab")
def crab(p: Pen) -> None:
    shell = p.main("#e8623f")
    shadow(p, 0.7)
    for side in (-1, 1):
        for reach, y in ((0.62, -0.02), (0.7, -0.16), (0.66, -0.3)):
            p.line(
                [(side * 0.36, -0.34), (side * (reach - 0.08), y - 0.12), (side * reach, y + 0.02)],
                0.055,
                darken(shell, 0.12),
            )
        p.line([(side * 0.38, -0.5), (side * 0.6, -0.62), (side * 0.6, -0.78)], 0.08, shell)
        p.blob(
            [
                (side * 0.5, -0.74),
                (side * 0.46, -0.94),
                (side * 0.58, -0.88),
                (side * 0.66, -1.0),
                (side * 0.74, -0.78),
            ],
            shell,
        )
        p.line([(side * 0.13, -0.6), (side * 0.14, -0.78)], 0.04, shell)
        p.oval(side * 0.14, -0.82, 0.08, 0.085, "#ffffff", lit=True)
        p.oval(side * 0.13, -0.81, 0.048, 0.052, INK, soft=True, lit=True)
    p.blob([(-0.46, -0.4), (-0.3, -0.64), (0.3, -0.64), (0.46, -0.4), (0.3, -0.16), (-0.3, -0.16)], shell)
    cheeks(p, -0.4, 0.26, 0.07)
    p.line([(-0.1, -0.34), (0, -0.29), (0.1, -0.34)], 0.026, darken(shell, 0.5))


@draws("ladybug")
def ladybug(p: Pen) -> None:
    shell = p.main("#df4034")
    shadow(p, 0.5)
    p.oval(0.42, -0.36, 0.22, 0.26, "#2e2a33")
    p.oval(0.5, -0.44, 0.06, 0.07, "#ffffff", lit=True)
    p.oval(0.515, -0.44, 0.036, 0.042, INK, soft=True, lit=True)
    for x in (0.46, 0.56):
        p.line([(x, -0.58), (x + 0.06, -0.76)], 0.03, "#2e2a33")
    p.blob([(-0.56, -0.06), (-0.48, -0.5), (-0.08, -0.8), (0.3, -0.6), (0.42, -0.06)], shell)
    for x, y in ((-0.3, -0.36), (0.0, -0.56), (0.06, -0.24), (-0.16, -0.14), (0.24, -0.4)):
        p.oval(x, y, 0.075, 0.075, "#2e2a33", soft=True)
    for x in (-0.3, 0.0, 0.3):
        p.line([(x, -0.06), (x + 0.02, 0.0)], 0.04, "#2e2a33", sharp=True)
    _ = mix
