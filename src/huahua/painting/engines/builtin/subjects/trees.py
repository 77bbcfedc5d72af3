# ruff: noqa: E501 - tables of points and words read best one shape or entry per line
"""Trees and bushes."""

import math

from ..colour import darken, lighten, mix
from ..drawing.pen import Pen
from .faces import shadow
from .registry import draws

_BARK = "#7a5a42"


def foliage(p: Pen) -> str:
    """The season's leaf colour, or the one the user gave."""
    season = {"spring": ["#8fc65f", "#7dbb5a"], "summer": ["#4f9a4c", "#5ca655"], "autumn": ["#e08a3c", "#d1633a", "#e6b13f"],
              "winter": ["#8aa39a", "#93a8a2"]}  # fmt: skip
    return p.main(p.rng.choice(season.get(p.look.season, season["summer"])))


def trunk(p: Pen, top: float, base: float, *, lean: float = 0.0, bark: str = _BARK) -> None:
    """A trunk that widens at the foot."""
    p.blob([(-base * 1.7, 0.005), (-base, -0.06), (-base * 0.7 + lean * 0.5, -top * 0.55), (-base * 0.5 + lean, -top),
            (base * 0.5 + lean, -top), (base * 0.7 + lean * 0.5, -top * 0.55), (base, -0.06), (base * 1.7, 0.005)], bark,
           tension=0.8)  # fmt: skip
    p.line(
        [(base * 0.2, -0.08), (base * 0.1 + lean * 0.5, -top * 0.6)],
        base * 0.3,
        darken(bark, 0.3),
        alpha=0.5,
        soft=True,
    )


def crown(p: Pen, puffs: list[tuple[float, float, float]], colour: str) -> None:
    """Leaf masses: dark below, light above, each with a sunny side and dabs of leaves."""
    for x, y, size in puffs:
        p.oval(x + size * 0.06, y + size * 0.12, size * 1.04, size, darken(colour, 0.22))
    for x, y, size in puffs:
        p.oval(x - size * 0.06, y - size * 0.06, size * 0.92, size * 0.88, colour, soft=True)
    for x, y, size in puffs:
        p.oval(
            x - size * 0.22,
            y - size * 0.28,
            size * 0.56,
            size * 0.46,
            lighten(colour, 0.22),
            alpha=0.75,
            soft=True,
        )
    for x, y, size in puffs:
        for _ in range(9):
            angle, reach = p.rng.uniform(0, 6.28), size * p.rng.uniform(0.5, 1.05)
            tint = mix(darken(colour, 0.2), lighten(colour, 0.35), p.rng.random())
            p.oval(x + math.cos(angle) * reach, y + math.sin(angle) * reach * 0.9, 0.022, 0.015, tint, turn=angle * 57,
                   alpha=0.85, soft=True)  # fmt: skip
    if p.look.white:
        for x, y, size in puffs:
            if y < -0.6:
                p.blob([(x - size * 0.8, y - size * 0.3), (x - size * 0.4, y - size * 0.86), (x + size * 0.4, y - size * 0.86),
                        (x + size * 0.8, y - size * 0.3), (x, y - size * 0.5)], "#fbfdff", alpha=0.9)  # fmt: skip


_ROUND = [
    (-0.24, -0.5, 0.17),
    (0.24, -0.5, 0.17),
    (-0.13, -0.66, 0.2),
    (0.14, -0.68, 0.2),
    (0.0, -0.54, 0.2),
    (0.0, -0.82, 0.17),
]


@draws("tree")
def tree(p: Pen) -> None:
    shadow(p, 0.36)
    trunk(p, 0.5, 0.055, lean=p.rng.uniform(-0.02, 0.02))
    p.taper([(0, -0.34), (-0.1, -0.46), (-0.18, -0.5)], 0.05, 0.02, _BARK)
    p.taper([(0, -0.36), (0.1, -0.48), (0.18, -0.52)], 0.05, 0.02, _BARK)
    jitter = [
        (x + p.rng.uniform(-0.025, 0.025), y + p.rng.uniform(-0.02, 0.02), s * p.rng.uniform(0.92, 1.1))
        for x, y, s in _ROUND
    ]
    crown(p, jitter, foliage(p))


@draws("maple")
def maple(p: Pen) -> None:
    shadow(p, 0.36)
    trunk(p, 0.5, 0.05)
    colour = p.main(p.rng.choice(["#d8492f", "#e2662f", "#e9a23a"]))
    crown(p, [(x * 1.12, y, s) for x, y, s in _ROUND], colour)
    for _ in range(12):
        p.oval(
            p.rng.uniform(-0.42, 0.42),
            p.rng.uniform(-0.02, 0.03),
            0.018,
            0.009,
            mix(colour, "#f3c04a", p.rng.random()),
            soft=True,
        )


@draws("cherry")
def cherry(p: Pen) -> None:
    shadow(p, 0.42)
    bark = "#6b4a44"
    p.taper([(0.02, 0.0), (-0.03, -0.18), (0.05, -0.36), (0.0, -0.5)], 0.13, 0.06, bark)
    for points in (
        [(0.02, -0.34), (-0.16, -0.5), (-0.34, -0.56)],
        [(0.03, -0.4), (0.18, -0.52), (0.38, -0.54)],
        [(0, -0.46), (0.02, -0.64)],
    ):
        p.taper(points, 0.055, 0.02, bark)
    colour = p.main(p.rng.choice(["#f7b6c9", "#f9c4d2", "#f5a8bf"]))
    puffs = [
        (-0.36, -0.56, 0.15),
        (0.38, -0.56, 0.15),
        (-0.2, -0.68, 0.18),
        (0.2, -0.7, 0.19),
        (0, -0.6, 0.16),
        (0.02, -0.82, 0.17),
    ]
    crown(p, puffs, colour)
    for _ in range(46):
        x, y, size = p.rng.choice(puffs)
        angle, reach = p.rng.uniform(0, 6.28), size * p.rng.uniform(0.1, 1.05)
        p.oval(x + math.cos(angle) * reach, y + math.sin(angle) * reach, 0.017, 0.015, p.rng.choice(["#ffffff", "#ffe3ea", "#f08fae"]),
               soft=True)  # fmt: skip
    for _ in range(16):
        p.oval(p.rng.uniform(-0.6, 0.6), p.rng.uniform(-0.5, 0.04), 0.014, 0.008, lighten(colour, 0.2), turn=p.rng.uniform(0, 180),
               soft=True)  # fmt: skip


@draws("pine")
def pine(p: Pen) -> None:
    shadow(p, 0.26)
    green = p.main("#3f7d58" if p.look.season != "winter" else "#4a7f68")
    p.rect(-0.035, -0.16, 0.07, 0.165, _BARK)
    for index in range(5):
        y, half = -0.12 - index * 0.165, 0.28 - index * 0.048
        top = y - 0.27
        shape = [(0, top), (half * 0.4, y - 0.12), (half, y + 0.015), (half * 0.45, y - 0.015), (0, y + 0.03), (-half * 0.45, y - 0.015),
                 (-half, y + 0.015), (-half * 0.4, y - 0.12)]  # fmt: skip
        tint = mix(darken(green, 0.12), lighten(green, 0.16), index / 4)
        p.poly(shape, tint)
        p.poly(
            [(0, top), (half * 0.4, y - 0.12), (half, y + 0.015), (half * 0.3, y - 0.06)],
            darken(tint, 0.25),
            alpha=0.4,
            soft=True,
        )
        if p.look.white:
            p.poly([(0, top), (half * 0.42, y - 0.11), (half * 0.2, y - 0.1), (0.01, y - 0.14), (-half * 0.2, y - 0.09),
                    (-half * 0.42, y - 0.11)], "#fbfdff", alpha=0.92)  # fmt: skip


@draws("xmastree")
def christmas_tree(p: Pen) -> None:
    """A fir with lights, baubles, a garland and a star."""
    pine(p)
    for index in range(4):
        y, half = -0.15 - index * 0.165, 0.235 - index * 0.046
        p.line([(-half, y - 0.03), (0, y + 0.015), (half, y - 0.03)], 0.014, "#f3cf6a", lit=True)
        for number in range(4 - index // 2):
            x = half * (-0.85 + 1.7 * number / max(1, 3 - index // 2))
            colour = ("#e8473f", "#ffd34a", "#4fb4ff", "#ff8fd0")[(number + index) % 4]
            if p.look.dark:
                p.oval(x, y - 0.035, 0.07, 0.07, p.glow((colour, 0.6), (colour, 0.0)), soft=True)
            p.oval(x, y - 0.035, 0.024, 0.024, colour, lit=True)
    star = []
    for step in range(10):
        reach, angle = (0.085, 0.036)[step % 2], -math.pi / 2 + step * math.pi / 5
        star.append((math.cos(angle) * reach, -1.03 + math.sin(angle) * reach))
    p.oval(0, -1.03, 0.2, 0.2, p.glow(("#ffe38a", 0.7), ("#ffe38a", 0.0)), soft=True)
    p.poly(star, "#ffd84f", lit=True)


@draws("willow")
def willow(p: Pen) -> None:
    shadow(p, 0.36)
    trunk(p, 0.62, 0.055, lean=0.03)
    green = foliage(p) if p.look.season == "autumn" or p.colours else "#9cc65c"
    crown(p, [(-0.16, -0.76, 0.17), (0.18, -0.78, 0.17), (0.02, -0.86, 0.16)], green)
    for index in range(34):
        x = -0.42 + index * 0.84 / 33
        top = -0.9 + 0.5 * abs(x) ** 1.5
        length = p.rng.uniform(0.36, 0.62)
        sway = p.rng.uniform(-0.03, 0.05)
        tint = mix(darken(green, 0.18), lighten(green, 0.25), p.rng.random())
        p.taper(
            [(x * 0.8, top), (x + sway * 0.4, top + length * 0.5), (x + sway, top + length)],
            0.026,
            0.006,
            tint,
            soft=index % 3 > 0,
        )


@draws("palm")
def palm(p: Pen) -> None:
    shadow(p, 0.3)
    bark = "#a9835a"
    p.taper([(-0.06, 0.0), (-0.04, -0.3), (0.02, -0.56), (0.08, -0.76)], 0.075, 0.045, bark)
    for index in range(8):
        y = -0.06 - index * 0.088
        p.line(
            [(-0.07 + index * 0.014, y), (-0.02 + index * 0.016, y - 0.01)],
            0.01,
            darken(bark, 0.3),
            alpha=0.6,
            soft=True,
        )
    green = p.main("#4f9f5c")
    for turn in (205, 340, 175, 10, 232, 312, 270):
        q = p.at(0.08, -0.77, 0.42, turn=turn)
        tint = mix(darken(green, 0.15), lighten(green, 0.15), p.rng.random())
        q.blob([(0, 0), (0.34, -0.17), (0.7, -0.12), (1.0, 0.16), (0.66, 0.04), (0.32, 0.02)] if turn > 270 or turn < 90 else
               [(0, 0), (0.34, 0.17), (0.7, 0.12), (1.0, -0.16), (0.66, -0.04), (0.32, -0.02)], tint)  # fmt: skip
    for x in (0.05, 0.1, 0.14):
        p.oval(x, -0.745, 0.032, 0.036, "#8a5f3a")


@draws("baretree")
def bare_tree(p: Pen) -> None:
    bark = p.main("#5f4a42")
    shadow(p, 0.26)
    _branches(p, 0.0, 0.0, -90, 0.3, 0.075, bark, 5)


def _branches(
    p: Pen, x: float, y: float, angle: float, length: float, wide: float, bark: str, left: int
) -> None:
    end = (x + math.cos(math.radians(angle)) * length, y + math.sin(math.radians(angle)) * length)
    p.taper(
        [(x, y), ((x + end[0]) / 2 + p.rng.uniform(-0.01, 0.01), (y + end[1]) / 2), end],
        wide,
        wide * 0.62,
        bark,
    )
    if left == 0:
        return
    for turn in (-1, 1):
        _branches(
            p,
            *end,
            angle + turn * p.rng.uniform(16, 36),
            length * p.rng.uniform(0.66, 0.84),
            wide * 0.6,
            bark,
            left - 1,
        )


@draws("plum")
def plum(p: Pen) -> None:
    bark, red = "#4a3a38", p.main("#d8405a")
    shadow(p, 0.28)
    p.taper([(-0.12, 0), (-0.08, -0.2), (-0.16, -0.4), (-0.02, -0.6), (-0.1, -0.8)], 0.12, 0.03, bark)
    twigs = [[(-0.14, -0.38), (0.06, -0.5), (0.28, -0.52), (0.44, -0.64)], [(-0.03, -0.6), (0.14, -0.74), (0.2, -0.9)],
             [(-0.12, -0.3), (-0.3, -0.42), (-0.36, -0.6)], [(-0.06, -0.72), (-0.24, -0.82), (-0.28, -0.95)],
             [(0.1, -0.51), (0.26, -0.4), (0.4, -0.38)]]  # fmt: skip
    for twig in twigs:
        p.taper(twig, 0.045, 0.012, bark)
    for twig in twigs:
        for step in range(5):
            x0, y0 = twig[min(len(twig) - 1, 1 + step % (len(twig) - 1))]
            blossom(
                p.at(
                    x0 + p.rng.uniform(-0.07, 0.07),
                    y0 + p.rng.uniform(-0.06, 0.06),
                    p.rng.uniform(0.045, 0.07),
                ),
                red,
            )


def blossom(p: Pen, petal: str) -> None:
    """Five round petals and golden stamens, one unit across."""
    for turn in range(5):
        angle = turn * 1.2566 - 0.3
        p.oval(math.cos(angle) * 0.42, math.sin(angle) * 0.42, 0.34, 0.34, petal)
    p.oval(0, 0, 0.26, 0.26, lighten(petal, 0.5), soft=True)
    for turn in range(6):
        p.oval(math.cos(turn * 1.05) * 0.22, math.sin(turn * 1.05) * 0.22, 0.06, 0.06, "#f6c945", soft=True)


@draws("bamboo")
def bamboo(p: Pen) -> None:
    green = p.main("#6fa84e")
    lean = p.rng.uniform(-0.05, 0.05)
    for index in range(6):
        y = -index * 0.17
        x0, x1 = lean * index / 6, lean * (index + 1) / 6
        p.poly([(x0 - 0.024, y), (x0 + 0.024, y), (x1 + 0.021, y - 0.162), (x1 - 0.021, y - 0.162)], green)
        p.line([(x1 - 0.028, y - 0.166), (x1 + 0.028, y - 0.166)], 0.011, darken(green, 0.35))
        p.line(
            [(x0 - 0.01, y - 0.02), (x1 - 0.01, y - 0.14)], 0.008, lighten(green, 0.5), alpha=0.7, soft=True
        )
        if index >= 2:
            for side in (-1, 1):
                for droop in (8, 34, 60):
                    if p.rng.random() < 0.3:
                        continue
                    q = p.at(x1, y - 0.16, 0.2, turn=droop if side > 0 else 180 - droop)
                    q.blob(
                        [(0, 0), (0.4, -0.09), (1, 0.03), (0.4, 0.08)],
                        mix(darken(green, 0.22), green, p.rng.random()),
                        soft=droop == 34,
                    )


@draws("bush")
def bush(p: Pen) -> None:
    shadow(p, 0.8)
    colour = foliage(p)
    crown(p, [(-0.42, -0.34, 0.36), (0.42, -0.34, 0.36), (0.0, -0.52, 0.44)], colour)
