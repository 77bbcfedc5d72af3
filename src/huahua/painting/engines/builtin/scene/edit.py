"""Changing a recipe: what is named changes, everything else keeps its place."""

from dataclasses import replace

from ..words.instructions import Change, Instruction
from ..words.lexicon import SUBJECTS
from ..words.reading import MOST, Mention, Reading
from .compose import item_of
from .placement import SIZES, arrange, place
from .recipe import Item, Recipe, Spot, bounded
from .relations import broken

_SIDES = {"left": 0.24, "right": 0.76, "middle": 0.5}
_SHAPES = {"wide": 16 / 9, "tall": 3 / 4, "square": 1.0}


def apply(recipe: Recipe, instruction: Instruction) -> list[str]:
    """Change the recipe in place; returns the words that could not be honoured."""
    unmet: list[str] = list(instruction.unmet)
    for change in instruction.changes:
        _global(recipe, change)
        if change.verb == "remove":
            unmet += _remove(recipe, change.reading)
        elif change.verb == "replace" and change.target is not None:
            unmet += _replace(recipe, change.target, change.reading)
        else:
            unmet += _things(recipe, change)
        for kind in change.reading.banned:
            _drop(recipe, kind)
    return list(dict.fromkeys(unmet))


def _global(recipe: Recipe, change: Change) -> None:
    reading = change.reading
    if change.verb == "remove":
        return
    if reading.time:
        _turn_hour(recipe, reading.time)
    recipe.season = reading.season or recipe.season
    recipe.style = reading.style or recipe.style
    recipe.tint = reading.tint or recipe.tint
    recipe.moods = list(dict.fromkeys([*reading.moods, *recipe.moods])) if reading.moods else recipe.moods
    if "clear" in reading.weather:
        recipe.weather = ["clear"]
    elif reading.weather:
        kept = [kind for kind in recipe.weather if kind in ("fog", "wind")]
        recipe.weather = list(dict.fromkeys([*reading.weather, *kept]))
        if "snow" in reading.weather:
            recipe.season = "winter"
    _resize(recipe, change)


def _resize(recipe: Recipe, change: Change) -> None:
    shape = _SHAPES.get(change.reading.aspect or "")
    if shape:
        area = recipe.width * recipe.height
        recipe.width, recipe.height = (
            bounded(round((area * shape) ** 0.5)),
            bounded(round((area / shape) ** 0.5)),
        )
    elif change.stretch == "wider":
        recipe.width, recipe.height = _stretched(recipe.width, recipe.height)
    elif change.stretch == "taller":
        recipe.height, recipe.width = _stretched(recipe.height, recipe.width)


def _stretched(long: int, short: int) -> tuple[int, int]:
    """A third longer; where the limit is reached the other side shrinks instead."""
    wanted = round(long * 4 / 3)
    return (
        (wanted, short)
        if wanted <= bounded(wanted)
        else (bounded(wanted), bounded(round(short * bounded(wanted) / wanted)))
    )


def _turn_hour(recipe: Recipe, time: str) -> None:
    """The sun becomes the moon at night and the moon the sun by day, where they stand."""
    recipe.time = time
    dark, light = {"sun": "moon"}, {"moon": "sun", "crescent": "sun"}
    swap = dark if time == "night" else light
    for item in recipe.items:
        if item.kind in swap and not item.colours:
            item.kind = swap[item.kind]
    if time in ("day", "dawn"):
        recipe.items = [item for item in recipe.items if item.kind not in ("star", "shootingstar", "aurora")]


def _named(recipe: Recipe, kind: str) -> list[Item]:
    return [item for item in recipe.items if item.kind == kind]


def _drop(recipe: Recipe, kind: str) -> bool:
    """Remove a kind (or a weather) and keep it away from the backdrop; whether it was there."""
    present = bool(_named(recipe, kind)) or kind in recipe.weather
    recipe.items = [item for item in recipe.items if item.kind != kind]
    recipe.weather = [weather for weather in recipe.weather if weather != kind]
    if kind not in recipe.banned:
        recipe.banned.append(kind)
    return present


_BACKDROP = {"cloud", "star", "flower", "field", "reed"}


def _remove(recipe: Recipe, reading: Reading) -> list[str]:
    unmet = []
    for mention in reading.mentions:
        if not _drop(recipe, mention.kind) and mention.kind not in _BACKDROP:
            unmet.append(mention.word)
    for weather in [*reading.weather, *reading.banned]:
        _drop(recipe, weather)
    return unmet


def _replace(recipe: Recipe, old: Reading, new: Reading) -> list[str]:
    """One thing becomes another in the same places, or takes the qualities that are named."""
    unmet = []
    for mention in old.mentions:
        items = _named(recipe, mention.kind)
        if not items:
            unmet.append(mention.word)
            continue
        if new.mentions:
            for item in items:
                _become(recipe, item, new.mentions[0])
            for extra in new.mentions[1:]:
                _add(recipe, extra)
        elif new.count:
            _recount(recipe, items[0], new.count)
        elif new.tint:
            for item in items:
                item.colours = [new.tint]
            recipe.tint = None if recipe.tint == new.tint else recipe.tint
    return unmet


def _become(recipe: Recipe, item: Item, mention: Mention) -> None:
    entry, before = SUBJECTS[mention.kind], SUBJECTS[item.kind]
    if entry.home == "terrain":
        recipe.items.remove(item)
        _add(recipe, mention)
        return
    share = entry.size / before.size if before.size else 1.0
    share = min(2.2, max(0.45, share)) if not recipe.layout.hero else 1.0
    item.kind, item.word, item.colours, item.size = (
        mention.kind,
        mention.word,
        list(mention.colours),
        mention.size,
    )
    if (
        entry.home in ("air", "sky", "under") and before.home not in ("air", "sky", "under")
    ) or entry.home != before.home:
        item.link, item.spots = None, []
        arrange(recipe, {item.id: False})
    else:
        item.spots = [replace(spot, size=min(0.85, round(spot.size * share, 4))) for spot in item.spots]


def _things(recipe: Recipe, change: Change) -> list[str]:
    """Named things that are there change; others are added."""
    unmet: list[str] = []
    named = change.reading.mentions
    if not named and (change.grow != 1.0 or change.lift):
        main = _main(recipe)
        if main is None:
            return ["size"]
        _scale(main, change.grow, change.lift)
    anchors = {mention.link[1] for mention in named if mention.link}
    for mention in sorted(named, key=lambda mention: mention.kind not in anchors):
        items = _named(recipe, mention.kind)
        where = (
            mention.kind in anchors and mention.count is None and not mention.plural and not mention.colours
        )
        if items and where:
            continue
        if items and mention.link and mention.count is None and not mention.plural:
            unmet += _relink(recipe, items[-1], mention)
        elif items and not (change.verb == "add" and not mention.colours):
            for item in items:
                _adjust(recipe, item, mention, change)
        elif items and change.verb == "add":
            _more(recipe, items[-1], mention.count or (3 if mention.plural else 1))
        else:
            unmet += _add(recipe, mention)
    return unmet


def _relink(recipe: Recipe, item: Item, mention: Mention) -> list[str]:
    """What is there goes to where the instruction says: 'put the cat on the roof'."""
    size = item.spots[0].size if item.spots else 0.0
    item.link, item.pose, item.spots = mention.link, mention.pose or item.pose, []
    item.colours = list(mention.colours) or item.colours
    arrange(recipe, {})
    if (
        size
        and SUBJECTS[item.kind].home not in ("far", "sky")
        and (item.link or ("",))[0] not in ("on", "in", "held")
    ):
        item.spots = [replace(spot, size=min(spot.size, size)) for spot in item.spots]
    return broken(recipe, [(item, mention)])


def _main(recipe: Recipe) -> Item | None:
    """What the picture is about: the first thing that stands in it."""
    things = [item for item in recipe.items if item.spots]
    standing = [item for item in things if SUBJECTS[item.kind].home not in ("far", "sky")]
    return next(iter(standing or things), None)


def _scale(item: Item, grow: float, lift: float = 0.0) -> None:
    item.spots = [
        replace(
            spot, size=round(min(0.95, spot.size * grow), 4), y=round(min(0.98, max(0.04, spot.y + lift)), 4)
        )
        for spot in item.spots
    ]


def _adjust(recipe: Recipe, item: Item, mention: Mention, change: Change) -> None:
    if mention.colours:
        item.colours = list(mention.colours)
    item.pose = mention.pose or item.pose
    grow = change.grow
    if mention.size and mention.size != item.size:
        grow *= SIZES[mention.size] / SIZES.get(item.size or "", 1.0)
        item.size = mention.size
    if grow != 1.0 or change.lift:
        _scale(item, grow, change.lift)
    if mention.place:
        _move(recipe, item, mention.place)
    if (
        mention.count is not None
        and mention.count != len(item.spots)
        and (mention.count > 1 or change.verb == "set")
    ):
        _recount(recipe, item, mention.count)


def _move(recipe: Recipe, item: Item, where: str) -> None:
    item.place = where
    if where in _SIDES and item.spots:
        shift = _SIDES[where] - sum(spot.x for spot in item.spots) / len(item.spots)
        item.spots = [replace(spot, x=round(min(0.97, max(0.03, spot.x + shift)), 4)) for spot in item.spots]
    elif item.spots:
        item.spots = []
        arrange(recipe, {})


def _recount(recipe: Recipe, item: Item, count: int) -> None:
    count = min(MOST, count)
    if count < len(item.spots):
        item.spots = item.spots[:count]
    else:
        _more(recipe, item, count - len(item.spots))
    item.count = len(item.spots)


def _more(recipe: Recipe, item: Item, extra: int) -> None:
    """Further copies next to those that are there, which stay."""
    extra = min(extra, MOST - len(item.spots))
    if extra <= 0:
        return
    other = replace(item, id=f"{item.id}+{len(item.spots)}", spots=[], count=extra)
    size = item.spots[0].size if item.spots else 0.2
    made = place(other, recipe, extra)
    item.spots = [*item.spots, *(Spot(round(spot.x, 4), round(spot.y, 4), size, spot.flip) for spot in made)]
    item.count = len(item.spots)


def _add(recipe: Recipe, mention: Mention) -> list[str]:
    """A new thing in a free place; a floating one brings a river where there is no water."""
    recipe.banned = [kind for kind in recipe.banned if kind != mention.kind]
    entry = SUBJECTS[mention.kind]
    layout = recipe.layout
    if (
        layout.mode == "land"
        and layout.water is None
        and (entry.home in ("water", "under") or mention.kind in ("river", "lake", "sea"))
    ):
        layout.water = "river"
    item = item_of(mention, len(recipe.items), [other.id for other in recipe.items])
    recipe.items.append(item)
    hero, layout.hero = layout.hero, layout.hero and len({other.kind for other in recipe.items}) <= 3
    arrange(recipe, {item.id: mention.plural})
    layout.hero = hero
    item.count = len(item.spots) or item.count
    return broken(recipe, [(item, mention)])
