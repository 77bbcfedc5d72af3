"""The picture in units of its short side, and how large a thing is that the picture is about."""

from dataclasses import dataclass

from ..words.entries import Subject
from ..words.lexicon import SUBJECTS
from .recipe import Recipe


@dataclass(frozen=True, slots=True)
class Room:
    """The picture in units of its short side."""

    width: float
    height: float

    @classmethod
    def of(cls, recipe: Recipe) -> "Room":
        """The room of a recipe's size."""
        short = min(recipe.width, recipe.height)
        return cls(recipe.width / short, recipe.height / short)


def hero_height(entry: Subject, recipe: Recipe, number: int, room: Room) -> float:
    """Height of a thing that the picture is about."""
    named = len(
        {
            item.kind
            for item in recipe.items
            if SUBJECTS[item.kind].home not in ("terrain", "sky") and (item.link or ("",))[0] != "held"
        }
    )
    share = {1: 0.6, 2: 0.46, 3: 0.38}.get(named, 0.34)
    height = (
        min(share, share * 1.25 / entry.wide) if entry.home != "air" else min(share, share * 1.1 / entry.wide)
    )
    if entry.wide > 2.5:
        height = min(0.34, 0.9 * room.width / entry.wide)
        return height / float(number**0.42)
    if "rainbow" in recipe.kinds():
        height *= 0.72
    relative: float = (entry.size / 0.24) ** (0.6 if named > 1 else 0.12)
    height *= min(1.3, max(0.45, relative)) / float(max(1.0, number / room.width) ** 0.42)
    return min(height, 0.8 * room.width / max(1.0, entry.wide * float(min(number, 4) ** 0.7)))
