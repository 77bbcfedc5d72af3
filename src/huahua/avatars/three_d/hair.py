"""Hair of the head in three dimensions: a cap that follows the skull, and what hangs or stands from it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np

from huahua.avatars.domain.spec import AvatarSpec
from huahua.avatars.domain.variants import COLOURS
from huahua.avatars.three_d.glb import Part
from huahua.avatars.three_d.shapes import Floats, Mesh, ball, joined, lathe

FRINGE_Y = 0.4
"""Down to where hair falls on the forehead."""
EDGE = 0.9
"""The cap is made of a ball that is cut off so far down."""


def hair_of(spec: AvatarSpec) -> list[Part]:
    style = spec.hair_style or {"female": "bob", "male": "short"}.get(spec.gender or "", "short")
    if style == "bald":
        return []
    covered = bool({"hat", "cap", "crown"} & set(spec.accessories or ()))
    meshes = _STYLES[style](covered)
    return [Part("hair", joined(meshes), COLOURS[spec.hair_color or "brown"], both_sides=True)]


def _cap(down: float, thick: float = 1.07) -> Mesh:
    """Hair on the skull down to `down` at the back (y, in radii) and to the fringe in front."""

    def shaped(points: Floats) -> Floats:
        flat = np.hypot(points[:, 0], points[:, 2])
        safe = np.maximum(flat, 1e-9)
        front = np.clip((points[:, 2] / safe - 0.1) / 0.5, 0, 1)
        lowest = down + (FRINGE_Y - down) * front
        share = (1 - points[:, 1]) / (1 + EDGE)
        y = 1 + (lowest - 1) * share
        reach = np.sqrt(np.clip(1 - y**2, 0, 1))
        low = np.clip(-y, 0, 1)
        points[:, 0] = points[:, 0] / safe * reach * (0.94 - 0.14 * low**1.5) * thick
        points[:, 2] = points[:, 2] / safe * reach * 0.94 * thick
        points[:, 1] = y * 1.08 * thick
        return points

    return ball(16, 32, 0, float(np.degrees(np.arccos(-EDGE)))).bent(shaped)


def _hanging(bottom: float) -> Mesh:
    """A curtain behind the face."""

    def shaped(points: Floats) -> Floats:
        points[:, 2] = np.minimum(points[:, 2], 0.22)
        return points

    profile = [
        (0.6, 0.75),
        (0.99, 0.3),
        (1.06, -0.3),
        (1.04, (bottom - 0.3) / 2 - 0.2),
        (0.96, bottom),
        (0.0, bottom),
    ]
    return lathe(profile, 28).scaled((1.02, 1, 0.98)).moved((0, 0, -0.12)).bent(shaped)


def _short(_covered: bool) -> list[Mesh]:
    return [_cap(-0.15)]


def _long(_covered: bool, bottom: float = -1.7) -> list[Mesh]:
    return [_cap(-0.3), _hanging(bottom)]


def _curls(covered: bool, radius: float = 0.24) -> list[Mesh]:
    chance = np.random.default_rng(7)
    balls = []
    for number in range(60):
        y = 1 - 1.5 * (number + 0.5) / 60
        turn = number * 2.39996  # the golden angle spreads them evenly
        reach = np.sqrt(max(0.0, 1 - y * y))
        x, z = reach * np.sin(turn), reach * np.cos(turn)
        if (z > 0.25 and y < 0.5) or (covered and y > 0.45):
            continue
        size = radius * (0.85 + 0.3 * chance.random())
        balls.append(ball(6, 8).scaled((size,) * 3).moved((float(x), float(y) * 1.1, float(z) - 0.03)))
    return [_cap(-0.3), *balls]


def _bun(covered: bool) -> list[Mesh]:
    at = (0.0, 0.62, -0.95) if covered else (0.0, 1.3, -0.3)
    return [_cap(-0.2), ball(10, 14).scaled((0.36, 0.33, 0.36)).moved(at)]


def _ponytail(_covered: bool) -> list[Mesh]:
    tail = lathe([(0.0, 0.12), (0.2, 0.05), (0.27, -0.5), (0.2, -1.1), (0.0, -1.5)], 12)
    return [_cap(-0.2), tail.turned(0, 14).moved((0, 0.5, -1.08))]


def _braids(_covered: bool) -> list[Mesh]:
    links = [
        ball(7, 9)
        .scaled((0.19 - 0.012 * number, 0.17, 0.18))
        .moved((side * (0.96 + 0.01 * number), -0.3 - 0.25 * number, 0.05))
        for side in (-1, 1)
        for number in range(6)
    ]
    return [_cap(-0.3), *links]


def _spiky(covered: bool) -> list[Mesh]:
    spikes = []
    for tilt, count in ((8, 3), (34, 7), (62, 9)):
        for number in range(0 if covered else count):
            turn = 360 / count * number + tilt
            if tilt > 60 and (turn % 360 < 40 or turn % 360 > 320):
                continue
            spike = lathe([(0.0, 0.48), (0.2, 0.0)], 7).moved((0, 1.0, 0)).turned(0, tilt).turned(1, turn)
            spikes.append(spike)
    return [_cap(-0.1), *spikes]


_STYLES: dict[str, Callable[[bool], list[Mesh]]] = {
    "short": _short,
    "long": _long,
    "bob": partial(_long, bottom=-0.72),
    "curly": _curls,
    "ponytail": _ponytail,
    "bun": _bun,
    "braids": _braids,
    "spiky": _spiky,
    "afro": partial(_curls, radius=0.42),
}
