# ruff: noqa: E501 - tables of points and words read best one shape or entry per line
"""Sun, moon, stars, clouds and what else is seen in the sky; the origin is the thing's centre."""

import math
from itertools import pairwise

from ..colour import darken, lighten, mix
from ..drawing.pen import Pen
from .registry import draws


@draws("sun")
def sun(p: Pen) -> None:
    low = p.look.time in ("dusk", "dawn")
    colour = p.main("#ff9f4a" if low else "#ffd24a")
    p.oval(0, 0, 1.9, 1.9, p.glow((lighten(colour, 0.3), 0.6), (colour, 0.2), (colour, 0.0)), soft=True)
    p.oval(0, 0, 0.95, 0.95, p.glow((lighten(colour, 0.5), 0.55), (colour, 0.25), (colour, 0.0)), soft=True)
    p.oval(0, 0, 0.42, 0.42, p.glow(lighten(colour, 0.45), lighten(colour, 0.2), colour), lit=True)


@draws("moon")
def moon(p: Pen) -> None:
    colour = p.main("#fdf1c8")
    p.oval(0, 0, 1.7, 1.7, p.glow((colour, 0.42), (colour, 0.13), (colour, 0.0)), soft=True)
    p.oval(0, 0, 0.82, 0.82, p.glow((colour, 0.5), (colour, 0.18), (colour, 0.0)), soft=True)
    p.oval(0, 0, 0.42, 0.42, p.glow(lighten(colour, 0.4), colour, darken(colour, 0.06)), lit=True)
    for x, y, size in (
        (-0.12, -0.1, 0.09),
        (0.14, 0.06, 0.07),
        (-0.05, 0.17, 0.055),
        (0.12, -0.2, 0.04),
        (-0.24, 0.08, 0.04),
    ):
        p.oval(x, y, size, size * 0.92, darken(colour, 0.13), alpha=0.5, soft=True, lit=True)


@draws("crescent")
def crescent(p: Pen) -> None:
    colour = p.main("#fdeeb8")
    p.oval(0, 0, 1.3, 1.3, p.glow((colour, 0.36), (colour, 0.1), (colour, 0.0)), soft=True)
    outer = [
        (0.42 * math.cos(angle), 0.42 * math.sin(angle))
        for angle in [0.7 + step * 0.335 for step in range(15)]
    ]
    inner = [
        (0.14 + 0.34 * math.cos(angle), -0.05 + 0.34 * math.sin(angle))
        for angle in [5.3 - step * 0.31 for step in range(15)]
    ]
    p.blob([*outer, *inner], p.down(lighten(colour, 0.3), colour, lit=True), lit=True, tension=0.9)


@draws("star")
def star(p: Pen) -> None:
    colour = p.main("#fff3c4")
    p.oval(0, 0, 1.2, 1.2, p.glow((colour, 0.5), (colour, 0.0)), soft=True)
    points = []
    for step in range(10):
        reach = 0.5 if step % 2 == 0 else 0.2
        angle = -math.pi / 2 + step * math.pi / 5
        points.append((math.cos(angle) * reach, math.sin(angle) * reach))
    p.poly(points, p.tone(colour, lit=True), lit=True)


@draws("shootingstar")
def shooting_star(p: Pen) -> None:
    p.poly(
        [(0.34, 0.3), (0.42, 0.38), (-0.8, -0.5)],
        p.across(("#fff7d8", 0.0), ("#fff7d8", 0.9), lit=True),
        soft=True,
    )
    p.oval(0.39, 0.35, 0.24, 0.24, p.glow(("#fffbe6", 0.8), ("#fff3c4", 0.0)), soft=True)
    star(p.at(0.39, 0.35, 0.24, turn=18))


@draws("cloud")
def cloud(p: Pen) -> None:
    light, shade = "#ffffff", "#d3e2ee"
    lit = {
        "dusk": ("#ffd3b0", "#c9708a"),
        "dawn": ("#fff2ea", "#e8bfc2"),
        "night": ("#7386b8", "#3c4f85"),
    }.get(p.look.time)
    if lit:
        light, shade = lit
    if p.colours:
        light, shade = p.colours[0], darken(p.colours[0], 0.25)
    elif {"rain", "storm"} & set(p.look.weather):
        light, shade = mix(light, "#8f9cad", 0.6), mix(shade, "#66748a", 0.65)
    puffs = [
        (-0.72, 0.16, 0.26),
        (-0.38, -0.06, 0.36),
        (0.06, -0.16, 0.44),
        (0.46, 0.0, 0.34),
        (0.8, 0.18, 0.22),
    ]
    points = [(-1.02, 0.36)]
    for x, y, size in puffs:
        jitter = p.rng.uniform(0.9, 1.12)
        points += [
            (x - size * 0.72, y - size * 0.42 * jitter),
            (x, y - size * jitter),
            (x + size * 0.62, y - size * 0.6 * jitter),
        ]
    points += [(1.06, 0.36), (0.5, 0.42), (-0.5, 0.43)]
    p.blob(points, p.down(light, mix(light, shade, 0.35), shade, lit=True), tension=0.85)
    for x, y, size in puffs[1:4]:
        p.oval(
            x - size * 0.12,
            y + size * 0.02,
            size * 0.62,
            size * 0.6,
            p.glow((light, 0.8), (light, 0.0)),
            soft=True,
        )


@draws("rainbow")
def rainbow(p: Pen) -> None:
    colours = ("#e8574e", "#f39a44", "#f7d452", "#6fbf6a", "#4f9fd8", "#5f6fc4", "#9a68bf")
    for index, colour in enumerate(colours):
        reach = 0.98 - index * 0.047
        points = [
            (math.cos(angle) * reach, -math.sin(angle) * reach)
            for angle in [math.pi * step / 20 for step in range(21)]
        ]
        p.line(points, 0.05, colour, alpha=0.62, lit=True)


@draws("lightning")
def lightning(p: Pen) -> None:
    colour = p.main("#fff2a0")
    p.oval(0, 0, 0.6, 0.8, p.glow((colour, 0.4), (colour, 0.0)), soft=True)
    p.poly(
        [(0.1, -0.5), (-0.18, 0.04), (-0.02, 0.04), (-0.14, 0.5), (0.2, -0.1), (0.04, -0.1), (0.2, -0.5)],
        colour,
        lit=True,
    )


@draws("aurora")
def aurora(p: Pen) -> None:
    for index, colour in enumerate((p.main("#6ff0b0"), "#58c8e8", p.trim("#b98af0"))):
        phase = p.rng.uniform(0, 6.28)
        base = []
        for step in range(25):
            x = -1.9 + step * 3.8 / 24
            base.append((x, 0.3 - index * 0.22 + 0.13 * math.sin(phase + x * 2.1)))
        for (x0, y0), (x1, y1) in pairwise(base):
            top = p.rng.uniform(0.5, 0.85)
            p.poly([(x0, y0), (x1 + 0.01, y1), (x1 + 0.05, y1 - top), (x0 + 0.04, y0 - top)],
                   p.down((colour, 0.0), (colour, 0.16), (colour, 0.42), (colour, 0.0), lit=True), soft=True)  # fmt: skip
        p.line(base, 0.016, lighten(colour, 0.4), alpha=0.5, lit=True)


@draws("fireworks")
def fireworks(p: Pen) -> None:
    colour = p.main(p.rng.choice(["#ff6f61", "#ffd45e", "#7fd6ff", "#ff9fe0", "#a6f28f"]))
    other = p.trim(lighten(colour, 0.5))
    p.oval(0, 0, 0.62, 0.62, p.glow((colour, 0.42), (colour, 0.0)), soft=True)
    for ring, count in ((0.5, 20), (0.32, 14), (0.16, 8)):
        for index in range(count):
            angle = index * 6.2832 / count + ring
            x, y = math.cos(angle), math.sin(angle)
            end = (x * ring, y * ring + ring * ring * 0.3)
            p.line([(x * ring * 0.45, y * ring * 0.45), (x * ring * 0.8, y * ring * 0.8 + 0.02), end], 0.013,
                   colour if ring > 0.3 else other, alpha=0.9, lit=True)  # fmt: skip
            p.oval(end[0], end[1], 0.016, 0.016, other, lit=True, soft=True)


@draws("planet")
def planet(p: Pen) -> None:
    colour = p.main(p.rng.choice(["#e8a566", "#d98a8f", "#8fb0d8", "#b79be0"]))
    ring = p.trim("#f3dcae")
    p.oval(0, 0, 0.62, 0.62, p.glow((colour, 0.4), (colour, 0.0)), soft=True)
    q = p.at(0, 0, turn=-18)
    points = [
        (0.74 * math.cos(angle), 0.19 * math.sin(angle))
        for angle in [math.pi + step * math.pi / 12 for step in range(13)]
    ]
    q.line(points, 0.085, ring, lit=True)
    q.oval(0, 0, 0.42, 0.42, q.across(lighten(colour, 0.4), colour, darken(colour, 0.45), lit=True), lit=True)
    for y, wide, share in ((-0.2, 0.35, 0.2), (-0.04, 0.41, 0.12), (0.14, 0.39, 0.22)):
        q.oval(0, y, wide, 0.035, darken(colour, share + 0.1), alpha=0.5, soft=True, lit=True)
    q.line([(x, -y) for x, y in points], 0.085, ring, lit=True)


@draws("earth")
def earth(p: Pen) -> None:
    p.oval(0, 0, 0.66, 0.66, p.glow(("#8fd0ff", 0.55), ("#8fd0ff", 0.0)), soft=True)
    p.oval(0, 0, 0.46, 0.46, p.glow("#6fc0ee", "#3f8fd0", "#1f4f9a"), lit=True)
    land = "#6fb35f"
    p.blob(
        [(-0.34, -0.2), (-0.2, -0.36), (-0.02, -0.34), (-0.06, -0.2), (-0.18, -0.1), (-0.3, -0.06)],
        land,
        lit=True,
    )
    p.blob([(-0.16, 0.04), (-0.04, 0.08), (-0.06, 0.26), (-0.14, 0.38), (-0.2, 0.2)], land, lit=True)
    p.blob(
        [(0.12, -0.2), (0.3, -0.24), (0.4, -0.08), (0.32, 0.1), (0.22, 0.3), (0.14, 0.1), (0.06, -0.02)],
        land,
        lit=True,
    )
    for x, y, wide in ((-0.1, -0.08, 0.2), (0.16, 0.02, 0.16), (-0.2, 0.3, 0.14), (0.1, -0.36, 0.15)):
        p.oval(x, y, wide, 0.028, "#ffffff", alpha=0.75, soft=True, lit=True)
    p.oval(
        0.08,
        0.08,
        0.46,
        0.46,
        p.across(("#0b1a44", 0.0), ("#0b1a44", 0.0), ("#0b1a44", 0.5), lit=True),
        soft=True,
    )
