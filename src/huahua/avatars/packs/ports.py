"""What packs of painted pictures need of painting; boot plugs it in."""

from __future__ import annotations

from typing import Protocol


class PaintedPictures(Protocol):
    async def square(self, user_id: str, picture_id: str, side: int, *, cut_out: bool) -> bytes:
        """PNG of `side` by `side` pixels around the subject; with `cut_out`, its background is transparent where it can
        be told from the subject. Raises AvatarPictureNotFound."""
        ...

    async def paints_faces(self, user_id: str, role: str, picture_id: str) -> str | None:
        """The model that painted the picture, where this user may have it change the picture by words."""
        ...

    async def repaint(self, user_id: str, role: str, picture_id: str, instruction: str) -> str:
        """Queue one change; its run's id. Raises AvatarRefused."""
        ...

    async def repainted(self, user_id: str, run_id: str) -> str | None:
        """The picture that came of it, once the run is over; None where none did."""
        ...

    async def give_up(self, user_id: str, run_id: str) -> None: ...
