"""Masks and previews in the form that painters and pages want. These work on pixels: run them in a thread."""

from __future__ import annotations

import io
from contextlib import suppress

from PIL import Image

from huahua.gateway.painting import PREVIEW_BYTES
from huahua.kit.pictures import media_type_of

PREVIEW_SIDE = 512
_MAX_PIXELS = 4096 * 4096
_QUALITIES = (70, 50, 30)


def white_to_repaint(mask: bytes) -> bytes:
    """OpenAI's mask (transparent = repaint) as a grey PNG in which white is repainted."""
    with Image.open(io.BytesIO(mask)) as picture:
        alpha = picture.convert("RGBA").getchannel("A")
    return _png(alpha.point(lambda value: 255 - value))


def preview_of(data: bytes) -> bytes | None:
    """The unfinished picture as a JPEG of at most 512 px and 40 kB; None for what is no picture."""
    if media_type_of(data) is None:
        return None
    with suppress(OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        with Image.open(io.BytesIO(data)) as picture:
            small = max(picture.size) <= PREVIEW_SIDE
            if small and len(data) <= PREVIEW_BYTES and picture.format in ("JPEG", "WEBP"):
                return data
            if picture.width * picture.height > _MAX_PIXELS:
                return None
            shown = picture.convert("RGB")
        shown.thumbnail((PREVIEW_SIDE, PREVIEW_SIDE))
        for quality in _QUALITIES:
            out = io.BytesIO()
            shown.save(out, "JPEG", quality=quality)
            if out.tell() <= PREVIEW_BYTES:
                return out.getvalue()
    return None


def _png(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()
