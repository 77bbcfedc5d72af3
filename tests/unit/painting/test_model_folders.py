"""Model folders as hostile input; nothing of torch is needed to refuse them."""

from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import Any

import pytest

from huahua.gateway.api import ImageRequest, InvalidRequest, LocalModels, Quality
from huahua.painting.engines.diffusers.asking import ask_of
from huahua.painting.engines.diffusers.capabilities import capabilities_of
from huahua.painting.engines.diffusers.folders import (
    BadFolder,
    FolderRules,
    adapter_file,
    adapters_in,
    parameters,
    pipeline_folder,
    pipelines_in,
    rank_of,
    read_facts,
)

INDEX: dict[str, Any] = {
    "_class_name": "StableDiffusionPipeline",
    "scheduler": ["diffusers", "PNDMScheduler"],
    "tokenizer": ["transformers", "CLIPTokenizer"],
    "unet": ["diffusers", "UNet2DConditionModel"],
    "safety_checker": [None, None],
}


def safetensors(file: Path, **shapes: list[int]) -> Path:
    header = json.dumps({name: {"dtype": "F16", "shape": shape} for name, shape in shapes.items()}).encode()
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(struct.pack("<Q", len(header)) + header)
    return file


def pipeline(folder: Path, **index: Any) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "model_index.json").write_text(json.dumps(INDEX | index))
    safetensors(folder / "unet" / "diffusion_pytorch_model.safetensors", weight=[4, 8, 2])
    (folder / "unet" / "config.json").write_text(json.dumps({"sample_size": 64, "in_channels": 4}))
    return folder


def test_what_is_in_a_folder(tmp_path: Path) -> None:
    folder = pipeline(tmp_path / "models" / "sd")
    facts = read_facts(folder)
    assert (facts.class_name, facts.weights, facts.inpaint) == (
        "StableDiffusionPipeline",
        {"unet": 64},
        False,
    )
    assert pipelines_in(tmp_path / "models") == ["sd"] and pipelines_in(folder) == ["sd"]
    rules = FolderRules(allowed=(tmp_path / "models",))
    assert pipeline_folder(rules, tmp_path / "models", "sd") == folder
    assert pipeline_folder(rules, folder, "sd") == folder


@pytest.mark.parametrize(
    "index",
    [
        {"_class_name": ["evil", "EvilPipeline"]},
        {"_class_name": "os.system"},
        {"_class_name": None},
        {"unet": ["evil_module", "Unet"]},
        {"unet": ["os", "system"]},
        {"unet": ["diffusers", "a.b"]},
        {"unet": ["diffusers"]},
        {"../unet": ["diffusers", "UNet2DConditionModel"]},
        {"text_encoder": ["transformers", "CLIPTextModel"]},
    ],
)
def test_code_of_its_own_is_not_run(tmp_path: Path, index: dict[str, Any]) -> None:
    with pytest.raises(BadFolder):
        read_facts(pipeline(tmp_path / "sd", **index))


def test_pickles_are_refused_unless_allowed(tmp_path: Path) -> None:
    folder = pipeline(tmp_path / "sd")
    weights = folder / "unet" / "diffusion_pytorch_model.safetensors"
    weights.rename(weights.with_name("diffusion_pytorch_model.bin"))
    with pytest.raises(BadFolder, match="pickled weights"):
        read_facts(folder)
    assert read_facts(folder, pickle=True).weights["unet"] > 0


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\xfe", b'{"a":' * 5_000])
def test_a_broken_index_is_refused(tmp_path: Path, content: bytes) -> None:
    folder = pipeline(tmp_path / "sd")
    (folder / "model_index.json").write_bytes(content)
    with pytest.raises(BadFolder):
        read_facts(folder)


@pytest.mark.parametrize("content", [b"", b"\x80\x04.", b"\xff" * 16, struct.pack("<Q", 5) + b"[1,2]"])
def test_a_file_that_is_no_safetensors_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "x.safetensors"
    file.write_bytes(content)
    with pytest.raises(BadFolder):
        parameters(file)


def test_nothing_leads_out_of_the_allowed_folders(tmp_path: Path) -> None:
    pipeline(tmp_path / "secret")
    models = tmp_path / "models"
    pipeline(models / "sd")
    (models / "link").symlink_to(tmp_path / "secret")
    (models / "sd" / "vae").symlink_to(tmp_path / "secret" / "unet")
    rules = FolderRules(allowed=(models,))
    for name in ("../secret", "link", "/etc", "sd/../../secret", "", ".", "a\x00b", "nothing"):
        with pytest.raises(BadFolder):
            pipeline_folder(rules, models, name)
    with pytest.raises(BadFolder, match=r"local\.folders"):
        pipeline_folder(rules, tmp_path, "secret")
    with pytest.raises(BadFolder, match="leads out"):
        read_facts(pipeline(models / "sd", vae=["diffusers", "AutoencoderKL"]))


def test_adapters_by_name(tmp_path: Path) -> None:
    own, others = tmp_path / "models" / "loras", tmp_path / "adapters"
    safetensors(own / "ink.safetensors", **{"unet.to_q.lora_A.weight": [16, 32]})
    safetensors(others / "oil.safetensors", **{"unet.to_q.lora_down.weight": [8, 32]})
    (others / "bad.safetensors").write_bytes(b"no")
    (others / "out.safetensors").symlink_to("/etc/hostname")
    rules = FolderRules(allowed=(tmp_path / "models",), extra=(others,))
    assert adapters_in(rules, [own, others]) == ["ink", "bad", "oil", "out"]
    ink = adapter_file(rules, [own, others], "ink")
    assert ink is not None and rank_of(ink) == 16
    assert adapter_file(rules, [own, others], "oil.safetensors") == others / "oil.safetensors"
    assert adapter_file(rules, [own, others], "nothing") is None
    for name in ("../models/loras/ink", "/etc/passwd", "", "bad", "out", "a/b"):
        with pytest.raises(BadFolder):
            adapter_file(rules, [own, others], name)


def test_requests_become_steps_sizes_and_seeds(tmp_path: Path) -> None:
    facts = read_facts(pipeline(tmp_path / "sd"))
    config = LocalModels("x", steps=(3, 5, 9))

    def asked(**more: Any) -> Any:
        return ask_of(ImageRequest("a boat", **more), facts, config, [], previews=True, dice=lambda: 42)

    assert [asked(quality=quality).shared["steps"] for quality in (*Quality, None)] == [3, 5, 9, 5]
    plain = asked(count=2)
    assert [item["seed"] for item in plain.items] == [42, 43]
    assert (plain.shared["width"], plain.shared["height"]) == (512, 512)
    assert (asked(width=300, height=99).shared["width"], asked(width=5).shared["width"]) == (304, 64)
    assert asked(style="ink").items[0]["prompt"] == "a boat, ink wash"
    assert asked(parameters={"steps": 7, "guidance_scale": 2}).shared["steps"] == 7
    for wrong in ({"steps": 0}, {"steps": "many"}, {"guidance_scale": 99}, {"steps": True}):
        with pytest.raises(InvalidRequest):
            asked(parameters=wrong)


def test_capabilities_follow_the_kind_and_the_settings(tmp_path: Path) -> None:
    facts = read_facts(pipeline(tmp_path / "sd"))
    plain = capabilities_of(facts, LocalModels("x"))
    assert plain.edit and plain.mask and plain.negative and plain.adapters and not plain.controls
    controls = {"canny": "a", "depth": "b", "pose": "c"}
    led = capabilities_of(facts, LocalModels("x", controls=controls, sketchers={"pose": "ready"}))
    assert led.controls == {"canny", "pose"}
    unknown = capabilities_of(None, LocalModels("x", hub=True))
    assert not unknown.edit and unknown.seed
