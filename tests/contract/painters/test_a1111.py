"""stable-diffusion-webui: what its own fields become."""

from __future__ import annotations

import asyncio
import base64
import io
from typing import Any

import pytest
from PIL import Image

from huahua.gateway.domain.calls import (
    Adapter,
    Control,
    ControlKind,
    ImageRequest,
    Operation,
    Quality,
)
from huahua.gateway.errors import InvalidRequest, NotSupported
from huahua.gateway.ports import Styled
from tests.contract.painters.bench import SECRET, Bench
from tests.contract.painters.test_painters import SOURCE, mask

pytestmark = pytest.mark.parametrize("bench", ["a1111"], indirect=True)


def sent(bench: Bench, path: str) -> Any:
    return next(request.json for request in bench.sim.requests if request.path.endswith(path))


async def test_a_painting_in_its_own_fields(bench: Bench) -> None:
    wish = ImageRequest(
        "a boat",
        count=3,
        width=1000,
        height=700,
        seed=5,
        style="ink_wash",
        negative="people",
        quality=Quality.DRAFT,
        adapters=(Adapter("ink", 0.5), Adapter("old paper", -1)),
        parameters={"sampler_name": "DPM++ 2M"},
    )
    reply = await bench.paint(wish)
    body = sent(bench, "/txt2img")
    assert body["prompt"] == "a boat\nStyle: ink wash. <lora:ink:0.5> <lora:old paper:-1>"
    assert (body["width"], body["height"], body["steps"]) == (1000, 704, 12)
    assert body["override_settings"] == {"sd_model_checkpoint": "dream"}
    assert (body["negative_prompt"], body["sampler_name"]) == ("people", "DPM++ 2M")
    assert [image.seed for image in reply.images] == [5, 6, 7]
    assert all(image.width == 1000 for image in reply.images)  # not the grid before them
    assert (
        bench.sim.requests[0].headers["authorization"]
        == "Basic " + base64.b64encode(SECRET.encode()).decode()
    )


async def test_an_edit_under_a_mask(bench: Bench) -> None:
    await bench.paint(ImageRequest("night", images=(SOURCE,), mask=mask(), strength=0.4))
    body = sent(bench, "/img2img")
    assert base64.b64decode(body["init_images"][0]) == SOURCE.data
    assert (body["denoising_strength"], body["inpainting_fill"]) == (0.4, 1)
    white = Image.open(io.BytesIO(base64.b64decode(body["mask"])))
    assert (white.getpixel((10, 10)), white.getpixel((90, 10))) == (255, 0)  # transparent was to be repainted


async def test_control_pictures_become_units_of_the_models_that_are_there(bench: Bench) -> None:
    controls = (Control(ControlKind.DEPTH, SOURCE, 0.7), Control(ControlKind.CANNY, SOURCE))
    reply = await bench.paint(ImageRequest("a boat", controls=controls))
    units = sent(bench, "/txt2img")["alwayson_scripts"]["ControlNet"]["args"]
    assert [(unit["module"], unit["model"], unit["weight"]) for unit in units] == [
        ("depth_midas", "control_v11f1p_sd15_depth [cfd03158]", 0.7),
        ("canny", "control_v11p_sd15_canny [d14c016b]", 1.0),
    ]
    assert len(reply.images) == 1  # the maps behind it are no pictures


async def test_a_control_without_a_model_is_refused(bench: Bench) -> None:
    with pytest.raises(NotSupported, match="pose") as refused:
        await bench.paint(ImageRequest("a boat", controls=(Control(ControlKind.POSE, SOURCE),)))
    assert refused.value.param == "controls"


@pytest.mark.parametrize("name", ["a:b", "x>", "<lora", "line\nbreak"])
async def test_a_name_that_would_say_something_else_in_a_prompt_is_refused(bench: Bench, name: str) -> None:
    with pytest.raises(InvalidRequest):
        await bench.paint(ImageRequest("a boat", adapters=(Adapter(name),)))


async def test_upscaling_takes_the_best_that_is_there(bench: Bench) -> None:
    wish = ImageRequest("", images=(SOURCE,), operation=Operation.UPSCALE, scale=3)
    (made,) = (await bench.paint(wish)).images
    assert (made.width, made.height) == (288, 192)
    assert sent(bench, "/extra-single-image")["upscaler_1"] == "ESRGAN_4x"
    bench.sim.upscalers = ["None", "Lanczos", "Nearest"]
    await bench.paint(wish)
    assert bench.sim.requests[-1].json["upscaler_1"] == "Lanczos"


async def test_another_clients_painting_is_neither_shown_nor_interrupted(bench: Bench) -> None:
    bench.sim.someone_elses = True
    bench.sim.painting_held = asyncio.Event()
    painting = asyncio.create_task(bench.paint(ImageRequest("a boat"), progress=bench.progress))
    await bench.sim.looked.wait()
    painting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await painting
    assert bench.told == [] and not bench.sim.interrupted.is_set()


async def test_callers_set_what_paints_and_nothing_that_changes_the_server(bench: Bench) -> None:
    own = {
        "cfg_scale": 5,
        "script_name": "x",
        "override_settings": {"a": 1},
        "quality": "high",
        "steps": 9000,
    }
    await bench.paint(ImageRequest("a boat", parameters=own))
    body = sent(bench, "/txt2img")
    assert (body["cfg_scale"], body["steps"]) == (5, 150)
    assert body["override_settings"] == {"sd_model_checkpoint": "dream"}
    assert "script_name" not in body and "quality" not in body


async def test_its_styles_are_listed(bench: Bench) -> None:
    assert isinstance(bench.provider, Styled)
    assert await bench.provider.list_adapters() == ["ink"]
