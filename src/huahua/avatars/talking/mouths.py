"""Mouth shapes as outlines. All have the same points, so that one can turn into another."""

from __future__ import annotations

from dataclasses import dataclass

from huahua.avatars.talking.visemes import Viseme


@dataclass(frozen=True, slots=True)
class Shape:
    """`wide` and `open` are shares of the mouth's usual width; `teeth` and `tongue` say whether they are seen."""

    wide: float
    open: float
    teeth: bool = False
    tongue: bool = False


SHAPES: dict[Viseme, Shape] = {
    "sil": Shape(0.9, 0.07),
    "PP": Shape(0.78, 0.06),
    "FF": Shape(0.8, 0.16, teeth=True),
    "TH": Shape(0.84, 0.26, teeth=True, tongue=True),
    "DD": Shape(0.86, 0.26, teeth=True),
    "kk": Shape(0.84, 0.3, teeth=True),
    "CH": Shape(0.66, 0.34, teeth=True),
    "SS": Shape(0.96, 0.2, teeth=True),
    "nn": Shape(0.8, 0.22, tongue=True),
    "RR": Shape(0.64, 0.28),
    "aa": Shape(0.96, 0.72, teeth=True, tongue=True),
    "E": Shape(1.06, 0.42, teeth=True, tongue=True),
    "I": Shape(1.12, 0.28, teeth=True),
    "O": Shape(0.62, 0.58, tongue=True),
    "U": Shape(0.44, 0.34),
}
INSIDE, TEETH, TONGUE = "#4a1a24", "#ffffff", "#e8616f"
Point = tuple[float, float]
_ROUND = 0.5523
"""How far the handles of a quarter of an ellipse reach (https://pomax.github.io/bezierinfo/#circles_cubic)."""


@dataclass(frozen=True, slots=True)
class Outline:
    """A closed curve of four points with handles relative to them: left, top, right, bottom."""

    points: tuple[Point, ...]
    before: tuple[Point, ...]
    after: tuple[Point, ...]

    def path(self) -> str:
        """As the `d` of an SVG path."""
        parts = [f"M{_pair(self.points[0])}"]
        for index in range(4):
            here, there = self.points[index], self.points[(index + 1) % 4]
            out, into = self.after[index], self.before[(index + 1) % 4]
            parts.append(f"C{_pair(_sum(here, out))} {_pair(_sum(there, into))} {_pair(there)}")
        return "".join(parts) + "Z"


def lips(viseme: Viseme, centre: Point, width: float) -> Outline:
    """The inside of the mouth; `width` is that of the mouth when it rests."""
    shape = SHAPES[viseme]
    return _oval(centre, width * shape.wide / 2, width * shape.open * 0.42, width * shape.open * 0.58)


def teeth(viseme: Viseme, centre: Point, width: float) -> Outline | None:
    shape = SHAPES[viseme]
    if not shape.teeth:
        return None
    up = width * shape.open * 0.42
    half, top = width * shape.wide / 2 * 0.74, up * 0.62
    middle = (centre[0], centre[1] - up * 0.3)
    return _oval(middle, half, min(top, up * 0.55), up * 0.34)


def tongue(viseme: Viseme, centre: Point, width: float) -> Outline | None:
    shape = SHAPES[viseme]
    if not shape.tongue:
        return None
    down = width * shape.open * 0.58
    return _oval((centre[0], centre[1] + down * 0.62), width * shape.wide / 2 * 0.52, down * 0.4, down * 0.3)


def drawn(viseme: Viseme, centre: Point, width: float) -> list[tuple[str, str]]:
    """(path, colour) from the back to the front."""
    layers = [(lips(viseme, centre, width), INSIDE)]
    layers += [(found, TONGUE) for found in [tongue(viseme, centre, width)] if found]
    layers += [(found, TEETH) for found in [teeth(viseme, centre, width)] if found]
    return [(outline.path(), colour) for outline, colour in layers]


def _oval(centre: Point, half: float, up: float, down: float) -> Outline:
    x, y = centre
    side, rise, fall = half * _ROUND, up * _ROUND, down * _ROUND
    return Outline(
        ((x - half, y), (x, y - up), (x + half, y), (x, y + down)),
        ((0.0, fall), (-side, 0.0), (0.0, -rise), (side, 0.0)),
        ((0.0, -rise), (side, 0.0), (0.0, fall), (-side, 0.0)),
    )


def _sum(one: Point, other: Point) -> Point:
    return one[0] + other[0], one[1] + other[1]


def _pair(point: Point) -> str:
    return f"{point[0]:.2f} {point[1]:.2f}"
