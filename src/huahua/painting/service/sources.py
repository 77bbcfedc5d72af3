"""The pictures that an edit starts from."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from huahua.gateway.api import ImageInput
from huahua.infra.blobs import BlobMissing, Blobs
from huahua.jobs.api import RunFailure, RunNotFound, RunService
from huahua.painting.domain.brand import Branding
from huahua.painting.domain.picture import VIEW_MEDIA_TYPE, Picture, Size
from huahua.painting.ports import PictureRepository

MAX_WAIT_S = 600.0
"""For a picture that another run still paints."""
MAX_ENGINE_BYTES = 20 * 2**20
"""Larger originals go to an engine as their 1024 px view."""


@dataclass(frozen=True, slots=True)
class Sources:
    store: PictureRepository
    runs: RunService
    blobs: Blobs

    async def find(self, user_id: str, source_id: str) -> Picture:
        """A picture by id, or the n-th of a painting (`run_…/n`, from 1), waited for.

        Raises RunFailure when it is not there, or will not come.
        """
        run_id, slash, number = source_id.partition("/")
        if slash:
            picture = await self._painted_by(user_id, run_id, int(number) - 1 if number.isdigit() else -1)
        else:
            picture = await self.store.get(user_id, source_id)
        if picture is None:
            raise RunFailure("source_gone", "The picture to start from does not exist any more.")
        return picture

    async def _painted_by(self, user_id: str, run_id: str, position: int) -> Picture | None:
        try:
            run_id = (await self.runs.get(run_id, user_id)).retried_by or run_id
            async with asyncio.timeout(MAX_WAIT_S):
                async for event in self.runs.follow(run_id, user_id):
                    if event.type == "picture" and event.data["index"] == position:
                        return await self.store.get(user_id, event.data["picture"]["id"])
        except (RunNotFound, TimeoutError):
            pass
        return await self.store.in_place(user_id, run_id, position)

    async def image(self, picture: Picture) -> ImageInput:
        whole = picture.bytes <= MAX_ENGINE_BYTES
        try:
            data = await self.blobs.get(picture.digest, kind=Size.ORIGINAL if whole else Size.VIEW)
        except BlobMissing as fault:
            raise RunFailure("source_gone", "The file of the picture to start from is missing.") from fault
        return ImageInput(data, picture.media_type if whole else VIEW_MEDIA_TYPE)

    async def inputs(self, user_id: str, ids: Sequence[str]) -> dict[str, ImageInput]:
        """Pictures by id. Raises RunFailure when one is not there any more."""
        return {found: await self.image(await self.find(user_id, found)) for found in dict.fromkeys(ids)}

    async def logo(self, brand: Branding | None) -> dict[str, bytes]:
        """The logo that a painting lays on, by its brand's id. Raises RunFailure."""
        if brand is None or brand.logo is None:
            return {}
        try:
            return {brand.id: await self.blobs.get(brand.logo, kind=Size.ORIGINAL)}
        except BlobMissing as fault:
            raise RunFailure(
                "logo_gone", "The file of the brand's logo is missing; upload it again."
            ) from fault

    async def mask(self, digest: str) -> ImageInput:
        """A stored mask, which has the size of the picture that it was drawn for."""
        try:
            return ImageInput(await self.blobs.get(digest), "image/png")
        except BlobMissing as fault:
            raise RunFailure("mask_gone", "The mask is missing; draw it again.") from fault
