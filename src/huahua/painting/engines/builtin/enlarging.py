"""Larger pictures by the classical way: Lanczos resampling, then an unsharp mask. It adds no detail."""

import io

from PIL import Image, ImageFilter, ImageOps

SCALES = (2, 4)
MOST_PIXELS = 40_000_000
"""Of the result: what one picture may take of a worker's memory."""


def enlarged(image: bytes, scale: int) -> Image.Image:
    """``scale`` times as wide and high, RGB or RGBA. Raises ValueError for another scale, a result above
    ``MOST_PIXELS`` and bytes that are no picture."""
    if scale not in SCALES:
        raise ValueError("it enlarges two times or four times")
    try:
        with Image.open(io.BytesIO(image)) as source:
            width, height = source.width * scale, source.height * scale
            if width * height > MOST_PIXELS:
                raise ValueError(f"the result would have more than {MOST_PIXELS // 1_000_000} million pixels")
            upright = ImageOps.exif_transpose(source)
            shown = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
    except (OSError, SyntaxError, Image.DecompressionBombError) as error:
        raise ValueError("this is not a picture that can be read") from error
    larger = shown.resize((shown.width * scale, shown.height * scale), Image.Resampling.LANCZOS)
    sharp = larger.filter(ImageFilter.UnsharpMask(radius=0.9 * scale, percent=70, threshold=2))
    if larger.mode == "RGBA":
        sharp.putalpha(larger.getchannel("A"))
    return sharp
