"""The avatars' port `PaintedPictures`, bound to painting: squares of pictures, and faces that were changed by words."""

from __future__ import annotations

from contextlib import suppress

from huahua.avatars.api import AvatarRefused
from huahua.avatars.errors import AvatarPictureNotFound
from huahua.gateway.api import Caller, GatewayError
from huahua.jobs.api import RunNotFound, RunService
from huahua.painting.api import Mode, Painting, PaintingError, PaintSpec, PictureNotFound
from huahua.painting.domain.finish import Background, Crop, Finish, Resize


class PaintingFaces:
    """Implements `avatars.packs.ports.PaintedPictures`."""

    def __init__(self, painting: Painting, runs: RunService) -> None:
        self._painting = painting
        self._runs = runs

    async def square(self, user_id: str, picture_id: str, side: int, *, cut_out: bool) -> bytes:
        steps: list[Crop | Resize | Background] = [
            Crop(do="crop", aspect=1),
            Resize(do="resize", width=side, height=side),
        ]
        wish = Finish(steps=[*steps, Background(do="background")] if cut_out else [*steps])
        try:
            return await self._painting.finishing.file(user_id, picture_id, wish)
        except PaintingError as fault:
            raise AvatarPictureNotFound from fault

    async def paints_faces(self, user_id: str, role: str, picture_id: str) -> str | None:
        try:
            picture = await self._painting.gallery.get(user_id, picture_id)
            if picture.model is None:
                return None
            info = self._painting.starter.models.model(Caller(user_id, role), picture.model)
        except (PictureNotFound, GatewayError):
            return None
        # The built-in painter changes its own scenes by words, and knows no faces.
        able = info.painting is not None and info.painting.edit and not info.builtin
        return info.id if able else None

    async def repaint(self, user_id: str, role: str, picture_id: str, instruction: str) -> str:
        spec = PaintSpec(
            prompt="",
            mode=Mode.EDIT,
            words=instruction,
            instruction=instruction,
            source_id=picture_id,
            enrich=False,
        )
        try:
            return await self._painting.starter.begin(user_id, role, None, None, spec)
        except PaintingError as fault:
            raise AvatarRefused(
                fault.message, code=fault.code, status=fault.status, param=fault.param
            ) from fault

    async def repainted(self, user_id: str, run_id: str) -> str | None:
        with suppress(RunNotFound):
            async for _ in self._runs.follow(run_id, user_id):
                pass
        slot = (await self._painting.gallery.slots(user_id, [run_id])).get(run_id)
        return str(slot["pictures"][0]["id"]) if slot and slot["pictures"] else None

    async def give_up(self, user_id: str, run_id: str) -> None:
        with suppress(RunNotFound):
            await self._runs.cancel(run_id, user_id)
