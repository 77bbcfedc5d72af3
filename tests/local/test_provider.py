"""The provider with its process: what the gateway asks is what the pipelines paint, and nothing is left behind."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from huahua.gateway.api import (
    Adapter,
    Control,
    ControlKind,
    ImageInput,
    ImageRequest,
    InvalidRequest,
    NotSupported,
    ProviderConfig,
    UpstreamBroken,
)
from huahua.gateway.painting import paint
from huahua.gateway.providers.painters.provider import PaintingProvider
from huahua.painting.domain.batching import BatchPolicy
from huahua.painting.engines.diffusers.folders import FolderRules
from huahua.painting.engines.diffusers.painter import DiffusersPainter
from huahua.painting.engines.diffusers.painters import Painters, PaintersConfig
from huahua.painting.engines.diffusers.process import PainterProcess, painter_environment
from tests.local.conftest import apart, drawing, left_mask

WAIT_S = 40.0
WORDS = ImageRequest("a red boat", width=64, height=64, seed=5)


@pytest.fixture
async def painters() -> AsyncIterator[Painters]:
    made = Painters(PaintersConfig(painter_environment(os.environ), batching=BatchPolicy(max_wait_s=0.05)))
    yield made
    await made.close()


def painter(painters: Painters, models: Path, query: str = "") -> DiffusersPainter:
    settings = f"control.canny=parts/canny&adapters=loras&ip_adapter=parts/ip&steps=3&device=cpu{query}"
    config = ProviderConfig("here", "diffusers", f"local:.?{settings}")
    return DiffusersPainter(config, painters, FolderRules(allowed=(models,)))


def provider(painters: Painters, models: Path, query: str = "") -> PaintingProvider:
    return PaintingProvider("here", painter(painters, models, query))


def image(data: bytes) -> ImageInput:
    return ImageInput(data, "image/png")


async def test_one_journey_through_everything(painters: Painters, models: Path) -> None:
    """One process for all of it: importing torch is what costs time here."""
    here = provider(painters, models)
    assert await here.list_models() == ["flux", "sd15", "sd3", "sdxl"]
    able = here.capabilities("sd15")
    assert able and able.edit and able.mask and able.seed and able.controls == {ControlKind.CANNY}
    assert able.max_references == 1 and here.capabilities("nothing") is None
    assert (await here.list_adapters())[0] == "style-0"

    heard: list[tuple[float, str, bytes | None]] = []

    async def progress(fraction: float, stage: str, preview: bytes | None = None) -> None:
        heard.append((fraction, stage, preview))

    reply = await paint(here, "sd15", WORDS, progress)
    picture = reply.images[0]
    assert (picture.width, picture.height, picture.media_type, picture.seed) == (64, 64, "image/png", 5)
    assert picture.recipe["steps"] == 3 and not picture.unmet
    assert (
        reply.usage.images == 1
        and reply.usage.inference_ms > 0
        and reply.usage.memory_gib_ms == picture.memory_gib_ms > 0
    )
    assert heard[-1][1] == "painting" and 0 < heard[-1][0] < 1

    several = await paint(here, "sd15", ImageRequest("a red boat", 3, width=64, height=64, seed=5))
    assert [one.seed for one in several.images] == [5, 6, 7]
    assert apart(several.images[0].data, picture.data) < 1

    edit = ImageRequest("a green boat", width=64, height=64, seed=5, images=(image(drawing()),))
    filled = ImageRequest(
        "a boat", width=64, height=64, seed=5, images=(image(drawing()),), mask=image(left_mask())
    )
    control = (Control(ControlKind.CANNY, image(drawing(1))),)
    led = ImageRequest("a boat", width=64, height=64, seed=5, controls=control)
    styled = ImageRequest("a boat", width=64, height=64, seed=5, adapters=(Adapter("style-1", 0.8),))
    alike = ImageRequest("a boat", width=64, height=64, seed=5, references=(image(drawing(2)),))
    asked = (edit, filled, led, styled, alike)
    replies = await asyncio.gather(*(paint(here, "sd15", request) for request in asked))
    assert len({reply.images[0].data for reply in replies}) == 5
    assert replies[3].images[0].recipe["adapters"] == [{"name": "style-1", "weight": 0.8}]

    with pytest.raises(NotSupported, match="no trained style 'unknown'"):
        await paint(here, "sd15", ImageRequest("a boat", adapters=(Adapter("unknown"),)))
    with pytest.raises(NotSupported):
        await paint(here, "sd15", ImageRequest("x", adapters=(Adapter("../sd15/unet/x"),)))
    with pytest.raises(NotSupported, match="depth"):
        depth = (Control(ControlKind.DEPTH, image(drawing())),)
        await paint(here, "sd15", ImageRequest("a boat", controls=depth))
    with pytest.raises(InvalidRequest, match="multiple of 8"):
        await paint(here, "sd15", ImageRequest("x", width=100, height=64, exact_size=True))
    with pytest.raises(NotSupported, match="does not paint with"):
        await paint(here, "../models0/sd15", WORDS)
    with pytest.raises(UpstreamBroken, match="int8 needs the package"):
        await provider(painters, models, "&dtype=int8").paint("sd15", WORDS, None)
    said = await painter(painters, models).explain()
    assert [one.split(":")[0] for one in said] == ["flux", "sd15", "sd3", "sdxl"] and "float32" in said[1]
    looked = await painters.queue("cpu").runner.look()
    assert looked["devices"][-1]["id"] == "cpu" and any("sd15" in said for said in looked["models"])


async def test_cancelling_one_of_two_leaves_the_other(painters: Painters, models: Path) -> None:
    here = provider(painters, models)
    begun = asyncio.Event()

    async def progress(fraction: float, stage: str, preview: bytes | None = None) -> None:
        if fraction > 0:
            begun.set()

    long = {"num_inference_steps": 150}
    first = ImageRequest("one", width=64, height=64, seed=1, parameters=long)
    second = ImageRequest("two", width=64, height=64, seed=2, parameters=long)
    one = asyncio.create_task(here.paint("sd15", first, progress))
    two = asyncio.create_task(here.paint("sd15", second, None))
    async with asyncio.timeout(WAIT_S):
        await begun.wait()
        one.cancel()
        await asyncio.gather(one, return_exceptions=True)
        assert one.cancelled()
        assert (await two).images[0].seed == 2
        # A batch that nobody wants any more makes room at once: it would take its 150 steps otherwise.
        begun.clear()
        one = asyncio.create_task(here.paint("sd15", first, progress))
        await begun.wait()
        one.cancel()
        assert (await here.paint("sd15", WORDS, None)).images

    # The painter is killed in the middle of it: this picture fails, the next one has a new painter.
    begun.clear()
    runner = painters.queue("cpu").runner
    assert isinstance(runner, PainterProcess)
    one = asyncio.create_task(here.paint("sd15", first, progress))
    async with asyncio.timeout(WAIT_S):
        await begun.wait()
        assert runner.pid is not None
        os.kill(runner.pid, signal.SIGKILL)
        with pytest.raises(UpstreamBroken):
            await one
        assert (await here.paint("sd15", WORDS, None)).images


async def test_an_idle_painter_ends(models: Path) -> None:
    painters = Painters(PaintersConfig(painter_environment(os.environ), idle_s=0.01))
    here = provider(painters, models)
    try:
        async with asyncio.timeout(WAIT_S):
            assert (await here.paint("sd15", WORDS, None)).images
            runner = painters.queue("cpu").runner
            assert isinstance(runner, PainterProcess)
            await painters.queue("cpu").rested()
            assert runner.pid is None
    finally:
        await painters.close()
