"""The backdrop of a layout, in three steps around the named things: behind, between, after."""

from collections.abc import Callable

from ...colour import darken, lighten, mix
from ...drawing.shapes import Shape
from ...randomness import stream
from ...subjects.buildings import pagoda, pavilion, temple
from ...subjects.flowers import reed
from ...subjects.skies import cloud
from ...subjects.trees import bamboo, pine, tree
from ...words.lexicon import SUBJECTS
from ..recipe import Recipe
from ..stage import Stage
from . import beyond, ground, ridges, town, water
from .sky import sky
from .weather import mist, weather

_LAVENDER = ("#9b7fd4", "#b79be6", "#8468bf")


def behind(stage: Stage, recipe: Recipe) -> None:
    """Sky, space, sea floor or wall."""
    mode = recipe.layout.mode
    if mode == "space":
        beyond.space(stage)
    elif mode == "under":
        beyond.seabed(stage, stage.horizon)
    elif mode == "room":
        beyond.room(stage, stage.horizon * (1.12 if "table" in recipe.kinds() else 1.0), recipe.layout.side)
    elif recipe.layout.setting == "glow":
        beyond.glow(stage)
    elif recipe.layout.setting == "moonland":
        beyond.space(stage)
    elif mode == "sky":
        sky(stage, stage.height)
        _cloud_sea(stage)
    else:
        sky(stage)
        if "space" in recipe.kinds():
            beyond.milky_way(stage, stage.horizon)
        if "cloud" not in recipe.kinds():
            _fair_clouds(stage)


def _fair_clouds(stage: Stage) -> None:
    """Two or three pale clouds on a day without others."""

    heavy = {"rain", "storm", "fog"} & set(stage.look.weather)
    if (
        "cloud" in stage.banned
        or stage.look.plain
        or stage.look.time == "night"
        or "clear" in stage.look.weather
    ):
        return
    for index in range(4 if heavy else 3):
        rng = stage.rng("fair cloud", index)
        x = stage.width * ((0.12 + index * 0.37 + rng.uniform(-0.08, 0.08)) % 1.0)
        y = stage.horizon * (0.16 + 0.2 * ((index * 2) % 3) + rng.uniform(-0.04, 0.04))
        size = min(stage.width, 1300) * rng.uniform(0.05, 0.085) * (1.5 if heavy else 1.0)
        cloud(stage.pen(x, y, size, depth=0.12, rng=rng))


def _far_trees(stage: Stage, level: float) -> None:
    """A few small trees and bushes where the meadow meets the hills."""

    if {"tree", "pine", "forest"} & stage.banned:
        return
    for index in range(int(7 * max(1.0, stage.width / 1000))):
        rng = stage.rng("far tree", index)
        x = stage.width * ((index * 0.618 + rng.uniform(0, 0.12)) % 1.0)
        size = rng.uniform(34, 74) * min(1.0, stage.horizon / 600)
        draw = pine if rng.random() < (0.7 if stage.look.white else 0.3) else tree
        draw(stage.pen(x, level + rng.uniform(2, 22), size, depth=0.42, rng=rng))


def between(stage: Stage, recipe: Recipe, far: Callable[[], None]) -> None:
    """Far land, then ``far`` things, then the ground or the water."""
    layout = recipe.layout
    if layout.mode != "land" or layout.setting == "glow":
        return
    kinds = recipe.kinds()
    first = len(stage.canvas)
    rugged = bool(kinds & {"mountain", "volcano", "waterfall", "greatwall"})
    open_sea = layout.water == "sea" and not rugged
    if not open_sea and layout.setting not in ("street", "desert"):
        ridges.distance(stage, rugged=rugged, layers=4 if rugged else 3, tall=0.3 if rugged else 0.17)
    far()
    level = stage.horizon
    if layout.setting == "forest":
        _wood(stage)
    elif layout.setting == "bamboo":
        _bamboo(stage)
    elif layout.water in ("lake", "pond") and layout.setting not in ("street",):
        tone = mix(stage.palette.ridge[1], ground.soil(stage, layout.setting)[1], 0.35)
        ridges.tree_line(stage, level + 3, 34, tone, 0.3, name="bank", pointed=rugged)
    reflected = list(stage.canvas[first:])
    if "fog" in recipe.weather:
        mist(stage, level - 40)
    _floor(stage, recipe, level, reflected)


def _floor(stage: Stage, recipe: Recipe, level: float, far_shapes: list[Shape]) -> None:
    layout, kinds = recipe.layout, recipe.kinds()
    if layout.water in ("sea", "lake", "pond"):
        water.sheet(stage, level, stage.height)
        water.mirror(stage, far_shapes, level, alpha=0.42 if layout.water != "sea" else 0.32)
        _light_path(stage, recipe, level)
        water.ripples(stage, level, stage.height, calm=layout.water != "sea")
        _islets(stage, recipe, level)
        if _has_shore(recipe):
            _shore(stage, recipe)
        return
    ground.ground(stage, layout.setting, level)
    if kinds & {"flowerfield"}:
        petals = (
            _LAVENDER
            if any(item.word in ("lavender", "lavender field", "薰衣草", "薰衣草田") for item in recipe.items)
            else None
        )
        ground.flower_rows(
            stage,
            level + 0.12 * (stage.height - level),
            petals or (*stage.palette.petals, "#e85f6a", "#b98ad8"),
        )
    if layout.setting == "festival":
        _old_town(stage, level)
    if layout.setting in ("meadow", "garden", "snow", "rain", "night meadow", "night branch", "branch"):
        _far_trees(stage, level)
    ground.tufts(stage, layout.setting, level + 0.06 * (stage.height - level))
    if layout.setting in ("meadow", "garden") and "flowerfield" not in kinds:
        ground.blooms(stage, level + 0.2 * (stage.height - level), 60 if layout.setting == "garden" else 22)
    if layout.water == "river":
        water.river(stage, level, layout.side)
    if layout.setting == "street" and "city" in kinds:
        town.street(stage, recipe, level)
    elif layout.setting == "street":
        ground.street(stage, level)
    elif kinds & {"road"}:
        ground.road(stage, level, layout.side)


def _islets(stage: Stage, recipe: Recipe, level: float) -> None:
    """Land under every house, tower or tree that stands at the far side of the water."""
    for item in recipe.items:
        entry = SUBJECTS[item.kind]
        for spot in item.spots:
            y = spot.y * stage.height
            if entry.home == "land" and level - 20 < y < level + 0.09 * (stage.height - level):
                half = max(70.0, spot.size * 1000 * entry.wide * 0.85)
                water.islet(
                    stage,
                    spot.x * stage.width,
                    y,
                    half,
                    ground.soil(stage, recipe.layout.setting)[1],
                    rocky=item.kind in ("lighthouse", "castle", "torii"),
                )


def _old_town(stage: Stage, level: float) -> None:
    """Lit roofs along a square, for festivals."""

    if {"house", "temple"} & stage.banned:
        return
    rows = (
        (0.5, temple, 0.2),
        (0.1, pavilion, 0.17),
        (0.9, pavilion, 0.17),
        (0.28, pagoda, 0.3),
        (0.74, pagoda, 0.26),
    )
    for at, draw, size in sorted(rows, key=lambda row: -row[2]):
        draw(stage.pen(at * stage.width, level + 26, size * 1000, depth=0.62, rng=stage.rng("town", at)))
    _square(stage, level)


def _square(stage: Stage, level: float) -> None:
    """Flagstones that shine in the light of the lanterns strung over them."""
    pen, deep, middle = stage.pen(depth=0.9), stage.height - level, stage.width / 2
    for row in range(1, 7):
        y = level + deep * (row / 6.4) ** 1.6
        pen.line([(-20, y), (stage.width + 20, y)], 1.5 + row * 0.5, "#4f3038", alpha=0.6, soft=True)
    for column in range(-6, 7):
        end = (middle + column * 0.24 * stage.width, stage.height + 10)
        pen.line(
            [(middle + column * 0.07 * stage.width, level + 30), end],
            3,
            "#4f3038",
            alpha=0.5,
            soft=True,
            sharp=True,
        )
    for x, at, reach in ((0.5, 0.45, 0.42), (0.16, 0.62, 0.26), (0.84, 0.62, 0.26)):
        glow = pen.glow(("#ffb45e", 0.5), ("#ff8a4a", 0.2), ("#ff8a4a", 0.0))
        pen.oval(stage.width * x, level + deep * at, stage.width * reach, deep * reach * 0.8, glow, soft=True)
    if "lantern" in stage.banned:
        return
    for index in range(9):
        share = (index + 0.5) / 9
        sag = 150 * (1 - (2 * share - 1) ** 2)
        lantern = stage.pen(stage.width * share, level * 0.5 + sag, 74, depth=0.8)
        lantern.line([(0, -1), (0, -0.4)], 0.03, "#7a2f2a")
        lantern.oval(0, 0, 0.9, 0.9, lantern.glow(("#ff9a5a", 0.5), ("#ff9a5a", 0.0)), soft=True)
        lantern.oval(0, 0, 0.44, 0.36, lantern.across("#f4593f", "#d8342c", "#a8221f", lit=True), lit=True)
        lantern.rect(-0.16, -0.42, 0.32, 0.09, "#f3c64a", lit=True)
        lantern.rect(-0.16, 0.33, 0.32, 0.09, "#f3c64a", lit=True)
        lantern.line([(0, 0.42), (0, 0.8)], 0.07, "#f3c64a", lit=True)


def _light_path(stage: Stage, recipe: Recipe, level: float) -> None:
    for item in recipe.items:
        if item.kind in ("sun", "moon", "crescent") and item.spots:
            spot = item.spots[0]
            low = 1 - min(1.0, max(0.0, (level / stage.height - spot.y)))
            colour = "#fff3cf" if item.kind != "sun" else stage.palette.sun
            water.glitter(
                stage,
                spot.x * stage.width,
                level,
                stage.height,
                colour,
                (26 + 24 * low) * stage.width**0.5 / 31,
            )


def _has_shore(recipe: Recipe) -> bool:
    if "beach" in recipe.kinds():
        return True
    return (
        any(
            SUBJECTS[item.kind].home == "land"
            and any(spot.y > recipe.layout.horizon + 0.3 * (1 - recipe.layout.horizon) for spot in item.spots)
            and not (
                item.link
                and item.link[0] in ("on", "in", "held")
                and SUBJECTS[item.link[1]].home not in ("terrain", "sky", "far")
            )
            for item in recipe.items
        )
        or recipe.layout.water == "pond"
    )


def _shore(stage: Stage, recipe: Recipe) -> None:
    """The near bank: sand by the sea, grass by a lake."""
    layout = recipe.layout
    land = any(SUBJECTS[item.kind].home == "land" for item in recipe.items) or "beach" in recipe.kinds()
    share = (0.74 if land else 0.9) if layout.water != "sea" else 0.72
    level = stage.horizon + share * (stage.height - stage.horizon)
    sand = layout.water == "sea"
    far, near = ground.soil(stage, "beach" if sand else layout.setting)
    pen = stage.pen(depth=0.9)
    side = layout.side
    points = []
    for step in range(13):
        at = step / 12
        bend = (at - 0.5) * side
        points.append((-30 + at * (stage.width + 60), level + 60 * bend + 12 * ((step * 7) % 3 - 1) * 0.5))
    bottom = stage.height + 40
    if sand:
        water.surf(stage, level + 10)
    outline = [*points, (stage.width + 60, bottom), (-60, bottom)]
    if not sand:
        pen.blob([(x, y - 7) for x, y in outline], darken(near, 0.3), tension=0.8, soft=stage.look.misty)
    pen.blob(outline, pen.down(lighten(far, 0.1), near), tension=0.8, soft=stage.look.misty)
    ground.tufts(stage, "beach" if sand else "meadow", level + 30)
    if not sand:
        ground.blooms(stage, level + 44, 14)


def _wood(stage: Stage) -> None:
    """Trunks and crowns behind the glade, paler with distance."""
    leaf = ground.soil(stage, "forest")[1]
    if stage.look.season == "autumn":
        leaf = "#c9813a"
    for layer in range(3):
        share = layer / 2
        colour = mix(darken(leaf, 0.12 + 0.16 * share), stage.palette.haze, 0.6 - 0.42 * share)
        tall = stage.horizon * (0.72 - 0.12 * layer)
        ridges.tree_line(
            stage,
            stage.horizon + 10 + 12 * layer,
            tall * 0.75,
            stage.look.tone(colour),
            0.15 + 0.14 * share,
            name=f"wood{layer}",
            pointed=layer == 1,
        )
    rng = stage.rng("trunks")
    for index in range(int(9 * stage.width / 1000)):
        x = stage.width * ((index * 0.618 + rng.random() * 0.1) % 1.0)
        if abs(x / stage.width - 0.5) < 0.2:
            continue
        pen = stage.pen(x, stage.horizon + 26, stage.horizon * 0.95, depth=0.42)
        pen.taper(
            [(0, 0), (rng.uniform(-0.02, 0.02), -0.5), (rng.uniform(-0.03, 0.03), -1.1)],
            0.05,
            0.03,
            "#6b5444",
        )
    shaft = stage.pen(depth=0.3)
    if stage.look.time != "night":
        for _ in range(4):
            x = rng.uniform(0.1, 0.8) * stage.width
            fill = shaft.down(("#fff7d8", 0.34), ("#fff7d8", 0.0), lit=True)
            shaft.poly(
                [(x, -10), (x + 60, -10), (x + 190, stage.horizon + 80), (x + 30, stage.horizon + 80)],
                fill,
                soft=True,
            )


def _bamboo(stage: Stage) -> None:

    ridges.tree_line(
        stage,
        stage.horizon + 8,
        stage.horizon * 0.34,
        stage.look.tone(mix("#8fb56a", stage.palette.haze, 0.5)),
        0.2,
        name="bamboo far",
        pointed=False,
    )
    count = int(15 * max(1.0, stage.width / 1000))
    for index in range(count):
        rng = stage.rng("bamboo", index)
        x = stage.width * (index + rng.random()) / count
        centre = abs(x / stage.width - 0.5)
        near = index % 3 == 0 and centre > 0.26
        tall = stage.height * (rng.uniform(0.9, 1.15) if near else rng.uniform(0.62, 0.95))
        foot = stage.horizon + (rng.uniform(60, 120) if near else rng.uniform(-6, 34))
        bamboo(stage.pen(x, foot, tall, depth=0.85 if near else rng.uniform(0.18, 0.42), rng=rng))


def _cloud_sea(stage: Stage) -> None:
    """Soft clouds below, for what flies high."""

    if "cloud" in stage.banned:
        return
    for row in range(3):
        for index in range(4):
            rng = stage.rng("cloud sea", row, index)
            x = stage.width * ((index + 0.5 * (row % 2) + rng.uniform(-0.2, 0.2)) / 3.5)
            y = stage.height * (0.82 + 0.09 * row)
            cloud(stage.pen(x, y, 140 + 50 * row, depth=0.4 + 0.2 * row, rng=rng))


def after(stage: Stage, recipe: Recipe) -> None:
    """What stands or falls in front of everything."""
    layout = recipe.layout
    if layout.mode == "land" and layout.water == "pond":
        _reeds(stage, layout.side)
    if layout.mode in ("land", "sky"):
        weather(stage)


def _reeds(stage: Stage, side: int) -> None:

    for index in range(7):
        rng = stream(stage.seed, "reeds", index)
        edge = rng.uniform(0.0, 0.16)
        x = stage.width * (edge if (index % 3 > 0) == (side > 0) else 1 - edge)
        pen = stage.pen(x, stage.height * 1.01, stage.height * rng.uniform(0.16, 0.26), rng=rng)
        reed(pen)
