"""What Google's models paint. Both of its APIs are told a shape instead of a size in pixels.

https://ai.google.dev/gemini-api/docs/image-generation, https://ai.google.dev/gemini-api/docs/imagen
"""

from __future__ import annotations

import re
from re import Pattern

from huahua.gateway.profiles.sizes import Ratios

_GEMINI = Ratios(("1:1", "2:3", "3:2", "3:4", "4:3", "4:5", "5:4", "9:16", "16:9", "21:9"))
_RATIOS: tuple[tuple[Pattern[str], Ratios], ...] = (
    (re.compile(r"imagen"), Ratios(("1:1", "3:4", "4:3", "9:16", "16:9"))),
    (re.compile(r"gemini-3\.1-flash-image"), Ratios((*_GEMINI.names, "1:4", "4:1", "1:8", "8:1"))),
)


def ratios_of(model: str) -> Ratios:
    """The shapes that a model paints."""
    return next((ratios for pattern, ratios in _RATIOS if pattern.search(model)), _GEMINI)
