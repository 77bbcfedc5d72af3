"""A spec as a head and shoulders in three dimensions, of simple bodies that are computed here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from huahua.avatars.domain.spec import AvatarSpec
from huahua.avatars.domain.variants import COLOURS, SKINS
from huahua.avatars.talking.mouths import SHAPES
from huahua.avatars.three_d.glb import Part, write_glb
from huahua.avatars.three_d.hair import hair_of
from huahua.avatars.three_d.shapes import Floats, Mesh, Vector, ball, box, joined, lathe, ring

EXPRESSIONS = ("happy", "sad", "angry", "surprised", "serious", "laughing", "shy", "cool", "wink", "blink")
VISEMES = tuple(name for name in SHAPES if name != "sil")
MORPHS: tuple[str, ...] = (*EXPRESSIONS, *(f"viseme_{name}" for name in VISEMES))
"""Morph targets by name; visemes are named as avatars that speak name them (viseme_aa …)."""
CHEEK, BROW_Y, EYE_Y, MOUTH_Y = 0.94, 0.3, 0.1, -0.42
EYE_X = 0.34
MOUTH_WIDTH = 0.5
CLOTHES = "4a6fb5"
"""Where neither the spec nor a brand says a colour."""
_AGES = {"child": 0.9, "young": 1.0, "adult": 1.0, "elderly": 1.0}


def avatar_glb(spec: AvatarSpec, clothes: str | None = None, brand: dict[str, Any] | None = None) -> bytes:
    """The same spec gives the same bytes; `clothes` is the colour (six hex digits) where it says none, `brand` is
    written down in the file; the head has a radius of about 0.1 m, as glTF counts in metres."""
    parts = [*_head(spec), *_face(spec), *hair_of(spec), *_worn(spec, clothes), *_body(spec, clothes)]
    size = 0.1
    scaled = [
        Part(
            part.name,
            part.mesh.scaled((size, size, size)),
            part.colour,
            part.rough,
            {name: moved * size for name, moved in part.targets.items()},
            part.both_sides,
        )
        for part in parts
    ]
    told = {"spec": spec.said()} | ({} if brand is None else {"brand": brand})
    return write_glb(scaled, MORPHS, "avatar", told)


def _skin(spec: AvatarSpec) -> str:
    return SKINS[spec.skin_tone or "light"]


def _darker(colour: str, share: float = 0.8) -> str:
    return "".join(f"{round(int(colour[at : at + 2], 16) * share):02x}" for at in (0, 2, 4))


def _skull(points: Floats) -> Floats:
    """A ball with a narrower jaw."""
    low = np.clip(-points[:, 1], 0, 1)
    points[:, 0] *= CHEEK - 0.14 * low**1.5
    points[:, 1] *= 1.08
    points[:, 2] *= 0.94 - 0.05 * low
    return points


def _head(spec: AvatarSpec) -> list[Part]:
    skin = _skin(spec)
    ears = [ball(8, 10).scaled((0.1, 0.19, 0.13)).moved((side * 0.93, 0.0, -0.02)) for side in (-1, 1)]
    nose = ball(8, 10).scaled((0.09, 0.12, 0.11)).moved((0, -0.14, 0.93))
    neck = lathe([(0.36, -0.85), (0.34, -1.2), (0.42, -1.5)], 16)
    return [
        Part("head", ball(18, 28).bent(_skull), skin),
        Part("ears", joined(ears), _darker(skin, 0.95)),
        Part("nose", nose, _darker(skin, 0.93)),
        Part("neck", neck, _darker(skin, 0.9)),
    ]


def surface_z(x: float, y: float) -> float:
    """How far in front the skin is at a place of the face."""
    low = min(1.0, max(0.0, -y / 1.08))
    wide, deep = CHEEK - 0.14 * low**1.5, 0.94 - 0.05 * low
    rest = 1 - (y / 1.08) ** 2 - (x / wide) ** 2
    return float(deep * max(rest, 0.0) ** 0.5)


def _face(spec: AvatarSpec) -> list[Part]:
    whites, pupils, brows = [], [], []
    for side in (-1, 1):
        x, z = side * EYE_X, surface_z(EYE_X, EYE_Y)
        whites.append(ball(10, 14).scaled((0.16, 0.17, 0.07)).moved((x, EYE_Y, z - 0.005)))
        pupils.append(ball(8, 12).scaled((0.085, 0.095, 0.045)).moved((x, EYE_Y, z + 0.045)))
        brows.append(box((0.26, 0.055, 0.06)).moved((x, BROW_Y, surface_z(EYE_X, BROW_Y) + 0.02)))
    brow_colour = (
        "4a3327" if spec.hair_style == "bald" or spec.hair_color is None else COLOURS[spec.hair_color]
    )
    parts = [
        _expressive("eyes", joined(whites), "ffffff", 0.4, _eyes),
        _expressive("pupils", joined(pupils), "2b2430", 0.3, _eyes),
        _expressive("brows", joined(brows), _darker(brow_colour, 0.8), 0.9, _brows),
        _mouth(),
    ]
    if spec.expression is not None and spec.expression in EXPRESSIONS:
        parts = [_standing(part, spec.expression) for part in parts]
    return parts


def _standing(part: Part, expression: str) -> Part:
    """The spec's own expression is how the face rests; weights are changes from there."""
    moved = part.targets.get(expression)
    if moved is None:
        return part
    mesh = part.mesh.bent(lambda points: points + moved)
    rest = {
        name: (
            np.zeros_like(moved) if name == expression else offsets - moved if _replaces(name) else offsets
        )
        for name, offsets in part.targets.items()
    }
    for name in MORPHS:
        if name not in rest and _replaces(name):
            rest[name] = -moved
    return Part(part.name, mesh, part.colour, part.rough, rest)


def _replaces(name: str) -> bool:
    """A blink goes with any expression; every other one takes the place of the one that rests."""
    return name != "blink" and not name.startswith("viseme_")


def _expressive(
    name: str, mesh: Mesh, colour: str, rough: float, how: Callable[[Floats, str], Floats | None]
) -> Part:
    targets: dict[str, Floats] = {}
    for expression in EXPRESSIONS:
        moved = how(mesh.points, expression)
        if moved is not None:
            targets[expression] = moved - mesh.points
    return Part(name, mesh, colour, rough, targets)


_LIDS = {
    "blink": (0.08, 0.08),
    "wink": (1.0, 0.08),
    "happy": (0.85, 0.85),
    "laughing": (0.2, 0.2),
    "surprised": (1.25, 1.25),
    "sad": (0.75, 0.75),
    "angry": (0.7, 0.7),
    "serious": (0.85, 0.85),
    "cool": (0.6, 0.6),
    "shy": (0.7, 0.7),
}
"""What is left of the height of the right and the left eye, as the avatar has them."""


def _eyes(points: Floats, expression: str) -> Floats | None:
    right, left = _LIDS[expression]
    share = np.where(points[:, 0] < 0, right, left)
    moved = points.copy()
    moved[:, 1] = EYE_Y + (points[:, 1] - EYE_Y) * share
    if expression == "shy":
        moved[:, 0] += 0.03
    return moved


_BROWS = {
    "happy": (0.03, 0.0),
    "laughing": (0.05, 0.0),
    "surprised": (0.13, 0.0),
    "sad": (0.03, 0.28),
    "angry": (-0.05, -0.35),
    "serious": (-0.03, -0.12),
    "cool": (0.02, -0.1),
    "shy": (0.05, 0.2),
}
"""How far the brows rise, and how far their inner ends do."""


def _brows(points: Floats, expression: str) -> Floats | None:
    if expression not in _BROWS:
        return None
    rise, slant = _BROWS[expression]
    moved = points.copy()
    moved[:, 1] += rise + slant * (EYE_X - np.abs(points[:, 0]))
    return moved


_SMILES = {
    "happy": (1.1, 0.10, 0.16),
    "laughing": (1.15, 0.5, 0.14),
    "sad": (0.85, 0.08, -0.14),
    "angry": (0.85, 0.1, -0.1),
    "surprised": (0.5, 0.55, 0.0),
    "serious": (0.9, 0.07, -0.02),
    "shy": (0.6, 0.08, 0.1),
    "cool": (0.9, 0.08, 0.1),
    "wink": (1.05, 0.1, 0.16),
}
"""How wide and open the mouth is, as in `talking.mouths`, and how far its corners rise."""


def _mouth() -> Part:
    """A flat oval that follows the face; every shape moves the same points."""
    flat = ball(8, 20)
    rest = _lips(flat.points, 0.8, 0.09, 0.05)
    targets = {name: _lips(flat.points, *shape) - rest for name, shape in _SMILES.items()}
    for name in VISEMES:
        shape = SHAPES[name]
        targets[f"viseme_{name}"] = _lips(flat.points, shape.wide, shape.open, 0.0) - rest
    return Part("mouth", Mesh(rest, flat.triangles), "7a2b38", 0.7, targets)


def _lips(unit: Floats, wide: float, opened: float, corners: float) -> Floats:
    x = unit[:, 0] * MOUTH_WIDTH / 2 * wide
    y = MOUTH_Y + unit[:, 1] * MOUTH_WIDTH / 2 * opened + corners * unit[:, 0] ** 2
    z = (
        np.array([surface_z(float(a), float(b)) for a, b in zip(x, y, strict=True)])
        + 0.005
        + unit[:, 2] * 0.03
    )
    return np.stack([x, y, z], axis=1)


def _worn(spec: AvatarSpec, clothes: str | None) -> list[Part]:
    parts = [*_glasses(spec), *_beard(spec)]
    colour = COLOURS[spec.clothing_color] if spec.clothing_color else clothes or CLOTHES
    for name in spec.accessories or ():
        parts += _ACCESSORIES[name](colour)
    return parts


def _glasses(spec: AvatarSpec) -> list[Part]:
    if spec.glasses in (None, "none"):
        return []
    z = surface_z(EYE_X, EYE_Y) + 0.14
    frames = []
    for side in (-1, 1):
        rim = (
            ring(0.22, 0.022)
            if spec.glasses == "round"
            else ring(0.22, 0.022, 4).turned(2, 45).scaled((1.12, 0.86, 1))
        )
        frames.append(rim.moved((side * EYE_X, EYE_Y, z)))
        frames.append(box((0.03, 0.03, z)).moved((side * 0.9, EYE_Y + 0.03, z / 2)))
        frames.append(box((0.36, 0.03, 0.03)).moved((side * 0.73, EYE_Y + 0.03, z)))
    frames.append(box((0.24, 0.03, 0.03)).moved((0, EYE_Y + 0.03, z)))
    parts = [Part("glasses", joined(frames), "24262e", 0.4)]
    if spec.glasses == "sunglasses":
        dark = [ball(6, 14).scaled((0.23, 0.19, 0.02)).moved((side * EYE_X, EYE_Y, z)) for side in (-1, 1)]
        parts.append(Part("lenses", joined(dark), "15171c", 0.15))
    return parts


def _beard(spec: AvatarSpec) -> list[Part]:
    if spec.facial_hair in (None, "none"):
        return []
    colour = COLOURS[spec.hair_color] if spec.hair_color else "4a3327"
    stubble = spec.facial_hair == "stubble"
    if spec.facial_hair == "moustache":
        halves = [
            ball(8, 12).scaled((0.2, 0.06, 0.07)).turned(2, side * -14).moved((side * 0.15, -0.29, 0.9))
            for side in (-1, 1)
        ]
        return [Part("moustache", joined(halves), colour)]

    def chin(points: Floats) -> Floats:
        grown = _skull(points) * (1.012 if stubble else 1.06)
        face = (points[:, 2] > -0.2) & (grown[:, 1] > -0.62) & (np.abs(grown[:, 0]) < 0.36)
        grown[:, 2] = np.where(face & (grown[:, 1] > -0.62), grown[:, 2] - 0.16, grown[:, 2])
        return grown

    shell = ball(10, 28, 118, 180).bent(chin)
    return [Part("beard", shell, _darker(_skin(spec), 0.72) if stubble else colour)]


def _hat(colour: str) -> list[Part]:
    crown = lathe([(0.0, 1.52), (0.74, 1.5), (0.8, 1.4), (0.9, 0.62)]).scaled((1, 1, 1.02))
    brim = lathe([(0.9, 0.66), (1.45, 0.6), (1.45, 0.55), (0.88, 0.58)])
    return [Part("hat", joined([crown, brim]), colour, both_sides=True)]


def _cap(colour: str) -> list[Part]:
    dome = ball(8, 24, 0, 74).scaled((1.06, 1.2, 1.06)).moved((0, 0.04, -0.02))
    peak = ball(6, 16, 0, 90).scaled((0.62, 0.07, 0.62)).moved((0, 0.38, 0.92))
    return [Part("cap", joined([dome, peak]), colour, both_sides=True)]


def _crown(_colour: str) -> list[Part]:
    band = lathe([(0.78, 1.12), (0.74, 0.84)])
    spikes = [
        lathe([(0.0, 0.3), (0.13, 0.0)], 4).moved((0, 1.1, 0.76)).turned(1, turn)
        for turn in range(0, 360, 60)
    ]
    return [Part("crown", joined([band, *spikes]), "e6b93c", 0.35, both_sides=True)]


def _headphones(_colour: str) -> list[Part]:
    band = ring(1.05, 0.06, 28).bent(
        lambda points: np.where(points[:, 1:2] < -0.05, points * [1, 0.05, 1], points)
    )
    cups = [ball(8, 14).scaled((0.14, 0.27, 0.25)).moved((side * 1.02, 0, 0)) for side in (-1, 1)]
    return [Part("headphones", joined([band.scaled((1, 1.14, 1)), *cups]), "2f3340", 0.5)]


def _earrings(_colour: str) -> list[Part]:
    drops = [ball(6, 10).scaled((0.05, 0.07, 0.05)).moved((side * 0.97, -0.26, 0.02)) for side in (-1, 1)]
    return [Part("earrings", joined(drops), "e6b93c", 0.3)]


def _scarf(_colour: str) -> list[Part]:
    wrap = ring(0.46, 0.17, 22, 8).turned(0, 90).moved((0, -1.18, 0))
    end = box((0.26, 0.7, 0.12)).moved((0.2, -1.6, 0.5))
    return [Part("scarf", joined([wrap, end]), "c0564b")]


def _bow_tie(_colour: str) -> list[Part]:
    wings = [
        lathe([(0.03, 0.0), (0.17, -0.24), (0.0, -0.24)], 8).turned(2, side * 90).moved((0, -1.36, 0.5))
        for side in (-1, 1)
    ]
    return [
        Part(
            "bow_tie",
            joined([*wings, ball(6, 8).scaled((0.07, 0.07, 0.07)).moved((0, -1.36, 0.5))]),
            "b03a48",
        )
    ]


def _flower(_colour: str) -> list[Part]:
    at: Vector = (0.72, 0.66, 0.42)
    petals = [
        ball(6, 8).scaled((0.09, 0.06, 0.05)).moved((0.12, 0, 0)).turned(2, turn).turned(1, 50).moved(at)
        for turn in range(0, 360, 72)
    ]
    return [
        Part("flower", joined(petals), "f48fb1"),
        Part("flower_heart", ball(6, 8).scaled((0.07, 0.07, 0.07)).moved(at), "f7d046"),
    ]


_ACCESSORIES = {
    "hat": _hat,
    "cap": _cap,
    "crown": _crown,
    "headphones": _headphones,
    "earrings": _earrings,
    "scarf": _scarf,
    "bow_tie": _bow_tie,
    "flower": _flower,
}


def _body(spec: AvatarSpec, clothes: str | None) -> list[Part]:
    colour = COLOURS[spec.clothing_color] if spec.clothing_color else clothes or CLOTHES
    if spec.clothing == "lab_coat" and spec.clothing_color is None and clothes is None:
        colour = "f5f5f5"
    wide = _AGES.get(spec.age or "adult", 1.0) * (1.08 if spec.gender == "male" else 1.0)
    shoulders = [(0.42, -1.32), (0.62, -1.36), (1.02, -1.52), (1.22, -1.8), (1.24, -2.5), (0.0, -2.5)]
    torso = lathe(shoulders, 24).scaled((wide, 1, 0.66))
    parts = [Part("torso", torso, colour)]
    if spec.clothing in ("suit", "uniform", "lab_coat", "shirt"):
        shirt = lathe([(0.34, -1.3), (0.3, -1.62), (0.02, -2.1)], 3).scaled((0.8, 1, 0.3)).moved((0, 0, 0.62))
        parts.append(Part("collar", shirt, "ffffff", both_sides=True))
    if spec.clothing in ("suit", "uniform"):
        parts.append(Part("tie", box((0.12, 0.5, 0.05)).moved((0, -1.75, 0.82)), "8c2f39"))
    if spec.clothing == "hoodie":
        hood = ring(0.62, 0.2, 22, 8).turned(0, 78).moved((0, -1.28, -0.12))
        parts.append(Part("hood", hood, _darker(colour, 0.88)))
    if spec.clothing == "sweater":
        parts.append(
            Part(
                "neckband", ring(0.44, 0.09, 20, 8).turned(0, 90).moved((0, -1.32, 0)), _darker(colour, 0.88)
            )
        )
    return parts
