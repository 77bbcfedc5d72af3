"""Small real pictures, so that whoever reads them finds a size and a format."""

from __future__ import annotations

import base64
import io
from functools import cache

from PIL import Image


@cache
def picture(width: int = 64, height: int = 64, kind: str = "PNG", colour: str = "#3a7bd5") -> bytes:
    """A one-coloured picture."""
    out = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(out, kind)
    return out.getvalue()


def picture_base64(width: int = 64, height: int = 64, kind: str = "PNG") -> str:
    return base64.b64encode(picture(width, height, kind)).decode()


def data_url(width: int = 64, height: int = 64) -> str:
    return f"data:image/png;base64,{picture_base64(width, height)}"
