"""Where a mark, such as a brand's logo, stands on a picture. Pure."""

from __future__ import annotations

Size = tuple[int, int]
"""Width and height in pixels."""


def scaled(mark: Size, side: float) -> Size:
    """The size of a mark whose longer side is `side` pixels; no side is less than one."""
    scale = max(1.0, side) / max(mark)
    return max(1, round(mark[0] * scale)), max(1, round(mark[1] * scale))


def placed(picture: Size, mark: Size, corner: str, clear: float) -> Size:
    """Left and top of the mark. `corner` is `centre` or like `bottom_right`; `clear` is the share of the picture's
    shorter side that stays free around it."""
    free, room = round(clear * min(picture)), (picture[0] - mark[0], picture[1] - mark[1])
    left, top = room[0] // 2, room[1] // 2
    if corner != "centre":
        up, _, where = corner.partition("_")
        left = free if where == "left" else room[0] - free
        top = free if up == "top" else room[1] - free
    return max(0, left), max(0, top)
