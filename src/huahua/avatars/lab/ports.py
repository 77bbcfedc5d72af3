"""What the lab needs of the gallery; boot binds it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class PictureSet:
    """A person's own pictures that fit all of these; None does not narrow."""

    collection_id: str | None = None
    model: str | None = None
    style: str | None = None
    origin: str | None = None


class LabPictures(Protocol):
    async def ids(self, user_id: str, wanted: PictureSet, limit: int) -> list[str]:
        """The newest first, at most `limit`."""
        ...

    async def medium(self, user_id: str, picture_id: str) -> bytes | None:
        """At most 512 px; None where it is gone."""
        ...

    async def original(self, user_id: str, picture_id: str) -> bytes | None:
        """As it was painted or uploaded; None where it is gone."""
        ...
