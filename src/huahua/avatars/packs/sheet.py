"""What packs have in common: a sheet of all faces, and files that do not tell when they were written."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

from PIL import Image, ImageDraw

from huahua.avatars.packs.brand import sized

CELL = 160
HEAD, MARGIN = 72, 12
"""The strip with a logo, and what stays free in it, in pixels."""


def sheet_of(pictures: Mapping[str, Image.Image], logo: Image.Image | None = None) -> bytes:
    """PNG of RGBA pictures of `CELL` pixels a side with their names; above them a brand's logo, where there is one."""
    across = min(4, len(pictures))
    down = -(-len(pictures) // across)
    head = 0 if logo is None else HEAD
    sheet = Image.new("RGB", (across * CELL, head + down * (CELL + 20)), "white")
    draw = ImageDraw.Draw(sheet)
    for number, (name, picture) in enumerate(pictures.items()):
        x, y = number % across * CELL, head + number // across * (CELL + 20)
        sheet.paste(picture, (x, y), picture)
        draw.text((x + 8, y + CELL + 3), name, fill="black")
    if logo is not None:
        room = (sheet.width - 2 * MARGIN, HEAD - 2 * MARGIN)
        mark = sized(logo, max(logo.size) * min(room[0] / logo.width, room[1] / logo.height))
        sheet.paste(mark, (MARGIN, MARGIN), mark)
    out = io.BytesIO()
    sheet.save(out, "PNG")
    return out.getvalue()


def write(archive: zipfile.ZipFile, path: str, data: bytes) -> None:
    archive.writestr(zipfile.ZipInfo(path), data)
