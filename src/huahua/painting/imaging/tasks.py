"""What a worker process does with pictures: plain values in, plain values out (see `infra.workers`).

A refusal is the answer `{"refused": code, "detail": sentence}`; anything unexpected is an exception.
"""

from __future__ import annotations

import io
import struct
import warnings
from typing import Any

import numpy as np
import resvg_py
from PIL import Image, ImageChops, ImageCms, ImageFilter, ImageOps

from huahua.kit.pictures import media_type_of
from huahua.kit.png import read_texts, with_texts
from huahua.painting.domain import xmp
from huahua.painting.domain.finish import ICON_SIDES, Finish, Shape
from huahua.painting.domain.recipe import KEYWORD as RECIPE
from huahua.painting.imaging import label, vector
from huahua.painting.imaging.finishing import finished

VIEW_SIDE, MEDIUM_SIDE, THUMB_SIDE = 1024, 512, 256
VIEW_QUALITY, MEDIUM_QUALITY, THUMB_QUALITY, JPEG_QUALITY, SHOWN_QUALITY = 86, 82, 80, 93, 85
WEBP_EFFORT = 2
"""A twentieth larger than at 3, in half the time."""
PNG_EFFORT = 4
OUTWARD_BLUR_SHARE = 60
"""The blur around an enlarged picture is its longer side divided by this."""
_EXIF, _USER_COMMENT = 0x8769, 0x9286
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


def emblem(data: bytes, side: int, max_pixels: int) -> Answer:
    """A drawing in SVG as a picture whose longer side is `side` pixels; of the drawing itself nothing is kept."""
    try:
        drawing = vector.checked(data)
        width, height = (
            (side, max(1, round(side / drawing.aspect)))
            if drawing.aspect >= 1
            else (max(1, round(side * drawing.aspect)), side)
        )
        png = resvg_py.svg_to_bytes(
            svg_string=drawing.text, width=width, height=height, dpi=96, skip_system_fonts=True
        )
        picture, _ = _decode(bytes(png), max_pixels)
    except (vector.Unfit, _Refused) as fault:
        return {"refused": fault.code, "detail": str(fault)}
    except ValueError:
        return {"refused": "bad_picture", "detail": "The SVG file is damaged and cannot be read."}
    picture = picture.convert("RGBA")
    if picture.getchannel("A").getextrema()[1] == 0:
        return {"refused": "bad_picture", "detail": "There is nothing to be seen in this SVG file."}
    return _answer(_encode(picture, "PNG", compress_level=PNG_EFFORT), "image/png", picture)


def painted(
    data: bytes,
    texts: dict[str, str],
    max_pixels: int,
    wish: dict[str, Any] | None = None,
    others: dict[str, bytes] | None = None,
) -> Answer:
    """An engine's picture with texts in its metadata; PNG and JPEG keep their pixels as they are, and
    other formats become PNG. After the steps of `wish` it is a PNG that keeps the engine's own texts."""
    try:
        picture, kind = _decode(data, max_pixels)
        named = {key: _decode(other, max_pixels)[0] for key, other in (others or {}).items()}
    except _Refused as fault:
        return {"refused": fault.code, "detail": str(fault)}
    if wish is not None:
        said = read_texts(data) if kind == "PNG" else {}
        opaque = not picture.has_transparency_data
        picture = finished(_eight_bits(picture), Finish.model_validate(wish), named)
        picture = picture.convert("RGB") if opaque else picture
        data, kind = _encode(picture, "PNG", compress_level=PNG_EFFORT), "PNG"
        texts = said | texts
    if kind == "JPEG":
        stored, media_type = xmp.into_jpeg(data, _jpeg_packet(texts)), "image/jpeg"
    else:
        png = data if kind == "PNG" else _encode(picture, "PNG", compress_level=PNG_EFFORT)
        stored, media_type = with_texts(png, texts), "image/png"
    return _answer(stored, media_type, _plain(picture))


def views(data: bytes, max_pixels: int) -> Answer:
    """`{view, medium, thumb}` of a picture that is kept."""
    try:
        picture, _ = _decode(data, max_pixels)
    except _Refused as fault:
        return {"refused": fault.code, "detail": str(fault)}
    return _views(_plain(picture))


def _jpeg_packet(texts: dict[str, str]) -> str:
    """A JPEG has no texts: the recipe goes into the packet, unless that would become too long for a segment."""
    packet, recipe = texts.get(xmp.KEYWORD, ""), texts.get(RECIPE, "")
    whole = xmp.with_recipe(packet, recipe)
    return whole if recipe and xmp.fits_jpeg(whole) else packet


def labelled(data: bytes, chinese: bool, max_pixels: int) -> Answer:
    """The picture with a label that one sees, in its own format and with its own texts."""
    try:
        picture, kind = _decode(data, max_pixels)
    except _Refused as fault:
        return {"refused": fault.code, "detail": str(fault)}
    marked = label.labelled(_eight_bits(picture), chinese=chinese)
    if kind == "JPEG":
        packet = picture.info.get("xmp", b"")
        encoded = _encode(marked.convert("RGB"), "JPEG", quality=JPEG_QUALITY, optimize=True)
        return {"data": xmp.into_jpeg(encoded, packet.decode("utf-8", "replace"))}
    if not picture.has_transparency_data:
        marked = marked.convert("RGB")
    kept = read_texts(data) if kind == "PNG" else {}
    return {"data": with_texts(_encode(marked, "PNG", compress_level=PNG_EFFORT), kept)}


def texts(data: bytes, max_pixels: int) -> Answer:
    """`{texts}`: what a file says in words, by keyword; nothing of it is unpacked into pixels."""
    kind = media_type_of(data)
    if kind is None:
        return {"refused": "not_a_picture", "detail": "The file is not a PNG, JPEG, WebP or GIF picture."}
    try:
        if kind == "image/png":
            return {"texts": read_texts(data)}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture = _open(data, max_pixels)
        found = {}
        packet = picture.info.get("xmp", b"")
        if isinstance(packet, bytes) and packet:
            found[xmp.KEYWORD] = packet.decode("utf-8", "replace")
        comment = picture.getexif().get_ifd(_EXIF).get(_USER_COMMENT)
        if isinstance(comment, bytes):
            found["parameters"] = _comment(comment)
        elif isinstance(comment, str):
            found["parameters"] = comment
    except _Refused as fault:
        return {"refused": fault.code, "detail": str(fault)}
    except (OSError, SyntaxError, ValueError, EOFError, IndexError, KeyError, TypeError, struct.error):
        return {"refused": "bad_picture", "detail": "The picture is damaged and cannot be read."}
    return {"texts": found}


def _comment(raw: bytes) -> str:
    """EXIF UserComment: eight bytes that name the coding, then the text."""
    coding, text = raw[:8], raw[8:]
    if coding.startswith(b"UNICODE"):
        order = "utf-16-le" if text[1:2] == b"\0" and text[:1] != b"\0" else "utf-16-be"
        return text.decode(order, "replace").strip("\0")
    return (text if coding.startswith((b"ASCII", b"\0")) else raw).decode("utf-8", "replace").strip("\0")


def jpeg(data: bytes, max_pixels: int) -> Answer:
    """The picture as JPEG; what is transparent becomes white."""
    try:
        picture, _ = _decode(data, max_pixels)
    except _Refused as fault:
        return {"refused": fault.code, "detail": str(fault)}
    if picture.has_transparency_data:
        picture = _on_white(picture)
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


def finish(data: bytes, wish: dict[str, Any], others: dict[str, bytes], max_pixels: int) -> Answer:
    """The picture after the steps of `domain.finish.Finish`, in its file format. `others` are the pictures that they
    name, by id."""
    asked = Finish.model_validate(wish)
    try:
        picture = _decode(data, max_pixels)[0]
        named = {picture_id: _decode(other, max_pixels)[0] for picture_id, other in others.items()}
    except _Refused as fault:
        return {"refused": fault.code, "detail": str(fault)}
    picture = finished(picture, asked, named)
    if asked.format == "ico":
        squared = finished(picture, Finish(steps=[Shape(do="shape", shape="square")]), {})
        sizes = [(side, side) for side in ICON_SIDES]
        return {"data": _encode(squared.resize(sizes[-1], Image.Resampling.LANCZOS), "ICO", sizes=sizes)}
    if asked.format == "jpeg":
        return {"data": _encode(_on_white(picture), "JPEG", quality=asked.quality, optimize=True)}
    if np.asarray(picture.getchannel("A")).min() == 255:
        picture = picture.convert("RGB")
    if asked.format == "webp":
        return {"data": _encode(picture, "WEBP", quality=asked.quality, method=WEBP_EFFORT)}
    return {"data": _encode(picture, "PNG", compress_level=PNG_EFFORT)}


def _on_white(picture: Image.Image) -> Image.Image:
    layered = picture.convert("RGBA")
    ground = Image.new("RGB", layered.size, "white")
    ground.paste(layered, mask=layered.getchannel("A"))
    return ground


def extended(
    data: bytes,
    picture: tuple[int, int],
    extend: tuple[int, int, int, int],
    mask: bytes | None,
    max_pixels: int,
) -> Answer:
    """`{data, mask}`: the picture on a larger canvas (`extend` is left, top, right, bottom in pixels of a
    picture of the size `picture`), and where to paint. The new part mirrors the picture and softens outwards,
    so that an engine has light and colours to go on from."""
    try:
        inner = _decode(data, max_pixels)[0].convert("RGB")
    except _Refused as fault:
        return {"refused": fault.code, "detail": str(fault)}
    factor = inner.width / picture[0]
    left, top, right, bottom = (round(side * factor) for side in extend)
    size = (left + inner.width + right, top + inner.height + bottom)
    if size[0] * size[1] > max_pixels:
        return {"refused": "too_many_pixels", "detail": _too_many(max_pixels)}
    whole = _continued(inner, (left, top, right, bottom))
    keep = Image.new("L", size, 0)
    keep.paste(255, (left, top, left + inner.width, top + inner.height))
    if mask is not None:
        with Image.open(io.BytesIO(mask)) as given:
            drawn = given.convert("RGBA").getchannel("A").resize(size, Image.Resampling.NEAREST)
        keep = ImageChops.darker(keep, drawn)
    area = Image.new("RGBA", size)
    area.putalpha(keep)
    return {"data": _encode(whole, "PNG", compress_level=PNG_EFFORT), "mask": _encode(area, "PNG")}


def _continued(inner: Image.Image, pads: tuple[int, int, int, int]) -> Image.Image:
    """The picture mirrored at its edges, the softer the farther out."""
    left, top, right, bottom = pads
    sharp = Image.fromarray(
        np.pad(np.asarray(inner), ((top, bottom), (left, right), (0, 0)), mode="symmetric")
    )
    soft = sharp.filter(ImageFilter.GaussianBlur(max(inner.size) / OUTWARD_BLUR_SHARE))
    out_x = np.maximum(left - np.arange(sharp.width), np.arange(sharp.width) - (left + inner.width - 1))
    out_y = np.maximum(top - np.arange(sharp.height), np.arange(sharp.height) - (top + inner.height - 1))
    outwards = np.maximum(np.maximum(out_x[None, :], out_y[:, None]), 0) / max(inner.size)
    veil = Image.fromarray((255 * np.clip(outwards * 3, 0, 0.8)).astype(np.uint8))
    return Image.composite(soft, sharp, veil)


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


def _plain(picture: Image.Image) -> Image.Image:
    """In colours of eight bits, with an alpha channel where something is transparent."""
    mode = "RGBA" if picture.has_transparency_data else "RGB"
    return _eight_bits(picture).convert(mode)


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
    measures = {"width": picture.width, "height": picture.height}
    return {"data": stored, "media_type": media_type, **measures, **_views(picture)}


def _views(picture: Image.Image) -> Answer:
    view = _within(picture, VIEW_SIDE)
    medium = _within(view, MEDIUM_SIDE)
    shown = _encode(view, "WEBP", quality=VIEW_QUALITY, method=WEBP_EFFORT)
    # Of a small picture, such as an avatar, both are the same pixels.
    same = medium is view
    return {
        "view": shown,
        "medium": shown if same else _encode(medium, "WEBP", quality=MEDIUM_QUALITY, method=WEBP_EFFORT),
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
