"""A painting area on a real database and folder, with models that a test directs."""

from __future__ import annotations

import asyncio
import importlib
import io
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

from huahua.gateway.api import (
    Caller,
    Defaults,
    ImageReply,
    ImageRequest,
    ImageResult,
    ModelInfo,
    Progress,
    RemoteJobs,
    StyledRequest,
    Task,
    UnknownModel,
    Usage,
)
from huahua.infra.blobs import Blobs, open_blobs
from huahua.infra.db import Database
from huahua.jobs.api import Feed, Lane, PreviewStore, RunEvent, RunService, RunStore
from huahua.painting.api import (
    LANE,
    BrandStore,
    BrowseStore,
    Painting,
    PaintingLimits,
    PictureStore,
    ShareStore,
)
from huahua.painting.errors import EnrichmentFailed
from huahua.painting.imaging.pool import PooledImaging
from huahua.painting.ports import EnrichmentWish
from tests.vaults import new_vault

ME, OTHER = "usr_me", "usr_other"


def png(width: int = 64, height: int = 48, seed: int = 0, **info: Any) -> bytes:
    picture = Image.new("RGB", (width, height), (seed * 37 % 256, seed * 91 % 256, 120))
    ImageDraw.Draw(picture).line((0, 0, width, height), fill=(255, 255, 255))
    out = io.BytesIO()
    picture.save(out, "PNG", **info)
    return out.getvalue()


Paint = Callable[[ImageRequest, Progress | None], Awaitable[ImageReply]]


async def paint_png(request: ImageRequest, _progress: Progress | None) -> ImageReply:
    width, height = request.width or 64, request.height or 64
    data = png(width, height, request.seed or 0)
    result = ImageResult(data, "image/png", width, height, seed=request.seed, unmet=("unicorn",))
    return ImageReply((result,), Usage(images=1))


@dataclass
class FakeModels:
    """Stands where the gateway stands. `paint_with` decides what a call does."""

    paint_with: Paint = paint_png
    calls: list[tuple[str, ImageRequest, str]] = field(default_factory=list)
    jobs: list[RemoteJobs | None] = field(default_factory=list)
    """Of each call, what vendors are at work on."""
    dialogue: str = "builtin/assistant"

    async def paint(
        self,
        caller: Caller,
        model: str,
        request: ImageRequest,
        request_id: str,
        progress: Progress | None = None,
        jobs: RemoteJobs | None = None,
    ) -> ImageReply:
        assert caller.user_id
        self.jobs.append(jobs)
        self.calls.append((model, request, request_id))
        return await self.paint_with(request, progress)

    async def styled(self, caller: Caller, request: ImageRequest) -> StyledRequest:
        return StyledRequest(request)

    async def check_styles(self, caller: Caller, model: str, request: ImageRequest) -> None:
        return

    def model(self, caller: Caller, name: str) -> ModelInfo:
        tasks = {
            "builtin/painter": Task.PAINTING,
            "builtin/avatar": Task.AVATAR,
            "builtin/assistant": Task.DIALOGUE,
            "real/brush": Task.PAINTING,
            "real/talker": Task.DIALOGUE,
        }
        if name not in tasks:
            raise UnknownModel(f"The model '{name}' does not exist here.", param="model")
        builtin = name.startswith("builtin/")
        also = {Task.PAINTING} if tasks[name] is Task.AVATAR else set()
        return ModelInfo(name, frozenset({tasks[name], *also}), name.split("/")[0], builtin, False, False)

    def defaults(self) -> Defaults:
        return Defaults(self.dialogue, "builtin/painter")


class InlineWorkers:
    """Runs a worker's function here, for tests that are not about processes."""

    async def run(self, function: str, kwargs: dict[str, Any], *_: Any, **__: Any) -> Any:
        module, _, name = function.partition(":")
        return getattr(importlib.import_module(module), name)(**kwargs)


@dataclass
class FakeEnricher:
    suffix: str = ", in soft morning light"
    fails: bool = False
    wishes: list[EnrichmentWish] = field(default_factory=list)

    async def enrich(self, wish: EnrichmentWish) -> str:
        self.wishes.append(wish)
        if self.fails:
            raise EnrichmentFailed("The prompt was not enriched; yours is painted.")
        return wish.prompt + self.suffix


class Studio:
    """One process of a server: its runs and its painting."""

    def __init__(self, db: Database, folder: Path, models: FakeModels | None = None) -> None:
        self.db = db
        self.blobs: Blobs = open_blobs(str(folder))
        self.models = models or FakeModels()
        self.rules, self.enricher = FakeEnricher(), FakeEnricher(", painted by a poet")
        self.feed = Feed()
        self.paused: list[float] = []
        """Seconds for which engines were given time, which passes at once here."""
        self.runs = RunService(RunStore(db, new_vault()), PreviewStore(db))
        self.runs.add_lane(Lane(LANE, 2))
        self.painting = Painting(
            store=PictureStore(db, new_vault()),
            browsing=BrowseStore(db, new_vault()),
            brands=BrandStore(db, new_vault()),
            shares=ShareStore(db),
            blobs=self.blobs,
            runs=self.runs,
            models=self.models,
            rules=self.rules,
            enricher=self.enricher,
            imaging=PooledImaging(InlineWorkers(), PaintingLimits()),  # type: ignore[arg-type]
            feed=self.feed,
            random=lambda: 0.5,
            pause=self._pause,
        )
        self.painting.register(self.runs)

    async def _pause(self, seconds: float) -> None:
        self.paused.append(seconds)
        await asyncio.sleep(0)

    async def __aenter__(self) -> Studio:
        await self.runs.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.runs.stop()

    def vanish(self) -> None:
        """As if its process were gone: it beats no more and takes nothing over."""
        for loop in (*self.runs._loops, *self.runs._served):
            loop.cancel()

    async def events(self, run_id: str) -> list[RunEvent]:
        """Every event of a run up to its end, without the place in the queue."""
        async with asyncio.timeout(120):
            found = [event async for event in self.runs.follow(run_id, ME)]
        return [event for event in found if event.type != "run.queued"]

    async def until(self, run_id: str, type: str) -> RunEvent:
        async with asyncio.timeout(120):
            async for event in self.runs.follow(run_id, ME):
                if event.type == type:
                    return event
        raise AssertionError(f"the run ended without {type}")
