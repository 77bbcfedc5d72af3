"""Media of lines and plates: line art, woodblock print, neon."""

import numpy as np
from PIL import Image, ImageFilter

from ..colour import hsl, mix
from .medium import Medium, Sheet, picture, pixels
from .texture import fractal, speckle, warped


def _line(sheet: Sheet) -> Image.Image:
    """Ink contours on white paper, drawn by hand; colours that were asked for stay."""
    width, height, scale = sheet.width, sheet.height, sheet.scale
    values = pixels(sheet.outlined("#fdfcf8", "#23222a", 3.1))
    shake = fractal(sheet.seed, "shake", width, height, 70 * scale, 2)
    return picture(warped(values, shake * 6 * scale, shake[::-1] * 6 * scale))


def _woodblock(sheet: Sheet) -> Image.Image:
    """A handful of plates in muted pigments, with key lines and the grain of the block."""
    width, height, scale = sheet.width, sheet.height, sheet.scale
    base = sheet.painted("#1c2440", 2.9).filter(ImageFilter.MedianFilter(3))
    few = pixels(base.quantize(15, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).convert("RGB"))
    values = few * 0.7 + pixels(base) * 0.3
    rows = np.arange(height, dtype=np.float32)[:, None]
    drift = fractal(sheet.seed, "block", width, height, 210 * scale, 2)
    block = np.sin(rows / (2.1 * scale) + drift * 30) * 0.5 + np.sin(rows / (5.3 * scale) + drift * 52) * 0.5
    dry = 1 + 0.028 * block + 0.07 * fractal(sheet.seed, "dry", width, height, 120 * scale, 3)
    values = values * dry[..., None] + (0.012 * speckle(sheet.seed, "baren", width, height))[..., None]
    return picture(values * np.array([1.0, 0.985, 0.95], dtype=np.float32))


def _neon(sheet: Sheet) -> Image.Image:
    """Glowing tubes on a dark wall."""
    tubes = sheet.tubes("#0d0a1f", 4.2)
    values = pixels(tubes)
    scale = sheet.scale
    small = tubes.resize((max(1, sheet.width // 4), max(1, sheet.height // 4)), Image.Resampling.BOX)
    near = pixels(
        small.filter(ImageFilter.GaussianBlur(2.2 * scale)).resize(tubes.size, Image.Resampling.BICUBIC)
    )
    far = pixels(
        small.filter(ImageFilter.GaussianBlur(9 * scale)).resize(tubes.size, Image.Resampling.BICUBIC)
    )
    core = np.clip((values.max(axis=2, keepdims=True) - 0.62) * 1.4, 0, 0.55)
    return picture(values * 0.9 + near * 0.75 + far * 0.62 + core * 0.4 - 0.05)


def _muted(colour: str) -> str:
    return mix(hsl(colour, saturation=0.92), "#e8d8b0", 0.1)


LINE = Medium("line", _line, shading=0.0)
WOODBLOCK = Medium("woodblock", _woodblock, grade=_muted, shading=0.08)
NEON = Medium("neon", _neon, shading=0.0)
