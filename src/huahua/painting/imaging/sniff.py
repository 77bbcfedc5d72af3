"""What a file is, by its first bytes; a name or a declared type proves nothing."""

from __future__ import annotations

import re

_SVG = re.compile(
    rb"\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*|<!DOCTYPE[^>]*>\s*)*<svg[\s>]", re.DOTALL | re.IGNORECASE
)
HEAD_BYTES = 1024


def media_type_of(data: bytes) -> str | None:
    """The media type that the first bytes prove, None for anything but PNG, JPEG, WebP and GIF."""
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if data.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    if data[:6] in (b"GIF87a", b"GIF89a"):
        return "image/gif"
    return None


def is_svg(data: bytes) -> bool:
    """Whether this looks like an SVG document, which may carry scripts and is therefore never taken."""
    return _SVG.match(data[:HEAD_BYTES].removeprefix(b"\xef\xbb\xbf")) is not None
