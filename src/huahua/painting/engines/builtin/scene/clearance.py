"""Room in the sky: what hangs or flies there is moved to where nothing stands in front of it."""

import math
from collections.abc import Iterator
from dataclasses import replace

from ..words.lexicon import SUBJECTS
from .recipe import Item, Recipe, Spot
from .room import Room

Box = tuple[float, float, float, float]
Point = tuple[float, float]
ENOUGH = 0.85
"""Share of a thing that must be seen for it to stay where it was put."""
_MOST, _LEAST = 9, 0.03
_GRID = [(index + 0.5) / 6 for index in range(6)]
_WHOLE_SKY = {"aurora", "lightning"}


def box(kind: str, spot: Spot, room: Room) -> Box:
    """Left, top, right, bottom in short sides."""
    half = spot.size * SUBJECTS[kind].wide / 2
    x, y = spot.x * room.width, spot.y * room.height
    if SUBJECTS[kind].home in ("air", "sky", "under"):
        return x - half, y - spot.size / 2, x + half, y + spot.size / 2
    return x - half, y - spot.size, x + half, y


def _samples(kind: str, spot: Spot, room: Room) -> list[Point]:
    """Points that stand for the whole: along the arch of a rainbow, else all over the box."""
    if kind == "rainbow":
        x, y = spot.x * room.width, spot.y * room.height
        angles = [math.pi * (step + 0.5) / 16 for step in range(16)]
        reach = spot.size * 0.85
        return [(x + reach * math.cos(angle), y - reach * math.sin(angle)) for angle in angles]
    left, top, right, bottom = box(kind, spot, room)
    return [(left + (right - left) * u, top + (bottom - top) * v) for u in _GRID for v in _GRID]


def _covers(kind: str, place: Box, point: Point) -> bool:
    left, top, right, bottom = place
    x, y = point
    if not (left <= x <= right and top <= y <= bottom):
        return False
    if SUBJECTS[kind].home == "far" and kind != "city":
        return abs(x - (left + right) / 2) <= (right - left) / 2 * (y - top) / (bottom - top)
    return True


def _others(item: Item, recipe: Recipe, room: Room) -> Iterator[tuple[str, Box]]:
    """Boxes of everything else that may stand in the way; far land only hides the sky."""
    home = SUBJECTS[item.kind].home
    for other in recipe.items:
        entry = SUBJECTS[other.kind]
        if other is item or other.kind in ("rainbow", "aurora", "star", "fireworks"):
            continue
        if entry.home == "terrain" or (entry.home == "far" and home != "sky"):
            continue
        for spot in other.spots:
            if spot.size >= _LEAST:
                yield other.kind, box(other.kind, spot, room)


def _seen(points: list[Point], others: list[tuple[str, Box]], room: Room) -> float:
    inside = [point for point in points if 0 <= point[0] <= room.width and 0 <= point[1] <= room.height]
    free = sum(not any(_covers(kind, place, point) for kind, place in others) for point in inside)
    return free / len(points)


def visible(item: Item, spot: Spot, recipe: Recipe) -> float:
    """Share of one copy that is inside the picture with nothing else in the same place, 0..1."""
    room = Room.of(recipe)
    return _seen(_samples(item.kind, spot, room), list(_others(item, recipe, room)), room)


def uncovered(item: Item, spots: list[Spot], recipe: Recipe, room: Room) -> list[Spot]:
    """The spots, those that something hides moved (or made a little smaller) to where they are seen."""
    if len(spots) > _MOST or item.kind in _WHOLE_SKY or all(spot.size < _LEAST for spot in spots):
        return spots
    others = list(_others(item, recipe, room))
    if not others:
        return spots
    made: list[Spot] = []
    for spot in spots:
        if _seen(_samples(item.kind, spot, room), others, room) < ENOUGH:
            spot = _better(item, spot, others, recipe, room)
        made.append(spot)
        if item.kind != "rainbow":
            others.append((item.kind, box(item.kind, spot, room)))
    return made


def _better(item: Item, spot: Spot, others: list[tuple[str, Box]], recipe: Recipe, room: Room) -> Spot:
    """The place with the best view that is not far from the wanted one."""

    def cost(at: Spot) -> float:
        hidden = 1 - _seen(_samples(item.kind, at, room), others, room)
        moved = math.hypot((at.x - spot.x) * 0.5, at.y - spot.y)
        return 9 * max(0.0, hidden - 0.1) + moved + abs(math.log(at.size / spot.size)) * 0.8

    return min(_candidates(item, spot, recipe, room), key=cost)


def _candidates(item: Item, spot: Spot, recipe: Recipe, room: Room) -> Iterator[Spot]:
    yield spot
    if item.kind == "rainbow":
        for grow in (1.0, 1.1, 1.2, 1.35, 1.55, 0.8):
            for x in (0.5, 0.4, 0.6, 0.28, 0.72, 0.12, 0.88):
                yield replace(spot, x=x, size=spot.size * grow)
        return
    wide, free = SUBJECTS[item.kind].wide, recipe.layout.mode != "land"
    for shrink in (1.0, 0.82, 0.66, 0.5, 0.4):
        size = spot.size * shrink
        half, tall = size * wide / 2 / room.width, size / 2 / room.height
        low = (0.96 if free else max(0.3, min(0.9, recipe.layout.horizon) * 0.82)) - tall
        if item.place in ("left", "right", "middle"):
            columns = [min(max(spot.x + step * 0.07, half), 1 - half) for step in (-2, -1, 0, 1, 2)]
        else:
            columns = [half + 0.02 + (0.96 - 2 * half) * step / 10 for step in range(11)]
        for x in columns:
            for step in range(6):
                yield replace(spot, x=x, y=tall + 0.025 + max(0.0, low - tall - 0.025) * step / 5, size=size)
