"""What kind of picture a file is, by its first bytes; a name or a declared type proves nothing."""

from __future__ import annotations


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
