"""Pictures that callers send: proved to be pictures, of a sane size, before anyone decodes them.

Pillow reads the head first, so that a decompression bomb is refused by its declared size and no pixel of
it is ever unpacked.
"""

from __future__ import annotations

import asyncio
import io
from collections.abc import Sequence

from PIL import Image

from huahua.gateway.config import GatewayLimits
from huahua.gateway.domain.calls import ImageInput
from huahua.gateway.errors import PictureRejected, RequestTooLarge
from huahua.kit.pictures import media_type_of

_FORMATS = ("PNG", "JPEG", "WEBP", "GIF")


def picture_size(data: bytes) -> tuple[int, int]:
    """Width and height in pixels from the head. Raises PictureRejected."""
    return _open(data).size


def check_picture(data: bytes, limits: GatewayLimits, param: str = "image") -> ImageInput:
    """A picture that a model may be given.

    Raises:
        RequestTooLarge: more bytes than `max_image_bytes`.
        PictureRejected: not a PNG, JPEG, WebP or GIF; damaged; or more pixels than `max_image_pixels`.
    """
    if len(data) > limits.max_image_bytes:
        raise RequestTooLarge(
            f"'{param}': the picture is larger than this server's limit of {limits.max_image_bytes} bytes.",
            param=param,
            code="image_too_large",
        )
    media_type = media_type_of(data)
    if media_type is None:
        raise PictureRejected(f"'{param}' is not a PNG, JPEG, WebP or GIF picture.", param=param)
    try:
        picture = _open(data)
        width, height = picture.size
        if width * height > limits.max_image_pixels:
            raise PictureRejected(
                f"'{param}': {width}×{height} pixels; this server takes {limits.max_image_pixels} pixels.",
                param=param,
                code="image_too_many_pixels",
            )
        picture.verify()
    except PictureRejected as fault:
        fault.param = param
        raise
    except (OSError, SyntaxError, ValueError, EOFError) as fault:
        raise PictureRejected(f"'{param}' is a damaged picture: {fault}", param=param) from fault
    return ImageInput(data, media_type)


async def check_pictures(
    pictures: Sequence[tuple[str, bytes]], limits: GatewayLimits
) -> tuple[ImageInput, ...]:
    """`check_picture` for (param, bytes) pairs, off the event loop."""
    if not pictures:
        return ()

    def check_all() -> tuple[ImageInput, ...]:
        return tuple(check_picture(data, limits, param) for param, data in pictures)

    return await asyncio.to_thread(check_all)


def _open(data: bytes) -> Image.Image:
    try:
        return Image.open(io.BytesIO(data), formats=_FORMATS)
    except Image.DecompressionBombError as fault:
        raise PictureRejected(
            "The picture unpacks to far more pixels than a picture needs.", code="image_too_many_pixels"
        ) from fault
    except (OSError, SyntaxError, ValueError) as fault:
        raise PictureRejected(f"The picture cannot be read: {fault}") from fault
