"""The avatars' port `AvatarKeeper`, bound to painting: an avatar is a painting by `builtin/avatar`."""

from __future__ import annotations

from huahua.avatars.api import AvatarRefused, AvatarWish
from huahua.avatars.engines.engine import AvatarEngine
from huahua.painting.api import AdapterWish, Painting, PaintingError, PaintSpec


class PaintingAvatarKeeper:
    """Implements `avatars.ports.AvatarKeeper`."""

    def __init__(self, painting: Painting) -> None:
        self._painting = painting

    async def begin(self, user_id: str, role: str, wish: AvatarWish) -> str:
        options = dict(wish.options)
        if wish.spec is not None and wish.engine in (None, AvatarEngine.id):
            options["spec"] = wish.spec.said()
        spec = PaintSpec(
            prompt=wish.text,
            words=wish.text,
            model=wish.engine or AvatarEngine.id,
            style=wish.style,
            width=wish.size,
            height=wish.size,
            count=wish.count,
            seed=wish.seed,
            enrich=False,
            options=options,
            adapters=() if wish.adapter is None else (AdapterWish(wish.adapter),),
        )
        try:
            run_id = await self._painting.starter.begin(user_id, role, wish.conversation_id, None, spec)
        except PaintingError as fault:
            raise AvatarRefused(
                fault.message, code=fault.code, status=fault.status, param=fault.param
            ) from fault
        return run_id
