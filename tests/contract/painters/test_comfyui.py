"""ComfyUI: templates, graphs, and its socket."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from huahua.gateway.domain.calls import Adapter, ImageRequest, Operation, Quality
from huahua.gateway.errors import InvalidRequest, UpstreamRefused
from huahua.gateway.painting import paint
from huahua.gateway.providers.painters.comfy_graph import (
    BadWorkflow,
    chosen,
    filled,
    load_workflows,
    read_workflow,
)
from huahua.gateway.providers.painters.comfyui import ComfyPainter
from huahua.gateway.providers.painters.provider import PaintingProvider
from tests.contract.painters.bench import Bench, at_once
from tests.contract.painters.test_painters import SOURCE, mask

COMFY = pytest.mark.parametrize("bench", ["comfyui"], indirect=True)


def inputs(graph: dict[str, Any], kind: str) -> Any:
    return next(node["inputs"] for node in graph.values() if node["class_type"] == kind)


@COMFY
async def test_a_request_fills_the_graph(bench: Bench) -> None:
    wish = ImageRequest(
        "a boat", count=2, width=830, height=500, seed=9, negative="people", quality=Quality.HIGH, style="oil"
    )
    reply = await bench.paint(wish)
    (graph,) = bench.sim.graphs
    assert inputs(graph, "CheckpointLoaderSimple")["ckpt_name"] == "dream.safetensors"
    assert inputs(graph, "EmptyLatentImage") == {"width": 832, "height": 496, "batch_size": 2}
    assert (inputs(graph, "KSampler")["seed"], inputs(graph, "KSampler")["steps"]) == (9, 50)
    assert graph["positive"]["inputs"]["text"] == "a boat\nStyle: oil."
    assert graph["negative"]["inputs"]["text"] == "people"
    assert [image.seed for image in reply.images] == [9, None]  # the second has no seed of its own


@COMFY
async def test_an_edit_and_an_inpaint_upload_their_pictures(bench: Bench) -> None:
    await bench.paint(ImageRequest("night", images=(SOURCE,), strength=0.3))
    await bench.paint(ImageRequest("night", images=(SOURCE,), mask=mask()))
    edit, inpaint = bench.sim.graphs
    assert inputs(edit, "KSampler")["denoise"] == 0.3
    assert bench.sim.uploads[inputs(edit, "LoadImage")["image"]] == SOURCE.data
    assert bench.sim.uploads[inputs(inpaint, "LoadImageMask")["image"]] == mask().data
    assert inputs(inpaint, "LoadImageMask")["channel"] == "alpha"
    assert inputs(inpaint, "KSampler")["denoise"] == 0.85  # the template's own


@COMFY
async def test_styles_become_a_chain_of_loaders(bench: Bench) -> None:
    await bench.paint(
        ImageRequest("a boat", adapters=(Adapter("ink.safetensors", 0.5), Adapter("old.safetensors")))
    )
    (graph,) = bench.sim.graphs
    assert graph["adapter_1"]["inputs"]["model"] == ["checkpoint", 0]
    assert graph["adapter_2"]["inputs"]["clip"] == ["adapter_1", 1]
    assert graph["adapter_1"]["inputs"]["strength_model"] == 0.5
    assert inputs(graph, "KSampler")["model"] == ["adapter_2", 0]
    assert graph["positive"]["inputs"]["clip"] == ["adapter_2", 1]
    assert graph["decode"]["inputs"]["vae"] == ["checkpoint", 2]


@COMFY
async def test_an_upscale_is_as_large_as_asked_for(bench: Bench) -> None:
    (made,) = (
        await bench.paint(ImageRequest("", images=(SOURCE,), operation=Operation.UPSCALE, scale=3))
    ).images
    assert (made.width, made.height) == (288, 192)
    (graph,) = bench.sim.graphs
    assert inputs(graph, "UpscaleModelLoader")["model_name"] == "4x-sharp.pth"
    huge = ImageRequest("", images=(SOURCE,), operation=Operation.UPSCALE, scale=8)
    assert (await bench.paint(huge)).images[0].width == 768


@COMFY
async def test_checkpoints_and_workflows_choose_the_template(bench: Bench) -> None:
    await bench.paint(ImageRequest("a boat", negative="people"), "flux1-dev-fp8.safetensors")
    (graph,) = bench.sim.graphs
    assert inputs(graph, "FluxGuidance")["guidance"] == 3.5
    assert graph["positive"]["inputs"]["text"] == "a boat\nAvoid: people."
    await bench.paint(ImageRequest("a boat"), "checkpoint/flux1-dev-fp8.safetensors")
    assert "guidance" not in bench.sim.graphs[1]


@COMFY
async def test_a_wrong_checkpoint_is_the_callers_fault(bench: Bench) -> None:
    with pytest.raises(UpstreamRefused, match="Value not in list"):
        await bench.paint(ImageRequest("a boat"), "nothing.safetensors")


@COMFY
async def test_a_socket_that_breaks_off_loses_no_picture(bench: Bench) -> None:
    bench.sim.drops_socket = True
    assert len((await bench.paint(ImageRequest("a boat"))).images) == 1


@COMFY
async def test_an_older_server_chooses_the_id(bench: Bench) -> None:
    bench.sim.takes_ids = False
    assert len((await bench.paint(ImageRequest("a boat"))).images) == 1


@COMFY
async def test_a_workflow_that_fails_says_why(bench: Bench) -> None:
    bench.sim.failure = "CUDA out of memory"
    with pytest.raises(UpstreamRefused, match="out of memory"):
        await bench.paint(ImageRequest("a boat"))


@COMFY
async def test_previews_with_metadata_are_understood(bench: Bench) -> None:
    bench.sim.metadata_previews = True
    await bench.paint(ImageRequest("a boat"), progress=bench.progress)
    assert any(preview for _, _, preview in bench.told)


@COMFY
async def test_the_operators_own_workflow(bench: Bench, tmp_path: Path) -> None:
    graph = {
        "text": {"class_type": "CLIPTextEncode", "inputs": {"text": ""}},
        "like": {"class_type": "LoadImage", "inputs": {"image": ""}},
        "save": {"class_type": "SaveImage", "inputs": {"images": ["like", 0]}},
    }
    bound = {"prompt": [["text", "text"]], "reference_1": [["like", "image"]]}
    own = {"title": "Ours", "variants": {"paint": {"graph": graph, "inputs": bound, "output": "save"}}}
    (tmp_path / "ours.json").write_text(json.dumps(own))
    (tmp_path / "bad.json").write_text("{")
    (tmp_path / "checkpoint.json").write_text("{}")  # the one that ships stays in its place
    (tmp_path / "notes.txt").write_text("not a workflow")
    workflows = load_workflows(tmp_path)
    assert "ours" in workflows and "checkpoint" in workflows and "bad" not in workflows
    provider = PaintingProvider("acme", ComfyPainter(bench.config, bench.outbound, workflows, pause=at_once))
    able = provider.capabilities("ours")
    assert able is not None
    assert (able.max_references, able.seed, able.edit, able.adapters) == (1, False, False, False)
    (made,) = (await paint(provider, "ours", ImageRequest("a boat", seed=3, references=(SOURCE,)))).images
    assert made.unmet == ("seed",) and made.seed is None
    assert bench.sim.uploads[bench.sim.graphs[0]["like"]["inputs"]["image"]] == SOURCE.data
    assert "ours" in await provider.list_models()


@COMFY
async def test_a_picture_too_large_to_make(bench: Bench) -> None:
    from tests.simulators.pictures import picture

    large = type(SOURCE)(picture(2048, 16), "image/png")
    with pytest.raises(InvalidRequest):
        await bench.paint(ImageRequest("", images=(large,), operation=Operation.UPSCALE, scale=8))


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"inputs": {"prompt": [["nowhere", "text"]]}}, "nowhere"),
        ({"inputs": {}}, "prompt"),
        ({"inputs": {"prompt": [["text", "text"]], "colour": [["text", "text"]]}}, "colour"),
        ({"output": "nowhere"}, "nowhere"),
        ({"adapters": "nowhere"}, "nowhere"),
        ({"graph": []}, "not a workflow template"),
    ],
)
def test_a_template_that_cannot_work_says_why(changed: dict[str, Any], words: str) -> None:
    graph = {"text": {"class_type": "X", "inputs": {"text": ""}}}
    variant = {"graph": graph, "inputs": {"prompt": [["text", "text"]]}, "output": "text"} | changed
    with pytest.raises(BadWorkflow, match=words):
        read_workflow(json.dumps({"title": "t", "variants": {"paint": variant}}).encode())


def test_what_ships_is_whole_and_stays_as_it_is() -> None:
    workflows = load_workflows()
    for name in ("checkpoint", "flux"):
        variants = workflows[name].variants
        assert set(variants) == {"paint", "edit", "inpaint", "upscale"}
        before = json.dumps(variants["paint"].graph)
        filled(variants["paint"], {"prompt": "a boat", "seed": 1}, (Adapter("ink"),))
        assert json.dumps(variants["paint"].graph) == before
        for variant in variants.values():
            nodes = set(variant.graph)
            for node in variant.graph.values():
                links = [value for value in node["inputs"].values() if isinstance(value, list)]
                assert all(link[0] in nodes for link in links)
    assert chosen(workflows, "SDXL/base.safetensors")[1] == "SDXL/base.safetensors"
