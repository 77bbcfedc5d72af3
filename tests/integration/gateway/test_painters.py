"""Painting models in the catalogue, in pools and over `/v1`: declared, chosen, refused, reported and charged."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import AsyncIterator

import pytest

from huahua.gateway.domain.calls import Adapter, ImageInput, ImageRequest, Operation, Quality, Task
from huahua.gateway.errors import InvalidRequest, NotSupported, UnknownModel
from tests.integration.gateway.asgi import multipart
from tests.integration.gateway.conftest import PEOPLE, Gateway, Make, row, upstream
from tests.integration.gateway.lines import watch_lines
from tests.simulators.openai import OpenAISimulator
from tests.simulators.painters.a1111 import A1111Simulator
from tests.simulators.painters.comfyui import ComfySimulator
from tests.simulators.painters.dashscope import DashScopeSimulator
from tests.simulators.pictures import picture
from tests.simulators.plugin import running

ALICE = PEOPLE["sk-alice"]
PAINTS = frozenset({Task.PAINTING})
SOURCE = ImageInput(picture(48, 32), "image/png")


@pytest.fixture
async def webui() -> AsyncIterator[A1111Simulator]:
    async for simulator in running(A1111Simulator()):
        yield simulator


@pytest.fixture
async def comfy() -> AsyncIterator[ComfySimulator]:
    async for simulator in running(ComfySimulator()):
        yield simulator


@pytest.fixture
async def gateway(
    make_gateway: Make, openai_sim: OpenAISimulator, webui: A1111Simulator, comfy: ComfySimulator
) -> Gateway:
    """`brush` is a pool of OpenAI's `dall-e-3` and a web UI of one's own."""
    made: Gateway = await make_gateway(
        providers=[
            upstream(openai_sim.base_url, preset="openai"),
            upstream(webui.base_url, name="webui", kind="a1111"),
            upstream(comfy.base_url, name="comfy", kind="comfyui"),
        ],
        models=[
            row("brush", "dall-e-3", tasks=PAINTS),
            row("brush", "dream", "webui", tasks=PAINTS),
            row("plain", "dall-e-3", tasks=PAINTS),
            row("flow", "dream.safetensors", "comfy", tasks=PAINTS),
        ],
    )
    return made


async def test_the_catalogue_tells_what_a_model_can_do(gateway: Gateway) -> None:
    found = {info.id: info.painting for info in gateway.service.models(ALICE)}
    assert found["builtin/assistant"] is None
    plain, brush = found["plain"], found["brush"]
    assert plain is not None and brush is not None
    assert (plain.edit, plain.seed, plain.sizes[0]) == (False, False, (1024, 1024))
    assert (brush.edit, brush.seed, brush.adapters, brush.sizes) == (True, True, True, ())


@pytest.mark.parametrize("_again", range(4))
async def test_a_pool_sends_a_wish_to_a_row_that_can_do_it(
    gateway: Gateway, webui: A1111Simulator, openai_sim: OpenAISimulator, _again: int
) -> None:
    wish = ImageRequest("night", images=(SOURCE,), adapters=(Adapter("ink"),), quality=Quality.HIGH)
    reply = await gateway.service.paint(ALICE, "brush", wish, "req_1")
    assert reply.images[0].unmet == ()
    assert webui.requests and not openai_sim.requests


async def test_what_nobody_can_do_is_refused_before_anything_is_asked(
    gateway: Gateway, openai_sim: OpenAISimulator
) -> None:
    with pytest.raises(NotSupported) as refused:
        await gateway.service.paint(ALICE, "plain", ImageRequest("night", images=(SOURCE,)), "req_1")
    assert refused.value.param == "image"
    assert openai_sim.requests == []


async def test_over_v1_a_refusal_names_the_field_and_an_unmet_wish_is_told(gateway: Gateway) -> None:
    body, headers = multipart({"model": "plain", "prompt": "night"}, [("image", picture(48, 32))])
    refused = await gateway.client.post("/v1/images/edits", body, headers)
    assert (refused.status, refused.json["error"]["param"]) == (422, "image")
    painted = await gateway.client.post(
        "/v1/images/generations", {"model": "plain", "prompt": "a cat", "seed": 5, "quality": "high"}
    )
    assert painted.json["data"][0]["unmet"] == ["seed"]


async def test_fields_of_openai_do_not_reach_another_painter(gateway: Gateway, webui: A1111Simulator) -> None:
    body = {"model": "brush", "prompt": "a cat", "background": "transparent", "quality": "high"}
    for _ in range(4):  # each row of the pool has its turn
        await gateway.client.post("/v1/images/generations", body)
    painted = [request.json for request in webui.requests if request.path.endswith("/txt2img")]
    assert painted and all(one["steps"] == 50 and "background" not in one for one in painted)


async def test_pictures_are_counted_by_size_and_quality(gateway: Gateway) -> None:
    wish = ImageRequest("a cat", count=3, width=512, height=768, quality=Quality.HIGH)
    watch_lines(gateway)
    outcome = await gateway.service.paint_routed(ALICE, "flow", wish, "req_1")
    assert len(outcome.reply.images) == outcome.reply.usage.images == 3
    (line,) = gateway.usage.lines  # type: ignore[attr-defined]
    assert (line.usage.images, line.picture) == (3, "512x768/high")


async def test_previews_come_at_a_pace_that_a_page_can_take(gateway: Gateway) -> None:
    """The simulator shows three within a moment; the first is told at once, the others are too soon."""
    told: list[bytes] = []

    async def progress(_fraction: float, _stage: str, preview: bytes | None = None) -> None:
        if preview is not None:
            told.append(preview)

    await gateway.service.paint(ALICE, "flow", ImageRequest("a cat"), "req_1", progress)
    assert 1 <= len(told) < 3 and all(preview.startswith(b"\xff\xd8") for preview in told)


async def test_cancelling_a_call_takes_it_back_at_the_vendor(gateway: Gateway, comfy: ComfySimulator) -> None:
    comfy.never_done = True
    painting = asyncio.create_task(gateway.service.paint(ALICE, "flow", ImageRequest("a cat"), "req_1"))
    await comfy.looked.wait()
    painting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await painting
    assert comfy.interrupted


@pytest.mark.parametrize(
    ("wish", "param"),
    [
        (ImageRequest("a", strength=1.5), "strength"),
        (ImageRequest("a", mask=SOURCE), "mask"),
        (ImageRequest("a", operation=Operation.UPSCALE), "image"),
        (ImageRequest("a", images=(SOURCE,), operation=Operation.UPSCALE, scale=9), "scale"),
        (ImageRequest("a", adapters=(Adapter("ink", 3),)), "adapters"),
        (ImageRequest("a", adapters=(Adapter(""),)), "adapters"),
    ],
)
async def test_a_wish_that_makes_no_sense_is_refused(
    gateway: Gateway, wish: ImageRequest, param: str
) -> None:
    with pytest.raises(InvalidRequest) as refused:
        await gateway.service.paint(ALICE, "brush", wish, "req_1")
    assert refused.value.param == param


async def test_an_upscale_needs_no_words(gateway: Gateway) -> None:
    wish = ImageRequest("", images=(SOURCE,), operation=Operation.UPSCALE, scale=2)
    (made,) = (await gateway.service.paint(ALICE, "flow", wish, "req_1")).images
    assert (made.width, made.height) == (96, 64)


async def test_trained_styles_are_listed_by_model(gateway: Gateway) -> None:
    assert await gateway.service.adapters(ALICE, "brush") == ["ink"]
    assert await gateway.service.adapters(ALICE, "flow") == ["ink.safetensors"]
    assert await gateway.service.adapters(ALICE, "plain") == []
    with pytest.raises(UnknownModel):
        await gateway.service.adapters(ALICE, "nothing")


async def test_one_account_talks_and_paints_each_in_its_own_way(make_gateway: Make) -> None:
    """DashScope: chat in OpenAI's shape, pictures over its own interface at the same host."""
    async for sim in running(DashScopeSimulator()):
        sim.looks = 1
        gateway = await make_gateway(
            providers=[upstream(sim.base_url, preset="dashscope")],
            models=[row("wan", "wan2.5-t2i-preview", tasks=PAINTS)],
        )
        reply = await gateway.client.post("/v1/images/generations", {"model": "wan", "prompt": "a cat"})
        assert reply.status == 200, reply.json
        assert sim.requests[0].path == "/api/v1/services/aigc/text2image/image-synthesis"


async def test_over_v1_a_web_ui_paints_like_any_other(gateway: Gateway, comfy: ComfySimulator) -> None:
    reply = await gateway.client.post(
        "/v1/images/generations", {"model": "flow", "prompt": "a cat", "size": "512x512", "seed": 4}
    )
    (made,) = reply.json["data"]
    assert base64.b64decode(made["b64_json"]).startswith(b"\x89PNG") and made["seed"] == 4
