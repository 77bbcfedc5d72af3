"""Use cases of packs: asked for, made by a durable run, fetched for a week."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from huahua.avatars.errors import AvatarError, AvatarFileNotFound, InvalidAvatar, TooManyAvatarFiles
from huahua.avatars.files.kept import AvatarFile
from huahua.avatars.files.shelf import Shelf
from huahua.avatars.sources import AvatarSources
from huahua.avatars.talking.service import Tasks
from huahua.jobs.api import Lane, NewRun, OnLoss, RunContext, RunFailure, RunKind, RunService
from huahua.kit.clock import Clock

KIND = LANE = "avatar_pack"
LIFETIME = timedelta(days=7)
MAX_FILES = 400
MAX_PACKS = 20


@dataclass(frozen=True, slots=True)
class PackWish:
    expressions: list[str]
    sizes: list[int]
    backgrounds: list[str]


class Packs:
    def __init__(
        self,
        sources: AvatarSources,
        shelf: Shelf,
        tasks: Tasks,
        runs: RunService,
        clock: Clock,
        new_id: Callable[[str], str],
    ) -> None:
        self._sources = sources
        self._shelf = shelf
        self._tasks = tasks
        self._runs = runs
        self._clock = clock
        self._new_id = new_id

    def register(self) -> None:
        """Before `runs.start()`. A pack whose process died is made anew."""
        self._runs.add_lane(Lane(LANE, 1))
        self._runs.register(RunKind(KIND, self._handle, LANE, OnLoss.REQUEUE))

    async def begin(self, user_id: str, picture_id: str, wish: PackWish) -> AvatarFile:
        """The pack that is being made. Raises InvalidAvatar, AvatarPictureNotFound, TooManyAvatarFiles."""
        count = len(wish.expressions) * len(wish.backgrounds) * (len(wish.sizes) + 1)
        if not 1 <= count <= MAX_FILES:
            raise InvalidAvatar(f"A pack has 1 to {MAX_FILES} files; this would have {count}.", param="sizes")
        drawn = await self._sources.of_picture(user_id, picture_id)
        await self._shelf.sweep()
        now = self._clock()
        # One whose run fails goes with the others when its time is over.
        file = AvatarFile(
            self._new_id("afl"), user_id, "pack", picture_id, now, self._new_id("run"), 0, now + LIFETIME
        )
        if not await self._shelf.store.add(file, MAX_PACKS):
            raise TooManyAvatarFiles(f"You have {MAX_PACKS} packs; delete some or wait until they expire.")
        request = {
            "file_id": file.id,
            "style": drawn.style,
            "options": drawn.options,
            "seed": drawn.seed,
            "spec": drawn.spec.said() if drawn.spec else {},
            "source": picture_id,
            **asdict(wish),
        }
        await self._runs.begin(NewRun(str(file.run_id), KIND, user_id, request))
        return file

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
        await context.emit("progress", {"fraction": 0.1, "stage": "drawing"})
        try:
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
        }
