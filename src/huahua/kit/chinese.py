"""Traditional characters in their simplified form."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def simplified() -> dict[int, int]:
    """For `str.translate`: one character for one, so places stay."""
    text = files("huahua.kit").joinpath("simplified.txt").read_text(encoding="utf-8")
    traditional, simple = (line for line in text.splitlines() if not line.startswith("#"))
    return dict(zip(map(ord, traditional), map(ord, simple), strict=True))
