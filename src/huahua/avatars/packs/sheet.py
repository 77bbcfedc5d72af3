"""What packs have in common: a sheet of all faces, and files that do not tell when they were written."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

from PIL import Image, ImageDraw

CELL = 160


def sheet_of(pictures: Mapping[str, Image.Image]) -> bytes:
    """PNG of RGBA pictures of `CELL` pixels a side with their names."""
    across = min(4, len(pictures))
    down = -(-len(pictures) // across)
    sheet = Image.new("RGB", (across * CELL, down * (CELL + 20)), "white")
    draw = ImageDraw.Draw(sheet)
    for number, (name, picture) in enumerate(pictures.items()):
        x, y = number % across * CELL, number // across * (CELL + 20)
        sheet.paste(picture, (x, y), picture)
        draw.text((x + 8, y + CELL + 3), name, fill="black")
    out = io.BytesIO()
    sheet.save(out, "PNG")
    return out.getvalue()


def write(archive: zipfile.ZipFile, path: str, data: bytes) -> None:
    archive.writestr(zipfile.ZipInfo(path), data)
