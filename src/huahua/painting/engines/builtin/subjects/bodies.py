# ruff: noqa: E501 - tables of points and words read best one shape or entry per line
"""The bodies of animals with a big head: sitting and looking at us, or in profile when they stand, run, jump or lie."""

from ..colour import darken, lighten
from ..drawing.pen import Pen
from .faces import rod

_PROFILE = {"stand", "walk", "run", "jump"}
_LOW = {"lie", "sleep"}


def sits(p: Pen) -> bool:
    """Whether the animal is shown sitting, its paws before it."""
    return p.pose not in _PROFILE and p.pose not in _LOW


def _trunk(p: Pen) -> Pen:
    """The pen of the body: in the air and turned upwards in a jump."""
    return p.at(0, -0.17, turn=-15) if p.pose == "jump" else p.at(0, -0.05) if p.pose == "run" else p


def rear(p: Pen) -> Pen:
    """The pen for a tail whose root is drawn at about (0.2, -0.06), wherever the hind part is."""
    if sits(p):
        return p
    if p.pose in _LOW:
        return p.at(-0.28, -0.03, 0.85, flip=True)
    return _trunk(p).at(-0.25, -0.34, 0.85, flip=True, turn=12 if p.pose in ("run", "jump") else 0)


def body(p: Pen, fur: str, belly: str, *, paws: str | None = None, wide: float = 1.0) -> Pen:
    """Body, legs and paws in the pen's pose; returns the pen for the head, which is drawn as if the animal sat."""
    paws = paws or fur
    if sits(p):
        _sitting(p, fur, belly, paws, wide)
        if p.pose == "fish":
            rod(p.at(0.12, -0.2))
            p.oval(0.12, -0.2, 0.07, 0.06, lighten(paws, 0.12))
        return p
    if p.pose in _LOW:
        _lying(p, fur, belly, paws)
        return p.at(0.2, 0.33, 0.92)
    trunk = _trunk(p)
    _profile(trunk, fur, belly, paws, wide)
    return trunk.at(0.27, 0.02, 0.9, turn=9 if p.pose == "jump" else 0)


def _sitting(p: Pen, fur: str, belly: str, paws: str, wide: float) -> None:
    p.blob([(x * wide, y) for x, y in ((-0.24, 0), (-0.3, -0.12), (-0.24, -0.34), (-0.14, -0.54), (0.14, -0.54),
                                       (0.24, -0.34), (0.3, -0.12), (0.24, 0))], fur)  # fmt: skip
    p.oval(0, -0.24, 0.15 * wide, 0.2, belly, soft=True)
    for side in (-1, 1):
        p.oval(side * 0.2 * wide, -0.09, 0.1, 0.1, darken(fur, 0.06))
        p.oval(side * 0.2 * wide, -0.03, 0.105, 0.045, lighten(paws, 0.08))
    for side in (-1, 1):
        p.taper([(side * 0.085, -0.36), (side * 0.09, -0.18), (side * 0.085, -0.03)], 0.12, 0.1, paws)
        p.oval(side * 0.085, -0.03, 0.07, 0.042, lighten(paws, 0.12))


_STEPS: dict[str, tuple[tuple[float, float, float], ...]] = {
    "stand": ((-0.3, -0.3, 0.0), (0.09, 0.09, 0.0), (-0.38, -0.39, 0.0), (0.17, 0.17, 0.0)),
    "walk": ((-0.28, -0.2, 0.0), (0.08, 0.0, 0.0), (-0.38, -0.46, 0.0), (0.16, 0.27, 0.0)),
    "run": ((-0.28, -0.42, -0.02), (0.08, 0.27, -0.04), (-0.36, -0.6, -0.07), (0.16, 0.42, -0.1)),
    "jump": ((-0.28, -0.46, -0.04), (0.08, 0.3, -0.1), (-0.36, -0.58, -0.03), (0.16, 0.4, -0.16)),
}
"""For each leg (two far ones, two near ones): x at the body, x and y of the paw."""


def _profile(p: Pen, fur: str, belly: str, paws: str, wide: float) -> None:
    """On four legs, walking to the right."""
    for index, (hip, x, y) in enumerate(_STEPS[p.pose or "stand"]):
        colour = darken(paws, 0.16) if index < 2 else paws
        bend = 0.05 if index % 2 else -0.05
        p.taper([(hip, -0.36), ((hip + x) / 2 + bend, -0.18 + y / 2), (x, y - 0.03)], 0.15, 0.1, colour)
        p.oval(x + 0.025, y - 0.03, 0.07, 0.042, lighten(colour, 0.1))
    tall = 0.03 * (wide - 1) / 0.1
    p.blob([(-0.46, -0.36), (-0.43, -0.54 - tall), (-0.2, -0.59 - tall), (0.1, -0.58 - tall), (0.3, -0.56), (0.32, -0.36),
            (0.1, -0.24), (-0.2, -0.25), (-0.4, -0.25)], fur)  # fmt: skip
    p.blob(
        [(-0.28, -0.29), (-0.1, -0.33), (0.14, -0.32), (0.24, -0.3), (0.08, -0.245), (-0.2, -0.255)],
        belly,
        soft=True,
    )


def _lying(p: Pen, fur: str, belly: str, paws: str) -> None:
    """Like a loaf, the paws before it."""
    p.blob(
        [(-0.52, 0), (-0.56, -0.2), (-0.42, -0.38), (-0.1, -0.44), (0.2, -0.38), (0.4, -0.16), (0.4, 0)], fur
    )
    p.oval(-0.34, -0.13, 0.19, 0.16, darken(fur, 0.06))
    p.oval(-0.3, -0.03, 0.15, 0.045, lighten(paws, 0.08))
    p.oval(0.16, -0.1, 0.16, 0.1, belly, soft=True)
    for x in (0.12, 0.3):
        p.oval(x, -0.035, 0.14, 0.05, lighten(paws, 0.1))
