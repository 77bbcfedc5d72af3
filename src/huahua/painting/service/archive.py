"""Many pictures as one ZIP, made while it is sent: no more than one picture is in memory.

The archive has the pictures under readable names, `recipes.json`, a list of `{file, licences, ...Picture}`, and
`LICENCES.txt`.
"""

from __future__ import annotations

import asyncio
import io
import json
import re
import zipfile
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from huahua.painting.config import PaintingLimits, VisibleLabel
from huahua.painting.domain.licences import licences_of, written
from huahua.painting.domain.picture import Picture, Size
from huahua.painting.errors import InvalidPainting, PictureFileMissing, PictureNotFound
from huahua.painting.ports import Imaging, PictureRepository
from huahua.painting.service.gallery import Gallery

EXTENSIONS = {"image/png": "png", "image/jpeg": "jpg", "image/webp": "webp", "image/gif": "gif"}
MAX_NAME_CHARS = 48
_UNFIT = re.compile(r"[^\w\u4e00-\u9fff-]+")


Label = Literal["zh", "en"]
"""The language of a label that one sees."""


def file_name(picture: Picture) -> str:
    """A readable name: the first words of the prompt and the end of the id."""
    words = _UNFIT.sub("-", picture.prompt or str(picture.recipe.get("file_name", "")).rsplit(".", 1)[0])
    stem = words[:MAX_NAME_CHARS].strip("-") or picture.origin
    return f"{stem}-{picture.id[-6:]}.{EXTENSIONS.get(picture.media_type, 'bin')}"


@dataclass(frozen=True, slots=True)
class Archive:
    store: PictureRepository
    gallery: Gallery
    imaging: Imaging
    limits: PaintingLimits

    async def exported(self, picture: Picture, label: Label | None) -> bytes:
        """The original, with a label that one sees where that is wished and allowed, or the operator wants it.

        Raises PictureFileMissing.
        """
        data = await self.gallery.bytes(picture, Size.ORIGINAL)
        shown = _label(label, self.limits.visible_label)
        if shown is None or not picture.ai_generated:
            return data
        return await self.imaging.labelled(data, chinese=shown == "zh")

    async def open(
        self, user_id: str, ids: Sequence[str], label: Label | None = None
    ) -> AsyncIterator[bytes]:
        """The archive's bytes. The pictures are looked up before the first one.

        Raises:
            InvalidPainting: none, or too many. PictureNotFound: none of them is the user's.
        """
        wanted = list(dict.fromkeys(ids))
        if not 1 <= len(wanted) <= self.limits.max_zip_pictures:
            raise InvalidPainting(f"Choose 1 to {self.limits.max_zip_pictures} pictures.", param="ids")
        found = {picture.id: picture for picture in await self.store.many(user_id, wanted)}
        if not found:
            raise PictureNotFound(wanted[0])
        return self._bytes([found[picture_id] for picture_id in wanted if picture_id in found], label)

    async def _bytes(self, pictures: Sequence[Picture], label: Label | None) -> AsyncIterator[bytes]:
        sink = _Sink()
        recipes: list[dict[str, Any]] = []
        named: list[tuple[str, Picture]] = []
        with zipfile.ZipFile(sink, "w", zipfile.ZIP_STORED) as archive:
            for picture in pictures:
                try:
                    data = await self.exported(picture, label)
                except PictureFileMissing:
                    recipes.append({"file": None, **picture.to_json()})
                    continue
                name = file_name(picture)
                moment = picture.created_at.timetuple()[:6]
                await asyncio.to_thread(archive.writestr, zipfile.ZipInfo(name, moment), data)
                terms = [licence.to_json() for licence in licences_of(picture)]
                recipes.append({"file": name, **picture.to_json(), "licences": terms})
                named.append((name, picture))
                yield sink.take()
            archive.writestr("recipes.json", json.dumps(recipes, ensure_ascii=False, indent=2))
            archive.writestr("LICENCES.txt", written(named))
        yield sink.take()


def _label(wished: Label | None, rule: VisibleLabel) -> Label | None:
    if rule == "never":
        return None
    return wished or ("en" if rule == "always" else None)


class _Sink(io.RawIOBase):
    """What `zipfile` has written and nobody has sent yet; it cannot seek, so entries get data descriptors."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._parts.append(bytes(data))
        return len(data)

    def take(self) -> bytes:
        taken, self._parts = b"".join(self._parts), []
        return taken
