"""The avatar engine behind the gateway's port, in real worker processes."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator

import pytest
from PIL import Image

from huahua.avatars.engines.engine import AvatarEngine
from huahua.gateway.api import ImageInput, ImageRequest, InvalidRequest
from huahua.infra.workers import WorkerPool


@pytest.fixture
async def engine() -> AsyncIterator[AvatarEngine]:
    workers = WorkerPool()
    yield AvatarEngine(workers)
    await workers.close()


async def test_words_options_and_seed_make_pictures(engine: AvatarEngine) -> None:
    request = ImageRequest(
        "一个机器人骑着马",
        count=2,
        width=300,
        height=200,
        seed=4,
        parameters={"options": {"eyesVariant": "glow"}},
    )
    first, second = await engine.paint(request, None)
    assert (first.width, first.height, first.media_type, first.seed, second.seed) == (
        200,
        200,
        "image/png",
        4,
        5,
    )
    assert Image.open(io.BytesIO(first.data)).size == (200, 200)
    assert first.recipe["style"] == "bottts" and first.recipe["options"]["eyesVariant"] == "glow"
    assert first.unmet == ("骑着马",)
    assert first.data != second.data
    assert (await engine.paint(request, None))[0].data == first.data


async def test_options_of_the_style_count_among_other_parameters(engine: AvatarEngine) -> None:
    parameters = {"hairColor": "ff0000", "response_format": "b64_json", "user": "me", "seed": 5}
    (result,) = await engine.paint(
        ImageRequest("", style="avataaars", width=64, height=64, seed=1, parameters=parameters), None
    )
    assert result.recipe["options"] == {"hairColor": "ff0000"}
    assert result.seed == 1


async def test_an_avatar_is_changed_by_words(engine: AvatarEngine) -> None:
    (before,) = await engine.paint(ImageRequest("a woman with red hair", width=128, height=128, seed=4), None)
    source = ImageInput(before.data, "image/png")
    (after,) = await engine.paint(
        ImageRequest("blue background", width=128, height=128, images=(source,)), None
    )
    assert after.recipe["options"]["hairColor"] == before.recipe["options"]["hairColor"]
    assert after.recipe["options"]["backgroundColor"] == "4a90d9"
    assert after.recipe["seed"] == before.recipe["seed"]


@pytest.mark.parametrize(
    "request_",
    [
        ImageRequest("x", style="oil painting"),
        ImageRequest("x", style="avataaars", parameters={"options": {"hair": 1}}),
        ImageRequest("x", parameters={"options": "hair"}),
        ImageRequest("x", width=8, height=8),
        ImageRequest("x", images=(ImageInput(b"GIF89a", "image/gif"),)),
    ],
)
async def test_what_it_cannot_do_it_says(engine: AvatarEngine, request_: ImageRequest) -> None:
    with pytest.raises(InvalidRequest):
        await engine.paint(request_, None)


async def test_a_spec_says_what_to_draw(engine: AvatarEngine) -> None:
    spec = {"style": "pixel", "glasses": "sunglasses", "accessories": ["scarf"]}
    request = ImageRequest("戴围巾", width=64, height=64, seed=1, parameters={"spec": spec})
    (result,) = await engine.paint(request, None)
    assert result.recipe["style"] == "pixel-art" and result.recipe["options"]["glassesProbability"] == 100
    assert result.unmet == ("围巾",)
    (again,) = await engine.paint(request, None)
    assert again.data == result.data
    with pytest.raises(InvalidRequest, match=r"spec\.glasses"):
        await engine.paint(ImageRequest("x", parameters={"spec": {"glasses": "monocle"}}), None)
