"""Where things stand. Every thing has its own random stream and looks for a free place among those already placed,
so that adding one later never moves the others."""

import math
import random
from dataclasses import replace

from ..randomness import stream
from ..words.entries import Subject
from ..words.lexicon import SUBJECTS
from .anchors import ROOFS, linked, pair
from .clearance import Box, box, uncovered
from .recipe import Item, Recipe, Spot
from .room import Room, hero_height
from .skyward import place_air, place_sky

SIZES = {"tiny": 0.45, "small": 0.7, "big": 1.35, "huge": 1.8}
_USUAL = {
    "bamboo": 6,
    "flower": 5,
    "tulip": 5,
    "sunflower": 3,
    "rose": 3,
    "mushroom": 3,
    "lotus": 3,
    "reed": 6,
    "leaf": 9,
    "petal": 16,
    "bird": 3,
    "swallow": 3,
    "balloons": 3,
    "firefly": 18,
    "lantern": 3,
    "city": 1,
    "mountain": 3,
    "hill": 2,
    "cloud": 3,
    "star": 60,
    "fireworks": 3,
    "tree": 1,
    "fish": 1,
    "shootingstar": 1,
    "bush": 3,
    "rock": 2,
}
"""Copies when the sentence gives no number."""
_ASIDE = {"left_of", "right_of", "beside", "between", "behind"}
"""Relations of things that need room of their own next to each other."""
_SHRINKS = (1.0, 0.86, 0.72, 0.6)
"""How much smaller a thing may get where the picture is full."""
_CLEAR = 0.16
"""A place with less overlap than this (in shares of the smaller box) is taken as free."""
_ROUNDS = 3
_NEAR = ("land", "water", "table", "under")
_SHORE = {
    "house",
    "pagoda",
    "temple",
    "pavilion",
    "castle",
    "church",
    "lighthouse",
    "windmill",
    "ferriswheel",
    "torii",
}


def copies(item: Item, plural: bool = False) -> int:
    """How many are drawn: what was asked, or what is usual."""
    usual = _USUAL.get(item.kind, 3 if plural else 1)
    return item.count if item.count is not None else max(usual, 3 if plural else 1)


def place(item: Item, recipe: Recipe, number: int) -> list[Spot]:
    """Places for ``number`` copies of an item among those of the recipe that already have theirs."""
    spots = _found(item, recipe, number)
    if len(spots) == 2 and any(other.link == ("between", item.kind) for other in recipe.items):
        return [replace(spot, x=x) for spot, x in zip(spots, (0.2, 0.8), strict=True)]
    return spots


def _found(item: Item, recipe: Recipe, number: int) -> list[Spot]:
    room = Room.of(recipe)
    entry = SUBJECTS[item.kind]
    rng = stream(recipe.seed, "place", item.id)
    factor = SIZES.get(item.size or "", 1.0)
    if entry.home == "terrain":
        return []
    if item.link:
        spots = linked(item, recipe, room, number, rng, factor)
        if spots:
            return (
                uncovered(item, spots, recipe, room)
                if item.link[0] == "over" and entry.home == "air"
                else spots
            )
    if entry.home == "sky":
        spots = place_sky(item, entry, recipe, room, number, rng, factor)
        return uncovered(item, spots, recipe, room)
    if recipe.layout.mode == "sky" and entry.home == "land":
        return _on_clouds(item, entry, recipe, room, number, factor)
    if entry.home == "air" or recipe.layout.mode in ("sky", "space"):
        spots = place_air(item, entry, recipe, room, number, rng, factor)
        if entry.home not in ("air", "under"):
            spots = [replace(spot, y=min(0.98, spot.y + spot.size / 2 / room.height)) for spot in spots]
        return uncovered(item, spots, recipe, room)
    if entry.home == "far":
        return _far(item, entry, recipe, number, rng, factor)
    return _standing(item, entry, recipe, room, number, rng, factor)


def _on_clouds(
    item: Item, entry: Subject, recipe: Recipe, room: Room, number: int, factor: float
) -> list[Spot]:
    """Side by side on the clouds below, each thing in a column of its own."""
    walkers = [other for other in recipe.items if SUBJECTS[other.kind].home == "land"]
    before = sum(max(1, len(other.spots) or other.count or 1) for other in walkers[: walkers.index(item)])
    total = before + number + sum(other.count or 1 for other in walkers[walkers.index(item) + 1 :])
    size = min(hero_height(entry, recipe, number, room) * factor, 0.9 * room.width / total / entry.wide)
    return [
        Spot((before + index + 0.5) / total, 0.86, size, (before + index) % 2 == 1) for index in range(number)
    ]


def _far(
    item: Item, entry: Subject, recipe: Recipe, number: int, rng: random.Random, factor: float
) -> list[Spot]:
    horizon, side = recipe.layout.horizon, recipe.layout.side
    wanted = {"left": 0.26, "right": 0.74, "middle": 0.5}.get(item.place or "")
    first = wanted if wanted is not None else 0.5 - side * rng.uniform(0.12, 0.2)
    alone = all(SUBJECTS[other.kind].home in ("far", "sky", "terrain") for other in recipe.items)
    grow = (1.25 if number == 1 else 1.0) * (1.3 if alone else 1.0)
    if number == 1 and item.kind in ("city", "greatwall"):
        return [Spot(0.5, horizon, entry.size * factor * grow)]
    spots = [Spot(first, horizon, entry.size * factor * grow)]
    xs = [
        first + step * 0.3 * (1 if index % 2 else -1)
        for index, step in enumerate((1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6))
    ]
    step = 0.9 / max(3, number)
    for index in range(1, number):
        x = xs[index - 1] if number <= 3 else (first + index * step) % 1.0
        spots.append(
            Spot(x + rng.uniform(-0.04, 0.04), horizon, entry.size * factor * rng.uniform(0.55, 0.85))
        )
    return spots


def _emphasis(recipe: Recipe, entry: Subject) -> float:
    named = len(
        {item.kind for item in recipe.items if SUBJECTS[item.kind].home not in ("terrain", "far", "sky")}
    )
    grown = {1: 1.55, 2: 1.3, 3: 1.15}.get(named, 1.0)
    return min(grown, 1.3) if entry.size > 0.28 else grown


def _standing(
    item: Item, entry: Subject, recipe: Recipe, room: Room, number: int, rng: random.Random, factor: float
) -> list[Spot]:
    layout = recipe.layout
    low, high = _band(item, entry, recipe)
    if layout.mode == "room" and item.kind == "table" and number == 1:
        return [Spot(0.5, 0.97, 0.4 * min(1.25, factor))]
    if layout.water == "river" and entry.home == "water":
        return _on_river(entry, recipe, room, number, rng, factor)
    best: tuple[float, list[Spot]] | None = None
    taken = _taken(item, recipe, room)
    for shrink in _SHRINKS if not layout.hero else _SHRINKS[:2]:
        if shrink < _SHRINKS[1] and layout.mode == "land" and not layout.water and not item.place:
            low, high = max(0.12, low - 0.06), min(0.94, high + 0.05)
        for attempt in range(22):
            level = low + (high - low) * (rng.random() if attempt else 0.6)
            x = _column(item, recipe, attempt, rng)
            size = _size(entry, recipe, number, level, room) * factor * shrink
            if layout.hero:
                size = min(size, 0.95, _share_of_width(item, recipe, room, number))
            spots = _rows(entry, layout.horizon, room, number, x, level, size, rng, recipe)
            cost = _cost(item, spots, taken, room) + attempt * 0.006 + (1 - shrink) * 0.45
            if best is None or cost < best[0]:
                best = (cost, spots)
        if best is not None and best[0] < _CLEAR + (1 - shrink) * 0.45:
            break
    return best[1] if best else []


def _taken(item: Item, recipe: Recipe, room: Room) -> list[tuple[str, Box, float]]:
    """Boxes of everything else that has its place."""
    others = (other for other in recipe.items if other is not item)
    return [(other.kind, box(other.kind, spot, room), spot.y) for other in others for spot in other.spots]


def _loosen(recipe: Recipe, standing: list[Item], plurals: dict[str, bool]) -> None:
    """Once all stand, each looks again for a better place; the first ones chose when the picture was empty."""
    room = Room.of(recipe)
    for _ in range(_ROUNDS):
        moved = False
        for item in standing:
            before, taken = item.spots, _taken(item, recipe, room)
            now = _cost(item, before, taken, room)
            if now < _CLEAR:
                continue
            item.spots = []
            found = place(item, recipe, copies(item, plurals.get(item.id, False)))
            better = bool(found) and _cost(item, found, taken, room) < now - 0.04
            item.spots = found if better else before
            moved = moved or better
        if not moved:
            return


def _on_river(
    entry: Subject, recipe: Recipe, room: Room, number: int, rng: random.Random, factor: float
) -> list[Spot]:
    """On the winding river: the middle of the stream at each depth, no wider than the water; a bridge spans it."""
    layout, spots = recipe.layout, []
    for index in range(number):
        level = 0.4 if entry.id == "bridge" else 0.86 - 0.46 * (index + 0.4) / number
        at = ((level - 0.03) / 0.97) ** (1 / 1.35)
        bend = layout.side * 0.17 * math.sin(at * 4.4 + 0.3) * (0.35 + 0.75 * at)
        half = 0.008 * room.width + min(0.34 * room.width, 0.33) * at**1.25
        wide = half * (2.9 if entry.id == "bridge" else 0.85)
        size = min(wide / entry.wide, entry.size * 1.4) * min(1.2, factor)
        y = layout.horizon + level * (1 - layout.horizon)
        spots.append(
            Spot(
                0.5 - layout.side * 0.06 + bend + rng.uniform(-0.15, 0.15) * half / room.width,
                y,
                size,
                rng.random() < 0.5,
            )
        )
    return spots


def _size(entry: Subject, recipe: Recipe, number: int, level: float, room: Room) -> float:
    layout = recipe.layout
    if entry.id == "bamboo":
        return 0.95 if layout.hero else 0.66
    if layout.hero:
        return hero_height(entry, recipe, number, room)
    if entry.id in ROOFS and any(other.link == ("under", entry.id) for other in recipe.items):
        return max(0.6, entry.size)
    near = 0.42 + 0.72 * level
    crowd = 1.0 if number <= 3 else (3 / number) ** 0.3
    tall = 1.2 if room.height > 1.3 else 1.0
    return min(0.7, entry.size * _emphasis(recipe, entry) * near * crowd * tall)


def _share_of_width(item: Item, recipe: Recipe, room: Room, number: int) -> float:
    """The largest height with which all things that stand side by side still fit."""
    total = 0.0
    for other in recipe.items:
        kind = SUBJECTS[other.kind]
        aside = other.link is None or other.link[0] in _ASIDE
        if kind.home in ("land", "table", "water") and aside:
            count = number if other is item else len(other.spots) or other.count or 1
            total += kind.wide * min(count, 5)
    return 1.05 * room.width / max(total, 1.0) if total > 1.6 else 1.0


def _band(item: Item, entry: Subject, recipe: Recipe) -> tuple[float, float]:
    """How deep it stands, 0 horizon .. 1 front."""
    layout = recipe.layout
    if layout.mode == "room":
        return (
            (0.36, 0.5)
            if entry.home == "table"
            else (0.55, 0.72)
            if entry.id in ("table", "chair")
            else (0.4, 0.56)
        )
    if layout.water in ("sea", "lake", "pond") and entry.home == "under":
        return 0.2, 0.5
    if layout.mode == "under":
        return (0.25, 0.8) if entry.home == "under" else (0.55, 0.95)
    if item.place == "far":
        return 0.05, 0.2
    if item.place == "near":
        return 0.85, 0.95
    if layout.hero and entry.home != "water":
        return (0.8, 0.86) if layout.water == "sea" else (0.58, 0.7)
    if layout.water in ("sea", "lake", "pond") and entry.home == "land":
        if entry.id in _SHORE or (
            entry.id in ("tree", "pine", "willow", "maple", "cherry") and layout.water != "sea"
        ):
            return 0.03, 0.08
        return 0.84, 0.93
    return entry.band


def _column(item: Item, recipe: Recipe, attempt: int, rng: random.Random) -> float:
    side = recipe.layout.side
    wanted = {"left": 0.24, "right": 0.76, "middle": 0.5}.get(item.place or "")
    if wanted is not None:
        return wanted + rng.uniform(-0.05, 0.05)
    first = not any(other.spots for other in recipe.items if SUBJECTS[other.kind].home not in ("sky", "far"))
    if first and attempt < 4:
        standing = [
            other
            for other in recipe.items
            if SUBJECTS[other.kind].home not in ("sky", "terrain", "far", "air")
        ]
        shift = 0.0 if len(standing) == 1 and recipe.layout.hero else 0.2 if recipe.layout.hero else 0.15
        return 0.5 + side * shift + rng.uniform(-0.03, 0.03)
    if attempt >= 12:
        return 0.1 + 0.8 * (attempt - 12) / 9
    thirds = [0.5 - side * 0.2, 0.5 + side * 0.2, 0.5 - side * 0.33, 0.5 + side * 0.33, 0.5]
    return thirds[(attempt + rng.randrange(3)) % len(thirds)] + rng.uniform(-0.07, 0.07)


def _rows(
    entry: Subject,
    horizon: float,
    room: Room,
    number: int,
    x: float,
    level: float,
    size: float,
    rng: random.Random,
    recipe: Recipe,
) -> list[Spot]:
    """Copies in loose rows around a point, alternately a little behind and a little before each other."""
    y = horizon + level * (1 - horizon)
    if recipe.layout.mode == "under":
        y = 0.12 + level * 0.74
    if number == 1:
        half = size * entry.wide / 2 / room.width
        x = min(max(x, half + 0.045), max(0.5, 0.955 - half)) if half < 0.455 else 0.5
        return [Spot(x, y, size, rng.random() < 0.5)]
    gap = size * entry.wide / room.width * (1.08 if entry.wide > 0.8 else 1.3)
    if recipe.layout.hero and number <= 4 and entry.wide < 1.3:
        gap = min(gap, 0.96 / number)
    per_row = max(1, min(number, int(0.965 / max(gap, 0.01)), 5 if number > 5 else number))
    rows = -(-number // per_row)
    spots = []
    for index in range(number):
        row, column = divmod(index, per_row)
        in_row = min(per_row, number - row * per_row)
        wave = (0.028 if column % 2 else -0.02) * (1 - horizon) * 2
        dx = (column - (in_row - 1) / 2) * gap + (gap * 0.4 if row % 2 else 0)
        grow = 1 + wave * 2.5 + rng.uniform(-0.07, 0.07) - 0.12 * (rows - 1 - row)
        centre = min(max(x, gap * in_row / 2 + 0.05), max(0.5, 0.95 - gap * in_row / 2))
        dy = wave - (rows - 1 - row) * 0.16 * min(1.0, 1.6 * (1 - horizon))
        spots.append(
            Spot(
                centre + dx + rng.uniform(-0.12, 0.12) * gap,
                min(0.985, y + dy if recipe.layout.mode == "under" else max(horizon + 0.01, y + dy)),
                size * grow,
                rng.random() < 0.5,
            )
        )
    return spots


def _cost(item: Item, spots: list[Spot], taken: list[tuple[str, Box, float]], room: Room) -> float:
    """Overlap with what stands there, and what sticks out of the picture."""
    cost = 0.0
    for spot in spots:
        left, top, right, bottom = box(item.kind, spot, room)
        area = max(1e-6, (right - left) * (bottom - top))
        for kind, other, _ in taken:
            if SUBJECTS[kind].home == "far":
                continue
            across = min(right, other[2]) - max(left, other[0])
            down = min(bottom, other[3]) - max(top, other[1])
            if across > 0 and down > 0:
                least = min(area, max(1e-6, (other[2] - other[0]) * (other[3] - other[1])))
                cost += across * down / least
        cost += max(0.0, -left) + max(0.0, right - room.width) + max(0.0, 0.02 - top)
    return cost / math.sqrt(max(1, len(spots)))


def arrange(recipe: Recipe, plurals: dict[str, bool]) -> None:
    """Give every item of the recipe that has no place one; those that have keep it."""
    waiting = [item for item in recipe.items if not item.spots and SUBJECTS[item.kind].home != "terrain"]
    targets = {item.link[1] for item in recipe.items if item.link}
    _make_way(recipe, waiting)

    def turn(item: Item) -> tuple[int, int]:
        """What others refer to first, then what is linked, and the sky where it is still free."""
        free_sky = SUBJECTS[item.kind].home in ("sky", "air") and not item.link and item.kind not in targets
        return _hops(item, recipe) if not free_sky else 9, _weight(item)

    waiting.sort(key=turn)
    ground = [item for item in waiting if turn(item)[0] == 0]
    fresh = len(waiting) == sum(SUBJECTS[item.kind].home != "terrain" for item in recipe.items)
    for item in ground:
        item.spots = place(item, recipe, copies(item, plurals.get(item.id, False)))
    if fresh:
        _loosen(recipe, [item for item in ground if SUBJECTS[item.kind].home in _NEAR], plurals)
    for item in waiting[len(ground) :]:
        item.spots = place(item, recipe, copies(item, plurals.get(item.id, False)))
    for item in waiting:
        item.spots = [
            replace(spot, x=round(spot.x, 4), y=round(spot.y, 4), size=round(spot.size, 4))
            for spot in item.spots
        ]


def _hops(item: Item, recipe: Recipe) -> int:
    """How many relations lead from the item to something that stands by itself; a circle ends after a few."""
    hops, at = 0, item
    while at.link and hops < 4:
        kind = at.link[1]
        following = next((other for other in recipe.items if other.kind == kind and other is not at), None)
        hops += 1
        if following is None:
            break
        at = following
    return hops


def _make_way(recipe: Recipe, waiting: list[Item]) -> None:
    """What others stand left or right of, or between, leaves them that side of the picture."""
    for item in waiting:
        link, kind = item.link or ("", "")
        target = next((other for other in waiting if other.kind == kind and other is not item), None)
        if target is None or target.place or target.link:
            continue
        if link in ("left_of", "right_of"):
            target.place = "right" if link == "left_of" else "left"
        second = pair(target, recipe, item) if link == "between" else None
        if second is not None and not second.place and not second.link:
            target.place, second.place = "left", "right"


def _weight(item: Item) -> int:
    """Far and large things choose first; within one kind the order of the sentence holds."""
    return {"far": 0, "land": 1, "water": 1, "table": 1, "under": 1, "sky": 2, "air": 3}[
        SUBJECTS[item.kind].home
    ]
