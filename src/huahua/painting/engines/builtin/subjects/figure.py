# ruff: noqa: E501 - tables of points and words read best one shape or entry per line
"""A person: big head, simple clothes, and limbs that bend to the pose."""

from ..colour import darken, lighten
from ..drawing.pen import Pen
from .faces import cheeks, eyes, rod, shadow

_SKIN = ("#f6d3b3", "#eebf96", "#f3c9a2", "#d9a274")
_SHOE = "#5a4238"
_HIP = -0.34
Limb = tuple[tuple[float, float], tuple[float, float]]
"""Joint and end of an arm or a leg; its root is the shoulder or the hip."""

_LEGS: dict[str, tuple[Limb, Limb]] = {
    "walk": (((-0.12, -0.2), (-0.17, -0.03)), ((0.13, -0.2), (0.15, -0.03))),
    "run": (((-0.15, -0.17), (-0.36, -0.16)), ((0.2, -0.25), (0.2, -0.05))),
    "jump": (((-0.2, -0.24), (-0.17, -0.07)), ((0.2, -0.24), (0.17, -0.07))),
    "cheer": (((-0.1, -0.2), (-0.13, -0.03)), ((0.16, -0.22), (0.24, -0.1))),
    "sit": (((-0.15, -0.36), (-0.24, -0.25)), ((0.15, -0.36), (0.24, -0.25))),
    "ride": (((0.1, -0.24), (0.02, -0.06)), ((0.19, -0.28), (0.15, -0.08))),
}
"""Far or left leg, near or right leg, by pose; the rest stand straight."""
_HANDS: dict[str, tuple[tuple[float, float], tuple[float, float]]] = {
    "walk": ((-0.22, -0.32), (0.21, -0.36)),
    "run": ((-0.27, -0.42), (0.25, -0.52)),
    "jump": ((-0.3, -0.72), (0.3, -0.72)),
    "cheer": ((-0.29, -0.76), (0.3, -0.7)),
    "read": ((-0.12, -0.42), (0.12, -0.42)),
    "ride": ((0.02, -0.42), (0.3, -0.42)),
    "fish": ((-0.16, -0.4), (0.24, -0.42)),
    "hold": ((-0.21, -0.3), (0.25, -0.46)),
    "hold_left": ((-0.25, -0.46), (0.21, -0.3)),
}
"""Left and right hand, by pose."""


def head(p: Pen, y: float, size: float, skin: str, hair: str, cut: str) -> None:
    """A head with hair: ``short``, ``long``, ``bun``, ``tails``, ``bald``; from behind where the pose is ``watch``."""
    if cut == "long":
        p.blob([(-size * 1.1, y + size * 1.5), (-size * 1.2, y - size * 0.2), (0, y - size * 1.25), (size * 1.2, y - size * 0.2),
                (size * 1.1, y + size * 1.5), (0, y + size * 1.3)], hair, tension=0.8)  # fmt: skip
    if cut == "tails":
        for side in (-1, 1):
            p.blob([(side * size * 0.8, y - size * 0.3), (side * size * 1.6, y - size * 0.2), (side * size * 1.7, y + size * 0.9), (side * size * 1.1, y + size * 0.4)],
                   hair)  # fmt: skip
            p.oval(side * size * 0.98, y - size * 0.12, size * 0.18, size * 0.18, "#e8574e")
    if cut == "bun":
        p.oval(0, y - size * 1.2, size * 0.42, size * 0.4, hair)
    for side in (-1, 1):
        p.oval(side * size * 0.98, y + size * 0.12, size * 0.17, size * 0.22, skin)
    p.oval(0, y, size, size * 0.98, skin)
    if p.pose == "watch" and cut != "bald":
        p.oval(0, y - size * 0.06, size * 1.04, size * 1.04, hair)
        return
    if cut != "bald":
        p.blob([(-size * 1.03, y + size * 0.1), (-size * 1.0, y - size * 0.6), (0, y - size * 1.14), (size * 1.0, y - size * 0.6), (size * 1.03, y + size * 0.1),
                (size * 0.8, y - size * 0.34), (size * 0.1, y - size * 0.5), (-size * 0.7, y - size * 0.36)], hair, tension=0.8)  # fmt: skip
    if p.pose == "watch":
        return
    eyes(p, y + size * 0.12, size * 0.4, size * 0.15)
    cheeks(p, y + size * 0.46, size * 0.62, size * 0.24)
    p.line(
        [(-size * 0.18, y + size * 0.5), (0, y + size * 0.62), (size * 0.18, y + size * 0.5)],
        size * 0.075,
        "#a85448",
    )


def legs(p: Pen, top: float, colour: str, shoe: str, apart: float = 0.07) -> None:
    """Two straight legs in shoes."""
    for side in (-1, 1):
        p.taper([(side * apart, top), (side * apart, -0.04)], 0.1, 0.085, colour)
        _shoe(p, side * apart, 0.0, shoe)


def _shoe(p: Pen, x: float, y: float, colour: str) -> None:
    p.blob([(x - 0.05, y - 0.045), (x + 0.06, y - 0.045), (x + 0.085, y), (x - 0.055, y)], colour)


def arm(p: Pen, side: int, top: float, hand: tuple[float, float], sleeve: str, skin: str) -> None:
    """From the shoulder on that side to the hand."""
    elbow = (side * 0.2, (top + hand[1]) / 2 + 0.03)
    p.taper([(side * 0.12, top), elbow, hand], 0.1, 0.07, sleeve)
    p.oval(hand[0], hand[1], 0.038, 0.038, skin)


def figure(
    p: Pen,
    *,
    coat: str,
    legs: str,
    cut: str,
    hair: str,
    skirt: bool = False,
    size: float = 0.15,
    hands: tuple[float, float] = (0.21, -0.3),
    beard: bool = False,
) -> None:
    """A whole person in the pen's pose. ``size`` is half the head's width; ``legs`` the trousers' colour."""
    skin = p.rng.choice(_SKIN)
    dress = (coat, skin if skirt else legs, cut, hair, skirt, size, hands, skin, beard)
    if p.pose in ("sleep", "lie"):
        shadow(p, 0.56)
        p.blob([(-0.62, 0.0), (-0.64, -0.12), (-0.46, -0.17), (-0.26, -0.12), (-0.26, 0.0)], "#f4efe6")
        _upright(p.at(0.42, -0.12, turn=-90), *dress)
        p.blob(
            [(-0.12, -0.0), (-0.14, -0.26), (0.2, -0.3), (0.46, -0.2), (0.48, 0.0)],
            p.trim(lighten(coat, 0.3)),
        )
        p.line([(-0.1, -0.04), (-0.12, -0.24)], 0.035, lighten(coat, 0.6), soft=True)
        return
    seated = p.pose in ("sit", "read", "fish")
    shadow(p, 0.3 if seated else 0.26)
    lift = 0.23 if seated else -0.13 if p.pose == "jump" else 0.0
    _upright(p.at(0, lift, turn=7 if p.pose == "run" else 0), *dress)
    if p.pose == "fish":
        rod(p.at(0.24, -0.2))


def _upright(
    p: Pen,
    coat: str,
    trousers: str,
    cut: str,
    hair: str,
    skirt: bool,
    size: float,
    hands: tuple[float, float],
    skin: str,
    beard: bool,
) -> None:
    shoulder = -1 + size * 2.25
    pose = "sit" if p.pose in ("read", "fish") else p.pose or ""
    bent = _LEGS.get(pose)
    if bent is None:
        legs(p, _HIP, trousers, _SHOE)
    else:
        for index, (knee, foot) in enumerate(bent):
            _bent_leg(p, 0.07 * (index * 2 - 1), knee, foot, darken(trousers, 0.08 if index else 0.18), pose)
    if skirt:
        hem = -0.3 if pose in ("sit", "ride") else -0.2
        p.blob(
            [
                (-0.11, shoulder),
                (0.11, shoulder),
                (0.14, -0.42),
                (0.25, hem),
                (0, hem + 0.04),
                (-0.25, hem),
                (-0.14, -0.42),
            ],
            coat,
            tension=0.6,
        )
        p.line([(-0.13, -0.45), (0, -0.43), (0.13, -0.45)], 0.035, lighten(coat, 0.5))
    else:
        p.blob(
            [
                (-0.13, shoulder),
                (0.13, shoulder),
                (0.16, _HIP + 0.02),
                (0, _HIP + 0.05),
                (-0.16, _HIP + 0.02),
            ],
            coat,
            tension=0.5,
        )
        for y in (0.35, 0.65) if p.pose != "watch" else ():
            p.oval(0, shoulder + (_HIP - shoulder) * y, 0.012, 0.012, darken(coat, 0.4), soft=True)
    left, right = _HANDS.get(p.pose or "", ((-hands[0], hands[1]), hands))
    raised = p.pose in ("jump", "cheer")
    if not raised:
        arm(p, -1, shoulder + 0.04, left, darken(coat, 0.08), skin)
        arm(p, 1, shoulder + 0.04, right, darken(coat, 0.08), skin)
    head(p, -1 + size * 1.2, size, skin, hair, cut)
    if beard and p.pose != "watch":
        _beard(p, -1 + size * 1.2, size, hair)
    for side, hand in ((-1, left), (1, right)) if raised else ():
        p.taper(
            [(side * 0.11, shoulder + 0.06), (side * 0.25, shoulder + 0.05), hand],
            0.1,
            0.07,
            darken(coat, 0.08),
        )
        p.oval(hand[0], hand[1], 0.042, 0.042, skin)


def _beard(p: Pen, y: float, size: float, colour: str) -> None:
    """White hair at the sides, brows and a round beard under the smile."""
    for side in (-1, 1):
        p.oval(side * size * 0.95, y - size * 0.12, size * 0.2, size * 0.34, colour)
        p.line(
            [(side * size * 0.22, y - size * 0.2), (side * size * 0.56, y - size * 0.22)], size * 0.1, colour
        )
        p.oval(side * size * 0.2, y + size * 0.42, size * 0.26, size * 0.1, colour, turn=side * 16)
    p.blob([(-size * 0.62, y + size * 0.6), (0, y + size * 0.74), (size * 0.62, y + size * 0.6), (size * 0.36, y + size * 1.2),
            (0, y + size * 1.42), (-size * 0.36, y + size * 1.2)], colour)  # fmt: skip


def _bent_leg(
    p: Pen, hip: float, knee: tuple[float, float], foot: tuple[float, float], colour: str, pose: str
) -> None:
    if pose == "sit":
        p.taper([(hip, _HIP), knee, foot], 0.11, 0.09, colour)
        p.oval(foot[0], foot[1] - 0.02, 0.052, 0.06, _SHOE)
        p.oval(foot[0], foot[1] - 0.02, 0.032, 0.04, lighten(_SHOE, 0.2), soft=True)
        return
    p.taper([(hip, _HIP), knee, foot], 0.11, 0.085, colour)
    _shoe(p, foot[0], foot[1] + 0.035, _SHOE)
