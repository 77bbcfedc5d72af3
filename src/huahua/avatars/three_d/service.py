"""Use cases of models: a spec in three dimensions, and models that were uploaded."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import PurePath
from typing import Any

from huahua.avatars.domain.spec import AvatarSpec
from huahua.avatars.errors import BadModel, TooManyAvatarFiles
from huahua.avatars.files.kept import AvatarFile
from huahua.avatars.files.shelf import Shelf
from huahua.avatars.ports import BrandBook
from huahua.avatars.talking.service import Tasks
from huahua.kit.clock import Clock

MAX_MODELS = 20
MAX_NAME_CHARS = 120


class Models:
    def __init__(
        self,
        shelf: Shelf,
        tasks: Tasks,
        clock: Clock,
        new_id: Callable[[str], str],
        brands: BrandBook | None = None,
    ) -> None:
        self._shelf = shelf
        self._tasks = tasks
        self._clock = clock
        self._new_id = new_id
        self._brands = brands

    async def build(self, user_id: str, spec: AvatarSpec, brand_id: str | None = None) -> bytes:
        """GLB; the same spec and version of a brand give the same bytes. Raises AvatarRefused."""
        asked: dict[str, Any] = {"spec": spec.said()}
        if brand_id is not None and self._brands is not None:
            brand = await self._brands.worn(user_id, brand_id)
            asked |= {"clothes": brand.colours.clothing.removeprefix("#"), "brand": brand.told()}
        made = await self._tasks.do("three_d.tasks:build", asked)
        data: bytes = made["data"]
        return data

    async def upload(self, user_id: str, data: bytes, name: str) -> AvatarFile:
        """Raises BadModel, TooManyAvatarFiles."""
        checked = await self._tasks.do("three_d.tasks:check", {"data": data})
        if "refused" in checked:
            raise BadModel(checked["refused"], code=checked["code"])
        shown = PurePath(name.replace("\\", "/")).name[:MAX_NAME_CHARS] or "model"
        file = AvatarFile(
            self._new_id("afl"),
            user_id,
            "model",
            shown,
            self._clock(),
            None,
            len(data),
            None,
            checked["about"],
        )
        await self._shelf.put(file.id, data)
        if not await self._shelf.store.add(file, MAX_MODELS):
            await self._shelf.drop(file.id)
            raise TooManyAvatarFiles(f"You have {MAX_MODELS} models; delete some first.")
        return file

    async def of(self, user_id: str) -> list[AvatarFile]:
        return await self._shelf.store.of(user_id, "model")

    async def open(self, user_id: str, file_id: str) -> tuple[AvatarFile, AsyncIterator[bytes]]:
        """Raises AvatarFileNotFound."""
        return await self._shelf.open(user_id, file_id, "model")

    async def delete(self, user_id: str, file_id: str) -> None:
        """Raises AvatarFileNotFound."""
        await self._shelf.delete(user_id, file_id, "model")
