"""Colours as one says them, in Chinese and English. Pure.

Hues are told apart in HSL, in the ranges in which people use the names; 'plain' names are those that the painters of
this machine read.
"""

from __future__ import annotations

import colorsys

_BLACK, _WHITE, _GREY = ("黑色", "black"), ("白色", "white"), ("灰色", "grey")
_BROWN, _CREAM, _PINK = ("棕色", "brown"), ("米色", "cream"), ("粉色", "pink")
_HUES: tuple[tuple[float, tuple[str, str]], ...] = (
    (14, ("红色", "red")),
    (40, ("橙色", "orange")),
    (68, ("黄色", "yellow")),
    (160, ("绿色", "green")),
    (195, ("青色", "teal")),
    (255, ("蓝色", "blue")),
    (300, ("紫色", "purple")),
    (345, _PINK),
    (360, ("红色", "red")),
)
"""Up to which degree of the circle a name goes."""
_DEEP, _LIGHT = 0.3, 0.74
_DULL = 0.1
"""Chroma below which a colour is a grey."""


def rgb(colour: str) -> tuple[float, float, float]:
    """`#rrggbb` in shares of 1."""
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def lightness(colour: str) -> float:
    """Relative luminance by WCAG 2, 0 to 1."""
    linear = [each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in rgb(colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def is_plain_grey(colour: str) -> bool:
    """Whether a colour is black, white or a grey."""
    return _kind(colour) in (_BLACK, _WHITE, _GREY)


def plain_name(colour: str, *, chinese: bool) -> str:
    kind = _kind(colour)
    return (_WHITE if kind is _CREAM else kind)[0 if chinese else 1]


def name(colour: str, *, chinese: bool) -> str:
    """'deep blue', '深蓝色'."""
    kind = _kind(colour)
    said = kind[0 if chinese else 1]
    if kind in (_BLACK, _WHITE, _CREAM):
        return said
    light = colorsys.rgb_to_hls(*rgb(colour))[1]
    if light < _DEEP:
        return f"深{said}" if chinese else f"deep {said}"
    if light > _LIGHT:
        return f"浅{said}" if chinese else f"light {said}"
    return said


def _kind(colour: str) -> tuple[str, str]:
    parts = rgb(colour)
    hue, light, _ = colorsys.rgb_to_hls(*parts)
    chroma, degrees = max(parts) - min(parts), hue * 360
    if light < 0.09:
        return _BLACK
    if 25 <= degrees <= 65 and light > 0.8 and 0.04 < chroma < 0.35:
        return _CREAM
    if light > 0.95 and chroma < _DULL:
        return _WHITE
    if chroma < _DULL:
        return _GREY
    if 12 <= degrees <= 48 and light < 0.42 and chroma < 0.62:
        return _BROWN
    if (degrees < 14 or degrees >= 345) and light > _LIGHT:
        return _PINK
    return next(known for most, known in _HUES if degrees <= most)
