"""Media close to the vector drawing: gouache, flat, pixel."""

import numpy as np
from PIL import Image

from ..colour import hsl
from .medium import Medium, Sheet, picture, pixels
from .texture import fractal, paper, speckle, vignette, warped


def _gouache(sheet: Sheet) -> Image.Image:
    """Opaque paint with soft edges, dry-brush variation and a little paper."""
    values = pixels(sheet.painted())
    width, height, scale = sheet.width, sheet.height, sheet.scale
    bend = fractal(sheet.seed, "bend", width, height, 26 * scale, 2)
    values = warped(values, bend * 7 * scale, bend[::-1] * 7 * scale)
    stroke = fractal(sheet.seed, "stroke", width, height, 60 * scale, 3)
    tooth = paper(sheet.seed, width, height, scale)
    values = values * (1 + 0.075 * stroke + 0.16 * tooth)[..., None]
    values += (0.011 * speckle(sheet.seed, "grain", width, height))[..., None]
    return picture(values * vignette(width, height, 0.09))


def _flat(sheet: Sheet) -> Image.Image:
    return sheet.painted()


_BAYER = np.array([[0, 8, 2, 10], [12, 4, 14, 6], [3, 11, 1, 9], [15, 7, 13, 5]], dtype=np.float32) / 16 - 0.5


def _pixel(sheet: Sheet) -> Image.Image:
    """A small picture with few colours, ordered dither, enlarged without smoothing."""
    short = 160 if min(sheet.width, sheet.height) >= 320 else max(32, min(sheet.width, sheet.height) // 2)
    factor = short / min(sheet.width, sheet.height)
    width, height = max(1, round(sheet.width * factor)), max(1, round(sheet.height * factor))
    small = sheet.painted("#2a2236", 4.2, size=(width, height))
    values = pixels(small)
    values = np.clip((values - 0.5) * 1.08 + 0.51, 0, 1)
    tile = np.tile(_BAYER, (height // 4 + 1, width // 4 + 1))[:height, :width]
    values += tile[..., None] * 0.055
    few = (
        picture(values)
        .quantize(48, Image.Quantize.MEDIANCUT, kmeans=1, dither=Image.Dither.NONE)
        .convert("RGB")
    )
    return few.resize((sheet.width, sheet.height), Image.Resampling.NEAREST)


def _vivid(colour: str) -> str:
    return hsl(colour, saturation=1.14)


GOUACHE = Medium("gouache", _gouache, shading=0.13)
FLAT = Medium("flat", _flat, grade=_vivid, shading=0.0, air=0.85)
PIXEL = Medium("pixel", _pixel, grade=_vivid, shading=0.1, air=0.85)
