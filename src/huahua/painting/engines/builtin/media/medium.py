"""The shape of a medium and the sheet it works on."""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import resvg_py
from numpy.typing import NDArray
from PIL import Image

from ..drawing import svg
from ..drawing.shapes import Shape

Pixels = NDArray[Any]
"""Height × width × 3 (or × 1, or none) of float32, mostly components 0..1."""


Size = tuple[int, int]


def rendered(svg: str, size: Size, *, crisp: bool = False) -> Image.Image:
    """An SVG text as an RGBA picture; no fonts of the system are looked at."""
    data = resvg_py.svg_to_bytes(
        svg_string=svg,
        width=size[0],
        height=size[1],
        skip_system_fonts=True,
        shape_rendering="optimize_speed" if crisp else "geometric_precision",
    )
    shown = Image.open(io.BytesIO(bytes(data))).convert("RGBA")
    return shown if shown.size == size else shown.resize(size)


class Sheet(Protocol):
    """What a medium works on: a drawing or a photograph that can be asked for in several forms."""

    width: int
    height: int
    seed: int
    time: str

    @property
    def scale(self) -> float:
        """Short side in pixels over 1000: what one unit of a pen's width is in pixels."""

    def painted(
        self,
        outline: str | None = None,
        pen: float = 0.0,
        *,
        nearer: float = 0.0,
        size: Size | None = None,
        banded: bool = False,
    ) -> Image.Image:
        """In full colour, RGB; with contours ``pen`` units wide on what is nearer than ``nearer``. ``banded`` is
        quicker and may be a level of 255 off, which must not matter to what the medium does with it."""

    def outlined(self, paper: str, ink: str, pen: float) -> Image.Image:
        """Contours on paper, RGB."""

    def tubes(self, dark: str, pen: float) -> Image.Image:
        """Bright contours on the dark, RGB."""

    def depths(self, size: Size) -> Image.Image:
        """Grey by nearness, L."""

    def figures(self, size: Size) -> Image.Image:
        """What the picture is about white on black, L."""


@dataclass(slots=True)
class Drawing:
    """A sheet of vector shapes; ``units`` is the canvas size in units of the shapes."""

    shapes: Sequence[Shape]
    units: tuple[float, float]
    width: int
    height: int
    seed: int
    time: str

    @property
    def scale(self) -> float:
        return min(self.width, self.height) / 1000

    def _shown(self, text: str, size: Size | None = None, *, crisp: bool = False) -> Image.Image:
        return rendered(text, size or (self.width, self.height), crisp=crisp).convert("RGB")

    def painted(
        self,
        outline: str | None = None,
        pen: float = 0.0,
        *,
        nearer: float = 0.0,
        size: Size | None = None,
        banded: bool = False,
    ) -> Image.Image:
        scale = (size or (self.width, self.height))[1] / self.units[1] if banded else 0.0
        drawn = svg.painted(self.shapes, self.units, outline, pen, nearer=nearer, scale=scale)
        return self._shown(drawn, size)

    def outlined(self, paper: str, ink: str, pen: float) -> Image.Image:
        return self._shown(svg.outlined(self.shapes, self.units, paper, ink, pen))

    def tubes(self, dark: str, pen: float) -> Image.Image:
        return self._shown(svg.neon(self.shapes, self.units, dark, pen))

    def depths(self, size: Size) -> Image.Image:
        return self._shown(svg.depths(self.shapes, self.units), size, crisp=True).convert("L")

    def figures(self, size: Size) -> Image.Image:
        return self._shown(svg.figures(self.shapes, self.units), size).convert("L")


def same(colour: str) -> str:
    """The grade of media that change no colours."""
    return colour


@dataclass(frozen=True, slots=True)
class Medium:
    """``grade`` maps every colour before drawing; ``finish`` makes the picture."""

    id: str
    finish: Callable[[Sheet], Image.Image]
    grade: Callable[[str], str] = same
    shading: float = 0.12
    plain: bool = False
    air: float = 1.0
    misty: bool = False
    """Bare ground melts into the paper: it gets no contours."""
    night: float = 1.0
    """How much of the dark of the night the medium shows; ink leaves it to the paper."""
    moonlit: float = 0.64
    """How much of their own daylight colour named things keep in the dark."""


def pixels(picture: Image.Image | NDArray[np.uint8]) -> Pixels:
    """As an array of 0..1."""
    values = np.asarray(picture).astype(np.float32)
    values /= 255
    return values


def planes(picture: Image.Image) -> list[Pixels]:
    """Its channels as arrays of their own. NumPy is several times as quick with one channel as with three side by
    side, of which it takes one pixel at a time where something is the same for all three."""
    return [pixels(channel) for channel in picture.split()]


def joined(channels: Sequence[Pixels]) -> Image.Image:
    """Channels of 0..1 as a picture."""
    return Image.merge("RGB", [picture(channel) for channel in channels])


def picture(values: Pixels) -> Image.Image:
    """An array of 0..1 as a picture."""
    return Image.fromarray((np.clip(values, 0, 1) * 255 + 0.5).astype(np.uint8))
