"""Which stage a picture plays on: open land, water, sky, under water, space or a room."""

from collections.abc import Sequence

from ..randomness import stream
from ..words.lexicon import SUBJECTS
from .recipe import Item, Layout

_SEA = {"sea", "beach", "whale", "dolphin", "ship", "island", "lighthouse", "crab"}
_IN_SPACE = {
    "rocket",
    "planet",
    "earth",
    "astronaut",
    "ufo",
    "alien",
    "star",
    "moon",
    "sun",
    "robot",
    "shootingstar",
    "crescent",
}
_GROUNDS = (
    "moonland",
    "marsland",
    "desert",
    "forest",
    "beach",
    "wheat",
    "flowerfield",
    "bambooforest",
    "road",
    "city",
)
_ROOMY = {"room", "sky", "space", "underwater", "moonland", "marsland", "cloudsea"}
"""Stages on which a few things are the whole picture."""
_OUTDOORS = {"tree", "pine", "house", "boat", "car", "bridge", "flower", "bird"}


def things(items: Sequence[Item]) -> list[str]:
    """Kinds that stand, fly or float in the picture, in the order they were named."""
    return [item.kind for item in items if SUBJECTS[item.kind].home not in ("terrain", "far", "sky")]


def decide(items: Sequence[Item], weather: Sequence[str], moods: Sequence[str], seed: int) -> Layout:
    """The layout for these things; the seed moves the horizon a little and picks the heavier side."""
    kinds = [item.kind for item in items]
    rng = stream(seed, "layout")
    side = 1 if rng.random() < 0.5 else -1
    drift = rng.uniform(-0.02, 0.02)
    stage = things(items)
    land = [kind for kind in kinds if SUBJECTS[kind].home in ("terrain", "far")]
    copies = sum(item.count or 1 for item in items if item.kind in stage)
    hero = bool(stage) and not set(land) - _ROOMY and len(set(stage)) <= 3 and copies <= 9
    afloat = any(item.link == ("in", "space") and item.kind in stage for item in items)
    mode = "space" if afloat else _mode(kinds, stage, land)
    if mode != "land":
        horizon = {"room": 0.7, "sky": 1.1, "space": 1.1, "under": 0.86}[mode] + (
            drift if mode == "room" else 0
        )
        return Layout(mode, mode, None, horizon, hero, side)
    water = _water(kinds, stage, land, hero)
    if water is None and any(item.pose == "fish" for item in items):
        water = "pond" if hero else "lake"
    setting = _setting(kinds, stage, weather, moods)
    return Layout("land", setting, water, _horizon(water, hero, kinds, stage) + drift, hero, side)


def _mode(kinds: list[str], stage: list[str], land: list[str]) -> str:
    named = {"space": "space", "underwater": "under", "room": "room", "cloudsea": "sky"}
    if {"moonland", "marsland"} & set(kinds):
        return "land"
    earthly = [
        kind
        for kind in kinds
        if kind not in _IN_SPACE and SUBJECTS[kind].home in ("land", "water", "terrain", "far")
    ]
    for kind in kinds:
        if kind in named and not (kind == "space" and set(earthly) - {"space", "sky"}):
            return named[kind]
    homes = {SUBJECTS[kind].home for kind in stage}
    if (
        homes == {"under"}
        and set(land) <= {"sea", "lake", "river"}
        and not any(SUBJECTS[kind].home == "sky" for kind in kinds)
    ):
        return "under"
    if set(land) - {"sky"}:
        return "land"
    if not stage:
        return (
            "sky"
            if kinds and set(kinds) <= {"cloud", "sky"}
            else "space"
            if set(kinds) & {"planet", "earth"}
            else "land"
        )
    settings = [SUBJECTS[kind].setting for kind in stage]
    swim = {"turtle", "crab", *(kind for kind in stage if SUBJECTS[kind].home == "under")}
    if settings[0] == "underwater" and set(stage) <= swim:
        return "under"
    if "room" in settings and not set(stage) & _OUTDOORS and not homes & {"water", "under"}:
        return "room"
    if settings[0] == "space" and set(kinds) <= _IN_SPACE:
        return "space"
    if "astronaut" in stage and set(kinds) & {"rocket", "planet", "earth"} and set(kinds) <= _IN_SPACE:
        return "space"
    return "sky" if homes == {"air"} and settings[0] == "sky" else "land"


def _water(kinds: list[str], stage: list[str], land: list[str], hero: bool) -> str | None:
    named = set(kinds)
    for kind in ("river", "lake"):
        if kind in named:
            return kind
    if named & {"sea", "beach"}:
        return "sea"
    floats = [kind for kind in stage if SUBJECTS[kind].home in ("water", "under")]
    if not floats and not (hero and SUBJECTS[stage[0]].setting in ("pond", "water", "coast", "beach")):
        return "lake" if "waterfall" in named else None
    if named & _SEA or (hero and SUBJECTS[stage[0]].setting in ("coast", "beach")):
        return "sea"
    if hero and floats and SUBJECTS[floats[0]].setting == "water":
        return "sea"
    if "bridge" in named and not hero:
        return "river"
    return "pond" if hero else "lake"


def _setting(kinds: list[str], stage: list[str], weather: Sequence[str], moods: Sequence[str]) -> str:
    for kind in kinds:
        if kind in _GROUNDS:
            return {
                "road": "street" if "city" in kinds else "meadow",
                "city": "street",
                "bambooforest": "bamboo",
            }.get(kind, kind)
    if "snow" in weather:
        return "snow"
    if stage and not [kind for kind in kinds if SUBJECTS[kind].home in ("terrain", "far")]:
        return SUBJECTS[stage[0]].setting
    return "meadow"


def _horizon(water: str | None, hero: bool, kinds: list[str], stage: list[str]) -> float:
    if not stage and not water and all(SUBJECTS[kind].home == "sky" for kind in kinds):
        return 0.8
    if hero:
        return {"sea": 0.56, "pond": 0.5}.get(water or "", 0.66)
    return {"sea": 0.5, "lake": 0.5, "river": 0.52, "pond": 0.5}.get(water or "", 0.58)
