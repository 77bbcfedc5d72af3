"""Names of styles as they are said, for the ids under which models and pages ask for them."""

from __future__ import annotations

_NAMES: dict[str, tuple[str, str]] = {
    "ink": ("水墨", "ink wash"),
    "watercolor": ("水彩", "watercolour"),
    "oil": ("油画", "oil painting"),
    "flat": ("扁平", "flat"),
    "line": ("线描", "line art"),
    "pixel": ("像素", "pixel art"),
    "papercut": ("剪纸", "paper cut"),
    "lowpoly": ("低多边形", "low poly"),
    "pencil": ("铅笔", "pencil"),
    "crayon": ("蜡笔", "crayon"),
    "gouache": ("水粉", "gouache"),
    "gongbi": ("工笔", "gongbi"),
    "woodblock": ("木版画", "woodblock"),
    "neon": ("霓虹", "neon"),
    "stained": ("彩色玻璃", "stained glass"),
    "mosaic": ("马赛克", "mosaic"),
    "anime": ("动漫", "anime"),
    "cartoon": ("卡通", "cartoon"),
    "photo": ("照片", "photo"),
    "ukiyoe": ("浮世绘", "ukiyo-e"),
}
_ALIASES = {
    "inkwash": "ink",
    "watercolour": "watercolor",
    "lineart": "line",
    "pixelart": "pixel",
    "oilpainting": "oil",
}


def style_id(style: str) -> str:
    """A style without case, spaces and marks, under its main name: 'Ink-Wash' is 'ink'."""
    bare = "".join(letter for letter in style.casefold() if letter.isalnum())
    return _ALIASES.get(bare, bare)


def said(style: str, *, chinese: bool) -> str:
    """The style as one says it in Chinese or English; an unknown one as it is."""
    names = _NAMES.get(style_id(style))
    return names[0 if chinese else 1] if names else style
