# ruff: noqa: E501 - tables of points and words read best one shape or entry per line
"""Four-legged animals seen from the side, walking to the right."""

from ..colour import darken, lighten
from ..drawing.pen import Pen
from .faces import INK, cheeks, eye, shadow, smile, tones
from .registry import draws


def _legs(p: Pen, xs: tuple[float, ...], top: float, wide: float, fur: str, hoof: str | None) -> None:
    """The two far legs darker, then the near ones; stretched out in a run, pulled up in a jump."""
    swing = {"run": 0.62, "jump": 0.5}.get(p.pose or "", 0.0)
    for index, x in enumerate(xs):
        colour = darken(fur, 0.22) if index < 2 else fur
        ahead = index % 2 == 1
        reach = swing * -top * (1 if ahead else -1) * (1.0 if index < 2 else 0.78)
        foot = (x + reach, -0.01 + (0.1 if ahead and swing else 0.04 if swing else 0.0) * top)
        knee = (x + 0.008 + reach * (0.72 if ahead else 0.3), top * 0.5)
        p.taper([(x, top), knee, foot], wide * 1.25, wide, colour)
        if hoof:
            p.rect(foot[0] - wide * 0.5, foot[1] - 0.04, wide, 0.05, hoof)


def _blink(p: Pen, x: float, y: float, size: float) -> None:
    if p.pose == "sleep":
        p.line([(x - size, y), (x, y + size * 0.6), (x + size, y)], size * 0.4, INK)
    else:
        eye(p, x, y, size)


@draws("horse", "unicorn")
def horse(p: Pen) -> None:
    fur, mane = p.main("#a8683a"), p.trim("#4a2f24")
    _equine(p, fur, mane)


def _equine(p: Pen, fur: str, mane: str, horn: bool = False) -> None:
    shadow(p, 0.52)
    p.blob(
        [(-0.4, -0.58), (-0.52, -0.44), (-0.54, -0.2), (-0.46, -0.14), (-0.44, -0.34), (-0.36, -0.5)], mane
    )
    _legs(p, (-0.2, 0.26, -0.32, 0.16), -0.42, 0.075, fur, darken(mane, 0.2))
    p.blob([(-0.42, -0.48), (-0.38, -0.64), (-0.1, -0.64), (0.14, -0.66), (0.28, -0.58), (0.28, -0.4), (0.1, -0.32), (-0.2, -0.32),
            (-0.38, -0.34)], fur)  # fmt: skip
    p.taper([(0.16, -0.52), (0.28, -0.7), (0.36, -0.86)], 0.28, 0.16, fur)
    p.blob(
        [
            (0.28, -0.94),
            (0.42, -0.96),
            (0.52, -0.84),
            (0.6, -0.72),
            (0.54, -0.65),
            (0.44, -0.7),
            (0.34, -0.76),
        ],
        fur,
    )
    p.oval(0.55, -0.7, 0.055, 0.055, lighten(fur, 0.35), soft=True)
    p.blob([(0.3, -0.92), (0.31, -1.05), (0.39, -0.94)], fur, tension=0.5)
    for x, y in ((0.28, -0.96), (0.2, -0.88), (0.14, -0.78), (0.08, -0.68)):
        p.blob([(x + 0.04, y - 0.04), (x - 0.08, y + 0.02), (x - 0.1, y + 0.14), (x + 0.04, y + 0.1)], mane)
    p.blob([(0.34, -1.0), (0.44, -0.98), (0.42, -0.86), (0.37, -0.9)], mane)
    _blink(p, 0.43, -0.84, 0.03)
    cheeks(p.at(0.46, 0), -0.76, 0.0, 0.04)
    p.oval(0.57, -0.72, 0.012, 0.014, INK, soft=True)
    if horn:
        p.blob([(0.4, -0.95), (0.54, -1.24), (0.47, -0.92)], "#f6cf58", tension=0.3)


@draws("unicorn")
def unicorn(p: Pen) -> None:
    _equine(p, p.main("#fbf6fb"), p.trim("#e79ac6"), horn=True)


@draws("cow")
def cow(p: Pen) -> None:
    hide, patch = p.main("#fbf6ee"), p.trim("#4a3b3a")
    if p.colours and p.colours[0] == "#f8f5ee":
        patch = "#4a3b3a"
    shadow(p, 0.6)
    p.line([(-0.56, -0.72), (-0.64, -0.5), (-0.6, -0.3)], 0.035, hide)
    p.oval(-0.6, -0.27, 0.045, 0.06, patch)
    _legs(p, (-0.32, 0.26, -0.46, 0.14), -0.4, 0.12, hide, patch)
    p.blob(
        [
            (-0.58, -0.5),
            (-0.54, -0.78),
            (-0.2, -0.8),
            (0.2, -0.8),
            (0.36, -0.68),
            (0.34, -0.4),
            (0.1, -0.3),
            (-0.4, -0.3),
        ],
        hide,
    )
    p.blob([(-0.5, -0.74), (-0.3, -0.79), (-0.2, -0.62), (-0.34, -0.5), (-0.5, -0.56)], patch)
    p.blob([(0.0, -0.5), (0.16, -0.56), (0.2, -0.4), (0.06, -0.33)], patch)
    p.oval(-0.22, -0.28, 0.1, 0.06, "#f3b5b0")
    for side in (-1, 1):
        p.blob([(0.44 + side * 0.16, -0.86), (0.44 + side * 0.32, -0.9), (0.44 + side * 0.28, -0.78)], patch)
        p.blob(
            [(0.44 + side * 0.09, -0.94), (0.44 + side * 0.19, -1.04), (0.44 + side * 0.15, -0.9)],
            "#ead9b8",
            tension=0.6,
        )
    p.blob([(0.28, -0.92), (0.6, -0.92), (0.6, -0.66), (0.56, -0.52), (0.32, -0.52), (0.28, -0.66)], hide)
    p.blob([(0.28, -0.94), (0.42, -0.94), (0.4, -0.76), (0.3, -0.72)], patch, soft=True)
    p.oval(0.44, -0.57, 0.18, 0.11, "#f6bfb6")
    for side in (-1, 1):
        p.oval(0.44 + side * 0.06, -0.58, 0.018, 0.022, "#9a5f5f", soft=True)
    _blink(p, 0.36, -0.76, 0.034)
    _blink(p, 0.53, -0.76, 0.034)


@draws("sheep")
def sheep(p: Pen) -> None:
    wool, skin = p.main("#fbf6ea"), "#5b4a4a"
    shadow(p, 0.52)
    _legs(p, (-0.2, 0.2, -0.3, 0.1), -0.32, 0.08, skin, None)
    puffs = [(-0.42, -0.5), (-0.36, -0.7), (-0.16, -0.8), (0.06, -0.8), (0.26, -0.7), (0.32, -0.5), (0.2, -0.34), (-0.05, -0.3),
             (-0.3, -0.34)]  # fmt: skip
    for x, y in puffs:
        p.oval(x, y, 0.16, 0.155, wool)
    p.oval(-0.05, -0.55, 0.36, 0.24, wool, soft=True)
    for x, y in ((-0.2, -0.6), (0.05, -0.55), (-0.1, -0.42)):
        p.line(
            [(x - 0.05, y), (x, y - 0.04), (x + 0.05, y), (x + 0.02, y + 0.035)],
            0.016,
            darken(wool, 0.18),
            soft=True,
        )
    p.blob([(0.22, -0.86), (0.5, -0.86), (0.52, -0.64), (0.4, -0.48), (0.28, -0.52), (0.22, -0.66)], skin)
    for side in (-1, 1):
        p.blob([(0.36 + side * 0.14, -0.76), (0.36 + side * 0.3, -0.74), (0.36 + side * 0.24, -0.66)], skin)
    for x in (0.26, 0.37, 0.47):
        p.oval(x, -0.89, 0.085, 0.075, wool)
    for x in (0.31, 0.43):
        p.oval(x, -0.72, 0.04, 0.043, "#ffffff", lit=True)
        _blink(p, x + 0.005, -0.715, 0.026)
    smile(p, 0.38, -0.57, 0.045, "#f3d9c8")


@draws("deer")
def deer(p: Pen) -> None:
    fur = p.main("#c08850")
    light, dark = tones(fur)
    q = p.at(-0.06, 0, 0.92)
    shadow(q, 0.42)
    _legs(q, (-0.14, 0.18, -0.24, 0.1), -0.42, 0.05, fur, dark)
    q.oval(-0.33, -0.58, 0.05, 0.07, lighten(fur, 0.6), turn=30)
    q.blob(
        [
            (-0.34, -0.5),
            (-0.28, -0.63),
            (0, -0.6),
            (0.18, -0.6),
            (0.24, -0.46),
            (0.12, -0.36),
            (-0.14, -0.34),
            (-0.3, -0.38),
        ],
        fur,
    )
    q.taper([(0.14, -0.5), (0.22, -0.66), (0.26, -0.8)], 0.18, 0.1, fur)
    for x, y in ((-0.22, -0.55), (-0.1, -0.52), (0.0, -0.54), (-0.16, -0.46), (0.06, -0.48)):
        q.oval(x, y, 0.018, 0.016, light, soft=True)
    for side, dx in ((-1, 0.2), (1, 0.3)):
        q.line([(dx, -0.9), (dx + side * 0.06, -1.0), (dx + side * 0.05, -1.12)], 0.024, "#8a6238")
        q.line([(dx + side * 0.055, -0.99), (dx + side * 0.14, -1.05)], 0.02, "#8a6238")
        q.blob([(dx, -0.87), (dx + side * 0.13, -0.93), (dx + side * 0.12, -0.84)], fur)
    q.blob(
        [
            (0.17, -0.92),
            (0.33, -0.92),
            (0.36, -0.8),
            (0.42, -0.72),
            (0.36, -0.67),
            (0.24, -0.7),
            (0.16, -0.8),
        ],
        fur,
    )
    q.oval(0.39, -0.7, 0.03, 0.026, INK)
    _blink(q, 0.28, -0.81, 0.03)
    cheeks(q.at(0.27, 0), -0.74, 0.0, 0.035)


@draws("giraffe")
def giraffe(p: Pen) -> None:
    hide, patch = p.main("#f3c568"), p.trim("#b9763a")
    shadow(p, 0.24)
    _legs(p, (-0.06, 0.12, -0.12, 0.06), -0.28, 0.035, hide, "#6b4a33")
    p.blob([(-0.18, -0.36), (-0.1, -0.44), (0.1, -0.46), (0.16, -0.34), (0.08, -0.26), (-0.14, -0.26)], hide)
    p.taper([(0.08, -0.36), (0.15, -0.6), (0.19, -0.84)], 0.13, 0.06, hide)
    for x, y, size in ((-0.1, -0.36, 0.03), (0.0, -0.4, 0.032), (0.0, -0.31, 0.028), (0.09, -0.37, 0.028), (0.11, -0.48, 0.024),
                       (0.14, -0.57, 0.022), (0.15, -0.66, 0.02), (0.18, -0.75, 0.017)):  # fmt: skip
        p.blob(
            [(x - size, y), (x, y - size), (x + size, y - size * 0.2), (x + size * 0.3, y + size)],
            patch,
            soft=True,
        )
    p.blob([(0.13, -0.92), (0.23, -0.94), (0.32, -0.86), (0.34, -0.81), (0.28, -0.79), (0.16, -0.83)], hide)
    for x in (0.155, 0.2):
        p.line([(x, -0.92), (x - 0.005, -0.985)], 0.014, hide)
        p.oval(x - 0.005, -0.99, 0.014, 0.014, patch)
    p.blob([(0.14, -0.9), (0.06, -0.93), (0.1, -0.87)], hide)
    _blink(p, 0.22, -0.88, 0.017)


@draws("elephant")
def elephant(p: Pen) -> None:
    hide = p.main("#9aa6b8")
    light, dark = tones(hide)
    shadow(p, 0.6)
    p.line([(-0.54, -0.66), (-0.6, -0.45)], 0.03, dark)
    _legs(p, (-0.26, 0.22, -0.4, 0.1), -0.4, 0.17, hide, None)
    for x in (-0.4, 0.1):
        for toe in (-0.05, 0, 0.05):
            p.oval(x + toe, -0.015, 0.022, 0.018, "#f1e8dc", soft=True)
    p.blob(
        [
            (-0.56, -0.48),
            (-0.5, -0.8),
            (-0.2, -0.92),
            (0.12, -0.88),
            (0.3, -0.7),
            (0.28, -0.36),
            (0, -0.28),
            (-0.42, -0.28),
        ],
        hide,
    )
    p.taper([(0.42, -0.62), (0.6, -0.5), (0.62, -0.26), (0.54, -0.14), (0.64, -0.1)], 0.22, 0.08, hide)
    p.oval(0.34, -0.72, 0.25, 0.25, hide)
    p.blob([(0.44, -0.5), (0.52, -0.4), (0.58, -0.42), (0.5, -0.52)], "#fdf6e8")
    p.blob(
        [(0.3, -0.9), (0.1, -1.0), (-0.08, -0.84), (-0.04, -0.56), (0.12, -0.46), (0.24, -0.6)],
        darken(hide, 0.08),
    )
    p.blob(
        [(0.2, -0.86), (0.1, -0.9), (0.0, -0.8), (0.03, -0.62), (0.12, -0.55), (0.19, -0.66)],
        "#e6b7b4",
        soft=True,
        alpha=0.8,
    )
    _blink(p, 0.42, -0.76, 0.034)
    cheeks(p.at(0.4, 0), -0.66, 0.0, 0.055)
    _ = light


@draws("pig")
def pig(p: Pen) -> None:
    skin = p.main("#f6b4b0")
    dark = darken(skin, 0.2)
    shadow(p, 0.54)
    p.line([(-0.52, -0.52), (-0.6, -0.6), (-0.56, -0.68), (-0.5, -0.62), (-0.58, -0.56)], 0.03, dark)
    _legs(p, (-0.24, 0.2, -0.36, 0.08), -0.3, 0.13, skin, dark)
    p.blob(
        [
            (-0.54, -0.45),
            (-0.46, -0.74),
            (-0.1, -0.84),
            (0.24, -0.74),
            (0.36, -0.46),
            (0.2, -0.22),
            (-0.36, -0.2),
        ],
        skin,
    )
    for side in (-1, 1):
        p.blob(
            [(0.32 + side * 0.1, -0.84), (0.32 + side * 0.24, -0.99), (0.32 + side * 0.27, -0.76)],
            dark,
            tension=0.7,
        )
    p.oval(0.32, -0.63, 0.27, 0.25, skin)
    p.oval(0.36, -0.57, 0.12, 0.09, lighten(skin, 0.25))
    for side in (-1, 1):
        p.oval(0.36 + side * 0.04, -0.57, 0.02, 0.032, "#b9706f", soft=True)
    _blink(p, 0.22, -0.7, 0.036)
    _blink(p, 0.46, -0.7, 0.036)
    cheeks(p.at(0.34, 0), -0.58, 0.19, 0.05, "#ec7f83")
    p.line([(0.28, -0.45), (0.35, -0.42), (0.42, -0.45)], 0.018, "#a85f5f")


@draws("hedgehog")
def hedgehog(p: Pen) -> None:
    coat, skin = p.main("#8a6648"), "#f0d3ac"
    shadow(p, 0.58)
    for index in range(19):
        angle = 196 + index * 9.2
        q = p.at(-0.1, -0.3, 1, turn=angle - 270)
        q.blob(
            [(-0.09, -0.3), (0, -0.66 - 0.04 * (index % 2)), (0.09, -0.3)],
            coat if index % 2 else darken(coat, 0.15),
            tension=0.4,
        )
    p.blob(
        [
            (-0.56, -0.06),
            (-0.5, -0.5),
            (-0.1, -0.72),
            (0.28, -0.56),
            (0.36, -0.2),
            (0.1, -0.02),
            (-0.4, -0.01),
        ],
        coat,
    )
    p.blob(
        [(0.16, -0.5), (0.4, -0.46), (0.66, -0.24), (0.6, -0.15), (0.4, -0.06), (0.1, -0.03), (0.1, -0.3)],
        skin,
    )
    p.oval(0.67, -0.22, 0.06, 0.055, INK)
    _blink(p, 0.4, -0.33, 0.05)
    cheeks(p.at(0.34, 0), -0.2, 0.0, 0.07)
    p.oval(0.14, -0.62, 0.0001, 0.0001, coat, soft=True)
    for x in (-0.28, 0.02, 0.26):
        p.oval(x, -0.01, 0.08, 0.035, skin)
    p.oval(0.17, -0.46, 0.08, 0.09, lighten(coat, 0.2))


@draws("dinosaur")
def dinosaur(p: Pen) -> None:
    skin, spike = p.main("#74b86a"), p.trim("#f0a44a")
    light, dark = tones(skin)
    shadow(p, 0.55)
    path = (
        (-0.5, -0.24),
        (-0.38, -0.4),
        (-0.24, -0.53),
        (-0.06, -0.57),
        (0.1, -0.56),
        (0.22, -0.66),
        (0.28, -0.8),
    )
    for x, y in path:
        p.poly([(x - 0.06, y + 0.04), (x - 0.02, y - 0.09), (x + 0.06, y + 0.03)], spike)
    p.taper([(-0.2, -0.34), (-0.44, -0.24), (-0.66, -0.1)], 0.26, 0.03, skin)
    _legs(p, (-0.14, 0.18, -0.26, 0.08), -0.3, 0.13, skin, None)
    p.blob(
        [
            (-0.38, -0.32),
            (-0.28, -0.5),
            (0, -0.58),
            (0.22, -0.48),
            (0.28, -0.3),
            (0.1, -0.18),
            (-0.24, -0.18),
        ],
        skin,
    )
    p.oval(0, -0.27, 0.22, 0.1, light, soft=True)
    p.taper([(0.14, -0.4), (0.28, -0.6), (0.34, -0.84)], 0.26, 0.14, skin)
    p.blob([(0.22, -0.86), (0.34, -0.99), (0.52, -0.94), (0.62, -0.82), (0.56, -0.74), (0.34, -0.74)], skin)
    p.line([(0.42, -0.78), (0.52, -0.77), (0.58, -0.8)], 0.016, dark)
    p.oval(0.57, -0.86, 0.012, 0.014, dark, soft=True)
    _blink(p, 0.41, -0.88, 0.04)
    cheeks(p.at(0.42, 0), -0.8, 0.0, 0.045)
    for x, y in ((-0.2, -0.42), (-0.05, -0.48), (0.1, -0.44)):
        p.oval(x, y, 0.04, 0.03, dark, alpha=0.5, soft=True)


@draws("camel")
def camel(p: Pen) -> None:
    fur = p.main("#d0a262")
    cloth = p.trim("#c9503f")
    shadow(p, 0.5)
    p.line([(-0.46, -0.58), (-0.52, -0.42), (-0.5, -0.3)], 0.03, fur)
    _legs(p, (-0.2, 0.24, -0.34, 0.12), -0.42, 0.065, fur, darken(fur, 0.3))
    p.blob(
        [(-0.46, -0.46), (-0.42, -0.6), (-0.32, -0.64), (-0.22, -0.82), (-0.1, -0.64), (0.0, -0.62), (0.1, -0.8), (0.2, -0.62),
         (0.32, -0.5), (0.26, -0.36), (0, -0.32), (-0.36, -0.34)], fur, tension=0.9,
    )  # fmt: skip
    p.blob([(-0.1, -0.64), (0.02, -0.62), (0.06, -0.4), (-0.12, -0.4)], cloth, tension=0.5)
    for y in (-0.56, -0.48):
        p.line([(-0.11, y), (0.04, y)], 0.014, "#f6cf58", soft=True)
    p.taper([(0.24, -0.46), (0.42, -0.46), (0.46, -0.68), (0.46, -0.86)], 0.18, 0.11, fur)
    p.blob([(0.38, -0.88), (0.44, -0.97), (0.58, -0.92), (0.68, -0.84), (0.64, -0.76), (0.5, -0.78)], fur)
    p.blob([(0.38, -0.94), (0.34, -1.02), (0.43, -0.97)], fur, tension=0.6)
    p.oval(0.65, -0.83, 0.014, 0.016, INK, soft=True)
    p.line([(0.56, -0.78), (0.62, -0.775), (0.67, -0.8)], 0.012, darken(fur, 0.4), soft=True)
    _blink(p, 0.52, -0.88, 0.026)
    cheeks(p.at(0.52, 0), -0.82, 0.0, 0.035)
