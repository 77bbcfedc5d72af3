"""The chat's port `Painter`, bound to painting."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from huahua.avatars.engines.engine import AvatarEngine
from huahua.chat.api import Asker, PaintingRefused, PaintKind, PaintSpec
from huahua.painting.api import Mode, Painting, PaintingError
from huahua.painting.api import PaintSpec as Wish


class PaintingPainter:
    """Implements `chat.ports.Painter`."""

    def __init__(self, painting: Painting) -> None:
        self._painting = painting

    async def begin(
        self,
        asker: Asker,
        conversation_id: str,
        message_id: str,
        spec: PaintSpec,
        connection: AsyncConnection,
    ) -> str:
        starter = self._painting.starter
        guest = asker.guest is not None  # whose pictures wait until their host's are painted
        priority = starter.priority(asker.role, by_key=guest or asker.key_id is not None)
        try:
            return await starter.begin(
                asker.user_id,
                asker.role,
                conversation_id,
                message_id,
                _wish(spec),
                connection,
                priority,
                allowance=asker.guest.allowance if asker.guest is not None else None,
            )
        except PaintingError as fault:
            raise PaintingRefused(fault.message, code=fault.code, status=fault.status) from fault

    def kick(self) -> None:
        self._painting.starter.kick()

    async def slots(self, user_id: str, painting_run_ids: Sequence[str]) -> dict[str, dict[str, Any]]:
        return await self._painting.gallery.slots(user_id, painting_run_ids)

    async def recent_in_conversation(
        self, user_id: str, conversation_id: str, limit: int
    ) -> list[dict[str, Any]]:
        return await self._painting.gallery.recent_in_conversation(user_id, conversation_id, limit)

    async def pictures_of(self, user_id: str, picture_ids: Sequence[str]) -> dict[str, dict[str, Any]]:
        return await self._painting.gallery.pictures_of(user_id, picture_ids)

    async def data_url(self, user_id: str, picture_id: str) -> str | None:
        return await self._painting.gallery.data_url(user_id, picture_id)

    async def delete_of_conversation(self, user_id: str, conversation_id: str) -> int:
        return await self._painting.gallery.delete_of_conversation(user_id, conversation_id)


def _wish(spec: PaintSpec) -> Wish:
    avatar = spec.kind is PaintKind.AVATAR
    return Wish(
        prompt=spec.prompt,
        mode=Mode.EDIT if spec.kind is PaintKind.EDIT else Mode.NEW,
        words=spec.words,
        instruction=spec.instruction,
        model=spec.model or (AvatarEngine.id if avatar else None),
        style=spec.style,
        aspect=spec.aspect,
        count=spec.count,
        negative=spec.negative,
        enrich=not avatar,
        source_id=spec.source_id,
        dialogue_model=spec.dialogue_model,
    )
