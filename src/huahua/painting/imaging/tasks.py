"""What a worker process does with pictures: plain values in, plain values out (see `infra.workers`).

A refusal is the answer `{"refused": code, "detail": sentence}`; anything unexpected is an exception.
"""

from __future__ import annotations

import io
import struct
import warnings
from typing import Any

import numpy as np
from PIL import Image, ImageCms, ImageOps

from huahua.kit.pictures import media_type_of
from huahua.kit.png import with_texts
from huahua.painting.domain import xmp

VIEW_SIDE, MEDIUM_SIDE, THUMB_SIDE = 1024, 512, 256
VIEW_QUALITY, MEDIUM_QUALITY, THUMB_QUALITY, JPEG_QUALITY, SHOWN_QUALITY = 86, 82, 80, 93, 85
WEBP_EFFORT = 3
PNG_EFFORT = 4
FORMATS = ("PNG", "JPEG", "WEBP", "GIF")

Answer = dict[str, Any]


class _Refused(Exception):
    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code


def upload(data: bytes, max_pixels: int) -> Answer:
    """A user's picture: upright, sRGB, first frame, re-encoded, so that no metadata and no other file
    hidden in it survives."""
    try:
        picture, kind = _decode(data, max_pixels)
        picture = _srgb(_eight_bits(_upright(picture)))
        has_alpha = picture.has_transparency_data
        picture = picture.convert("RGBA" if has_alpha else "RGB")
    except _Refused as fault:
        return {"refused": fault.code, "detail": str(fault)}
    if kind == "JPEG" and not has_alpha:
        stored, media_type = _encode(picture, "JPEG", quality=JPEG_QUALITY, optimize=True), "image/jpeg"
    else:
        stored, media_type = _encode(picture, "PNG", compress_level=PNG_EFFORT), "image/png"
    return _answer(stored, media_type, picture)


def painted(data: bytes, texts: dict[str, str], max_pixels: int) -> Answer:
    """An engine's picture with texts in its metadata; PNG and JPEG keep their pixels as they are, and
    other formats become PNG."""
    try:
        picture, kind = _decode(data, max_pixels)
    except _Refused as fault:
        return {"refused": fault.code, "detail": str(fault)}
    if kind == "JPEG":
        stored, media_type = xmp.into_jpeg(data, texts.get(xmp.KEYWORD, "")), "image/jpeg"
    else:
        png = data if kind == "PNG" else _encode(picture, "PNG", compress_level=PNG_EFFORT)
        stored, media_type = with_texts(png, texts), "image/png"
    mode = "RGBA" if picture.has_transparency_data else "RGB"
    return _answer(stored, media_type, _eight_bits(picture).convert(mode))


def jpeg(data: bytes, max_pixels: int) -> Answer:
    """The picture as JPEG; what is transparent becomes white."""
    try:
        picture, _ = _decode(data, max_pixels)
    except _Refused as fault:
        return {"refused": fault.code, "detail": str(fault)}
    if picture.has_transparency_data:
        layered = picture.convert("RGBA")
        picture = Image.new("RGB", layered.size, "white")
        picture.paste(layered, mask=layered.getchannel("A"))
    return {"data": _encode(picture.convert("RGB"), "JPEG", quality=SHOWN_QUALITY)}


def mask(data: bytes, width: int, height: int, max_pixels: int) -> Answer:
    """A mask as OpenAI's edits take it: transparent is repainted. In a mask without an alpha channel,
    white is repainted, as painting tools usually have it."""
    try:
        picture, _ = _decode(data, max_pixels)
    except _Refused as fault:
        return {"refused": fault.code, "detail": str(fault)}
    if picture.has_transparency_data:
        keep = picture.convert("RGBA").getchannel("A")
    else:
        keep = ImageOps.invert(picture.convert("L"))
    keep = keep.resize((width, height), Image.Resampling.NEAREST)
    whole = Image.new("RGBA", (width, height))
    whole.putalpha(keep)
    return {"data": _encode(whole, "PNG")}


def _decode(data: bytes, max_pixels: int) -> tuple[Image.Image, str]:
    """The first frame, fully read, and its format. The size is checked on the head, before unpacking."""
    if media_type_of(data) is None:
        raise _Refused("not_a_picture", "The file is not a PNG, JPEG, WebP or GIF picture.")
    try:
        with warnings.catch_warnings():
            # The limit in pixels is ours; Pillow's own would only warn or name its own number.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            _open(data, max_pixels).verify()
            picture = _open(data, max_pixels)
            picture.load()
    except Image.DecompressionBombError as fault:
        raise _Refused("too_many_pixels", _too_many(max_pixels)) from fault
    except MemoryError as fault:
        raise _Refused("too_many_pixels", "The picture needs more memory than a picture may.") from fault
    except (OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, TypeError) as fault:
        raise _Refused("bad_picture", "The picture is damaged and cannot be read.") from fault
    return picture, str(picture.format)


def _open(data: bytes, max_pixels: int) -> Image.Image:
    picture = Image.open(io.BytesIO(data), formats=FORMATS)
    if picture.width * picture.height > max_pixels:
        raise _Refused("too_many_pixels", _too_many(max_pixels))
    return picture


def _too_many(max_pixels: int) -> str:
    return f"The picture unpacks to more than {max_pixels // 1_000_000} million pixels; make it smaller."


def _upright(picture: Image.Image) -> Image.Image:
    """Turned as the camera was held. Broken EXIF in a picture that is whole otherwise is ignored."""
    try:
        return ImageOps.exif_transpose(picture)
    except (SyntaxError, OSError, ValueError, KeyError, TypeError, struct.error):
        return picture


def _eight_bits(picture: Image.Image) -> Image.Image:
    """16-bit greys scaled to 8 bits; Pillow's own conversion would clip them to white."""
    if not picture.mode.startswith("I"):
        return picture
    return Image.fromarray(np.clip(np.asarray(picture, dtype=np.int32) >> 8, 0, 255).astype(np.uint8))


def _srgb(picture: Image.Image) -> Image.Image:
    """Colours as they were meant, after the colour profile is gone. A broken profile is ignored."""
    profile = picture.info.get("icc_profile")
    if not profile or picture.mode not in ("RGB", "RGBA", "L", "CMYK"):
        return picture
    mode = "RGBA" if picture.mode == "RGBA" else "RGB"
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        turned = ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"), outputMode=mode)
    except (ImageCms.PyCMSError, OSError, ValueError):
        return picture
    return turned or picture


def _answer(stored: bytes, media_type: str, picture: Image.Image) -> Answer:
    view = _within(picture, VIEW_SIDE)
    medium = _within(view, MEDIUM_SIDE)
    return {
        "data": stored,
        "media_type": media_type,
        "width": picture.width,
        "height": picture.height,
        "view": _encode(view, "WEBP", quality=VIEW_QUALITY, method=WEBP_EFFORT),
        "medium": _encode(medium, "WEBP", quality=MEDIUM_QUALITY, method=WEBP_EFFORT),
        "thumb": _encode(_within(medium, THUMB_SIDE), "WEBP", quality=THUMB_QUALITY, method=WEBP_EFFORT),
    }


def _within(picture: Image.Image, side: int) -> Image.Image:
    """No side longer than `side`; a picture that fits stays as it is."""
    factor = side / max(picture.size)
    if factor >= 1:
        return picture
    width, height = (max(1, round(length * factor)) for length in picture.size)
    return picture.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)


def _encode(picture: Image.Image, kind: str, **options: Any) -> bytes:
    out = io.BytesIO()
    bare = picture.copy() if picture.info else picture
    bare.info = {}
    bare.save(out, kind, **options)
    return out.getvalue()
