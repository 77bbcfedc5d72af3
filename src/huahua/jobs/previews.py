"""The newest look at what a run is making: one frame for each of its pieces, seen by every device until it is done.

Frames are no events: a log of them would hold hundreds of pictures that nobody looks at again. They come from engines
and are not believed: only small JPEG, WebP and PNG files are kept, and served as what their first bytes say.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

MAX_BYTES = 96 * 1024
MAX_INDEX = 31
_MAGIC = ((b"\xff\xd8\xff", "image/jpeg"), (b"\x89PNG\r\n\x1a\n", "image/png"))


@dataclass(frozen=True, slots=True)
class Preview:
    """`seq` grows with every frame of the same piece."""

    run_id: str
    index: int
    seq: int
    media_type: str
    data: bytes
    at: datetime


class PreviewRepository(Protocol):
    async def keep(self, run_id: str, index: int, media_type: str, data: bytes, at: datetime) -> int:
        """In place of the frame before; its number, from 1."""
        ...

    async def get(self, run_id: str, index: int) -> Preview | None: ...


def media_type_of(frame: bytes) -> str | None:
    """None for what is no frame: empty, too large, or of another kind."""
    if not 0 < len(frame) <= MAX_BYTES:
        return None
    if frame[:4] == b"RIFF" and frame[8:12] == b"WEBP":
        return "image/webp"
    return next((media_type for magic, media_type in _MAGIC if frame.startswith(magic)), None)
