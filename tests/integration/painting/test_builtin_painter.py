"""The painter of this machine behind the gateway's port, and the whole pipeline with it."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from PIL import Image

from huahua.gateway.api import (
    ImageInput,
    ImageReply,
    ImageRequest,
    InvalidRequest,
    NotSupported,
    Progress,
    Usage,
)
from huahua.infra.db import Database
from huahua.infra.workers import WorkerPool
from huahua.painting.api import Mode, PaintSpec, Size
from huahua.painting.engines.local import PainterEngine
from huahua.painting.enrichers.rules import RuleEnricher
from huahua.painting.errors import EnrichmentFailed
from huahua.painting.ports import EnrichmentWish
from tests.integration.painting.studio import ME, FakeModels, Studio, png


@pytest.fixture
async def engine() -> AsyncIterator[PainterEngine]:
    workers = WorkerPool()
    yield PainterEngine(workers)
    await workers.close()


async def test_words_become_a_picture_with_progress(engine: PainterEngine) -> None:
    told: list[float] = []

    async def progress(fraction: float, _stage: str, _preview: bytes | None = None) -> None:
        told.append(fraction)

    request = ImageRequest("两只猫和一架外星飞碟", width=160, height=96, seed=5, style="ink wash")
    (first,) = await engine.paint(request, progress)
    assert Image.open(io.BytesIO(first.data)).size == (first.width, first.height) == (160, 96)
    assert (first.seed, first.media_type) == (5, "image/png")
    assert first.recipe["style"] == "ink"
    assert told == sorted(told) and told[-1] == 1.0
    assert (await engine.paint(request, None))[0].data == first.data, "same words and seed, same bytes"


async def test_several_have_seeds_that_follow(engine: PainterEngine) -> None:
    results = await engine.paint(ImageRequest("a boat", count=2, width=64, height=64, seed=9), None)
    assert [result.seed for result in results] == [9, 10]


async def test_a_style_that_it_does_not_have_is_unmet(engine: PainterEngine) -> None:
    (result,) = await engine.paint(ImageRequest("a boat", width=64, height=64, style="zorblax"), None)
    assert "zorblax" in result.unmet


async def test_its_own_picture_is_changed_by_its_recipe(engine: PainterEngine) -> None:
    (before,) = await engine.paint(ImageRequest("a red boat on a lake", width=160, height=96, seed=5), None)
    source = ImageInput(before.data, "image/png")
    (after,) = await engine.paint(ImageRequest("make it night", images=(source,)), None)
    assert (after.recipe["time"], after.seed) == ("night", 5)
    assert [item["kind"] for item in after.recipe["items"]] == [
        item["kind"] for item in before.recipe["items"]
    ]
    assert (after.width, after.height) == (160, 96)


async def test_another_picture_is_changed_in_its_pixels(engine: PainterEngine) -> None:
    source = ImageInput(png(128, 80), "image/png")
    (after,) = await engine.paint(ImageRequest("make it night", images=(source,)), None)
    assert (after.width, after.height) == (128, 80)
    assert after.data != source.data


async def test_what_it_cannot_do_it_says(engine: PainterEngine) -> None:
    with pytest.raises(InvalidRequest, match="64 to 2048"):
        await engine.paint(ImageRequest("a boat", width=4000, height=100), None)
    with pytest.raises(NotSupported, match="cannot change this picture"):
        await engine.paint(ImageRequest("night", images=(ImageInput(b"\x89PNG", "image/png"),)), None)


async def test_rules_keep_every_word_and_add_some() -> None:
    workers = WorkerPool()
    rules = RuleEnricher(workers)
    wish = EnrichmentWish("一只猫", seed=3, locked=("红帽子",))
    richer = await rules.enrich(wish)
    assert richer.startswith("一只猫") and "红帽子" in richer and len(richer) > len("一只猫，红帽子")
    assert await rules.enrich(wish) == richer
    assert "水墨" in await rules.enrich(EnrichmentWish("一只猫", seed=3, style="水墨"))
    await workers.close()
    with pytest.raises(EnrichmentFailed):
        await rules.enrich(wish)


async def test_a_picture_is_painted_changed_and_varied_through_the_whole_pipeline(
    db: Database, tmp_path: Path, engine: PainterEngine
) -> None:
    async def paint(request: ImageRequest, progress: Progress | None) -> ImageReply:
        return ImageReply(tuple(await engine.paint(request, progress)), Usage(images=1))

    async with Studio(db, tmp_path / "blobs", FakeModels(paint)) as studio:

        async def picture(spec: PaintSpec) -> dict[str, object]:
            run_id = await studio.painting.starter.begin(ME, "user", None, None, spec)
            events = await studio.events(run_id)
            assert events[-1].type == "run.succeeded", events[-1]
            found: dict[str, object] = next(e.data["picture"] for e in events if e.type == "picture")
            return found

        first = await picture(PaintSpec("湖上的一条红船", width=160, height=96))
        edit = PaintSpec("", mode=Mode.EDIT, instruction="改成夜晚", source_id=str(first["id"]))
        night = await picture(edit)
        recipe = night["recipe"]
        assert isinstance(recipe, dict) and recipe["engine"]["time"] == "night"
        assert (night["seed"], night["width"]) == (first["seed"], 160)
        varied = await picture(PaintSpec("", mode=Mode.VARY, source_id=str(first["id"]), seed=1))
        assert varied["prompt"] == first["prompt"] and varied["seed"] == 1
        _, data, _ = await studio.painting.gallery.content(ME, str(night["id"]), Size.ORIGINAL)
        again = await picture(
            PaintSpec("", mode=Mode.EDIT, instruction="加一轮月亮", source_id=str(night["id"]))
        )
        assert isinstance(again["recipe"], dict) and again["recipe"]["engine"]["time"] == "night"
        assert b"algorithmicMedia" in data
