"""People, and robots, astronauts, snowmen: big heads, simple clothes, friendly faces."""

from ..colour import darken, lighten
from ..drawing.pen import Pen
from .faces import INK, cheeks, eyes, shadow
from .figure import arm, figure, head, legs
from .registry import draws


@draws("person")
def person(p: Pen) -> None:
    figure(
        p,
        coat=p.main(p.rng.choice(["#d8694a", "#4f86b8", "#e0a83c", "#5f9a78"])),
        legs="#4a5570",
        cut="short",
        hair="#4a342c",
    )
    p.blob([(-0.1, -0.63), (0.1, -0.63), (0.12, -0.57), (0, -0.54), (-0.12, -0.57)], p.trim("#f3d9a0"))


@draws("man")
def man(p: Pen) -> None:
    figure(p, coat=p.main("#4a7296"), legs="#4a4650", cut="short", hair="#3a2c28", size=0.14)


@draws("grandfather")
def grandfather(p: Pen) -> None:
    figure(p, coat=p.main("#6d7f63"), legs="#4a4650", cut="bald", hair="#dcd8d2", size=0.145, beard=True)


@draws("grandmother")
def grandmother(p: Pen) -> None:
    figure(p, coat=p.main("#8a6f9c"), legs="#e8c8ac", cut="bun", hair="#dcd8d2", skirt=True, size=0.15)


@draws("woman")
def woman(p: Pen) -> None:
    figure(p, coat=p.main("#d85f74"), legs="#f0c8a8", cut="long", hair="#4a2f28", skirt=True, size=0.145)


@draws("girl")
def girl(p: Pen) -> None:
    figure(p, coat=p.main("#f08a6a"), legs="#f0c8a8", cut="tails", hair="#5a3a2a", skirt=True, size=0.185)


@draws("boy")
def boy(p: Pen) -> None:
    figure(p, coat=p.main("#f0b83c"), legs="#4f77a8", cut="short", hair="#4a342c", size=0.185)


@draws("farmer")
def farmer(p: Pen) -> None:
    figure(p, coat=p.main("#6f8fb0"), legs="#5f5a50", cut="short", hair="#4a342c")
    _straw_hat(p, -0.92, 0.27)
    p.line([(0.24, 0.0), (0.24, -0.86)], 0.022, "#8a6238", sharp=True)
    p.line([(0.17, -0.84), (0.31, -0.84)], 0.02, "#6a6a72", sharp=True)
    for x in (0.17, 0.24, 0.31):
        p.line([(x, -0.84), (x, -0.95)], 0.016, "#6a6a72", sharp=True)


def _straw_hat(p: Pen, y: float, half: float) -> None:
    p.blob([(-half, y), (0, y - half * 0.62), (half, y), (0, y + half * 0.16)], "#e3c27a", tension=0.5)
    p.line(
        [(-half * 0.5, y - half * 0.26), (0, y - half * 0.2), (half * 0.5, y - half * 0.26)],
        half * 0.07,
        "#b9934a",
        soft=True,
    )


@draws("monk")
def monk(p: Pen) -> None:
    robe = p.main("#e0953c")
    skin = "#eebf96"
    shadow(p, 0.26)
    p.blob([(-0.14, -0.64), (0.14, -0.64), (0.24, -0.04), (0, 0.0), (-0.24, -0.04)], robe, tension=0.4)
    p.taper([(-0.12, -0.62), (0.04, -0.4), (0.2, -0.2)], 0.07, 0.09, p.trim("#a8483a"), soft=True)
    for side in (-1, 1):
        p.taper(
            [(side * 0.14, -0.58), (side * 0.2, -0.44), (side * 0.04, -0.4)], 0.11, 0.08, darken(robe, 0.1)
        )
    p.oval(0, -0.4, 0.045, 0.055, skin)
    head(p, -0.82, 0.16, skin, "#000000", "bald")


@draws("couple")
def couple(p: Pen) -> None:
    left = p.at(-0.2, 0, 1)
    figure(
        left,
        coat=p.main("#4a7296"),
        legs="#4a4650",
        cut="short",
        hair="#3a2c28",
        size=0.14,
        hands=(0.19, -0.34),
    )
    right = p.at(0.2, 0, 0.93)
    figure(
        right,
        coat=p.trim("#e0657a"),
        legs="#f0c8a8",
        cut="long",
        hair="#4a2f28",
        skirt=True,
        size=0.15,
        hands=(0.19, -0.34),
    )


@draws("knight")
def knight(p: Pen) -> None:
    steel = p.main("#a8b3c2")
    shadow(p, 0.3)
    p.blob([(-0.1, -0.62), (0.1, -0.62), (0.28, -0.06), (-0.28, -0.06)], p.trim("#b93f3a"), tension=0.3)
    legs(p, -0.34, steel, darken(steel, 0.3))
    p.blob([(-0.16, -0.66), (0.16, -0.66), (0.17, -0.32), (0, -0.28), (-0.17, -0.32)], steel, tension=0.5)
    p.line([(0, -0.62), (0, -0.34)], 0.018, darken(steel, 0.3), soft=True)
    arm(p, -1, -0.6, (-0.24, -0.38), darken(steel, 0.1), darken(steel, 0.3))
    p.line([(0.26, -0.1), (0.26, -0.98)], 0.03, "#d6dde6", sharp=True)
    p.line([(0.18, -0.34), (0.34, -0.34)], 0.035, "#d9a441", sharp=True)
    arm(p, 1, -0.6, (0.26, -0.28), darken(steel, 0.1), darken(steel, 0.3))
    p.blob([(-0.16, -0.66), (-0.17, -0.84), (0, -0.98), (0.17, -0.84), (0.16, -0.66)], steel)
    p.rect(-0.12, -0.84, 0.24, 0.07, "#2b2f3a")
    for side in (-1, 1):
        p.oval(side * 0.05, -0.805, 0.022, 0.026, "#fff3c4", soft=True, lit=True)
    p.blob([(0, -0.97), (-0.06, -1.08), (-0.22, -1.04), (-0.2, -0.9), (-0.08, -0.94)], p.trim("#d8483a"))


@draws("fisherman")
def fisherman(p: Pen) -> None:
    coat = p.main("#7f9468")
    shadow(p, 0.4)
    p.blob([(-0.36, 0), (-0.32, -0.2), (-0.1, -0.26), (0.14, -0.2), (0.2, 0)], "#9a948c")
    p.taper([(0.0, -0.28), (0.22, -0.24), (0.26, -0.04)], 0.15, 0.1, "#5f5a50")
    p.blob([(-0.18, -0.66), (0.1, -0.66), (0.14, -0.24), (-0.02, -0.2), (-0.24, -0.24)], coat)
    for x in (-0.14, -0.06, 0.03):
        p.line([(x, -0.58), (x - 0.02, -0.28)], 0.012, darken(coat, 0.3), soft=True)
    p.line([(0.1, -0.36), (0.56, -0.74), (0.98, -0.86)], 0.018, "#8a6238")
    p.line([(0.98, -0.86), (1.0, -0.4), (1.02, 0.04)], 0.006, "#f3efe6", soft=True)
    p.oval(1.02, 0.04, 0.025, 0.03, "#e8493f")
    p.taper([(-0.02, -0.58), (0.12, -0.46), (0.26, -0.48)], 0.11, 0.07, darken(coat, 0.1))
    p.oval(0.27, -0.48, 0.038, 0.038, "#eebf96")
    head(p.at(-0.03, 0), -0.78, 0.145, "#eebf96", "#8a8480", "short")
    p.blob([(-0.12, -0.68), (0.06, -0.68), (0.02, -0.54), (-0.03, -0.5), (-0.08, -0.54)], "#f3f0ea")
    _straw_hat(p.at(-0.03, 0), -0.83, 0.31)


@draws("robot")
def robot(p: Pen) -> None:
    steel = p.main("#8fb4c8")
    trim = p.trim("#f0a23c")
    shadow(p, 0.36)
    for side in (-1, 1):
        p.rect(side * 0.12 - 0.045, -0.2, 0.09, 0.16, darken(steel, 0.25))
        p.blob(
            [
                (side * 0.12 - 0.1, -0.06),
                (side * 0.12 + 0.1, -0.06),
                (side * 0.12 + 0.12, 0.0),
                (side * 0.12 - 0.12, 0.0),
            ],
            darken(steel, 0.1),
            tension=0.4,
        )
        p.line([(side * 0.24, -0.46), (side * 0.36, -0.36), (side * 0.34, -0.24)], 0.06, darken(steel, 0.25))
        p.oval(side * 0.34, -0.22, 0.06, 0.06, trim)
    p.blob([(-0.25, -0.52), (0.25, -0.52), (0.23, -0.18), (-0.23, -0.18)], steel, tension=0.25)
    p.rect(-0.13, -0.46, 0.26, 0.17, lighten(steel, 0.5))
    for index, colour in enumerate(("#e8574e", "#f6c545", "#6fbf7a")):
        p.oval(-0.07 + index * 0.07, -0.41, 0.02, 0.02, colour, lit=True)
    p.line(
        [(-0.09, -0.34), (-0.04, -0.36), (0.0, -0.325), (0.05, -0.36), (0.09, -0.34)],
        0.012,
        "#4f86a8",
        soft=True,
    )
    p.rect(-0.06, -0.57, 0.12, 0.06, darken(steel, 0.3))
    p.blob([(-0.29, -0.92), (0.29, -0.92), (0.31, -0.58), (-0.31, -0.58)], steel, tension=0.25)
    for side in (-1, 1):
        p.rect(side * 0.32 - 0.035, -0.8, 0.07, 0.12, trim)
    p.blob([(-0.23, -0.86), (0.23, -0.86), (0.24, -0.64), (-0.24, -0.64)], "#2c3a4f", tension=0.3)
    for side in (-1, 1):
        p.oval(side * 0.1, -0.765, 0.05, 0.056, "#8ff0e6", lit=True)
        p.oval(side * 0.1 - 0.014, -0.78, 0.016, 0.018, "#ffffff", soft=True, lit=True)
    p.line([(-0.06, -0.685), (0, -0.668), (0.06, -0.685)], 0.016, "#8ff0e6", lit=True)
    p.line([(0, -0.92), (0, -1.0)], 0.02, darken(steel, 0.3), sharp=True)
    p.oval(0, -1.01, 0.034, 0.034, "#f6604f", lit=True)


@draws("astronaut")
def astronaut(p: Pen) -> None:
    suit = p.main("#f6f4f0")
    trim = p.trim("#e8693f")
    p.rect(-0.24, -0.62, 0.48, 0.36, darken(suit, 0.22))
    for side in (-1, 1):
        p.taper([(side * 0.1, -0.3), (side * 0.13, -0.14), (side * 0.12, -0.02)], 0.16, 0.14, suit)
        p.blob(
            [
                (side * 0.12 - 0.09, -0.07),
                (side * 0.12 + 0.09, -0.07),
                (side * 0.12 + 0.1, 0.0),
                (side * 0.12 - 0.1, 0.0),
            ],
            darken(suit, 0.3),
            tension=0.4,
        )
    p.taper([(-0.16, -0.58), (-0.3, -0.5), (-0.34, -0.36)], 0.14, 0.12, suit)
    p.taper([(0.16, -0.58), (0.32, -0.62), (0.36, -0.78)], 0.14, 0.12, suit)
    p.oval(-0.345, -0.33, 0.06, 0.06, trim)
    p.oval(0.365, -0.82, 0.06, 0.065, trim)
    p.blob([(-0.19, -0.6), (0.19, -0.6), (0.2, -0.28), (0, -0.24), (-0.2, -0.28)], suit, tension=0.5)
    p.rect(-0.1, -0.5, 0.2, 0.12, darken(suit, 0.12))
    for index, colour in enumerate(("#e8574e", "#6fbf7a", "#4fa3d8")):
        p.oval(-0.055 + index * 0.055, -0.44, 0.018, 0.018, colour, soft=True, lit=True)
    p.oval(0, -0.78, 0.245, 0.23, suit)
    p.blob(
        [(-0.18, -0.78), (-0.13, -0.91), (0.13, -0.91), (0.18, -0.78), (0.12, -0.65), (-0.12, -0.65)],
        "#2c3f6a",
    )
    p.blob([(-0.14, -0.8), (-0.1, -0.885), (0.02, -0.885), (-0.08, -0.74)], "#8fc0f0", alpha=0.75, soft=True)
    for side in (-1, 1):
        p.oval(side * 0.065, -0.765, 0.022, 0.026, "#fff6e0", soft=True, lit=True)
    p.line([(-0.035, -0.705), (0, -0.692), (0.035, -0.705)], 0.012, "#fff6e0", soft=True, lit=True)


@draws("alien")
def alien(p: Pen) -> None:
    skin = p.main("#8fd06f")
    shadow(p, 0.28)
    legs(p, -0.26, skin, darken(skin, 0.3))
    p.blob([(-0.12, -0.52), (0.12, -0.52), (0.17, -0.22), (0, -0.18), (-0.17, -0.22)], p.trim("#8f7fd0"))
    for side in (-1, 1):
        arm(p, side, -0.48, (side * 0.26, -0.36), skin, skin)
        p.line([(side * 0.1, -0.92), (side * 0.16, -1.02)], 0.02, skin, sharp=True)
        p.oval(side * 0.165, -1.03, 0.035, 0.035, "#f6e36a", lit=True)
    p.blob(
        [(-0.28, -0.78), (-0.18, -0.95), (0.18, -0.95), (0.28, -0.78), (0.12, -0.56), (-0.12, -0.56)], skin
    )
    for side in (-1, 1):
        p.oval(side * 0.115, -0.77, 0.075, 0.095, INK, turn=side * 22, lit=True)
        p.oval(side * 0.1 - 0.01, -0.81, 0.024, 0.028, "#ffffff", soft=True, lit=True)
    p.line([(-0.05, -0.625), (0, -0.605), (0.05, -0.625)], 0.016, darken(skin, 0.5))


@draws("snowman")
def snowman(p: Pen) -> None:
    snow, scarf = "#fbfdff", p.main("#d8483f")
    shadow(p, 0.42)
    for side in (-1, 1):
        p.line([(side * 0.18, -0.52), (side * 0.4, -0.66)], 0.024, "#6b4f3c", sharp=True)
        p.line([(side * 0.33, -0.62), (side * 0.4, -0.57)], 0.018, "#6b4f3c", sharp=True)
        p.line([(side * 0.33, -0.62), (side * 0.34, -0.72)], 0.018, "#6b4f3c", sharp=True)
    p.oval(0, -0.24, 0.33, 0.26, p.down(snow, "#dbe8f3"))
    p.oval(0, -0.56, 0.23, 0.2, p.down(snow, "#e2edf6"))
    for y in (-0.6, -0.5, -0.3):
        p.oval(0, y, 0.022, 0.022, INK)
    p.oval(0, -0.79, 0.18, 0.165, p.down(snow, "#e6eff7"))
    p.taper([(0.1, -0.66), (0.16, -0.52), (0.14, -0.42)], 0.09, 0.1, darken(scarf, 0.1))
    p.line([(-0.15, -0.67), (0, -0.63), (0.15, -0.67)], 0.075, scarf)
    eyes(p, -0.82, 0.07, 0.026)
    cheeks(p, -0.755, 0.11, 0.045)
    p.blob([(-0.01, -0.8), (0.19, -0.755), (-0.01, -0.745)], "#f0863a", tension=0.5)
    p.line([(-0.06, -0.725), (0, -0.705), (0.05, -0.725)], 0.012, INK)
    p.rect(-0.19, -0.945, 0.38, 0.035, "#37323f")
    p.blob([(-0.12, -0.935), (-0.125, -1.06), (0.125, -1.06), (0.12, -0.935)], "#37323f", tension=0.3)
    p.rect(-0.122, -0.975, 0.244, 0.035, scarf)


@draws("mermaid")
def mermaid(p: Pen) -> None:
    tail = p.main("#3fa89a")
    q = p.at(-0.05, 0.46)
    q.taper([(0.0, -0.42), (0.1, -0.24), (0.3, -0.12), (0.46, -0.16)], 0.24, 0.06, tail)
    q.blob(
        [(0.44, -0.16), (0.56, -0.36), (0.66, -0.26), (0.6, -0.14), (0.68, 0.0), (0.52, -0.02)],
        lighten(tail, 0.25),
    )
    for x, y in ((0.02, -0.36), (0.1, -0.28), (0.2, -0.2)):
        q.line([(x - 0.04, y), (x, y + 0.03), (x + 0.05, y)], 0.012, lighten(tail, 0.45), soft=True)
    q.blob([(-0.1, -0.62), (0.1, -0.62), (0.12, -0.42), (0, -0.36), (-0.12, -0.42)], "#f3c9a2", tension=0.6)
    for side in (-1, 1):
        q.oval(side * 0.05, -0.55, 0.055, 0.045, p.trim("#b98ad8"))
        arm(q, side, -0.6, (side * 0.24, -0.5), "#f3c9a2", "#f3c9a2")
    head(q, -0.79, 0.16, "#f6d3b3", "#c9573f", "long")
