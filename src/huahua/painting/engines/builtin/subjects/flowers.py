"""Flowers and small plants."""

import math

from ..colour import darken, lighten, mix
from ..drawing.pen import Pen
from .faces import shadow
from .registry import draws

_STEM = "#5f9a4a"


def _stem(p: Pen, top: float, leaves: int = 2) -> float:
    lean = p.rng.uniform(-0.08, 0.08)
    p.taper([(0, 0), (lean * 0.3, top * 0.5), (lean, top)], 0.05, 0.035, _STEM)
    for index in range(leaves):
        side = 1 if index % 2 else -1
        q = p.at(lean * 0.3, top * (0.25 + 0.22 * index), 0.32, turn=-32 if side > 0 else 212)
        q.blob([(0, 0), (0.45, -0.2), (1, 0), (0.45, 0.2)], mix(_STEM, "#8fc65f", p.rng.random() * 0.5))
    return lean


@draws("flower")
def flower(p: Pen) -> None:
    petal = p.main(p.rng.choice(["#ffffff", "#f58fb0", "#f7d84a", "#ee6f5f", "#b79be6"]))
    x = _stem(p, -0.72)
    for index in range(9):
        q = p.at(x, -0.78, 0.23, turn=index * 40 + p.rng.uniform(-5, 5))
        q.blob([(0.1, 0), (0.55, -0.26), (1, 0), (0.55, 0.26)], petal)
    p.oval(x, -0.78, 0.085, 0.08, "#f3b93c" if petal != "#f4c430" else "#9a5f2b")
    p.oval(x - 0.02, -0.8, 0.04, 0.035, "#ffdf86", soft=True)


@draws("rose")
def rose(p: Pen) -> None:
    petal = p.main("#d8344f")
    x = _stem(p, -0.68)
    for turn in range(6):
        q = p.at(x, -0.78, 0.19, turn=turn * 60)
        q.blob(
            [(0.0, -0.4), (0.7, -0.6), (1.05, 0), (0.7, 0.6), (0, 0.4)],
            mix(petal, "#ffffff", 0.08 * (turn % 3)),
        )
    for reach, tint in ((0.14, darken(petal, 0.12)), (0.1, lighten(petal, 0.1)), (0.06, darken(petal, 0.22))):
        p.oval(x, -0.785, reach, reach * 0.92, tint)
    p.line(
        [(x - 0.1, -0.8), (x, -0.86), (x + 0.09, -0.8), (x + 0.02, -0.74), (x - 0.04, -0.78)],
        0.014,
        darken(petal, 0.35),
        soft=True,
    )


@draws("tulip")
def tulip(p: Pen) -> None:
    petal = p.main(p.rng.choice(["#e84a5f", "#f7b733", "#f28fb5", "#9a68c4"]))
    x = _stem(p, -0.64, 0)
    for side in (-1, 1):
        p.taper([(0, 0), (side * 0.12, -0.24), (side * 0.2, -0.46)], 0.08, 0.015, mix(_STEM, "#8fc65f", 0.3))
    for side in (-1, 1):
        p.blob(
            [(x, -0.62), (x + side * 0.14, -0.68), (x + side * 0.13, -0.98), (x + side * 0.02, -0.86)], petal
        )
    p.blob(
        [(x - 0.085, -0.66), (x - 0.08, -0.86), (x, -0.98), (x + 0.08, -0.86), (x + 0.085, -0.66), (x, -0.6)],
        lighten(petal, 0.12),
    )


@draws("sunflower")
def sunflower(p: Pen) -> None:
    petal = p.main("#f7c02e")
    x = _stem(p, -0.68, 3)
    for ring, tint in ((0.0, darken(petal, 0.12)), (11.0, petal)):
        for index in range(16):
            q = p.at(x, -0.74, 0.25, turn=index * 22.5 + ring)
            q.blob([(0.3, -0.08), (0.66, -0.15), (1, 0), (0.66, 0.15), (0.3, 0.08)], tint)
    p.oval(x, -0.74, 0.125, 0.125, "#6b4528")
    for index in range(26):
        angle, reach = index * 2.4, 0.105 * math.sqrt(index / 26)
        p.oval(x + math.cos(angle) * reach, -0.74 + math.sin(angle) * reach, 0.01, 0.01, "#a8763f", soft=True)


@draws("lotus")
def lotus(p: Pen) -> None:
    petal = p.main("#f5a3bf")
    leaf = "#4f9468"
    for x, size in ((-0.42, 0.36), (0.4, 0.32)):
        p.oval(x, 0.02, size, size * 0.3, leaf)
        for turn in range(5):
            angle = 0.3 + turn * 0.62
            p.line(
                [(x, 0.02), (x + math.cos(angle) * size * 0.9, 0.02 + math.sin(angle) * size * 0.26)],
                0.008,
                lighten(leaf, 0.35),
                soft=True,
            )
        p.poly(
            [(x, 0.02), (x + size * 0.2, -size * 0.32), (x + size * 0.36, -size * 0.28)],
            darken(leaf, 0.3),
            alpha=0.5,
            soft=True,
        )
    q = p.at(0, -0.08)
    q.line([(0, 0.1), (0, -0.3)], 0.035, leaf)
    for turn in (-74, 74, -50, 50):
        r = q.at(0, -0.3, 0.5, turn=turn)
        r.blob([(-0.1, 0), (-0.22, -0.5), (0, -1), (0.22, -0.5), (0.1, 0)], mix(petal, "#ffffff", 0.25))
    for turn in (-26, 26, 0):
        r = q.at(0, -0.3, 0.56, turn=turn)
        r.blob(
            [(-0.12, 0), (-0.24, -0.5), (0, -1.05), (0.24, -0.5), (0.12, 0)],
            r.down(petal, mix(petal, "#ffffff", 0.6)),
        )
    q.oval(0, -0.32, 0.1, 0.05, "#f3cf5a")


@draws("mushroom")
def mushroom(p: Pen) -> None:
    cap = p.main("#db4437")
    shadow(p, 0.4)
    p.blob([(-0.15, 0), (-0.11, -0.3), (-0.13, -0.56), (0.13, -0.56), (0.11, -0.3), (0.17, 0)], "#fbf2e0")
    p.oval(0, -0.53, 0.2, 0.05, "#e9dcc3")
    p.blob([(-0.48, -0.5), (-0.4, -0.8), (0, -1.0), (0.4, -0.8), (0.48, -0.5), (0, -0.44)], cap)
    for x, y, size in (
        (-0.22, -0.72, 0.085),
        (0.1, -0.84, 0.075),
        (0.28, -0.64, 0.07),
        (-0.02, -0.62, 0.06),
        (-0.36, -0.56, 0.04),
    ):
        p.oval(x, y, size, size * 0.86, "#fff8ea", soft=True)


@draws("cactus")
def cactus(p: Pen) -> None:
    green = p.main("#5a9f62")
    shadow(p, 0.36)
    for side, low, high in ((-1, -0.3, -0.66), (1, -0.42, -0.8)):
        p.taper(
            [(0, low), (side * 0.22, low - 0.02), (side * 0.26, low - 0.14), (side * 0.26, high)],
            0.15,
            0.13,
            green,
        )
        p.oval(side * 0.26, high, 0.068, 0.06, green, soft=True)
    p.blob(
        [(-0.13, 0), (-0.15, -0.5), (-0.12, -0.92), (0, -1.0), (0.12, -0.92), (0.15, -0.5), (0.13, 0)], green
    )
    for x in (-0.07, 0, 0.07):
        p.line(
            [(x, -0.05), (x * 1.1, -0.5), (x * 0.8, -0.92)], 0.012, darken(green, 0.28), alpha=0.6, soft=True
        )
    for x, y in ((0.02, -1.0), (0.26, -0.86)):
        for turn in range(5):
            p.oval(
                x + math.cos(turn * 1.26) * 0.035, y + math.sin(turn * 1.26) * 0.03, 0.03, 0.028, "#f283a5"
            )
        p.oval(x, y, 0.018, 0.018, "#fbe08a", soft=True)


@draws("leaf")
def leaf(p: Pen) -> None:
    colour = p.main(p.rng.choice(["#d9622f", "#e8a33a", "#c8402f", "#b9862f"]))
    q = p.at(0, 0, turn=p.rng.uniform(0, 360))
    q.blob([(-0.5, 0), (-0.15, -0.3), (0.3, -0.22), (0.55, 0), (0.3, 0.22), (-0.15, 0.3)], colour)
    q.line([(-0.7, 0.02), (0.45, 0)], 0.05, darken(colour, 0.3))


@draws("petal")
def petal(p: Pen) -> None:
    q = p.at(0, 0, turn=p.rng.uniform(0, 360))
    q.blob([(-0.5, 0), (0, -0.34), (0.5, 0), (0, 0.34)], p.main("#f59ab6"))


@draws("reed")
def reed(p: Pen) -> None:
    for index in range(6):
        x = (index - 2.5) * 0.1
        lean, tall = x * 1.1 + p.rng.uniform(-0.06, 0.06), p.rng.uniform(0.7, 1.0)
        p.taper(
            [(x * 0.5, 0), (x * 0.6 + lean * 0.2, -tall * 0.5), (lean, -tall)],
            0.034,
            0.008,
            mix("#5f8f4a", "#a9b95f", p.rng.random()),
        )
    for x, tall in ((-0.1, 0.86), (0.14, 0.74)):
        p.line([(x * 0.4, 0), (x, -tall)], 0.016, "#7f8f4a")
        p.taper([(x, -tall + 0.04), (x, -tall - 0.1)], 0.06, 0.05, p.main("#8a5a36"))


@draws("pumpkin")
def pumpkin(p: Pen) -> None:
    skin = p.main("#ee8530")
    shadow(p, 0.66)
    for x, wide in ((-0.36, 0.26), (0.36, 0.26), (-0.18, 0.28), (0.18, 0.28), (0, 0.24)):
        p.oval(x, -0.42, wide, 0.42, mix(skin, "#b9551f", abs(x) * 0.8))
    p.taper([(0, -0.8), (0.03, -0.92), (0.1, -1.0)], 0.12, 0.07, "#6f8f3f")
    p.line([(0.05, -0.84), (0.28, -0.9), (0.34, -0.78)], 0.02, "#6f8f3f")
    face = "#ffd75e" if p.look.dark else darken(skin, 0.55)
    for side in (-1, 1):
        p.poly(
            [(side * 0.18 - 0.09, -0.44), (side * 0.18, -0.6), (side * 0.18 + 0.09, -0.44)],
            face,
            lit=p.look.dark,
        )
    p.blob(
        [(-0.28, -0.3), (0, -0.24), (0.28, -0.3), (0.16, -0.14), (-0.16, -0.14)],
        face,
        lit=p.look.dark,
        tension=0.6,
    )
