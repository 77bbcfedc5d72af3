"""Textures made of noise: paper, canvas, washes; and small image operations on arrays."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from PIL import Image, ImageFilter

from ..randomness import grain
from .medium import Pixels

WIDE_BLUR_PX = 6.0


def noise(seed: int, name: str, width: int, height: int, cell: float) -> Pixels:
    """Smooth noise 0..1 whose features are about ``cell`` pixels wide (height × width)."""
    rows, columns = max(2, round(height / cell) + 1), max(2, round(width / cell) + 1)
    small = Image.fromarray(grain(seed, name, rows, columns).random((rows, columns), dtype=np.float32))
    return np.asarray(small.resize((width, height), Image.Resampling.BICUBIC), dtype=np.float32)


def fractal(seed: int, name: str, width: int, height: int, cell: float, octaves: int = 3) -> Pixels:
    """Sum of noises, each half as wide and strong as the one before; about -0.5..0.5."""
    total = np.zeros((height, width), dtype=np.float32)
    strength, whole = 1.0, 0.0
    for octave in range(octaves):
        waves = noise(seed, f"{name}{octave}", width, height, max(1.0, cell / 2**octave)) - 0.5
        waves *= strength
        total += waves
        whole += strength
        strength *= 0.5
    total /= np.float32(whole)
    return total


@lru_cache(maxsize=2)
def _speckle(seed: int, name: str, width: int, height: int) -> Pixels:
    values: Pixels = grain(seed, name).standard_normal((height, width), dtype=np.float32)
    return values


def speckle(seed: int, name: str, width: int, height: int) -> Pixels:
    """White noise of variance 1."""
    return _speckle(seed, name, width, height)


def paper(seed: int, width: int, height: int, scale: float) -> Pixels:
    """Relief of rough paper around 0: lit from the top left."""
    field = fractal(seed, "paper", width, height, 5 * max(0.4, scale), 2) + 0.35 * fractal(
        seed, "pulp", width, height, 38 * max(0.4, scale), 2
    )
    relief = np.zeros_like(field)
    relief[1:, 1:] = field[1:, 1:] - field[:-1, :-1]
    return relief


def blurred(values: Pixels, radius: float) -> Pixels:
    """Gaussian blur, done at 8 bits; enough for masks and washes."""
    image = Image.fromarray((np.clip(values, 0, 1) * 255).astype(np.uint8))
    return np.asarray(image.filter(ImageFilter.GaussianBlur(radius)), dtype=np.float32) / 255


def softened(channel: Image.Image, radius: float) -> Image.Image:
    """One channel under a Gaussian blur, a wide one done at half the size: it leaves nothing that needs more."""
    if radius < WIDE_BLUR_PX:
        return channel.filter(ImageFilter.GaussianBlur(radius))
    small = channel.reduce(2).filter(ImageFilter.GaussianBlur(radius / 2))
    return small.resize(channel.size, Image.Resampling.BILINEAR)


def warp(dx: Pixels, dy: Pixels) -> Any:
    """Where every pixel is fetched from for (x+dx, y+dy), nearest: indexes into the pixels in one row."""
    height, width = dx.shape
    places = np.clip(np.arange(height, dtype=np.float32)[:, None] + dy, 0, height - 1).astype(np.intp)
    places *= width
    places += np.clip(np.arange(width, dtype=np.float32)[None, :] + dx, 0, width - 1).astype(np.intp)
    return places


def warped(values: Pixels, dx: Pixels, dy: Pixels) -> Pixels:
    """The picture with every pixel fetched from (x+dx, y+dy), nearest."""
    height, width = values.shape[:2]
    fetched: Pixels = values.reshape(height * width, *values.shape[2:])[warp(dx, dy)]
    return fetched


def edges(grey: Pixels) -> Pixels:
    """Strength of the change of brightness at each pixel, 0..about 1."""
    out = np.zeros_like(grey)
    out[:-1] += np.abs(grey[1:] - grey[:-1])
    out[:, :-1] += np.abs(grey[:, 1:] - grey[:, :-1])
    return out


def luminance(values: Pixels) -> Pixels:
    """Rec. 601 brightness of an RGB array."""
    return brightness([values[..., channel] for channel in range(3)])


def brightness(channels: Sequence[Pixels]) -> Pixels:
    """The same of channels that are arrays of their own."""
    red, green, blue = channels
    weighted: Pixels = red * 0.299 + green * 0.587 + blue * 0.114
    return weighted


def vignette(width: int, height: int, strength: float) -> Pixels:
    """Darker towards the corners: factor per pixel, with a last axis of one."""
    y = np.linspace(-1, 1, height, dtype=np.float32)[:, None]
    x = np.linspace(-1, 1, width, dtype=np.float32)[None, :]
    factor: Pixels = (1 - strength * np.clip((x * x + y * y) - 0.7, 0, None))[..., None]
    return factor
