# ruff: noqa: E501 - tables of points and words read best one shape or entry per line
"""Animals that sit and look at us: a pear of a body, a big head, small paws."""

from ..colour import darken, lighten
from ..drawing.pen import Pen
from .bodies import body, rear, sits
from .faces import INK, cheeks, eyes, shadow, smile, tones, whiskers
from .registry import draws


def _pointed_ears(
    p: Pen, fur: str, inner: str, *, apart: float = 0.19, tall: float = 0.25, wide: float = 0.1
) -> None:
    for side in (-1, 1):
        x, y = side * apart, -0.82
        p.blob(
            [(x - wide, y + 0.08), (x + side * 0.035, y - tall + 0.07), (x + wide, y + 0.08)],
            fur,
            tension=0.45,
        )
        p.blob([(x - wide * 0.5, y + 0.06), (x + side * 0.03, y - tall * 0.55 + 0.05), (x + wide * 0.5, y + 0.06)], inner,
               tension=0.45, soft=True)  # fmt: skip


def _round_ears(
    p: Pen, fur: str, inner: str, *, apart: float = 0.21, size: float = 0.095, y: float = -0.85
) -> None:
    for side in (-1, 1):
        p.oval(side * apart, y, size, size, fur)
        p.oval(side * apart, y + 0.01, size * 0.55, size * 0.55, inner, soft=True)


def nose(p: Pen, y: float, size: float, colour: str = INK) -> None:
    """A rounded triangle with the mouth below."""
    p.blob([(-size, y - size * 0.4), (size, y - size * 0.4), (0, y + size * 0.6)], colour, tension=0.5)
    smile(p, 0, y + size * 0.6, size * 1.8)


@draws("cat")
def cat(p: Pen) -> None:
    fur = p.main(p.rng.choice(["#e8974a", "#8b8f9c", "#f3e6d3", "#c9a27a"]))
    light, dark = tones(fur)
    if p.pose in ("sleep", "lie"):
        _curled(p, fur, light, dark)
        return
    shadow(p, 0.42)
    rear(p).taper(
        [(0.2, -0.06), (0.36, -0.03), (0.46, -0.14), (0.43, -0.32), (0.5, -0.42)],
        0.1,
        0.07,
        darken(fur, 0.08),
    )
    h = body(p, fur, light, paws=light, wide=0.94)
    for side in (-1, 1) if sits(p) else ():
        for y in (-0.36, -0.28, -0.2):
            p.line([(side * 0.25, y), (side * 0.17, y + 0.02)], 0.022, dark, alpha=0.5, soft=True)
    h.line([(-0.15, -0.475), (0, -0.43), (0.15, -0.475)], 0.05, p.trim("#c9453c"))
    q = h.at(0, 0.09, 1.12)
    _pointed_ears(q, fur, "#f3b0a8", apart=0.17, tall=0.22, wide=0.105)
    _cat_face(q, fur, light, dark)
    h.oval(0, -0.405, 0.034, 0.034, "#f3c64a")


def _cat_face(p: Pen, fur: str, light: str, dark: str) -> None:
    p.blob([(-0.31, -0.6), (-0.27, -0.77), (-0.12, -0.865), (0.12, -0.865), (0.27, -0.77), (0.31, -0.6), (0.18, -0.485),
            (0, -0.46), (-0.18, -0.485)], fur)  # fmt: skip
    for x in (-0.06, 0, 0.06):
        p.line([(x, -0.86), (x * 0.8, -0.78)], 0.024, dark, alpha=0.6, soft=True)
    p.oval(-0.055, -0.555, 0.075, 0.06, light, soft=True)
    p.oval(0.055, -0.555, 0.075, 0.06, light, soft=True)
    eyes(p, -0.655, 0.125, 0.055)
    cheeks(p, -0.57, 0.2, 0.065)
    nose(p, -0.588, 0.024, "#d9776f")
    whiskers(p, -0.56, 0.13, 0.34)


def _curled(p: Pen, fur: str, light: str, dark: str) -> None:
    """Asleep in a ring, at half the height."""
    shadow(p, 0.56)
    p.blob(
        [
            (-0.5, -0.1),
            (-0.44, -0.32),
            (-0.15, -0.46),
            (0.2, -0.44),
            (0.46, -0.3),
            (0.5, -0.1),
            (0.3, 0),
            (-0.3, 0),
        ],
        fur,
    )
    for x in (-0.1, 0.04, 0.18):
        p.line([(x, -0.45), (x + 0.03, -0.33)], 0.03, dark, alpha=0.5, soft=True)
    p.taper([(0.46, -0.12), (0.3, -0.02), (0.0, -0.03), (-0.16, -0.06)], 0.13, 0.1, darken(fur, 0.1))
    q = p.at(-0.24, 0.31, 0.82)
    _pointed_ears(q, fur, "#f3b0a8")
    _cat_face(q, fur, light, dark)


@draws("dog")
def dog(p: Pen) -> None:
    fur = p.main(p.rng.choice(["#d99a55", "#b9814f", "#efe0c8"]))
    light, dark = tones(fur)
    shadow(p, 0.42)
    tail = rear(p)
    tail.taper([(0.2, -0.1), (0.36, -0.14), (0.42, -0.28), (0.36, -0.36)], 0.12, 0.07, fur)
    h = body(p, fur, light, paws=light)
    h.blob([(-0.27, -0.64), (-0.22, -0.82), (0, -0.89), (0.22, -0.82), (0.27, -0.64), (0.16, -0.49), (0, -0.46), (-0.16, -0.49)],
           fur)  # fmt: skip
    for side in (-1, 1):
        points = [
            (side * 0.17, -0.87),
            (side * 0.32, -0.82),
            (side * 0.37, -0.62),
            (side * 0.29, -0.54),
            (side * 0.22, -0.68),
        ]
        h.blob(points, dark)
    h.blob([(-0.04, -0.87), (0.04, -0.87), (0.06, -0.7), (0.14, -0.58), (0.08, -0.48), (-0.08, -0.48), (-0.14, -0.58),
            (-0.06, -0.7)], light, soft=True)  # fmt: skip
    if p.pose != "sleep":
        h.blob([(-0.04, -0.52), (0.04, -0.52), (0.036, -0.43), (0, -0.41), (-0.036, -0.43)], "#ec7f83")
    eyes(h, -0.68, 0.115, 0.047)
    cheeks(h, -0.59, 0.18, 0.055)
    nose(h, -0.59, 0.036)
    h.line([(-0.16, -0.47), (0, -0.44), (0.16, -0.47)], 0.042, p.trim("#3f7fc0"))


@draws("rabbit")
def rabbit(p: Pen) -> None:
    fur = p.main("#f6efe6")
    light, dark = tones(fur)
    q = p.at(0, 0, 0.76)
    shadow(q, 0.42)
    rear(q).oval(0.27, -0.13, 0.09, 0.09, lighten(fur, 0.3))
    h = body(q, fur, light)
    for side in (-1, 1):
        ear = h.at(side * 0.1, -0.82, 1, turn=side * 11)
        ear.oval(0, -0.24, 0.075, 0.26, fur)
        ear.oval(0, -0.23, 0.038, 0.19, "#f5b5b5", soft=True)
    h.oval(0, -0.67, 0.26, 0.225, fur)
    eyes(h, -0.68, 0.115, 0.05)
    cheeks(h, -0.6, 0.16, 0.07)
    nose(h, -0.61, 0.024, "#e58a8e")
    h.rect(-0.022, -0.555, 0.044, 0.045, "#ffffff")
    hungry = p.rng.random() < 0.5
    if sits(p) and p.pose != "read" and (hungry or p.pose == "eat"):
        carrot = q.at(0.0, -0.3, 0.34, turn=28)
        carrot.blob([(-0.12, -0.3), (0.12, -0.3), (0.0, 0.4)], "#f08436", tension=0.6)
        for lean in (-0.12, 0, 0.12):
            carrot.taper([(0, -0.28), (lean, -0.52)], 0.09, 0.05, "#5aa548")
    _ = dark


@draws("panda")
def panda(p: Pen) -> None:
    white, black = p.main("#f9f6ef"), "#2e2a33"
    shadow(p, 0.46)
    h = body(p, white, "#ffffff", paws=black, wide=1.12)
    for side in (-1, 1) if sits(p) else ():
        h.taper([(side * 0.22, -0.46), (side * 0.28, -0.32), (side * 0.13, -0.22)], 0.15, 0.12, black)
        h.oval(side * 0.25, -0.06, 0.11, 0.085, black)
        h.oval(side * 0.26, -0.05, 0.05, 0.045, "#6a6270", soft=True)
    _round_ears(h, black, "#4a434e", apart=0.225, size=0.095, y=-0.86)
    h.blob(
        [
            (-0.32, -0.64),
            (-0.27, -0.82),
            (0, -0.9),
            (0.27, -0.82),
            (0.32, -0.64),
            (0.18, -0.48),
            (-0.18, -0.48),
        ],
        white,
    )
    for side in (-1, 1):
        h.oval(side * 0.13, -0.67, 0.075, 0.095, black, turn=side * 28)
        if p.pose != "sleep":
            h.oval(side * 0.118, -0.675, 0.034, 0.038, "#ffffff", soft=True, lit=True)
            h.oval(side * 0.115, -0.672, 0.024, 0.028, "#15121a", soft=True, lit=True)
            h.oval(side * 0.115 - 0.008, -0.682, 0.009, 0.01, "#ffffff", soft=True, lit=True)
    cheeks(h, -0.575, 0.2, 0.06)
    nose(h, -0.59, 0.03)
    if sits(p) and p.pose != "read":
        _bamboo_stalk(p, black)


def _bamboo_stalk(p: Pen, paw: str) -> None:
    """What a panda always has in its paw."""
    stalk = p.at(-0.02, -0.27, 0.42, turn=-38)
    stalk.line([(0, 0.5), (0, -0.65)], 0.07, "#7fb24e")
    for y, side in ((-0.5, 1), (-0.35, -1), (-0.15, 1)):
        stalk.blob(
            [(0, y), (side * 0.2, y - 0.14), (side * 0.34, y - 0.1), (side * 0.18, y + 0.02)], "#5c9a3f"
        )
    p.oval(-0.12, -0.25, 0.06, 0.055, paw)


@draws("bear")
def bear(p: Pen) -> None:
    fur = p.main("#a8703f")
    light, dark = tones(fur)
    shadow(p, 0.46)
    h = body(p, fur, light, wide=1.12)
    _round_ears(h, fur, light)
    h.blob(
        [
            (-0.3, -0.65),
            (-0.25, -0.83),
            (0, -0.9),
            (0.25, -0.83),
            (0.3, -0.65),
            (0.17, -0.48),
            (-0.17, -0.48),
        ],
        fur,
    )
    h.oval(0, -0.575, 0.115, 0.09, light, soft=True)
    eyes(h, -0.69, 0.12, 0.04)
    cheeks(h, -0.6, 0.2, 0.06)
    nose(h, -0.6, 0.034)
    h.blob([(-0.02, -0.46), (-0.13, -0.52), (-0.13, -0.4)], p.trim("#d1503f"), tension=0.4)
    h.blob([(0.02, -0.46), (0.13, -0.52), (0.13, -0.4)], p.trim("#d1503f"), tension=0.4)
    h.oval(0, -0.46, 0.03, 0.03, darken(p.trim("#d1503f"), 0.2))
    _ = dark


@draws("fox")
def fox(p: Pen) -> None:
    fur = p.main("#e2763a")
    white = "#fdf3e4"
    shadow(p, 0.46)
    tail = rear(p)
    tail.taper([(0.18, -0.08), (0.4, -0.04), (0.54, -0.2), (0.5, -0.42)], 0.13, 0.24, fur)
    tail.blob([(0.4, -0.4), (0.46, -0.52), (0.56, -0.58), (0.6, -0.46), (0.58, -0.36), (0.5, -0.38)], white)
    h = body(p, fur, white, paws="#5b3a30")
    _pointed_ears(h, fur, "#5b3a30", apart=0.18, tall=0.3, wide=0.11)
    h.blob(
        [
            (-0.33, -0.6),
            (-0.24, -0.8),
            (0, -0.87),
            (0.24, -0.8),
            (0.33, -0.6),
            (0.12, -0.5),
            (0, -0.45),
            (-0.12, -0.5),
        ],
        fur,
    )
    for side in (-1, 1):
        h.blob([(side * 0.33, -0.6), (side * 0.17, -0.68), (side * 0.05, -0.58), (0, -0.46), (side * 0.13, -0.5)], white,
               tension=0.7, soft=True)  # fmt: skip
    eyes(h, -0.68, 0.12, 0.043)
    cheeks(h, -0.59, 0.2, 0.05)
    nose(h, -0.53, 0.03)


@draws("lion")
def lion(p: Pen) -> None:
    fur, mane = p.main("#e9b35c"), p.trim("#b9672b")
    light, _ = tones(fur)
    shadow(p, 0.46)
    tail = rear(p)
    tail.taper([(0.22, -0.08), (0.42, -0.1), (0.44, -0.3)], 0.06, 0.05, fur)
    tail.oval(0.44, -0.33, 0.06, 0.07, mane)
    h = body(p, fur, light)
    q = h.at(0, -0.67, 0.4)
    for index in range(14):
        tuft = q.at(0, 0, 1, turn=index * 360 / 14)
        tuft.blob(
            [(-0.24, -0.5), (0, -0.98), (0.24, -0.5)], mane if index % 2 else darken(mane, 0.12), tension=0.7
        )
    h.oval(0, -0.67, 0.27, 0.25, mane)
    _round_ears(h, fur, light, apart=0.19, size=0.065, y=-0.85)
    h.oval(0, -0.66, 0.215, 0.205, fur)
    h.oval(0, -0.575, 0.1, 0.075, light, soft=True)
    eyes(h, -0.69, 0.09, 0.04)
    cheeks(h, -0.6, 0.15, 0.05)
    nose(h, -0.6, 0.032, "#5b3a30")


@draws("tiger")
def tiger(p: Pen) -> None:
    fur, stripe = p.main("#f0963c"), "#3a2a28"
    shadow(p, 0.44)
    tail = rear(p)
    tail.taper([(0.2, -0.06), (0.38, -0.04), (0.46, -0.18), (0.42, -0.36)], 0.1, 0.08, fur)
    h = body(p, fur, "#fff3df", paws=fur)
    for side in (-1, 1) if sits(p) else ():
        for y in (-0.42, -0.33, -0.24, -0.15):
            p.taper([(side * 0.28, y), (side * 0.15, y + 0.02)], 0.035, 0.006, stripe, soft=True)
    for x in (-0.32, -0.2, -0.08, 0.04) if p.pose in ("stand", "walk", "run") else ():
        p.taper([(x, -0.6), (x + 0.02, -0.42)], 0.04, 0.008, stripe, soft=True)
    _round_ears(h, fur, "#fff3df", apart=0.21, size=0.085, y=-0.84)
    h.blob(
        [
            (-0.29, -0.63),
            (-0.24, -0.82),
            (0, -0.89),
            (0.24, -0.82),
            (0.29, -0.63),
            (0.17, -0.49),
            (-0.17, -0.49),
        ],
        fur,
    )
    for side in (-1, 1):
        h.oval(side * 0.06, -0.56, 0.08, 0.065, "#fff3df", soft=True)
        for y in (-0.7, -0.63, -0.56):
            h.taper([(side * 0.29, y), (side * 0.19, y + 0.015)], 0.034, 0.006, stripe, soft=True)
    for y in (-0.84, -0.79):
        h.line([(-0.07, y), (0, y + 0.012), (0.07, y)], 0.022, stripe, soft=True)
    h.line([(0, -0.87), (0, -0.76)], 0.02, stripe, soft=True)
    eyes(h, -0.68, 0.11, 0.045)
    cheeks(h, -0.59, 0.19, 0.05)
    nose(h, -0.6, 0.03, "#d9776f")
    whiskers(h, -0.57, 0.13, 0.32)


@draws("monkey")
def monkey(p: Pen) -> None:
    fur, skin = p.main("#96633c"), "#f3cfa4"
    shadow(p, 0.42)
    tail = rear(p)
    tail.line([(0.2, -0.08), (0.4, -0.06), (0.48, -0.24), (0.38, -0.36), (0.33, -0.26)], 0.055, fur)
    h = body(p, fur, skin)
    for side in (-1, 1):
        h.oval(side * 0.27, -0.68, 0.085, 0.09, fur)
        h.oval(side * 0.275, -0.68, 0.05, 0.055, skin, soft=True)
    h.oval(0, -0.7, 0.25, 0.23, fur)
    h.blob([(0, -0.76), (0.11, -0.84), (0.2, -0.74), (0.16, -0.6), (0.1, -0.5), (-0.1, -0.5), (-0.16, -0.6), (-0.2, -0.74),
            (-0.11, -0.84)], skin)  # fmt: skip
    eyes(h, -0.71, 0.085, 0.043)
    cheeks(h, -0.61, 0.12, 0.05)
    for side in (-1, 1):
        h.oval(side * 0.016, -0.625, 0.008, 0.008, "#7a4f38", soft=True)
    h.line([(-0.07, -0.565), (0, -0.535), (0.07, -0.565)], 0.016, "#7a3f38")


@draws("mouse")
def mouse(p: Pen) -> None:
    fur = p.main("#b4b0b8")
    light, _ = tones(fur)
    shadow(p, 0.42)
    tail = rear(p)
    tail.line([(0.2, -0.06), (0.42, -0.02), (0.5, -0.16), (0.44, -0.28)], 0.026, "#e7a7a4")
    h = body(p, fur, light, paws="#f0bdb6")
    _round_ears(h, fur, "#f3b5b5", apart=0.25, size=0.16, y=-0.83)
    h.oval(0, -0.64, 0.24, 0.21, fur)
    eyes(h, -0.66, 0.105, 0.046)
    cheeks(h, -0.58, 0.16, 0.055)
    nose(h, -0.58, 0.028, "#e58a8e")
    whiskers(h, -0.56, 0.11, 0.3)


@draws("squirrel")
def squirrel(p: Pen) -> None:
    fur = p.main("#c5733a")
    light, dark = tones(fur)
    shadow(p, 0.42)
    tail = rear(p)
    tail.blob(
        [
            (0.12, -0.02),
            (0.42, -0.06),
            (0.52, -0.4),
            (0.5, -0.78),
            (0.3, -0.9),
            (0.2, -0.78),
            (0.34, -0.68),
            (0.3, -0.4),
        ],
        dark,
    )
    tail.blob(
        [(0.3, -0.1), (0.42, -0.2), (0.44, -0.5), (0.4, -0.76), (0.32, -0.8), (0.38, -0.6), (0.36, -0.3)],
        fur,
        soft=True,
    )
    h = body(p, fur, light)
    _pointed_ears(h, fur, light, apart=0.15, tall=0.24, wide=0.07)
    h.oval(0, -0.66, 0.24, 0.21, fur)
    h.oval(0, -0.585, 0.12, 0.09, light, soft=True)
    eyes(h, -0.68, 0.11, 0.05)
    cheeks(h, -0.59, 0.17, 0.055)
    nose(h, -0.6, 0.024, dark)
    if not sits(p) or p.pose == "read":
        return
    p.oval(0, -0.27, 0.07, 0.075, "#a8703f")
    p.blob([(-0.085, -0.3), (0, -0.37), (0.085, -0.3), (0, -0.275)], "#6f4a2c", tension=0.7)


@draws("penguin")
def penguin(p: Pen) -> None:
    coat = p.main("#33405e")
    shadow(p, 0.36)
    for side in (-1, 1):
        p.oval(side * 0.13, -0.02, 0.11, 0.045, "#f2a03d")
        p.blob(
            [(side * 0.24, -0.58), (side * 0.38, -0.36), (side * 0.36, -0.2), (side * 0.26, -0.3)],
            darken(coat, 0.15),
        )
    p.blob([(-0.25, -0.02), (-0.31, -0.3), (-0.26, -0.62), (-0.22, -0.86), (0, -0.99), (0.22, -0.86), (0.26, -0.62), (0.31, -0.3),
            (0.25, -0.02)], coat)  # fmt: skip
    p.blob([(-0.17, -0.02), (-0.23, -0.28), (-0.15, -0.55), (-0.19, -0.74), (-0.09, -0.84), (0, -0.76), (0.09, -0.84),
            (0.19, -0.74), (0.15, -0.55), (0.23, -0.28), (0.17, -0.02)], "#fbf8f1", soft=True)  # fmt: skip
    eyes(p, -0.74, 0.09, 0.04)
    cheeks(p, -0.665, 0.14, 0.05)
    p.blob([(-0.05, -0.68), (0.05, -0.68), (0, -0.61)], "#f2a03d", tension=0.5)
    p.line([(-0.2, -0.55), (0, -0.51), (0.2, -0.55)], 0.07, p.trim("#d1503f"))
    p.taper([(0.13, -0.53), (0.16, -0.36)], 0.08, 0.09, p.trim("#d1503f"))


@draws("owl")
def owl(p: Pen) -> None:
    coat = p.main("#9a6f47")
    light, dark = tones(coat)
    shadow(p, 0.3)
    p.blob([(-0.26, -0.03), (-0.36, -0.35), (-0.32, -0.7), (-0.3, -0.98), (-0.14, -0.9), (0.14, -0.9), (0.3, -0.98), (0.32, -0.7),
            (0.36, -0.35), (0.26, -0.03)], coat, tension=0.8)  # fmt: skip
    p.oval(0, -0.3, 0.22, 0.28, light, soft=True)
    for row in range(4):
        for column in range(4 - row % 2):
            x = (column - (1.5 - 0.5 * (row % 2))) * 0.1
            y = -0.46 + row * 0.1
            p.line([(x - 0.035, y), (x, y + 0.035), (x + 0.035, y)], 0.016, coat, soft=True)
    for side in (-1, 1):
        p.blob([(side * 0.3, -0.6), (side * 0.4, -0.34), (side * 0.26, -0.1), (side * 0.2, -0.36)], dark)
        p.oval(side * 0.125, -0.7, 0.135, 0.135, lighten(light, 0.2))
        if p.pose == "sleep":
            continue
        p.oval(side * 0.115, -0.7, 0.09, 0.09, "#f5b93a", lit=True)
        p.oval(side * 0.11, -0.7, 0.056, 0.06, "#211a24", lit=True)
        p.oval(side * 0.11 - 0.02, -0.725, 0.02, 0.022, "#ffffff", soft=True, lit=True)
    if p.pose == "sleep":
        eyes(p, -0.69, 0.12, 0.06)
    p.blob([(-0.04, -0.64), (0.04, -0.64), (0, -0.55)], "#ef9a36", tension=0.5)
    for side in (-1, 1):
        for toe in (-0.04, 0.0, 0.04):
            p.oval(side * 0.1 + toe, -0.02, 0.022, 0.035, "#ef9a36")


@draws("frog")
def frog(p: Pen) -> None:
    skin = p.main("#6fb54a")
    light, dark = tones(skin)
    shadow(p, 0.5)
    for side in (-1, 1):
        p.blob([(side * 0.2, -0.06), (side * 0.36, -0.42), (side * 0.56, -0.3), (side * 0.5, -0.04)], dark)
        p.oval(side * 0.42, -0.03, 0.15, 0.045, skin)
    p.blob(
        [(-0.3, -0.04), (-0.4, -0.3), (-0.38, -0.6), (0, -0.78), (0.38, -0.6), (0.4, -0.3), (0.3, -0.04)],
        skin,
    )
    p.oval(0, -0.2, 0.25, 0.2, light, soft=True)
    for side in (-1, 1):
        p.oval(side * 0.2, -0.8, 0.14, 0.15, skin)
        if p.pose != "sleep":
            p.oval(side * 0.2, -0.82, 0.1, 0.11, "#fdfbe8", lit=True)
            p.oval(side * 0.19, -0.815, 0.06, 0.07, INK, lit=True)
            p.oval(side * 0.19 - 0.02, -0.845, 0.022, 0.024, "#ffffff", soft=True, lit=True)
        p.oval(side * 0.16, -0.04, 0.09, 0.035, lighten(skin, 0.12))
    p.line([(-0.24, -0.52), (-0.1, -0.44), (0.1, -0.44), (0.24, -0.52)], 0.028, darken(skin, 0.55))
    cheeks(p, -0.5, 0.28, 0.075)
