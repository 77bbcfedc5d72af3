"""Packs of painted pictures: expressions are paintings of their own, begun with the pack, waited for by its run."""

from __future__ import annotations

from typing import Any

from huahua.avatars.errors import AvatarError, AvatarPictureNotFound, InvalidAvatar
from huahua.avatars.packs.painted import ORIGINAL, PAINTED
from huahua.avatars.packs.ports import PaintedPictures
from huahua.avatars.talking.service import Tasks
from huahua.jobs.api import RunContext


class PaintedPacks:
    def __init__(self, pictures: PaintedPictures, tasks: Tasks) -> None:
        self._pictures = pictures
        self._tasks = tasks

    async def check(self, user_id: str, role: str, picture_id: str, expressions: list[str]) -> None:
        """Raises InvalidAvatar."""
        if expressions and await self._pictures.paints_faces(user_id, role, picture_id) is None:
            raise InvalidAvatar(
                "What painted this picture cannot change its expression; make the pack without expressions.",
                param="expressions",
            )

    async def begin(self, user_id: str, role: str, picture_id: str, expressions: list[str]) -> dict[str, str]:
        """The painting runs by expression. Raises AvatarRefused, and then none of them goes on."""
        begun: dict[str, str] = {}
        try:
            for expression in expressions:
                begun[expression] = await self._pictures.repaint(
                    user_id, role, picture_id, instruction_of(expression)
                )
        except AvatarError:
            for run_id in begun.values():
                await self._pictures.give_up(user_id, run_id)
            raise
        return begun

    async def make(self, context: RunContext, asked: dict[str, Any]) -> dict[str, Any]:
        """What `packs.painted.pack_painted` gives, with `failed`: expressions of which no picture came."""
        user_id, side = context.run.user_id, max(asked["sizes"])
        cut_out = any(ground != PAINTED for ground in asked["backgrounds"])
        found: dict[str, str | None] = {ORIGINAL: asked["source"]}
        for number, (expression, run_id) in enumerate(asked["faces"].items()):
            share = 0.1 + 0.6 * number / len(asked["faces"])
            await context.emit("progress", {"fraction": share, "stage": "drawing"})
            found[expression] = await self._pictures.repainted(user_id, run_id)
        faces: dict[str, dict[str, bytes | None]] = {}
        for name, picture_id in found.items():
            if picture_id is None:
                continue
            try:
                whole = await self._pictures.square(user_id, picture_id, side, cut_out=False)
                cut = (
                    await self._pictures.square(user_id, picture_id, side, cut_out=True) if cut_out else None
                )
            except AvatarPictureNotFound:
                if name == ORIGINAL:
                    raise
                found[name] = None
                continue
            faces[name] = {"whole": whole, "cut": cut}
        failed = [name for name, picture_id in found.items() if picture_id is None]
        about = {"picture_id": asked["source"], "pictures": found, "failed": failed, "painted": True}
        given = ("sizes", "shapes", "backgrounds", "brand", "logo")
        told: dict[str, Any] = {key: asked[key] for key in given if key in asked}
        made = await self._tasks.do("packs.painted:pack_painted", {"faces": faces, "about": about, **told})
        return made | {"failed": failed}


def instruction_of(expression: str) -> str:
    return (
        f"Change only the facial expression: make it {expression}. Keep the same person, hair, clothes, pose, "
        "framing, style, light and background."
    )
