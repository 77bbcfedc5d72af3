"""The avatars' port `CandidatePictures`, bound to the gallery."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from huahua.avatars.lab.ports import PictureSet
from huahua.painting.api import Filter, Origin, Painting, PictureFileMissing, PictureNotFound, Size

PAGE = 200


class GalleryCandidates:
    """Implements `avatars.projects.ports.CandidatePictures`."""

    def __init__(self, painting: Painting) -> None:
        self._gallery = painting.gallery

    async def of_runs(self, user_id: str, run_ids: Sequence[str]) -> dict[str, dict[str, Any]]:
        return await self._gallery.slots(user_id, run_ids)

    async def owned(self, user_id: str, picture_ids: Sequence[str]) -> dict[str, dict[str, Any]]:
        return await self._gallery.pictures_of(user_id, picture_ids)


class GalleryFiles:
    """Implements `avatars.scoring.judge.PictureFiles` and `avatars.lab.ports.LabPictures`."""

    def __init__(self, painting: Painting) -> None:
        self._gallery = painting.gallery

    async def medium(self, user_id: str, picture_id: str) -> bytes | None:
        return await self._content(user_id, picture_id, Size.MEDIUM)

    async def original(self, user_id: str, picture_id: str) -> bytes | None:
        return await self._content(user_id, picture_id, Size.ORIGINAL)

    async def _content(self, user_id: str, picture_id: str, size: Size) -> bytes | None:
        try:
            return (await self._gallery.content(user_id, picture_id, size))[1]
        except (PictureNotFound, PictureFileMissing):
            return None

    async def ids(self, user_id: str, wanted: PictureSet, limit: int) -> list[str]:
        """Of `avatars.lab.ports.LabPictures`."""
        shown = Filter(
            origin=Origin(wanted.origin) if wanted.origin else None,
            model=wanted.model,
            style=wanted.style,
            collection_id=wanted.collection_id,
        )
        found: list[str] = []
        cursor: str | None = None
        while len(found) < limit:
            page = await self._gallery.page(user_id, shown, cursor, min(PAGE, limit - len(found)))
            found += [picture.id for picture in page.items]
            cursor = page.next_cursor
            if cursor is None:
                break
        return found
