"""The avatars' port `AvatarKeeper`, bound to painting: an avatar is a painting by `builtin/avatar`."""

from __future__ import annotations

from huahua.avatars.api import AvatarRefused, AvatarWish
from huahua.avatars.engines.engine import AvatarEngine
from huahua.infra.acting import acting
from huahua.painting.api import AdapterWish, Painting, PaintingError, PaintSpec


class PaintingAvatarKeeper:
    """Implements `avatars.ports.AvatarKeeper`."""

    def __init__(self, painting: Painting) -> None:
        self._painting = painting

    async def begin(self, user_id: str, role: str, wish: AvatarWish) -> str:
        options = dict(wish.options)
        if wish.spec is not None and wish.engine in (None, AvatarEngine.id):
            options["spec"] = wish.spec.said()
        # An avatar of which a style was said takes no other one from its brand.
        told = "" if wish.spec is not None and wish.spec.style is not None else None
        spec = PaintSpec(
            prompt=wish.text,
            words=wish.text,
            model=wish.engine or AvatarEngine.id,
            style=wish.style or told,
            width=wish.size,
            height=wish.size,
            count=wish.count,
            seed=wish.seed,
            enrich=False,
            options=options,
            adapters=() if wish.adapter is None else (AdapterWish(wish.adapter),),
            brand_id=wish.brand_id,
            brand_logo=False,
            brand_colours=False,
        )
        starter = self._painting.starter
        priority = starter.priority(role, by_key=acting().key_id is not None)
        try:
            run_id = await starter.begin(user_id, role, wish.conversation_id, None, spec, priority=priority)
        except PaintingError as fault:
            raise AvatarRefused(
                fault.message, code=fault.code, status=fault.status, param=fault.param
            ) from fault
        return run_id
