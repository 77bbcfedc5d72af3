"""From the words to a recipe, and from a recipe to shapes on a canvas."""

from collections.abc import Sequence
from dataclasses import replace

from ..colour import mix
from ..drawing.look import Look
from ..drawing.shapes import Shape
from ..media.medium import Medium
from ..randomness import stream
from ..subjects.catalogue import DRAWERS
from ..words.lexicon import SUBJECTS
from ..words.poses import PEOPLE
from ..words.qualities import PALETTE
from ..words.reading import Mention, Reading
from .anchors import grip_side
from .backdrop.scenery import after, behind, between
from .layout import decide
from .palette import Palette, airless, palette, quieter
from .placement import arrange
from .recipe import Item, Recipe
from .relations import broken
from .stage import Stage
from .stages import set_stage

_NIGHT = {"moon", "star", "crescent", "shootingstar", "fireworks", "aurora", "firefly", "ghost"}
_FEELINGS: dict[str, tuple[str, ...]] = {
    "lonely": ("baretree", "person"),
    "sad": ("baretree",),
    "love": ("heart",),
    "happy": ("sun", "balloons", "flower"),
    "calm": ("lake", "mountain", "boat"),
    "dreamy": ("castle", "crescent", "cloud"),
    "hope": ("sun", "hill", "bird"),
    "freedom": ("bird", "sea", "sun"),
    "warm": ("house", "tree"),
    "cool": ("mountain", "pine"),
}
"""What stands for a feeling when nothing else is named."""
_SEASONAL: dict[str, tuple[str, ...]] = {
    "spring": ("cherry", "hill", "swallow"),
    "summer": ("sea", "palm", "sun"),
    "autumn": ("maple", "hill", "mountain"),
    "winter": ("pine", "house", "mountain"),
}


def defaults(reading: Reading, seed: int) -> list[str]:
    """Kinds to draw when the words name none: by feeling, season, or a plain landscape."""
    strong = [mood for mood in reading.moods if mood in ("lonely", "sad", "love", "happy", "hope", "freedom")]
    if reading.season and not strong:
        return list(_SEASONAL[reading.season])
    for mood in [*strong, *reading.moods]:
        if mood in _FEELINGS:
            return list(_FEELINGS[mood])
    choices = (("mountain", "lake", "pine"), ("hill", "tree", "house"), ("mountain", "river", "cherry"))
    return list(stream(seed, "defaults").choice(choices))


def hour(reading: Reading, kinds: set[str]) -> str:
    """The time of day: said, implied by moon or stars, or day."""
    if reading.time:
        return reading.time
    if "space" in kinds:
        return "night"
    if kinds & _NIGHT and "sun" not in kinds and "rainbow" not in kinds:
        return "night"
    first = next((SUBJECTS[mention.kind].setting for mention in reading.mentions), "")
    outdoors = not kinds & {"sun", "rainbow", "sea", "lake"}
    return "night" if outdoors and (first.startswith("night") or first == "festival") else "day"


def begin(
    reading: Reading, *, words: str, negative: str, seed: int, width: int, height: int, style: str
) -> Recipe:
    """A new recipe: layout decided, everything placed."""
    set_stage(reading)
    kinds = [mention.kind for mention in reading.mentions]
    if not kinds:
        for kind in defaults(reading, seed):
            if kind not in reading.banned:
                size = "tiny" if kind == "person" and "lonely" in reading.moods else None
                reading.mentions.append(Mention(kind, "", size=size))
        kinds = [mention.kind for mention in reading.mentions]
    items = [item_of(mention, index) for index, mention in enumerate(reading.mentions)]
    time = hour(reading, set(kinds))
    season = reading.season or _season(reading, set(kinds), seed)
    recipe = Recipe(
        words=words,
        negative=negative,
        seed=seed,
        width=width,
        height=height,
        style=style,
        time=time,
        season=season,
        weather=[kind for kind in reading.weather if kind not in reading.banned],
        moods=list(reading.moods),
        tint=reading.tint,
        layout=decide(items, reading.weather, reading.moods, seed),
        items=items,
        banned=list(reading.banned),
        understood=list(reading.understood),
        unmet=list(reading.unmet),
    )
    if recipe.layout.mode == "room" and "table" in kinds:
        for item in items:
            fits = SUBJECTS[item.kind].home == "table" or item.kind in (
                "cat",
                "owl",
                "parrot",
                "mouse",
                "rabbit",
            )
            item.link = item.link or (("on", "table") if fits else None)
    said = list(zip(items, reading.mentions, strict=True))
    arrange(recipe, {item.id: mention.plural for item, mention in said})
    recipe.unmet += [word for word in broken(recipe, said) if word not in recipe.unmet]
    for item in recipe.items:
        item.count = len(item.spots) or item.count
    return recipe


def _season(reading: Reading, kinds: set[str], seed: int) -> str:
    if "snow" in reading.weather or kinds & {"snowman", "penguin"}:
        return "winter"
    if kinds & {"maple", "leaf", "pumpkin", "wheat", "scarecrow"}:
        return "autumn"
    if kinds & {"cherry", "swallow", "tulip"}:
        return "spring"
    return stream(seed, "season").choice(("summer", "spring"))


def item_of(mention: Mention, index: int, taken: Sequence[str] = ()) -> Item:
    """An item with an id of its own: the kind, and a number where there are several of a kind."""
    number = index
    while f"{mention.kind}-{number}" in taken:
        number += 1
    return Item(
        f"{mention.kind}-{number}",
        mention.kind,
        mention.word,
        mention.count,
        list(mention.colours),
        mention.size,
        mention.place,
        mention.link,
        mention.pose,
    )


def shown_pose(item: Item, number: int, recipe: Recipe) -> str | None:
    """The pose of one copy: play is jumping, running and waving in turn; a bird on something has its wings folded."""
    if item.pose == "play":
        return ("cheer", "jump")[number % 2] if item.kind in PEOPLE else ("run", "jump")[number % 2]
    if item.kind == "bird" and item.pose != "fly":
        on = item.link is not None and item.link[0] in ("on", "in")
        ground = item.link is not None and SUBJECTS[item.link[1]].home not in ("sky", "terrain", "far")
        return "perch" if (on and ground) or item.pose in ("sit", "stand", "perch") else None
    if item.pose in (None, "stand") and item.kind in PEOPLE:
        held = [
            other.kind for other in recipe.items if other.link == ("held", item.kind) and other.kind != "book"
        ]
        spot = item.spots[number]
        mirrored = (grip_side(item, spot) < 0) != spot.flip
        return ("hold_left" if mirrored else "hold") if set(held) - {"kite"} else item.pose
    return item.pose


def lighting(recipe: Recipe, medium: Medium) -> tuple[Look, Palette]:
    """The light and the colours of a recipe in a medium."""
    colours = palette(
        recipe.time, recipe.season, tuple(recipe.weather), tuple(recipe.moods), recipe.tint, recipe.seed
    )
    fog = "fog" in recipe.weather
    look = Look(
        light=colours.light,
        shadow=colours.shadow,
        dim=colours.dim,
        haze=colours.haze,
        air=(0.95 if fog else 0.72) * medium.air,
        shading=medium.shading,
        grade=medium.grade,
        plain=medium.plain,
        misty=medium.misty,
        time=recipe.time,
        season=recipe.season,
        weather=tuple(recipe.weather),
    )
    if medium.night < 1:
        look.dim, look.light = look.dim * medium.night, mix(look.light, "#ffffff", 1 - medium.night)
        look.haze = mix(look.haze, "#e9e6da", 1 - medium.night) if recipe.time == "night" else look.haze
        colours = quieter(colours, 1 - medium.night) if recipe.time == "night" else colours
    if recipe.layout.mode in ("space", "room", "under"):
        look.dim, look.light, look.air = look.dim * 0.3, "#ffffff", 0.2
    if recipe.layout.setting in ("moonland", "marsland"):
        colours = airless(colours, recipe.layout.setting)
        look.dim, look.light, look.haze = look.dim * 0.25, "#ffffff", colours.haze
    return look, colours


def moonlit(look: Look, share: float) -> Look:
    """The light on named things: at night they keep ``share`` of their own colours, else nobody sees their faces."""
    if look.time != "night" or look.dim <= 0:
        return look
    return replace(look, dim=look.dim * (1 - share), light=mix(look.light, "#ffffff", share), _seen={})


def paint(recipe: Recipe, medium: Medium) -> Stage:
    """Every shape of the picture, far to near."""
    short = min(recipe.width, recipe.height)
    width, height = 1000 * recipe.width / short, 1000 * recipe.height / short
    look, colours = lighting(recipe, medium)
    stage = Stage(
        width,
        height,
        recipe.seed,
        look,
        colours,
        recipe.layout.horizon * height,
        banned=frozenset(recipe.banned),
    )
    lamps = 0.15 if recipe.layout.setting in ("street", "festival") else 0.0
    stage.figures = moonlit(look, min(0.9, medium.moonlit + lamps))
    behind(stage, recipe)
    _draw(stage, recipe, ("sky",))
    between(stage, recipe, lambda: _draw(stage, recipe, ("far",)))
    _draw(stage, recipe, _NEAR)
    after(stage, recipe)
    return stage


_NEAR = ("land", "water", "table", "under", "air")


def draw_things(stage: Stage, recipe: Recipe) -> None:
    """Only the named things, without a backdrop."""
    _draw(stage, recipe, ("sky", *_NEAR))


def _draw(stage: Stage, recipe: Recipe, homes: tuple[str, ...]) -> None:
    """Things of these homes, the far ones first; what sits on another thing right after it."""
    queue = []
    for order, item in enumerate(recipe.items):
        home = SUBJECTS[item.kind].home
        if home not in homes or item.kind not in DRAWERS:
            continue
        for number, spot in enumerate(item.spots):
            level = spot.y
            if item.link and item.link[0] in ("on", "in", "held"):
                level = _level_of(recipe, item, spot.x) + 0.001
            elif home == "air" and "sky" not in homes:
                level = max(level, 0.3) if recipe.layout.mode == "land" else level
            queue.append((round(level, 4), order, number, item, spot))
    for _, _, number, item, spot in sorted(queue, key=lambda entry: entry[:3]):
        home = SUBJECTS[item.kind].home
        depth = _depth(recipe, spot.y, home)
        pen = stage.pen(
            spot.x * stage.width,
            spot.y * stage.height,
            spot.size * 1000,
            depth=depth,
            flip=spot.flip and item.kind != "house",
            colours=[PALETTE[colour] for colour in item.colours if colour in PALETTE],
            rng=stage.rng("draw", item.id, number),
        )
        pen.pose = shown_pose(item, number, recipe)
        first = len(stage.canvas)
        if home not in ("sky", "far"):
            pen.look = stage.figures or stage.look
        DRAWERS[item.kind](pen)
        if home != "far":
            stage.canvas[first:] = [replace(shape, figure=True) for shape in stage.canvas[first:]]
        if home == "water" or (home == "land" and _by_water(recipe, spot.y, item)):
            _reflect(stage, first, spot.y * stage.height)


def _level_of(recipe: Recipe, item: Item, x: float) -> float:
    kind = item.link[1] if item.link else ""
    for other in recipe.items:
        if other.kind == kind and other.spots:
            return min(other.spots, key=lambda spot: abs(spot.x - x)).y
    return 0.5


def _depth(recipe: Recipe, y: float, home: str) -> float:
    if recipe.layout.mode != "land" or recipe.layout.hero:
        return 1.0 if home != "sky" else 0.1
    if home == "sky":
        return 0.05
    if home == "air":
        return 0.75
    near = (y - recipe.layout.horizon) / max(0.05, 1 - recipe.layout.horizon)
    return min(1.0, 0.52 + 0.5 * max(0.0, near))


def _by_water(recipe: Recipe, y: float, item: Item) -> bool:
    layout = recipe.layout
    return (
        layout.mode == "land"
        and layout.water in ("lake", "sea", "pond")
        and layout.horizon - 0.02 < y < layout.horizon + 0.09 * (1 - layout.horizon)
    )


def _reflect(stage: Stage, first: int, level: float) -> None:
    """The mirror image of the shapes drawn since ``first``, put under them."""
    drawn = stage.canvas[first:]
    image: list[Shape] = [shape.mirrored(level, 0.3, 0.7) for shape in drawn if not shape.soft]
    stage.canvas[first:first] = image
