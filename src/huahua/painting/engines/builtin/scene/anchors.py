# ruff: noqa: E501 - tables of points and words read best one shape or entry per line
"""Places that depend on another thing: on the table, under the tree, beside the house."""

import random

from ..words.entries import Subject
from ..words.lexicon import SUBJECTS
from ..words.poses import PEOPLE
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
ROOFS = {"tree", "pine", "willow", "palm", "cherry", "maple", "plum", "baretree", "umbrella", "streetlamp", "torii",
          "pavilion", "lantern", "mushroom", "balloon", "bridge", "table", "sunflower", "cactus", "bamboo", "windmill"}  # fmt: skip


_CROWNS = {"tree", "pine", "cherry", "maple", "plum", "baretree", "willow", "bush"}
"""In these one sits at different heights."""
_SEATS = {
    "bicycle": 0.44,
    "horse": 0.36,
    "unicorn": 0.36,
    "cow": 0.46,
    "camel": 0.6,
    "elephant": 0.58,
    "deer": 0.34,
    "pig": 0.4,
}
"""How high, in shares of the mount's height, the feet of a rider hang."""


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
    if link == "between":
        return _between(item, target, recipe, room, number, factor)
    if _free(item, link, target.kind):
        return None
    tops = _AIRY if SUBJECTS[target.kind].home == "sky" else _TOPS
    if link in ("on", "in") and kind in tops:
        return _on(item, target, room, number, rng, factor, tops[kind], recipe)
    if link == "under" and (kind in ROOFS or SUBJECTS[item.kind].home == "under"):
        return _near(item, target, room, number, rng, factor, reach=0.22, step=0.02, recipe=recipe)
    if SUBJECTS[target.kind].home in ("sky", "far"):
        return None
    if link == "over":
        return _over(item, target, room, number, factor, recipe)
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
    return home == "far" and entry.setting == "meadow" and item.kind in ROOFS


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
            size = max(entry.size * 0.9 * factor, 0.08)
        size = min(size, wide * 0.92 / per / entry.wide)
        if item.kind in ("person", "man", "woman", "girl", "boy") and target.kind in ("house", "castle"):
            size = min(size, base.size * 0.4)
        slot = before // len(target.spots) + index // len(target.spots) - (per - 1) / 2
        x = base.x * room.width + slot * wide * 0.9 / per
        y = base.y * room.height - base.size * top
        flip = rng.random() < 0.5
        if target.kind in _CROWNS:
            y += base.size * (0.06, -0.14, 0.16, -0.04)[(before + index) % 4]
        if item.pose == "ride" and item.kind in PEOPLE:
            seat = _SEATS.get(target.kind, 0.4)
            y, flip = base.y * room.height - base.size * seat, base.flip
            x -= base.size * (0.15 if target.kind == "bicycle" else 0.04) * (-1 if flip else 1)
        if entry.home in ("air", "under"):
            y -= size * 0.45
        y = max(y, size * (0.55 if entry.home in ("air", "under") else 1.04))
        spots.append(Spot(x / room.width, y / room.height, size, flip))
    return spots


def _near(
    item: Item, target: Item, room: Room, number: int, rng: random.Random, factor: float, *, reach: float,
    step: float, recipe: Recipe,
) -> list[Spot]:  # fmt: skip
    """Beside, behind, before or under the target, on the side with more room, past whoever stands there."""
    base = max(target.spots, key=lambda spot: spot.y)
    entry, other = SUBJECTS[item.kind], SUBJECTS[target.kind]
    link = item.link[0] if item.link else "beside"
    size = _base_size(item, base, target.kind, factor)
    most = hero_height(entry, recipe, number, room) if recipe.layout.hero else entry.size * 1.3
    size = min(size, most * factor)
    if link == "under" and target.kind == "bridge":
        return _under_bridge(item, base, room, number, size)
    half, middle = base.size * other.wide / 2, base.x * room.width
    if link == "under" and entry.home == "under":
        y = min(0.96, base.y + (0.2 * base.size + size) / room.height)
        step = size * entry.wide * 1.05
        return _row(entry, room, rng, number, middle - step * (number - 1) / 2, y, size, step)
    if link == "behind" and base.size < 0.75 * size:
        x = middle if number == 1 else middle - half * 0.6
        return _row(entry, room, rng, number, x, base.y - 0.03, size, half * 1.2 / max(1, number - 1))
    size = max(0.72 * size, min(size, (max(middle, room.width - middle) - half) / entry.wide / number))
    side = _side(item, target, base, recipe)
    own = size * entry.wide
    gap = {"behind": half + own * 0.12, "before": half * 0.4}.get(link, half * reach * 2 + own * 0.55)
    if link == "under":
        gap = half * reach * 2
    gap = max(gap, _taken(item, target, middle, side, room, recipe) + own * 0.5)
    y = base.y + step
    if link == "behind":
        y, size = base.y - 0.03, size * 0.92
    elif link == "before":
        y, size = min(0.96, base.y + 0.06), size * 1.08
    return _row(entry, room, rng, number, middle + side * gap, y, size, side * own * 1.05)


def _side(item: Item, target: Item, base: Spot, recipe: Recipe) -> int:
    """Left (-1) or right (1) of the target: as said, else where there is room, else where nobody is yet."""
    link = item.link[0] if item.link else "beside"
    if link in ("left_of", "right_of"):
        return -1 if link == "left_of" else 1
    side = -1 if base.x > 0.5 else 1
    peers = [peer for peer in recipe.items if peer is not item and peer.spots and _same(peer, item)]
    return -side if len(peers) % 2 else side


def _same(peer: Item, item: Item) -> bool:
    """Whether both stand by the same thing, in whatever way."""
    sides = ("beside", "under", "left_of", "right_of", "behind", "before")
    ours = peer.link is not None and item.link is not None and peer.link[1] == item.link[1]
    return ours and peer.link is not None and peer.link[0] in sides


def _taken(item: Item, target: Item, middle: float, side: int, room: Room, recipe: Recipe) -> float:
    """How far from the middle of the target others already stand on that side."""
    far = 0.0
    for peer in recipe.items:
        if peer is item or peer is target or not _same(peer, item):
            continue
        for spot in peer.spots:
            away = (spot.x * room.width - middle) * side
            if away > 0:
                far = max(far, away + spot.size * SUBJECTS[peer.kind].wide / 2)
    return far


def _row(
    entry: Subject,
    room: Room,
    rng: random.Random,
    number: int,
    x: float,
    y: float,
    size: float,
    step: float,
) -> list[Spot]:
    """Copies in a row from ``x`` (in short sides), every second a little nearer, all inside the picture."""
    half = size * entry.wide * 0.5
    up = size * 0.5 if entry.home in ("air", "under") else 0.0
    spots = []
    for index in range(number):
        at = min(max(x + index * step, half), max(half, room.width - half))
        down = 0.012 if index % 2 else 0.0
        spots.append(Spot(at / room.width, min(0.98, y - up / room.height + down), size, rng.random() < 0.5))
    return spots


def _under_bridge(item: Item, base: Spot, room: Room, number: int, size: float) -> list[Spot]:
    """Coming out of the arch, no wider than it."""
    entry = SUBJECTS[item.kind]
    size = min(size * 1.2, base.size * 1.3 / entry.wide / number)
    step = size * entry.wide * 1.1 / room.width
    y = min(0.97, base.y + 0.05 * base.size)
    return [Spot(base.x + (index - (number - 1) / 2) * step, y, size) for index in range(number)]


def pair(target: Item, recipe: Recipe, source: Item) -> Item | None:
    """The second of the two things that something is between: the next one named, None where the first has copies."""
    if (target.count or 1) > 1:
        return None
    behind = recipe.items[recipe.items.index(target) + 1 :]
    homes = [other for other in behind if other is not source and SUBJECTS[other.kind].home != "terrain"]
    return next(iter(homes), None)


def _between(
    item: Item, target: Item, recipe: Recipe, room: Room, number: int, factor: float
) -> list[Spot] | None:
    """In the gap between two copies of one thing or between two things."""
    second = pair(target, recipe, item)
    ends = [(spot, target.kind) for spot in target.spots]
    if second is not None:
        ends += [(spot, second.kind) for spot in second.spots]
    if len(ends) < 2:
        return None
    ends = sorted(ends, key=lambda end: end[0].x)[:2]
    left = ends[0][0].x * room.width + ends[0][0].size * SUBJECTS[ends[0][1]].wide * 0.45
    right = ends[1][0].x * room.width - ends[1][0].size * SUBJECTS[ends[1][1]].wide * 0.45
    entry = SUBJECTS[item.kind]
    size = _base_size(item, ends[0][0], ends[0][1], factor)
    if entry.home in ("sky", "air") or SUBJECTS[target.kind].home == "far":
        size = min(size, entry.size * factor * 1.3)
    size = min(size, 0.6, max(0.05, (right - left) / entry.wide / number))
    y = max(spot.y for spot, _ in ends) + (0.0 if SUBJECTS[target.kind].home != "far" else 0.06)
    if entry.home in ("sky", "air"):
        y = min(spot.y - 0.6 * spot.size / room.height for spot, _ in ends)
    middle, step = (left + right) / 2, size * entry.wide * 1.05
    return [
        Spot((middle + (index - (number - 1) / 2) * step) / room.width, max(0.1, y), size)
        for index in range(number)
    ]


def _over(item: Item, target: Item, room: Room, number: int, factor: float, recipe: Recipe) -> list[Spot]:
    """Above the target; whoever jumps clears it closely."""
    base, entry = target.spots[0], SUBJECTS[item.kind]
    size = min(_base_size(item, base, target.kind, factor), entry.size * 1.4 * factor)
    if recipe.layout.hero and item.pose == "jump":
        size = max(size, hero_height(entry, recipe, number, room) * 0.85 * factor)
    size = min(size, 0.55 * room.width / entry.wide)
    y = base.y - (base.size * 1.02 + size * 0.55) / room.height
    if item.pose == "jump" and entry.home == "land":
        y = base.y - base.size * 0.8 / room.height
    return [Spot(base.x + (index - (number - 1) / 2) * size * entry.wide * 1.1 / room.width, max(0.08, y), size)
            for index in range(number)]  # fmt: skip


_GRIPS = {"umbrella": (0.86, 0.24, 0.42), "kite": (0.6, 0.75, 1.35), "balloons": (0.8, 0.24, 0.72), "lantern": (0.4, 0.24, 0.16),
          "flag": (0.9, 0.36, 0.12), "basket": (0.36, 0.26, 0.1), "heart": (0.4, 0.2, 0.5), "guitar": (0.62, 0.22, 0.12),
          "book": (0.2, 0.0, 0.07), "icecream": (0.3, 0.22, 0.26)}  # fmt: skip
"""Of what is held: its size, how far aside and how high it is, in shares of the holder's height."""


def _held(item: Item, target: Item, room: Room, number: int) -> list[Spot]:
    """In the hand of the one who holds it."""
    share, aside, up = _GRIPS.get(item.kind, (0.42, 0.24, 0.26))
    floats = SUBJECTS[item.kind].home == "air"
    spots = []
    for index in range(number):
        base = target.spots[index % len(target.spots)]
        side = grip_side(target, base)
        size = base.size * share
        shift = aside * base.size * (1 + 0.5 * (index // len(target.spots)))
        y = base.y - up * base.size / room.height
        if floats:
            y = max(y, (size * 0.55 + 0.02) / room.height)
        spots.append(Spot(base.x + side * shift / room.width, y, size, side < 0))
    return spots


def grip_side(holder: Item, base: Spot) -> int:
    """The side on which a copy of the holder has something in its hand: right (1) or left (-1)."""
    if holder.pose == "ride":
        return -1 if base.flip else 1
    return 1 if base.x < 0.6 else -1
