"""Use cases of packs: asked for, made by a durable run, fetched for a week."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import asdict, dataclass, field
from datetime import timedelta
from typing import Any

from huahua.avatars.domain.branding import WornBrand
from huahua.avatars.errors import AvatarError, AvatarFileNotFound, InvalidAvatar, TooManyAvatarFiles
from huahua.avatars.files.kept import AvatarFile
from huahua.avatars.files.shelf import Shelf
from huahua.avatars.packs.brand import GROUND
from huahua.avatars.packs.masks import MaskShape
from huahua.avatars.packs.painted import PAINTED
from huahua.avatars.packs.painting import PaintedPacks
from huahua.avatars.packs.ports import PaintedPictures
from huahua.avatars.ports import BrandBook
from huahua.avatars.sources import AvatarSources
from huahua.avatars.talking.service import Tasks
from huahua.jobs.api import Lane, NewRun, OnLoss, RunContext, RunFailure, RunKind, RunService
from huahua.kit.clock import Clock

KIND = LANE = "avatar_pack"
LIFETIME = timedelta(days=7)
MAX_FILES = 400
MAX_PACKS = 20
AT_ONCE = 4
"""Packs that are made: most of the time those of painted pictures wait for paintings."""


@dataclass(frozen=True, slots=True)
class PackWish:
    expressions: list[str]
    sizes: list[int]
    backgrounds: list[str]
    shapes: list[MaskShape] = field(default_factory=lambda: ["square"])
    brand_id: str | None = None


class Packs:
    def __init__(
        self,
        sources: AvatarSources,
        shelf: Shelf,
        tasks: Tasks,
        runs: RunService,
        painted: PaintedPictures,
        clock: Clock,
        new_id: Callable[[str], str],
        brands: BrandBook | None = None,
    ) -> None:
        self._sources = sources
        self._shelf = shelf
        self._tasks = tasks
        self._runs = runs
        self._painted = PaintedPacks(painted, tasks)
        self._clock = clock
        self._new_id = new_id
        self._brands = brands

    def register(self) -> None:
        """Before `runs.start()`. A pack whose process died is made anew."""
        self._runs.add_lane(Lane(LANE, AT_ONCE))
        self._runs.register(RunKind(KIND, self._handle, LANE, OnLoss.REQUEUE))

    async def begin(self, user_id: str, role: str, picture_id: str, wish: PackWish) -> AvatarFile:
        """The pack that is being made. Raises InvalidAvatar, AvatarPictureNotFound, TooManyAvatarFiles, and
        AvatarRefused where an expression may not be painted, or the brand is not seen."""
        worn = await self._worn(user_id, wish)
        drawn = await self._sources.drawing_of(user_id, picture_id)
        each = len(wish.sizes) * len(wish.shapes)
        faces, files = (
            (len(wish.expressions), each + 1) if drawn else (len(wish.expressions) + 1, each)
        )  # a drawing is there as SVG too, a painting as it was painted
        count = faces * len(wish.backgrounds) * files
        if not 1 <= count <= MAX_FILES:
            raise InvalidAvatar(f"A pack has 1 to {MAX_FILES} files; this would have {count}.", param="sizes")
        if drawn is not None and PAINTED in wish.backgrounds:
            raise InvalidAvatar("A drawing has no painted background.", param="backgrounds")
        if drawn is None:
            await self._painted.check(user_id, role, picture_id, wish.expressions)
        await self._shelf.sweep()
        now = self._clock()
        # One whose run fails goes with the others when its time is over.
        file = AvatarFile(
            self._new_id("afl"), user_id, "pack", picture_id, now, self._new_id("run"), 0, now + LIFETIME
        )
        if not await self._shelf.store.add(file, MAX_PACKS):
            raise TooManyAvatarFiles(f"You have {MAX_PACKS} packs; delete some or wait until they expire.")
        request: dict[str, Any] = {"file_id": file.id, "source": picture_id, **asdict(wish)}
        del request["brand_id"]
        if worn is not None:
            request["brand"] = worn.to_json()
        if drawn is not None:
            spec = drawn.spec.said() if drawn.spec else {}
            request |= {
                "style": drawn.style,
                "options": drawn.options,
                "seed": drawn.seed,
                "spec": spec,
            }
        else:
            try:
                request["faces"] = await self._painted.begin(user_id, role, picture_id, wish.expressions)
            except AvatarError:
                await self._shelf.store.forget([file.id])
                raise
        await self._runs.begin(NewRun(str(file.run_id), KIND, user_id, request))
        return file

    async def _worn(self, user_id: str, wish: PackWish) -> WornBrand | None:
        if GROUND in wish.backgrounds and wish.brand_id is None:
            raise InvalidAvatar("Name the brand whose colour the background has.", param="brand_id")
        if wish.brand_id is None or self._brands is None:
            return None
        return await self._brands.worn(user_id, wish.brand_id)

    async def open(self, user_id: str, file_id: str) -> tuple[AvatarFile, AsyncIterator[bytes]]:
        """Raises AvatarFileNotFound."""
        return await self._shelf.open(user_id, file_id, "pack")

    async def delete(self, user_id: str, file_id: str) -> None:
        """Raises AvatarFileNotFound."""
        await self._shelf.delete(user_id, file_id, "pack")

    async def _handle(self, context: RunContext) -> dict[str, Any]:
        asked = dict(context.run.request)
        file_id = str(asked.pop("file_id"))
        if await self._shelf.store.get(context.run.user_id, file_id) is None:
            raise RunFailure(AvatarFileNotFound.code, "This pack was given up.")
        digest = asked.get("brand", {}).get("logo")
        if digest is not None and self._brands is not None:
            asked["logo"] = await self._brands.logo(digest)
        await context.emit("progress", {"fraction": 0.1, "stage": "drawing"})
        try:
            if "faces" in asked:
                made = await self._painted.make(context, asked)
            else:
                made = await self._tasks.do("packs.make:pack", asked)
        except AvatarError as fault:
            raise RunFailure(fault.code, fault.message) from fault
        await context.emit("progress", {"fraction": 0.9, "stage": "storing"})
        await self._shelf.put(file_id, made["data"])
        if not await self._shelf.store.finish(file_id, len(made["data"]), self._clock() + LIFETIME):
            await self._shelf.drop(file_id)
            raise RunFailure(AvatarFileNotFound.code, "This pack was given up.")
        return {
            "file_id": file_id,
            "bytes": len(made["data"]),
            "files": made["files"],
            "outliers": made["outliers"],
            "alike": made["alike"],
            "failed": made.get("failed", []),
            "uncut": made.get("uncut", False),
        }
