"""The painter of this machine as the gateway's picture engine, at work in worker processes."""

from __future__ import annotations

from typing import Any

from huahua.gateway.api import (
    ImageCapabilities,
    ImageEngine,
    ImageRequest,
    ImageResult,
    InvalidRequest,
    NotSupported,
    Operation,
    Progress,
    Task,
    UpstreamBroken,
    UpstreamTimeout,
    gib_ms,
)
from huahua.infra.workers import Spent, TaskOutOfMemory, TaskTimeout, WorkerError, WorkerPool

_TASKS = "huahua.painting.engines.tasks"
MIN_SIDE, MAX_SIDE = 64, 2048
MAX_SEED = 2**31


class PainterEngine:
    """`builtin/painter`; implements `gateway.ports.ImageEngine`."""

    id = "builtin/painter"
    task = Task.PAINTING
    capabilities = ImageCapabilities(
        min_side=MIN_SIDE,
        max_side=MAX_SIDE,
        max_count=8,
        seed=True,
        negative=True,
        edit=True,
        mask=True,
        operations=frozenset(Operation),
    )

    def __init__(self, workers: WorkerPool) -> None:
        self._workers = workers

    async def paint(self, request: ImageRequest, progress: Progress | None) -> list[ImageResult]:
        """Raises InvalidRequest for a size that it does not paint, NotSupported for a source that it
        cannot change."""
        if request.operation is not Operation.PAINT:
            return [await self._worked(request, progress)]
        for side, param in ((request.width, "width"), (request.height, "height")):
            _check_side(side, param)
        return [await self._one(request, number, progress) for number in range(request.count)]

    async def _one(self, request: ImageRequest, number: int, progress: Progress | None) -> ImageResult:
        async def tell(fraction: float, stage: str, preview: bytes | None = None) -> None:
            if progress is not None:
                await progress((number + fraction) / request.count, stage, preview)

        seed = request.seed if number == 0 else (request.seed or 0) + number
        kwargs = {
            "words": request.prompt,
            "seed": None if seed is None else seed % MAX_SEED,
            "width": request.width,
            "height": request.height,
            "style": request.style,
            "negative": request.negative,
        }
        if not request.images:
            return await self._run("paint", kwargs, tell)
        mask = request.mask.data if request.mask is not None else None
        return await self._run("edit", {**kwargs, "source": request.images[0].data, "mask": mask}, tell)

    async def _worked(self, request: ImageRequest, progress: Progress | None) -> ImageResult:
        """Larger, or without its background: by classical means, which the recipe names."""
        kwargs: dict[str, Any] = {"source": request.images[0].data}
        if request.operation is Operation.UPSCALE:
            kwargs["scale"] = request.scale
        return await self._run(request.operation.value, kwargs, progress)

    async def _run(self, name: str, kwargs: dict[str, Any], progress: Progress | None) -> ImageResult:
        taken: list[Spent] = []
        try:
            answer: dict[str, Any] = await self._workers.run(
                f"{_TASKS}:{name}", kwargs, progress, spent=taken.append
            )
        except TaskTimeout as fault:
            raise UpstreamTimeout("The painter took too long; try a smaller picture.") from fault
        except TaskOutOfMemory as fault:
            raise UpstreamBroken("The picture needs more memory than there is; try a smaller one.") from fault
        except WorkerError as fault:
            raise UpstreamBroken(
                "The painter failed on this picture; change the words and try again."
            ) from fault
        if "refused" in answer:
            raise NotSupported(answer["refused"], param="image")
        return _result(answer, taken[0])


def local_engines(workers: WorkerPool) -> list[ImageEngine]:
    """The engines of this area."""
    return [PainterEngine(workers)]


def _check_side(side: int | None, param: str) -> None:
    if side is not None and not MIN_SIDE <= side <= MAX_SIDE:
        raise InvalidRequest(f"'{param}' is {MIN_SIDE} to {MAX_SIDE} pixels for this painter.", param=param)


def _result(answer: dict[str, Any], spent: Spent) -> ImageResult:
    return ImageResult(
        answer["data"],
        "image/png",
        answer["width"],
        answer["height"],
        seed=answer["seed"],
        unmet=tuple(answer["unmet"]),
        recipe=answer["recipe"],
        inference_ms=spent.run_ms,
        memory_gib_ms=gib_ms(spent.peak_bytes, spent.run_ms),
    )
