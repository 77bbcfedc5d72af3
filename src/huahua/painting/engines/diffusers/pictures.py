"""Pictures that come along with a request, in the form in which pipelines take them."""

from __future__ import annotations

import io

from PIL import Image, ImageOps


def opened(data: bytes, size: tuple[int, int]) -> Image.Image:
    """RGB, upright, filling `size` from its middle."""
    with Image.open(io.BytesIO(data)) as file:
        picture = ImageOps.exif_transpose(file).convert("RGB")
    return picture if picture.size == size else ImageOps.fit(picture, size, Image.Resampling.LANCZOS)


def opened_mask(data: bytes, size: tuple[int, int]) -> Image.Image:
    """White is painted anew. In the file what is to be repainted is transparent; without transparency, white."""
    with Image.open(io.BytesIO(data)) as file:
        picture = ImageOps.exif_transpose(file)
        if "A" in picture.getbands() or "transparency" in picture.info:
            mask = ImageOps.invert(picture.convert("RGBA").getchannel("A"))
        else:
            mask = picture.convert("L")
    return mask if mask.size == size else ImageOps.fit(mask, size, Image.Resampling.BILINEAR)


def kept_outside(painted: Image.Image, source: Image.Image, mask: Image.Image) -> Image.Image:
    """The source wherever the mask is black: encoding and decoding would change it a little."""
    return Image.composite(painted.convert("RGB"), source, mask)


def png(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "PNG", compress_level=4)
    return out.getvalue()
