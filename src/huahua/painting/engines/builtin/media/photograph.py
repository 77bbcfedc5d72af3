"""A picture that the painter did not paint, as a sheet: forms of it that media ask for are made from its pixels."""

from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageFilter

from ..colour import rgb
from .medium import Pixels, Size, picture, pixels
from .texture import blurred, edges, luminance


@dataclass(slots=True)
class Photograph:
    """``image`` is RGB of the sheet's size; ``tint`` is True for media that paint in ink tones."""

    image: Image.Image
    width: int
    height: int
    seed: int
    time: str
    grey: bool = False

    @property
    def scale(self) -> float:
        return min(self.width, self.height) / 1000

    def _contours(self, strength: float) -> Pixels:
        """Where something begins: 0 plain .. 1 a clear edge (height × width)."""
        grey = blurred(luminance(pixels(self.image)), 1.1 * self.scale)
        found = edges(grey) * strength
        return np.clip(blurred(np.clip(found - 0.12, 0, 1), 0.7 * self.scale) * 1.8, 0, 1)

    def _simple(self) -> Image.Image:
        """Fewer details, as one who paints would see it."""
        size = max(3, int(7 * self.scale) | 1)
        return self.image.filter(ImageFilter.MedianFilter(min(size, 9)))

    def painted(
        self,
        outline: str | None = None,
        pen: float = 0.0,
        *,
        nearer: float = 0.0,
        size: Size | None = None,
        banded: bool = False,
    ) -> Image.Image:
        values = pixels(self._simple())
        if self.grey:
            tones = np.clip((luminance(values) - 0.1) * 1.2, 0, 1)[..., None]
            values = tones * 0.86 + values * 0.14
        if outline:
            ink = np.array(rgb(outline), dtype=np.float32)
            drawn = self._contours(5.0)[..., None] * min(1.0, pen / 3) * 0.85
            values = values * (1 - drawn) + ink * drawn
        shown = picture(values)
        return shown.resize(size, Image.Resampling.LANCZOS) if size else shown

    def outlined(self, paper: str, ink: str, pen: float) -> Image.Image:
        drawn = self._contours(7.0)[..., None]
        ground, lead = np.array(rgb(paper), dtype=np.float32), np.array(rgb(ink), dtype=np.float32)
        return picture(ground * (1 - drawn) + lead * drawn)

    def tubes(self, dark: str, pen: float) -> Image.Image:
        drawn = self._contours(7.0)[..., None]
        values = pixels(self.image)
        vivid = values / np.maximum(0.2, values.max(axis=2, keepdims=True))
        wall = np.array(rgb(dark), dtype=np.float32)
        return picture((wall + values * 0.1) * (1 - drawn) + vivid * drawn)

    def figures(self, size: Size) -> Image.Image:
        """Nothing is known about what a photograph shows."""
        return Image.new("L", size, 0)

    def depths(self, size: Size) -> Image.Image:
        grey = self._simple().convert("L").resize(size, Image.Resampling.BILINEAR)
        return grey.point([round(level / 51) * 51 for level in range(256)])
