# ruff: noqa: E501 - tables of points and words read best one shape or entry per line
"""Places that depend on another thing: on the table, under the tree, beside the house."""

import random
from dataclasses import replace

from ..words.lexicon import SUBJECTS
from .recipe import Item, Recipe, Spot
from .room import Room, hero_height

_TOPS = {
    "table": 0.98, "chair": 0.52, "house": 0.9, "boat": 0.42, "ship": 0.5, "sailboat": 0.2, "mushroom": 0.94, "rock": 0.9,
    "turtle": 0.72, "horse": 0.66, "unicorn": 0.62, "elephant": 0.86, "bridge": 0.86, "book": 0.8, "cow": 0.8, "sheep": 0.8,
    "island": 0.36, "tree": 0.62, "pine": 0.55, "plum": 0.62, "baretree": 0.66, "cherry": 0.6, "bench": 0.5, "fence": 0.9,
    "car": 0.96, "bus": 0.98, "truck": 0.9, "cake": 0.7, "whale": 0.72, "castle": 0.72, "snowman": 0.96, "lotus": 0.3,
    "mountain": 0.96, "hill": 0.9, "volcano": 0.9, "greatwall": 0.7, "pumpkin": 0.85, "gift": 0.85, "basket": 0.8,
    "watermelon": 0.9, "duck": 0.62, "bear": 0.95, "swing": 0.35, "train": 0.9, "bicycle": 0.62, "dinosaur": 0.62, "bush": 0.9,
}  # fmt: skip
"""How high, in shares of its height, one stands on a thing."""
_AIRY = {"cloud": 0.3, "moon": 0.4, "crescent": -0.2, "planet": 0.4, "earth": 0.44, "star": 0.3, "ufo": 0.3, "dragon": 0.1,
         "balloon": -0.2, "plane": 0.3, "rainbow": 0.98, "whale": 0.3}  # fmt: skip
_ROOFS = {"tree", "pine", "willow", "palm", "cherry", "maple", "plum", "baretree", "umbrella", "streetlamp", "torii",
          "pavilion", "lantern", "mushroom", "balloon", "bridge", "table", "sunflower", "cactus", "bamboo", "windmill"}  # fmt: skip


def linked(
    item: Item, recipe: Recipe, room: Room, number: int, rng: random.Random, factor: float
) -> list[Spot] | None:  # fmt: skip
    """Places by the item's link, or None where the link says nothing about places ('under the moon')."""
    if item.link is None:
        return None
    link, kind = item.link
    target = next(
        (other for other in recipe.items if other.kind == kind and other.spots and other is not item), None
    )
    if target is None:
        return None
    if link == "held":
        return _held(item, target, room, number)
    if _free(item, link, target.kind):
        return None
    tops = _AIRY if SUBJECTS[target.kind].home == "sky" else _TOPS
    if link in ("on", "in") and kind in tops:
        return _on(item, target, room, number, rng, factor, tops[kind], recipe)
    if link == "under" and kind in _ROOFS:
        return _near(item, target, room, number, rng, factor, reach=0.22, step=0.02, recipe=recipe)
    if SUBJECTS[target.kind].home in ("sky", "far"):
        return None
    if link == "over":
        return _over(item, target, room, number, factor)
    if link in ("beside", "left_of", "right_of", "behind", "before"):
        return _near(item, target, room, number, rng, factor, reach=0.55, step=0.0, recipe=recipe)
    return None


def _free(item: Item, link: str, kind: str) -> bool:
    """Whether the link leaves the place open: in the mountains, a dragon before a castle, trees on a hill."""
    entry, home = SUBJECTS[item.kind], SUBJECTS[kind].home
    if entry.home in ("sky", "far") or (home == "far" and link == "in"):
        return True
    if entry.home == "air":
        large = entry.size > 0.2 and link in ("before", "behind", "beside")
        return large or (home == "sky" and link == "in")
    return home == "far" and entry.setting == "meadow" and item.kind in _ROOFS


def _base_size(item: Item, target: Spot, target_kind: str, factor: float) -> float:
    """Sizes keep the proportion of the two kinds, softened so that neither is lost."""
    entry, other = SUBJECTS[item.kind], SUBJECTS[target_kind]
    proportion: float = (entry.size / other.size) ** 0.8
    return target.size * min(max(proportion, 0.2), 2.2) * factor


def _on(
    item: Item,
    target: Item,
    room: Room,
    number: int,
    rng: random.Random,
    factor: float,
    top: float,
    recipe: Recipe,
) -> list[Spot]:
    """Side by side on top of the target, together with whatever else is put there."""
    entry = SUBJECTS[item.kind]
    peers = [
        other
        for other in recipe.items
        if other.link in (item.link, ("on", target.kind)) and other.kind != target.kind
    ]
    before, total = 0, 0
    for peer in peers:
        before = total if peer is item else before
        total += number if peer is item else len(peer.spots) or peer.count or 1
    per = max(1, -(-max(total, number) // len(target.spots)))
    spots = []
    for index in range(number):
        base = target.spots[index % len(target.spots)]
        wide = base.size * SUBJECTS[target.kind].wide
        size = _base_size(item, base, target.kind, factor)
        if SUBJECTS[target.kind].home in ("far", "sky"):
            size = max(entry.size * 0.62 * factor, 0.08)
        size = min(size, wide * 0.92 / per / entry.wide)
        if item.kind in ("person", "man", "woman", "girl", "boy") and target.kind in ("house", "castle"):
            size = min(size, base.size * 0.4)
        slot = before // len(target.spots) + index // len(target.spots) - (per - 1) / 2
        x = base.x * room.width + slot * wide * 0.9 / per
        y = base.y * room.height - base.size * top
        if entry.home in ("air", "under"):
            y -= size * 0.45
        y = max(y, size * (0.55 if entry.home in ("air", "under") else 1.04))
        spots.append(Spot(x / room.width, y / room.height, size, rng.random() < 0.5))
    return spots


def _near(
    item: Item, target: Item, room: Room, number: int, rng: random.Random, factor: float, *, reach: float,
    step: float, recipe: Recipe,
) -> list[Spot]:  # fmt: skip
    base = max(target.spots, key=lambda spot: spot.y)
    entry, other = SUBJECTS[item.kind], SUBJECTS[target.kind]
    size = _base_size(item, base, target.kind, factor)
    if recipe.layout.hero:
        size = min(size, hero_height(entry, recipe, number, room) * factor)
    link = item.link[0] if item.link else "beside"
    side = {"left_of": -1, "right_of": 1}.get(link, -1 if base.x > 0.5 else 1)
    peers = [peer for peer in recipe.items if peer is not item and peer.spots and peer.link == item.link]
    if len(peers) % 2 and link not in ("left_of", "right_of"):
        side = -side
    gap = base.size * other.wide * reach + (size * entry.wide * 0.55 if link != "under" else 0)
    y = base.y + step
    if link == "behind":
        gap, y, size = gap * 0.55, base.y - 0.03, size * 0.92
    elif link == "before":
        gap, y, size = gap * 0.35, min(0.96, base.y + 0.06), size * 1.08
    spots = []
    for index in range(number):
        x = base.x * room.width + side * (gap + index * size * entry.wide * 1.05)
        half = size * entry.wide * 0.5
        x = min(max(x, half), room.width - half)
        up = size * 0.5 if entry.home in ("air", "under") else 0.0
        spots.append(Spot(x / room.width, y - up / room.height, size, rng.random() < 0.5))
    return [
        replace(spot, y=min(0.98, spot.y + (0.012 if index % 2 else 0))) for index, spot in enumerate(spots)
    ]


def _over(item: Item, target: Item, room: Room, number: int, factor: float) -> list[Spot]:
    base, entry = target.spots[0], SUBJECTS[item.kind]
    size = min(_base_size(item, base, target.kind, factor), entry.size * 1.4 * factor)
    size = min(size, 0.55 * room.width / entry.wide)
    y = base.y - (base.size * 1.02 + size * 0.55) / room.height
    return [Spot(base.x + (index - (number - 1) / 2) * size * entry.wide * 1.1 / room.width, max(0.08, y), size)
            for index in range(number)]  # fmt: skip


_GRIPS = {"umbrella": (0.86, 0.21, 0.52), "kite": (0.6, 0.75, 1.35), "balloons": (0.8, 0.24, 0.72), "lantern": (0.4, 0.24, 0.16),
          "flag": (0.9, 0.36, 0.12), "basket": (0.36, 0.26, 0.1), "heart": (0.4, 0.2, 0.5), "guitar": (0.62, 0.22, 0.12),
          "book": (0.2, 0.18, 0.28), "icecream": (0.3, 0.22, 0.26)}  # fmt: skip
"""Of what is held: its size, how far aside and how high it is, in shares of the holder's height."""


def _held(item: Item, target: Item, room: Room, number: int) -> list[Spot]:
    """In the hand of the one who holds it."""
    share, aside, up = _GRIPS.get(item.kind, (0.42, 0.24, 0.26))
    spots = []
    for index in range(number):
        base = target.spots[index % len(target.spots)]
        side = 1 if base.x < 0.6 else -1
        shift = aside * base.size * (1 + 0.5 * (index // len(target.spots)))
        spots.append(
            Spot(
                base.x + side * shift / room.width,
                base.y - up * base.size / room.height,
                base.size * share,
                side < 0,
            )
        )
    return spots
