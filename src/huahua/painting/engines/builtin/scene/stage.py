"""What every part of a picture is drawn with: the canvas, its size, the light, and random streams by name."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field

from ..drawing.look import Look
from ..drawing.pen import Pen
from ..drawing.shapes import Shape
from ..randomness import stream
from .palette import Palette


@dataclass(slots=True)
class Stage:
    """A picture in the making; units: short side = 1000."""

    width: float
    height: float
    seed: int
    look: Look
    palette: Palette
    horizon: float
    """Height of the horizon in units."""
    canvas: list[Shape] = field(default_factory=list)
    banned: frozenset[str] = frozenset()
    figures: Look | None = None
    """The light on named things where it differs from that of the backdrop."""

    def rng(self, *names: object) -> random.Random:
        """A random stream of the picture by name."""
        return stream(self.seed, *names)

    def pen(
        self,
        x: float = 0.0,
        y: float = 0.0,
        scale: float = 1.0,
        *,
        depth: float = 1.0,
        flip: bool = False,
        colours: Sequence[str] = (),
        rng: random.Random | None = None,
    ) -> Pen:
        """A pen whose origin and unit are given in canvas units."""
        base = Pen(self.canvas, self.look, rng or self.rng("pen"), depth=depth, colours=colours)
        return base.at(x, y, scale, flip=flip)
