"""The chat's port `Painter`, bound to painting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy.ext.asyncio import AsyncConnection

from huahua.avatars.engines.engine import AvatarEngine
from huahua.chat.api import Asker, PaintingRefused, PaintKind, PaintSpec, StyleChoice
from huahua.gateway.api import Caller, GatewayService, ModelInfo, Task
from huahua.painting.api import AdapterWish, Mode, Painting, PaintingError
from huahua.painting.api import PaintSpec as Wish


class PaintingPainter:
    """Implements `chat.ports.Painter`."""

    def __init__(self, painting: Painting, gateway: GatewayService) -> None:
        self._painting = painting
        self._gateway = gateway

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
                self._able(asker, _wish(spec), spec),
                connection,
                priority,
                allowance=asker.guest.allowance if asker.guest is not None else None,
            )
        except PaintingError as fault:
            raise PaintingRefused(fault.message, code=fault.code, status=fault.status) from fault

    def _able(self, asker: Asker, wish: Wish, spec: PaintSpec) -> Wish:
        """Where a trained style is wanted and nobody said who paints: the default where it takes such styles, else the
        model that the style was taught for, else any that does. Where none does, the default says so."""
        if wish.model is not None or not spec.adapters or wish.mode is Mode.EDIT:
            return wish
        default, style = self._gateway.defaults().painting, spec.adapters[0]
        able = [
            model
            for model in self._gateway.models(Caller(asker.user_id, asker.role))
            if Task.PAINTING in model.tasks and _takes(model, style)
        ]
        able.sort(key=lambda model: (model.id != default, style.base not in _names(model)))
        return replace(wish, model=able[0].id) if able else wish

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


def _takes(model: ModelInfo, style: StyleChoice) -> bool:
    """Surely or perhaps: what neither side says is told when it is tried."""
    able = model.painting
    if able is None or not able.adapters:
        return False
    return not style.family or not able.adapter_families or style.family in able.adapter_families


def _names(model: ModelInfo) -> tuple[str, str]:
    return model.id, model.id.rpartition("/")[2]


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
        adapters=tuple(AdapterWish(each.id, each.weight) for each in spec.adapters),
    )
