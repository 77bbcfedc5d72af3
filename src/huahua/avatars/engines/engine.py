"""`builtin/avatar` as the gateway's picture engine, drawn in worker processes."""

from __future__ import annotations

from huahua.avatars.domain.options import DEFAULT_SIZE, MAX_SIZE, MIN_SIZE, check_size
from huahua.avatars.errors import InvalidAvatar
from huahua.gateway.api import (
    ImageCapabilities,
    ImageRequest,
    ImageResult,
    InvalidRequest,
    Progress,
    Task,
    UpstreamBroken,
    gib_ms,
)
from huahua.infra.workers import Spent, WorkerError, WorkerPool

_TASK = "huahua.avatars.engines.dicebear:paint"
MAX_SEED = 2**31


class AvatarEngine:
    """Implements `gateway.ports.ImageEngine`.

    `request.prompt` is a description, `request.style` a style's id or a word for one, and
    `request.parameters["options"]` DiceBear options, which win over words; options of the style that stand
    among the parameters themselves are taken too, and so is `spec`, an `AvatarSpec` in JSON, in place of the words.
    A picture of this engine in
    `request.images` is changed: what is not named stays. Avatars are square, of the shorter side.
    """

    id = "builtin/avatar"
    task = Task.AVATAR
    capabilities = ImageCapabilities(
        min_side=MIN_SIZE, max_side=MAX_SIZE, max_count=8, ratios=("1:1",), seed=True, edit=True
    )

    def __init__(self, workers: WorkerPool) -> None:
        self._workers = workers

    async def paint(self, request: ImageRequest, progress: Progress | None) -> list[ImageResult]:
        """Raises InvalidRequest for a style or option that is not there."""
        options = request.parameters.get("options", {})
        if not isinstance(options, dict):
            raise InvalidRequest("'options' is an object of avatar options.", param="options")
        try:
            size = check_size(min(request.width or DEFAULT_SIZE, request.height or DEFAULT_SIZE))
        except InvalidAvatar as fault:
            raise InvalidRequest(fault.message, param=fault.param) from fault
        wish: dict[str, object] = {
            "text": request.prompt,
            "style": request.style,
            "options": options,
            "parameters": {key: value for key, value in request.parameters.items() if key != "options"},
            "size": size,
            "source": request.images[0].data if request.images else None,
        }
        return [await self._draw(wish, request.seed, number) for number in range(request.count)]

    async def _draw(self, wish: dict[str, object], seed: int | None, number: int) -> ImageResult:
        """Without a seed the first one of a change keeps the seed of its source."""
        if seed is not None or number:
            seed = ((seed or 0) + number) % MAX_SEED
        taken: list[Spent] = []
        try:
            drawn = await self._workers.run(_TASK, {**wish, "seed": seed}, quick=True, spent=taken.append)
        except WorkerError as fault:
            raise UpstreamBroken("The avatar engine failed; try again.") from fault
        if "refused" in drawn:
            raise InvalidRequest(drawn["refused"], param=drawn["param"])
        size = wish["size"]
        assert isinstance(size, int)
        recipe = {key: drawn[key] for key in ("style", "options", "seed")}
        (spent,) = taken
        return ImageResult(
            drawn["data"],
            "image/png",
            size,
            size,
            seed=seed,
            unmet=tuple(drawn["unmet"]),
            recipe=recipe,
            inference_ms=spent.run_ms,
            memory_gib_ms=gib_ms(spent.peak_bytes, spent.run_ms),
        )
