"""Shapes on the canvas: points are already in canvas units (short side = 1000), y downwards."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

Point = tuple[float, float]
Stop = tuple[float, str, float]


@dataclass(frozen=True, slots=True)
class Gradient:
    """A gradient over the shape's own box; ``kind`` is ``down``, ``across``, ``tilt`` or ``round``."""

    kind: str
    stops: tuple[Stop, ...]

    def flipped(self) -> "Gradient":
        """The same upside down, for reflections."""
        if self.kind in ("across", "round"):
            return self
        return Gradient(
            self.kind, tuple((1 - at, colour, alpha) for at, colour, alpha in reversed(self.stops))
        )


Paint = str | Gradient


@dataclass(frozen=True, slots=True)
class Shape:
    """One outline: a start point followed by lines, or by cubic curves (three points each)."""

    points: tuple[Point, ...]
    curved: bool
    closed: bool
    fill: Paint | None = None
    stroke: str | None = None
    width: float = 0.0
    alpha: float = 1.0
    depth: float = 1.0
    soft: bool = False
    """Shading, glow or texture: no outline of its own, left out of line drawings."""
    accent: bool = False
    """Carries a colour the user asked for; line drawings keep it."""
    lit: bool = False
    """Gives light: keeps its colour at night, glows in neon."""
    figure: bool = False
    """Belongs to a named thing, not to the backdrop: washes keep it crisp."""

    def mirrored(self, level: float, alpha: float, squeeze: float = 1.0) -> "Shape":
        """Reflected in water whose surface is at height ``level``."""
        points = tuple((x, level + (level - y) * squeeze) for x, y in self.points)
        fill = self.fill.flipped() if isinstance(self.fill, Gradient) else self.fill
        return replace(self, points=points, fill=fill, alpha=self.alpha * alpha, soft=True)

    def main_colour(self) -> str | None:
        """The colour that stands for the shape where only one is wanted."""
        if isinstance(self.fill, Gradient):
            return self.fill.stops[len(self.fill.stops) // 2][1]
        return self.fill or self.stroke


def bounds(shapes: Iterable[Shape]) -> tuple[float, float, float, float]:
    """Left, top, right, bottom over all points; a zero box when there are none."""
    points = [point for shape in shapes for point in shape.points]
    if not points:
        return 0.0, 0.0, 0.0, 0.0
    xs, ys = [point[0] for point in points], [point[1] for point in points]
    return min(xs), min(ys), max(xs), max(ys)
