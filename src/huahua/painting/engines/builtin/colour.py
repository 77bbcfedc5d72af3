"""Colour arithmetic on ``#rrggbb`` strings in sRGB; small and cached, since every shape passes through it."""

import colorsys
from functools import lru_cache

RGB = tuple[float, float, float]


@lru_cache(maxsize=8192)
def rgb(colour: str) -> RGB:
    """Components 0..1 of ``#rrggbb``."""
    value = int(colour[1:7], 16)
    return (value >> 16 & 255) / 255, (value >> 8 & 255) / 255, (value & 255) / 255


def text(red: float, green: float, blue: float) -> str:
    """``#rrggbb`` of components that are clamped to 0..1."""
    parts = (min(255, max(0, round(part * 255))) for part in (red, green, blue))
    return "#" + "".join(f"{part:02x}" for part in parts)


@lru_cache(maxsize=32768)
def mix(first: str, second: str, share: float) -> str:
    """``share`` of the second colour in the first, 0..1."""
    a, b = rgb(first), rgb(second)
    return text(*(x + (y - x) * share for x, y in zip(a, b, strict=True)))


def lighten(colour: str, share: float) -> str:
    """Towards a warm white."""
    return mix(colour, "#fffaf0", share)


def darken(colour: str, share: float) -> str:
    """Towards a deep blue-violet: shadows that keep life in them."""
    return mix(colour, "#1b1530", share)


def multiply(first: str, second: str) -> str:
    """Light of the second colour on a surface of the first."""
    a, b = rgb(first), rgb(second)
    return text(*(x * y for x, y in zip(a, b, strict=True)))


def luma(colour: str) -> float:
    """Perceived lightness 0..1 (Rec. 601 weights)."""
    red, green, blue = rgb(colour)
    return 0.299 * red + 0.587 * green + 0.114 * blue


@lru_cache(maxsize=8192)
def hsl(colour: str, *, turn: float = 0.0, saturation: float = 1.0, light: float = 0.0) -> str:
    """Turn the hue (in turns), scale the saturation, add to the lightness."""
    hue, lightness, amount = colorsys.rgb_to_hls(*rgb(colour))
    return text(
        *colorsys.hls_to_rgb(
            (hue + turn) % 1.0, min(1.0, max(0.0, lightness + light)), min(1.0, max(0.0, amount * saturation))
        )
    )


@lru_cache(maxsize=2048)
def saturation(colour: str) -> float:
    """HLS saturation times how far the lightness is from the ends: 0 grey .. 1 vivid."""
    _, lightness, amount = colorsys.rgb_to_hls(*rgb(colour))
    return amount * (1 - abs(2 * lightness - 1))


@lru_cache(maxsize=2048)
def hue(colour: str) -> float:
    """Hue in turns, 0..1."""
    return colorsys.rgb_to_hls(*rgb(colour))[0]
