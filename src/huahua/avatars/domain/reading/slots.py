"""What a colour or an adjective means beside a part of the avatar."""

from __future__ import annotations

from typing import Final

HAIR, SKIN, EYES, FACE, CLOTHES, BACKGROUND = "hair", "skin", "eyes", "face", "clothes", "background"
PERSON, GLASSES, BEARD, ACCESSORY, ROBOT, OTHER = "person", "glasses", "beard", "accessory", "robot", "other"

SLOT_OF_FIELD: Final = {
    "hair_style": HAIR,
    "hair_color": HAIR,
    "skin_tone": SKIN,
    "glasses": GLASSES,
    "facial_hair": BEARD,
    "accessories": ACCESSORY,
    "clothing": CLOTHES,
    "background": BACKGROUND,
    "expression": FACE,
    "gender": PERSON,
    "age": PERSON,
}

_HAIR_COLORS = {
    "navy": "blue",
    "light_blue": "blue",
    "teal": "green",
    "lavender": "purple",
    "gold": "blonde",
    "yellow": "blonde",
    "beige": "blonde",
    "orange": "red",
}
_SKINS = {
    "white": "light",
    "beige": "light",
    "pink": "light",
    "yellow": "medium",
    "gold": "tan",
    "brown": "brown",
    "black": "dark",
}
_SHADES = {
    ("light", "blue"): "light_blue",
    ("dark", "blue"): "navy",
    ("light", "purple"): "lavender",
}
_ADJECTIVES: dict[tuple[str, str], tuple[str, str, float]] = {
    (HAIR, "short"): ("hair_style", "short", 0.95),
    (HAIR, "long"): ("hair_style", "long", 0.95),
    (HAIR, "dark"): ("hair_color", "black", 0.6),
    (HAIR, "light"): ("hair_color", "blonde", 0.6),
    (PERSON, "young"): ("age", "young", 0.95),
    (PERSON, "old"): ("age", "elderly", 0.85),
    (PERSON, "dark"): ("skin_tone", "dark", 0.6),
    (PERSON, "light"): ("skin_tone", "light", 0.6),
    (SKIN, "dark"): ("skin_tone", "dark", 0.95),
    (SKIN, "light"): ("skin_tone", "light", 0.95),
    (FACE, "old"): ("age", "elderly", 0.6),
    (GLASSES, "round"): ("glasses", "round", 0.95),
    (GLASSES, "dark"): ("glasses", "sunglasses", 0.7),
    (CLOTHES, "dark"): ("clothing_color", "black", 0.5),
    (CLOTHES, "light"): ("clothing_color", "white", 0.3),
    (BACKGROUND, "dark"): ("background", "black", 0.5),
    (BACKGROUND, "light"): ("background", "white", 0.5),
}


def shaded(shade: str, color: str) -> str:
    """'Light' and 'blue' in one."""
    return _SHADES.get((shade, color), color)


def meaning(slot: str, kind: str, value: str) -> tuple[str, str, float] | None:
    """(field, value, confidence) of a `colour` or `adj` beside a part; None where no field holds it."""
    if kind == "adj":
        return _ADJECTIVES.get((slot, value))
    match slot:
        case "hair":
            return "hair_color", _HAIR_COLORS.get(value, value), 0.95
        case "skin":
            tone = _SKINS.get(value)
            return None if tone is None else ("skin_tone", tone, 0.95)
        case "person":
            tone = {"black": "dark", "white": "light", "brown": "brown"}.get(value)
            return None if tone is None else ("skin_tone", tone, 0.6)
        case "clothes":
            return "clothing_color", value, 0.95
        case "background":
            return "background", value, 0.95
    return None


PASSED_OVER: Final = frozenset({"size"})
"""Adjectives of degree, of which nothing is lost where no field holds them."""
BEARABLE: Final = {
    BEARD: frozenset({"long", "short", "old", "light"}),
    CLOTHES: frozenset({"old"}),
    FACE: frozenset({"round", "light", "young"}),
}
