"""Places in the sky: the sun and its like, what flies, and what hangs."""

import math
import random

from ..words.entries import Subject
from ..words.lexicon import SUBJECTS
from .recipe import Item, Recipe, Spot
from .room import Room

_FIELDS = {"leaf", "petal", "firefly", "bee", "butterfly", "dragonfly"}


def place_sky(
    item: Item, entry: Subject, recipe: Recipe, room: Room, number: int, rng: random.Random, factor: float
) -> list[Spot]:
    """Sun, moon, clouds, stars, rainbow and so on."""
    layout = recipe.layout
    horizon = min(layout.horizon, 1.0)
    if item.kind == "star":
        size = (0.012 if number > 24 else 0.05) * factor
        return _scatter(number, 0.03, 0.97, 0.04, horizon * 0.82, size, rng)
    if item.kind == "cloud":
        return _clouds(entry, recipe, number, rng, factor)
    if item.kind == "fireworks":
        top = horizon * 0.34
        return [
            Spot(
                0.5 + (index - (number - 1) / 2) * 0.86 / max(number, 2) + rng.uniform(-0.03, 0.03),
                top + (0.1 * horizon if index % 2 else -0.06 * horizon),
                entry.size * factor * rng.uniform(0.8, 1.2),
            )
            for index in range(number)
        ]
    if item.kind in ("rainbow", "aurora"):
        return [
            Spot(0.5, min(0.9, horizon) * (1.0 if item.kind == "rainbow" else 0.42), entry.size * factor)
        ] * number
    x = {"left": 0.24, "right": 0.76, "middle": 0.5}.get(
        item.place or "", 0.5 - layout.side * rng.uniform(0.16, 0.24)
    )
    y = horizon * rng.uniform(0.26, 0.36)
    if layout.mode == "space" and any(
        other.link and other.link[0] == "on" and other.link[1] == item.kind for other in recipe.items
    ):
        return [Spot(0.5, 1.02, 1.15 * max(1.0, min(room.width, 1.5)))]
    if item.kind == "sun" and not item.place:
        x = _clear_of_peaks(x, recipe)
    bodies = [
        spot.x
        for other in recipe.items
        if other is not item and SUBJECTS[other.kind].home == "sky"
        for spot in other.spots
        if 0.08 < spot.size < 0.45
    ]
    if bodies and not item.place:
        x = max(
            (0.5 - layout.side * 0.22, 0.5 + layout.side * 0.26, 0.5 + layout.side * 0.02),
            key=lambda at: min(abs(at - body) for body in bodies),
        )
    if item.kind == "sun" and recipe.time in ("dusk", "dawn"):
        y = horizon - entry.size * 0.62 * min(1.0, room.width / room.height)
    if item.kind == "lightning":
        y = horizon * 0.52
    alone = all(other.kind in ("sky", "star", item.kind) for other in recipe.items)
    size = entry.size * factor * (1.7 if alone and item.kind not in ("lightning",) else 1.0)
    step = 0.7 / max(1, number)
    return [
        Spot(
            (x + index * step) if number == 1 else 0.15 + step * (index + 0.5),
            y + (0.05 * horizon if index % 2 else 0),
            size,
        )
        for index in range(number)
    ]


def _clear_of_peaks(x: float, recipe: Recipe) -> float:
    """Where the far land is lowest, near the wanted place."""
    peaks = [spot for other in recipe.items if SUBJECTS[other.kind].home == "far" for spot in other.spots]
    if not peaks:
        return x

    def hidden(at: float) -> float:
        return max(
            spot.size * max(0.0, 1 - abs(at - spot.x) / (0.9 * spot.size)) for spot in peaks
        ) + 0.1 * abs(at - x)

    return min((x, 0.5, 0.14, 0.86, 0.3, 0.7, 0.4, 0.6), key=hidden)


def _clouds(entry: Subject, recipe: Recipe, number: int, rng: random.Random, factor: float) -> list[Spot]:
    horizon = min(recipe.layout.horizon, 0.9)
    spots = []
    for index in range(number):
        x = (0.5 + recipe.layout.side * 0.24 + index * 0.618 / max(1.0, number / 3)) % 1.0
        level = 0.16 + 0.5 * ((index * 0.382) % 1.0)
        size = entry.size * factor * (1.15 - 0.6 * level) * rng.uniform(0.85, 1.15)
        spots.append(Spot(min(0.9, max(0.1, x)), horizon * level, size, rng.random() < 0.5))
    return spots


def _scatter(
    number: int, left: float, right: float, top: float, bottom: float, size: float, rng: random.Random
) -> list[Spot]:
    """Evenly spread but not in rows: a golden-angle sequence with jitter."""
    start = rng.random()
    return [
        Spot(
            left + (right - left) * ((start + index * 0.618034 + rng.uniform(-0.12, 0.12)) % 1.0),
            top + (bottom - top) * min(1.0, (index + rng.random()) / number),
            size * rng.uniform(0.6, 1.3),
            rng.random() < 0.5,
        )
        for index in range(number)
    ]


def place_air(
    item: Item, entry: Subject, recipe: Recipe, room: Room, number: int, rng: random.Random, factor: float
) -> list[Spot]:
    """What flies or floats in the air: one large, a few around a point, many spread out."""
    layout = recipe.layout
    mode_free = layout.mode in ("sky", "space")
    ceiling, floor = (0.12, 0.88) if mode_free else (0.1, min(layout.horizon, 0.8) * 0.92)
    if item.kind in _FIELDS and not mode_free:
        ceiling, floor = layout.horizon * 0.55, min(0.93, layout.horizon + 0.25)
    if number > 9 or (number > 3 and item.kind in ("leaf", "petal", "firefly")):
        return _scatter(
            number, 0.05, 0.95, ceiling, 0.9 if item.kind in _FIELDS else floor, entry.size * factor, rng
        )
    size = _flying_size(item, entry, recipe, number, room) * factor
    others = [spot for other in recipe.items if other is not item for spot in other.spots]
    best, best_cost = (0.5, 0.5), math.inf
    for attempt in range(16):
        x = _wanted(item, layout.side, number, bool(others), rng)
        y = ceiling + (floor - ceiling) * (0.42 if attempt == 0 else rng.uniform(0.12, 0.9))
        reach = size * max(1.0, entry.wide) * (0.5 + 0.35 * (number > 1))
        cost = attempt * 0.01 + sum(_clash(x, y, reach, spot, room) for spot in others)
        cost += max(0.0, reach - x * room.width) + max(0.0, x * room.width + reach - room.width)
        cost += max(0.0, size / 2 + 0.02 - y * room.height) * 3
        if cost < best_cost:
            best, best_cost = (x, y), cost
    return _flock(best, size, entry, room, number, rng)


def _wanted(item: Item, side: int, number: int, company: bool, rng: random.Random) -> float:
    fixed = {"left": 0.24, "right": 0.76, "middle": 0.5}.get(item.place or "")
    if fixed is not None:
        return fixed
    return (
        rng.choice((0.5 - side * 0.19, 0.5 + side * 0.19, 0.5 - side * 0.3, 0.5))
        if company or number > 1
        else 0.5
    )


def _clash(x: float, y: float, reach: float, spot: Spot, room: Room) -> float:
    gap = math.hypot((x - spot.x) * room.width, (y - spot.y + spot.size * 0.4 / room.height) * room.height)
    return max(0.0, reach + spot.size * 0.6 - gap) * (0.2 if spot.size < 0.03 else 1.0)


def _flying_size(item: Item, entry: Subject, recipe: Recipe, number: int, room: Room) -> float:
    layout = recipe.layout
    if item.place == "far":
        return entry.size * 0.55
    if item.kind in ("leaf", "petal", "firefly"):
        return entry.size
    named = len({other.kind for other in recipe.items if other.kind not in ("sky", "space", "star")})
    if layout.hero and named <= 2:
        share = 0.56 if named == 1 else 0.36
        height = min(share, share * 1.35 / entry.wide) / math.sqrt(number)
        if entry.size < 0.12 and named > 1:
            height *= 0.5
        return min(height, 0.85 * room.width / entry.wide)
    return min(entry.size, 0.4) / math.pow(max(1.0, number / 4), 0.4) * (1.25 if named <= 2 else 1.0)


def _flock(
    centre: tuple[float, float], size: float, entry: Subject, room: Room, number: int, rng: random.Random
) -> list[Spot]:
    if number == 1:
        return [Spot(centre[0], centre[1], size, rng.random() < 0.5)]
    spots, flip = [], rng.random() < 0.5
    for index in range(number):
        ring = (index + 0.35) ** 0.5
        angle = index * 2.399963 + 0.6
        dx = math.cos(angle) * ring * size * max(0.8, entry.wide) * 0.74 / room.width
        dy = math.sin(angle) * ring * size * 0.82 / room.height
        x = min(0.93, max(0.07, centre[0] + dx))
        y = min(0.94, max(0.03 + size * 0.55 / room.height, centre[1] + dy))
        spots.append(Spot(x, y, size * rng.uniform(0.8, 1.12), flip if rng.random() < 0.75 else not flip))
    return spots
