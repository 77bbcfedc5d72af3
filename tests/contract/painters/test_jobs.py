"""Vendors that paint in the background, and Stability: each one's own wire."""

from __future__ import annotations

from typing import Any

import pytest

from huahua.gateway.domain.calls import Control, ControlKind, ImageRequest, Operation, Quality
from huahua.gateway.errors import (
    NotSupported,
    UpstreamCredential,
    UpstreamForbidden,
    UpstreamLimited,
    UpstreamRefused,
    UpstreamTimeout,
)
from tests.contract.painters.bench import SECRET, Bench
from tests.contract.painters.test_painters import SOURCE, mask
from tests.simulators.faults import Fault

DASHSCOPE = pytest.mark.parametrize("bench", ["dashscope"], indirect=True)
REPLICATE = pytest.mark.parametrize("bench", ["replicate"], indirect=True)
STABILITY = pytest.mark.parametrize("bench", ["stability"], indirect=True)
GENEROUS = pytest.mark.parametrize("bench", ["comfyui", "replicate"], indirect=True)
BACKGROUND = pytest.mark.parametrize("bench", ["dashscope", "replicate"], indirect=True)


@BACKGROUND
async def test_one_question_that_fails_loses_no_picture(bench: Bench) -> None:
    bench.sim.looks = 4
    given_up: list[Fault] = []

    async def progress(_fraction: float, _stage: str, _preview: bytes | None = None) -> None:
        return

    async def pause(_seconds: float) -> None:
        if not given_up:
            given_up.append(Fault.STATUS_503)
            bench.sim.fail(Fault.STATUS_503, Fault.CUT_BODY)

    bench.pause = pause
    assert len((await bench.paint(ImageRequest("a boat"), progress=progress)).images) == 1
    assert given_up


@BACKGROUND
async def test_a_job_that_never_ends_is_given_up_and_taken_back(bench: Bench) -> None:
    bench.sim.never_done = True
    with pytest.raises(UpstreamTimeout):
        await bench.with_config(timeout_s=0.2).paint(ImageRequest("a boat"))
    assert len(bench.sim.cancelled) == 1


@GENEROUS
async def test_no_more_pictures_are_taken_than_were_asked_for(bench: Bench) -> None:
    bench.sim.surplus = 40
    reply = await bench.paint(ImageRequest("a boat", count=2))
    assert (len(reply.images), reply.usage.images) == (2, 2)
    fetched = [seen for seen in bench.sim.requests if "/view" in seen.path or ".png" in seen.path]
    assert len(fetched) <= 2


@DASHSCOPE
@pytest.mark.parametrize(
    ("model", "wish", "path"),
    [
        ("wanx2.1-t2i-turbo", ImageRequest("a boat"), "text2image/image-synthesis"),
        ("qwen-image-plus", ImageRequest("a boat", negative="people"), "text2image/image-synthesis"),
        ("wan2.6-t2i", ImageRequest("a boat"), "image-generation/generation"),
        ("wan2.6-image", ImageRequest("night", images=(SOURCE,)), "image-generation/generation"),
        (
            "qwen-image-edit-plus",
            ImageRequest("night", images=(SOURCE,), references=(SOURCE,)),
            "multimodal-generation/generation",
        ),
        ("wan2.5-i2i-preview", ImageRequest("night", images=(SOURCE,)), "image2image/image-synthesis"),
        (
            "wanx2.1-imageedit",
            ImageRequest("night", images=(SOURCE,), strength=0.3),
            "image2image/image-synthesis",
        ),
    ],
)
async def test_each_family_has_its_own_address(
    bench: Bench, model: str, wish: ImageRequest, path: str
) -> None:
    assert len((await bench.paint(wish, model)).images) == 1
    assert bench.sim.requests[0].path == f"/api/v1/services/aigc/{path}"
    assert bench.sim.requests[0].headers["authorization"] == f"Bearer {SECRET}"


@DASHSCOPE
async def test_the_fields_of_a_job(bench: Bench) -> None:
    wish = ImageRequest("a boat", count=5, width=900, height=1600, seed=3, negative="people", style="oil")
    reply = await bench.paint(wish)
    first, second = (request.json for request in bench.sim.requests if request.method == "POST")
    assert first["input"] == {"prompt": "a boat\nStyle: oil.", "negative_prompt": "people"}
    counts = sorted((body["parameters"]["n"], body["parameters"]["seed"]) for body in (first, second))
    assert counts == [(1, 7), (4, 3)]
    assert first["parameters"]["size"] == "810*1440"
    assert {(image.width, image.height) for image in reply.images} == {(810, 1440)}


@DASHSCOPE
async def test_editing_under_a_mask_and_upscaling_are_functions(bench: Bench) -> None:
    await bench.paint(ImageRequest("night", images=(SOURCE,), mask=mask()), "wanx2.1-imageedit")
    larger = ImageRequest("", images=(SOURCE,), operation=Operation.UPSCALE, scale=8)
    (made,) = (await bench.paint(larger, "wanx2.1-imageedit")).images
    bodies = [request.json for request in bench.sim.requests if request.method == "POST"]
    assert [body["input"]["function"] for body in bodies] == [
        "description_edit_with_mask",
        "super_resolution",
    ]
    assert bodies[1]["parameters"]["upscale_factor"] == 4 and made.unmet == ("scale",)


@DASHSCOPE
@pytest.mark.parametrize(
    ("code", "kind", "shown"),
    [
        ("DataInspectionFailed", UpstreamRefused, "content_filter"),
        ("InvalidParameter", UpstreamRefused, "upstream_refused"),
        ("Throttling.RateQuota", UpstreamLimited, "upstream_rate_limited"),
        ("Arrearage", UpstreamForbidden, "upstream_credential"),
        ("InvalidApiKey", UpstreamCredential, "upstream_credential"),
    ],
)
async def test_why_a_job_failed(bench: Bench, code: str, kind: type[Exception], shown: str) -> None:
    bench.sim.failure = (code, f"no good for {SECRET}")
    with pytest.raises(kind) as caught:
        await bench.paint(ImageRequest("a boat"))
    assert caught.value.code == shown  # type: ignore[attr-defined]
    assert SECRET not in str(caught.value)


@DASHSCOPE
async def test_its_chat_models_do_not_paint(bench: Bench) -> None:
    with pytest.raises(NotSupported):
        await bench.paint(ImageRequest("a boat"), "qwen3.8-max")


@REPLICATE
async def test_a_picture_that_is_there_at_once_is_not_asked_for(bench: Bench) -> None:
    bench.sim.at_once = True
    await bench.paint(ImageRequest("a boat"))
    assert [request.method for request in bench.sim.requests] == ["POST", "GET"]  # and its link
    assert bench.sim.requests[0].path == "/v1/models/acme/dreamer/predictions"


@REPLICATE
async def test_a_version_is_named_in_the_body(bench: Bench) -> None:
    version = "a" * 64
    await bench.paint(ImageRequest("a boat"), f"acme/dreamer:{version}")
    assert bench.sim.requests[0].json["version"] == version


@REPLICATE
@pytest.mark.parametrize(
    ("model", "wish", "expected"),
    [
        (
            "acme/sdxl",
            ImageRequest("a boat", width=1000, height=500, seed=4, negative="people", quality=Quality.HIGH),
            {"width": 1000, "height": 496, "seed": 4, "negative_prompt": "people", "num_inference_steps": 50},
        ),
        (
            "black-forest-labs/flux-schnell",
            ImageRequest("a boat", width=1600, height=900, negative="people"),
            {"aspect_ratio": "16:9", "prompt": "a boat\nAvoid: people.", "output_format": "png"},
        ),
        ("black-forest-labs/flux-kontext-pro", ImageRequest("night", images=(SOURCE,)), {"input_image": ...}),
        (
            "google/nano-banana",
            ImageRequest("night", images=(SOURCE,), references=(SOURCE,)),
            {"image_input": [..., ...]},
        ),
        (
            "nightmareai/real-esrgan",
            ImageRequest("", images=(SOURCE,), operation=Operation.UPSCALE, scale=4),
            {"image": ..., "scale": 4},
        ),
        (
            "lucataco/remove-bg",
            ImageRequest("", images=(SOURCE,), operation=Operation.REMOVE_BACKGROUND),
            {"image": ...},
        ),
        (
            "stability-ai/stable-diffusion-inpainting",
            ImageRequest("night", images=(SOURCE,), mask=mask(), strength=0.4),
            {"image": ..., "mask": ..., "prompt_strength": 0.4},
        ),
    ],
)
async def test_inputs_have_the_models_own_names(
    bench: Bench, model: str, wish: ImageRequest, expected: dict[str, Any]
) -> None:
    await bench.paint(wish, model)
    given = bench.sim.requests[0].json["input"]
    for name, value in expected.items():
        if value is ...:
            assert given[name].startswith("data:image/png;base64,")
        elif isinstance(value, list):
            assert len(given[name]) == len(value)
        else:
            assert given[name] == value


@REPLICATE
@pytest.mark.parametrize(
    ("words", "code"), [("NSFW content detected", "content_filter"), ("CUDA error", "upstream_refused")]
)
async def test_why_a_prediction_failed(bench: Bench, words: str, code: str) -> None:
    bench.sim.failure = words
    with pytest.raises(UpstreamRefused, match=words) as caught:
        await bench.paint(ImageRequest("a boat"))
    assert caught.value.code == code


@STABILITY
@pytest.mark.parametrize(
    ("model", "wish", "path", "expected"),
    [
        ("core", ImageRequest("a boat", style="anime"), "generate/core", {"style_preset": "anime"}),
        ("sd3.5-large", ImageRequest("a boat", style="anime"), "generate/sd3", {"model": "sd3.5-large"}),
        (
            "sd3.5-large",
            ImageRequest("night", images=(SOURCE,), strength=0.3),
            "generate/sd3",
            {"mode": "image-to-image", "strength": "0.3"},
        ),
        ("ultra", ImageRequest("night", images=(SOURCE,), mask=mask()), "edit/inpaint", {}),
        ("core", ImageRequest("a", references=(SOURCE,), width=900, height=1600), "control/style", {}),
        (
            "core",
            ImageRequest("a", controls=(Control(ControlKind.LINE, SOURCE),)),
            "control/sketch",
            {"control_strength": "0.7"},
        ),
        ("core", ImageRequest("a", controls=(Control(ControlKind.DEPTH, SOURCE),)), "control/structure", {}),
        (
            "core",
            ImageRequest("", images=(SOURCE,), operation=Operation.REMOVE_BACKGROUND),
            "edit/remove-background",
            {"output_format": "png"},
        ),
        ("core", ImageRequest("", images=(SOURCE,), operation=Operation.UPSCALE), "upscale/conservative", {}),
    ],
)
async def test_each_wish_has_its_own_address(
    bench: Bench, model: str, wish: ImageRequest, path: str, expected: dict[str, str]
) -> None:
    await bench.paint(wish, model)
    (request,) = bench.sim.requests
    assert request.path == f"/v2beta/stable-image/{path}"
    fields = {part.name: part.data.decode() for part in request.form if part.filename is None}
    assert expected.items() <= fields.items()


@STABILITY
async def test_several_pictures_have_seeds_of_their_own(bench: Bench) -> None:
    reply = await bench.paint(ImageRequest("a boat", count=3, seed=8))
    assert [image.seed for image in reply.images] == [8, 9, 10]


@STABILITY
async def test_its_filter_is_no_fault_of_the_key(bench: Bench) -> None:
    bench.sim.filtered = True
    with pytest.raises(UpstreamRefused) as caught:
        await bench.paint(ImageRequest("a boat"))
    assert caught.value.code == "content_filter"


@STABILITY
@pytest.mark.parametrize(
    "wish",
    [
        ImageRequest("night", images=(SOURCE,)),
        ImageRequest("a", images=(SOURCE,), references=(SOURCE,)),
    ],
)
async def test_what_core_cannot_do_is_refused(bench: Bench, wish: ImageRequest) -> None:
    with pytest.raises(NotSupported):
        await bench.paint(wish, "core")
    assert bench.sim.requests == []


@pytest.mark.parametrize(
    ("bench", "refusal", "code"),
    [
        (
            "zhipu",
            {"error": {"code": "1301", "message": "系统检测到输入可能包含不安全或敏感内容"}},
            "content_filter",
        ),
        (
            "ark",
            {"error": {"code": "InputTextSensitiveContentDetected", "message": "no", "type": "BadRequest"}},
            "content_filter",
        ),
        (
            "siliconflow",
            {"code": 20012, "message": "Model does not exist.", "data": None},
            "upstream_refused",
        ),
    ],
    indirect=["bench"],
)
async def test_refusals_in_the_vendors_own_words(bench: Bench, refusal: Any, code: str) -> None:
    bench.sim.refusal = (400, refusal)
    with pytest.raises(UpstreamRefused) as caught:
        await bench.paint(ImageRequest("a boat"))
    assert caught.value.code == code


@pytest.mark.parametrize("bench", ["siliconflow"], indirect=True)
async def test_five_pictures_are_two_calls_of_the_vendors_own_fields(bench: Bench) -> None:
    reply = await bench.paint(ImageRequest("a boat", count=5, negative="people", quality=Quality.DRAFT))
    assert len(reply.images) == 5
    bodies = [request.json for request in bench.sim.requests if request.method == "POST"]
    assert sorted(body["batch_size"] for body in bodies) == [1, 4]
    assert all(body["num_inference_steps"] == 12 and body["negative_prompt"] == "people" for body in bodies)
