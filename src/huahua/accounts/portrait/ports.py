"""Where pictures of people come from."""

from __future__ import annotations

from typing import Protocol


class PortraitPictures(Protocol):
    """Bound to the gallery."""

    async def square(self, user_id: str, picture_id: str, side: int) -> bytes | None:
        """WebP of `side` by `side` pixels, written anew; None where this user has no such picture, or it cannot be
        read."""
        ...
