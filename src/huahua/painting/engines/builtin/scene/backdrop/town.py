"""A street in a city: houses that frame it on both sides, signs, lamps, a road to the skyline, light on wet ground."""

import random

from ...colour import darken, lighten, mix
from ...drawing.pen import Pen
from ...subjects.catalogue import DRAWERS
from ..recipe import Recipe
from ..stage import Stage

_NEON = ("#ff4fa3", "#3fe0ff", "#ffd34a", "#7dff8a", "#ff7a3f", "#b48bff", "#ff4d5e")
_BOARDS = ("#d8574a", "#3f8f8a", "#e0a83f", "#5577b8", "#9a6bb0", "#6f9a55")
_WALLS = ("#a9786a", "#8f8796", "#b59a78", "#7d8ba3", "#9a8a8f", "#74908f")
_NIGHT_WALLS = ("#4c4a86", "#6a3f78", "#2f5f86", "#7a3f62", "#3f4f8f", "#2f6f78")
# Left edge, width, top above the horizon in shares of it, foot in shares of the ground: from far to near.
_ROWS = ((0.2, 0.13, 0.62, 0.1), (0.1, 0.14, 0.74, 0.2), (-0.06, 0.2, 0.9, 0.36))

Light = tuple[float, float, str]


def street(stage: Stage, recipe: Recipe, level: float) -> None:
    """The street and what stands along it; drawn over the skyline, under the named things."""
    lights: list[Light] = []
    _road(stage, level)
    for flip in (False, True):
        for number, row in enumerate(_ROWS):
            rng = stage.rng("street house", flip, number)
            lights += _house(stage, level, row, flip, rng)
    if stage.look.dark or {"rain", "storm"} & set(stage.look.weather):
        _wet(stage, level, lights)
    _furniture(stage, recipe, level)


def _road(stage: Stage, level: float) -> None:
    """Pavements on both sides of a road that runs to the middle of the skyline, with a crossing in front."""
    pen, deep, wide = stage.pen(depth=0.85), stage.height - level + 20, stage.width
    dark = stage.look.time == "night"
    wet = bool({"rain", "storm"} & set(stage.look.weather))
    pavement = "#5b5a7d" if dark else "#b9b2ae"
    asphalt = "#3a3a5c" if dark else "#5f6370"
    asphalt = darken(asphalt, 0.25) if wet else asphalt
    pen.rect(-20, level, wide + 40, deep, pen.down(lighten(pavement, 0.1), darken(pavement, 0.2)))
    top, low = 0.05 * wide, 0.47 * wide
    edge = [
        (wide / 2 - top, level),
        (wide / 2 + top, level),
        (wide / 2 + low, level + deep),
        (wide / 2 - low, level + deep),
    ]
    pen.poly(edge, pen.down(lighten(asphalt, 0.16), asphalt, darken(asphalt, 0.25)))
    for side in (-1, 1):
        kerb = [(wide / 2 + side * top, level), (wide / 2 + side * low, level + deep)]
        pen.line(kerb, 7, lighten(pavement, 0.4), sharp=True)
    for at in (0.06, 0.13, 0.23, 0.37):
        y, tall = level + deep * at, deep * at * 0.34
        half = 2 + 9 * at
        middle, low_half = wide / 2, half * 1.4
        dash = [
            (middle - half, y),
            (middle + half, y),
            (middle + low_half, y + tall),
            (middle - low_half, y + tall),
        ]
        pen.poly(dash, "#efe6c8", soft=not dark)
    for index in range(7):
        near, far = deep * 0.82, deep * 0.64
        x = (index - 3) * 0.105
        corners = [(wide * (0.5 + x * 0.86), level + far), (wide * (0.5 + x * 0.86 + 0.05), level + far),
                   (wide * (0.5 + x + 0.058), level + near), (wide * (0.5 + x), level + near)]  # fmt: skip
        pen.poly(corners, "#e9e6dc", alpha=0.8 if not dark else 0.5)


def _house(
    stage: Stage, level: float, row: tuple[float, float, float, float], flip: bool, rng: random.Random
) -> list[Light]:
    """One house front with windows, a shop and signs; returns the lights it throws on the ground."""
    left, share, tall, foot = row
    dark, wide = stage.look.dark, stage.width * share
    x = stage.width - stage.width * left - wide if flip else stage.width * left
    bottom = level + foot * (stage.height - level)
    top = level - tall * level * rng.uniform(0.86, 1.0)
    pen = stage.pen(depth=0.62 + 0.2 * foot / 0.36)
    wall = rng.choice(_NIGHT_WALLS if stage.look.time == "night" else _WALLS)
    pen.rect(x, top, wide, bottom - top, pen.down(wall, darken(wall, 0.25)))
    pen.rect(x - 4, top - 12, wide + 8, 14, darken(wall, 0.3))
    inner = x if flip else x + wide
    pen.rect(
        inner - (0 if flip else wide * 0.16),
        top,
        wide * 0.16,
        bottom - top,
        lighten(wall, 0.2),
        alpha=0.35,
        soft=True,
    )
    shop = 0.24 * (bottom - level + 170)
    _windows(pen, (x, top, wide, bottom - shop - top), wall, dark, rng)
    glow = rng.choice(_NEON) if dark else rng.choice(_BOARDS)
    pen.rect(
        x + wide * 0.1,
        bottom - shop,
        wide * 0.8,
        shop,
        mix("#ffe2a0", glow, 0.3) if dark else "#a9c6d2",
        lit=dark,
    )
    pen.rect(x + wide * 0.44, bottom - shop, wide * 0.05, shop, darken(wall, 0.4))
    pen.rect(
        x + wide * 0.04, bottom - shop - 22, wide * 0.92, 26, darken(glow, 0.1) if dark else glow, lit=dark
    )
    _marks(pen, (x + wide * 0.1, bottom - shop - 18, wide * 0.8, 16), dark, rng)
    lights = [(x + wide / 2, wide * 0.34, glow)]
    for number in range(2):
        colour = _NEON[rng.randrange(len(_NEON))] if dark else _BOARDS[rng.randrange(len(_BOARDS))]
        high = (bottom - top) * rng.uniform(0.2, 0.28)
        at = inner - 20 if flip else inner - 22
        y = top + (bottom - top) * (0.14 + 0.33 * number)
        _sign(pen, (at + (-8 if flip else 8), y, 42, high), colour, dark, rng)
        lights.append((at + 22, 22.0, colour))
    return lights


def _windows(
    pen: Pen, area: tuple[float, float, float, float], wall: str, dark: bool, rng: random.Random
) -> None:
    x, y, wide, tall = area
    columns, rows = max(2, int(wide / 46)), max(2, int(tall / 58))
    for row in range(rows):
        for column in range(columns):
            lit = dark and rng.random() < 0.5
            fill = (
                rng.choice(("#ffd98a", "#ffe9b8", "#8fe6ff", "#ffb0d0"))
                if lit
                else darken(wall, 0.35)
                if dark
                else "#c7dbe6"
            )
            left, top = x + wide * (0.12 + 0.8 * column / columns), y + tall * (0.08 + 0.9 * row / rows)
            pen.rect(left, top, wide * 0.44 / columns, tall * 0.5 / rows, fill, lit=lit, soft=not lit)


def _sign(
    pen: Pen, area: tuple[float, float, float, float], colour: str, dark: bool, rng: random.Random
) -> None:
    """An upright shop sign with strokes like writing."""
    x, y, wide, tall = area
    if dark:
        glow = pen.glow((colour, 0.5), (colour, 0.18), (colour, 0.0))
        pen.oval(x + wide / 2, y + tall / 2, wide * 2.1, tall * 0.9, glow, soft=True)
    pen.rect(x - 3, y - 3, wide + 6, tall + 6, darken(colour, 0.55))
    pen.rect(x, y, wide, tall, mix(colour, "#1b1530", 0.72) if dark else colour)
    frame = [(x, y), (x + wide, y), (x + wide, y + tall), (x, y + tall), (x, y)]
    pen.line(frame, 3.5, colour if dark else lighten(colour, 0.5), sharp=True, lit=dark)
    count = max(2, int(tall / wide))
    for index in range(count):
        cell = tall / count
        _marks(
            pen, (x + wide * 0.22, y + index * cell + cell * 0.2, wide * 0.56, cell * 0.6), dark, rng, colour
        )


def _marks(
    pen: Pen, area: tuple[float, float, float, float], dark: bool, rng: random.Random, colour: str = "#fffaf0"
) -> None:
    """A few strokes that look like a character or a word from afar."""
    x, y, wide, tall = area
    ink = lighten(colour, 0.45) if dark else "#fff8e8"
    for index in range(3):
        high = y + tall * (index + 0.3) / 3
        pen.line(
            [(x + wide * rng.uniform(0, 0.2), high), (x + wide * rng.uniform(0.75, 1), high)],
            3,
            ink,
            sharp=True,
            lit=dark,
            soft=not dark,
        )
    middle = x + wide * rng.uniform(0.35, 0.65)
    pen.line([(middle, y), (middle, y + tall)], 3, ink, sharp=True, lit=dark, soft=not dark)


def _wet(stage: Stage, level: float, lights: list[Light]) -> None:
    """Every light again as broken bars on the ground, longer when it rains, and a shine along the road."""
    rng, pen = stage.rng("wet street"), stage.pen(depth=0.9)
    deep = stage.height - level
    rain = bool({"rain", "storm"} & set(stage.look.weather))
    middle = stage.width / 2
    shine = [
        (middle + rng.uniform(-0.05, 0.05) * stage.width, 26.0, colour)
        for colour in ("#ffd98a", "#8fe6ff", "#ff9fd0")
    ]
    for x, half, colour in [*lights, *shine]:
        reach = deep * (0.86 if rain else 0.5) * rng.uniform(0.7, 1.0)
        foot = level + deep * (0.03 if abs(x - middle) < 0.2 * stage.width else 0.3)
        fill = pen.down((colour, 0.0), (colour, 0.34), (colour, 0.0), lit=True)
        drift = (middle - x) * -0.12
        pen.poly(
            [
                (x - half * 0.7, foot),
                (x + half * 0.7, foot),
                (x + half + drift, foot + reach),
                (x - half + drift, foot + reach),
            ],
            fill,
            soft=True,
        )
        for step in range(9 if rain else 5):
            at = (step + rng.random()) / 9
            y, wide = foot + reach * at, half * rng.uniform(0.35, 1.0)
            off = drift * at + rng.uniform(-0.3, 0.3) * half
            pen.line(
                [(x + off - wide, y), (x + off + wide, y)],
                2 + 4 * at,
                colour,
                alpha=0.62 * (1 - 0.6 * at),
                soft=True,
                lit=True,
            )
    if rain:
        for _ in range(int(9 * stage.width / 1000)):
            x, y, wide = (
                rng.uniform(0, stage.width),
                level + deep * rng.uniform(0.4, 0.95),
                rng.uniform(40, 110),
            )
            pen.oval(
                x,
                y,
                wide,
                wide * 0.16,
                mix(rng.choice(lights)[2], "#9fc0e8", 0.6),
                alpha=0.3,
                soft=True,
                lit=True,
            )


def _furniture(stage: Stage, recipe: Recipe, level: float) -> None:
    """Lamps along the kerb, and a car or two where the picture names nobody else."""
    deep, wide = stage.height - level, stage.width
    if "streetlamp" not in stage.banned and "streetlamp" not in recipe.kinds():
        for at, x in ((0.16, 0.31), (0.5, 0.13)):
            for flip in (False, True):
                pen = stage.pen(
                    wide * (1 - x if flip else x),
                    level + deep * at,
                    150 + 420 * at,
                    depth=0.6 + 0.4 * at,
                    flip=flip,
                )
                DRAWERS["streetlamp"](pen)
    busy = any(
        item.spots for item in recipe.items if item.kind not in ("city", "cloud", "moon", "star", "sun")
    )
    if not busy and "car" not in stage.banned:
        for number, (x, at, size) in enumerate(((0.43, 0.2, 70), (0.64, 0.52, 150))):
            DRAWERS["car"](
                stage.pen(
                    wide * x,
                    level + deep * at,
                    size,
                    depth=0.9,
                    flip=number > 0,
                    rng=stage.rng("traffic", number),
                )
            )
