"""The pen: draws in a subject's own small coordinates, writes shapes on the canvas.

A subject draws with its feet at (0, 0), x to the right, y downwards (so its head is at negative y), about 1 unit
tall. A pen made by :meth:`Pen.at` draws inside that space, moved, scaled, mirrored and turned.
"""

import math
import random
from collections.abc import Sequence
from itertools import pairwise

from ..colour import darken, lighten
from .look import Look
from .shapes import Gradient, Paint, Point, Shape

Matrix = tuple[float, float, float, float, float, float]
Points = Sequence[Point]
_ROUND = 0.5522847498


class Pen:
    """See the module; ``canvas`` is the list that receives the shapes, far to near."""

    def __init__(
        self,
        canvas: list[Shape],
        look: Look,
        rng: random.Random,
        *,
        matrix: Matrix = (1, 0, 0, 1, 0, 0),
        depth: float = 1.0,
        colours: Sequence[str] = (),
        pose: str | None = None,
    ) -> None:
        self.canvas, self.look, self.rng, self.pose = canvas, look, rng, pose
        self.matrix, self.depth, self.colours = matrix, depth, tuple(colours)
        self._scale = math.sqrt(abs(matrix[0] * matrix[3] - matrix[1] * matrix[2]))

    # -- where -------------------------------------------------------------------------------------------------

    def at(
        self,
        x: float,
        y: float,
        scale: float = 1.0,
        *,
        wide: float = 1.0,
        turn: float = 0.0,
        flip: bool = False,
        depth: float | None = None,
        rng: random.Random | None = None,
    ) -> "Pen":
        """A pen inside this one's space: scaled (``wide`` stretches x), turned by degrees, mirrored."""
        a, b, c, d, e, f = self.matrix
        cos, sin = math.cos(math.radians(turn)), math.sin(math.radians(turn))
        sx, sy = scale * wide * (-1 if flip else 1), scale
        matrix = (
            (a * cos + c * sin) * sx,
            (b * cos + d * sin) * sx,
            (c * cos - a * sin) * sy,
            (d * cos - b * sin) * sy,
            a * x + c * y + e,
            b * x + d * y + f,
        )
        return Pen(
            self.canvas,
            self.look,
            rng or self.rng,
            matrix=matrix,
            depth=self.depth if depth is None else depth,
            colours=self.colours,
            pose=self.pose,
        )

    def place(self, point: Point) -> Point:
        """Canvas position of a point of this pen's space."""
        a, b, c, d, e, f = self.matrix
        x, y = point
        return a * x + c * y + e, b * x + d * y + f

    # -- colour ------------------------------------------------------------------------------------------------

    def main(self, usual: str) -> str:
        """The colour the user gave the subject, or its usual one."""
        return self.colours[0] if self.colours else usual

    def trim(self, usual: str) -> str:
        """The second colour the user gave, or the usual one."""
        return self.colours[1] if len(self.colours) > 1 else usual

    def tone(self, colour: str, lit: bool = False) -> str:
        """The colour as it appears here."""
        return self.look.tone(colour, self.depth, lit)

    def down(self, *stops: str | tuple[str, float], lit: bool = False) -> Gradient:
        """A top-to-bottom gradient; a stop is a colour or (colour, opacity)."""
        return self._gradient("down", stops, lit)

    def across(self, *stops: str | tuple[str, float], lit: bool = False) -> Gradient:
        """A left-to-right gradient."""
        return self._gradient("across", stops, lit)

    def glow(self, *stops: str | tuple[str, float], lit: bool = True) -> Gradient:
        """A round gradient from the centre outwards."""
        return self._gradient("round", stops, lit)

    def _gradient(self, kind: str, stops: Sequence[str | tuple[str, float]], lit: bool) -> Gradient:
        last = max(1, len(stops) - 1)
        made = []
        for index, stop in enumerate(stops):
            colour, alpha = (stop, 1.0) if isinstance(stop, str) else stop
            made.append((round(index / last, 3), self.tone(colour, lit), alpha))
        a, b, c, d = self.matrix[:4]
        if kind == "across" and a * d - b * c < 0:
            made = [(round(1 - at, 3), colour, alpha) for at, colour, alpha in reversed(made)]
        return Gradient(kind, tuple(made))

    def _paint(self, fill: Paint | None, lit: bool, soft: bool) -> Paint | None:
        if fill is None or isinstance(fill, Gradient):
            return fill
        colour = self.tone(fill, lit)
        strength = self.look.shading
        if lit or soft or strength <= 0:
            return colour
        return Gradient("tilt", ((0.0, lighten(colour, strength), 1.0), (1.0, darken(colour, strength), 1.0)))

    # -- shapes ------------------------------------------------------------------------------------------------

    def _add(
        self,
        points: Points,
        *,
        curved: bool,
        closed: bool,
        fill: Paint | None,
        stroke: str | None = None,
        width: float = 0.0,
        alpha: float = 1.0,
        soft: bool = False,
        lit: bool = False,
    ) -> None:
        accent = bool(self.colours) and (fill in self.colours or stroke in self.colours)
        self.canvas.append(
            Shape(
                points=tuple(self.place(point) for point in points),
                curved=curved,
                closed=closed,
                fill=self._paint(fill, lit, soft),
                stroke=self.tone(stroke, lit) if stroke else None,
                width=width * self._scale,
                alpha=alpha,
                depth=self.depth,
                soft=soft,
                accent=accent,
                lit=lit,
            )
        )

    def poly(
        self, points: Points, fill: Paint, *, alpha: float = 1.0, soft: bool = False, lit: bool = False
    ) -> None:
        """A closed shape with straight sides."""
        self._add(points, curved=False, closed=True, fill=fill, alpha=alpha, soft=soft, lit=lit)

    def rect(
        self,
        x: float,
        y: float,
        width: float,
        height: float,
        fill: Paint,
        *,
        alpha: float = 1.0,
        soft: bool = False,
        lit: bool = False,
    ) -> None:
        """A rectangle from its top left corner."""
        corners = [(x, y), (x + width, y), (x + width, y + height), (x, y + height)]
        self.poly(corners, fill, alpha=alpha, soft=soft, lit=lit)

    def oval(
        self,
        x: float,
        y: float,
        rx: float,
        ry: float | None = None,
        fill: Paint = "#000000",
        *,
        turn: float = 0.0,
        alpha: float = 1.0,
        soft: bool = False,
        lit: bool = False,
    ) -> None:
        """An ellipse (or circle) around its centre, turned by degrees."""
        ry = rx if ry is None else ry
        cos, sin = math.cos(math.radians(turn)), math.sin(math.radians(turn))
        k = _ROUND
        unit = [(1, 0), (1, k), (k, 1), (0, 1), (-k, 1), (-1, k), (-1, 0)]
        unit += [(-1, -k), (-k, -1), (0, -1), (k, -1), (1, -k), (1, 0)]
        points = [(x + u * rx * cos - v * ry * sin, y + u * rx * sin + v * ry * cos) for u, v in unit]
        self._add(points, curved=True, closed=True, fill=fill, alpha=alpha, soft=soft, lit=lit)

    def blob(
        self,
        points: Points,
        fill: Paint,
        *,
        alpha: float = 1.0,
        soft: bool = False,
        lit: bool = False,
        tension: float = 1.0,
    ) -> None:
        """A closed smooth shape through the points."""
        self._add(
            smooth(points, closed=True, tension=tension),
            curved=True,
            closed=True,
            fill=fill,
            alpha=alpha,
            soft=soft,
            lit=lit,
        )

    def line(
        self,
        points: Points,
        width: float,
        colour: str,
        *,
        sharp: bool = False,
        alpha: float = 1.0,
        soft: bool = False,
        lit: bool = False,
    ) -> None:
        """An open stroke with round ends; smooth through the points unless ``sharp``."""
        curved = not sharp and len(points) > 2
        path = smooth(points, closed=False) if curved else points
        self._add(
            path,
            curved=curved,
            closed=False,
            fill=None,
            stroke=colour,
            width=width,
            alpha=alpha,
            soft=soft,
            lit=lit,
        )

    def taper(
        self, points: Points, start: float, end: float, fill: Paint, *, soft: bool = False, alpha: float = 1.0
    ) -> None:
        """A limb: a smooth band along the points, ``start`` wide at first and ``end`` wide at last."""
        left, right, last = [], [], len(points) - 1
        for index, (x, y) in enumerate(points):
            before, after = points[max(0, index - 1)], points[min(last, index + 1)]
            dx, dy = after[0] - before[0], after[1] - before[1]
            size = math.hypot(dx, dy) or 1.0
            half = (start + (end - start) * index / max(1, last)) / 2
            left.append((x - dy / size * half, y + dx / size * half))
            right.append((x + dy / size * half, y - dx / size * half))
        self.blob([*left, *reversed(right)], fill, soft=soft, alpha=alpha)


def smooth(points: Points, *, closed: bool, tension: float = 1.0) -> list[Point]:
    """Cubic control points of a Catmull–Rom spline through ``points`` (one sixth of the neighbours' chord)."""
    count = len(points)
    if count < 3:
        start, end = points[0], points[-1]
        return [start, start, end, end]
    pairs = list(pairwise(range(count))) + ([(count - 1, 0)] if closed else [])
    path = [points[0]]
    reach = tension / 6
    for here, there in pairs:
        before = points[here - 1] if closed or here > 0 else points[here]
        after = points[(there + 1) % count] if closed or there + 1 < count else points[there]
        start, end = points[here], points[there]
        path.append((start[0] + (end[0] - before[0]) * reach, start[1] + (end[1] - before[1]) * reach))
        path.append((end[0] - (after[0] - start[0]) * reach, end[1] - (after[1] - start[1]) * reach))
        path.append(end)
    return path
