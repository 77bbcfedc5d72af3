"""Which network a trained style was made for."""

from __future__ import annotations

import pytest

from huahua.kit.adapter_families import (
    UNKNOWN,
    family_of_adapter,
    family_of_pipeline,
    family_of_unet,
    fits,
    title_of,
)

PEFT = "unet.down_blocks.0.attentions.0.transformer_blocks.0.attn2.to_k.lora_A.weight"
KOHYA = "lora_unet_input_blocks_4_1_transformer_blocks_0_attn2_to_v.lora_down.weight"
OWN_ATTENTION = "unet.down_blocks.0.attentions.0.transformer_blocks.0.attn1.to_k.lora_A.weight"


@pytest.mark.parametrize(
    ("shapes", "family"),
    [
        ({PEFT: [16, 768]}, "sd1"),
        ({PEFT: [16, 1024]}, "sd2"),
        ({PEFT: [16, 2048], OWN_ATTENTION: [16, 640]}, "sdxl"),
        ({KOHYA: [8, 2048]}, "sdxl"),
        ({KOHYA: [8, 768, 1, 1]}, "sd1"),
        ({PEFT: [4, 32]}, "unet-32"),
        ({PEFT: [4, 768], KOHYA: [4, 2048]}, UNKNOWN),
        ({OWN_ATTENTION: [16, 320]}, UNKNOWN),
        ({PEFT: [16]}, UNKNOWN),
        ({"te.text_model.encoder.layers.0.self_attn.q_proj.lora_A.weight": [4, 768]}, UNKNOWN),
        ({"transformer.single_transformer_blocks.3.attn.to_q.lora_A.weight": [16, 3072]}, "flux"),
        ({"transformer.single_transformer_blocks.3.attn.to_q.lora_A.weight": [16, 6144]}, UNKNOWN),
        ({"lora_unet_double_blocks_0_img_attn_qkv.lora_down.weight": [16, 3072]}, "flux"),
        ({"transformer.transformer_blocks.5.attn.to_q.lora_A.weight": [16, 1536]}, "sd3"),
        ({"transformer.transformer_blocks.5.attn.to_q.lora_A.weight": [16, 3072]}, UNKNOWN),
        ({"lora_unet_joint_blocks_0_x_block_attn_qkv.lora_down.weight": [16, 1536]}, "sd3"),
        ({"transformer_blocks.9.img_mlp.net.2.lora_A.weight": [16, 12288]}, "qwen-image"),
        ({}, UNKNOWN),
    ],
)
def test_the_family_of_a_style_is_in_its_tensors(shapes: dict[str, list[int]], family: str) -> None:
    assert family_of_adapter(shapes) == family


@pytest.mark.parametrize(
    ("class_name", "width", "family"),
    [
        ("StableDiffusionPipeline", 768, "sd1"),
        ("StableDiffusionPipeline", 1024, "sd2"),
        ("StableDiffusionXLImg2ImgPipeline", 2048, "sdxl"),
        ("StableDiffusion3Pipeline", None, "sd3"),
        ("FluxPipeline", None, "flux"),
        ("Flux2Pipeline", None, UNKNOWN),
        ("QwenImageEditPipeline", None, "qwen-image"),
        ("KandinskyPipeline", [768, 768], UNKNOWN),
        ("StableDiffusionPipeline", True, UNKNOWN),
    ],
)
def test_the_family_of_a_model_is_in_its_folder(class_name: str, width: object, family: str) -> None:
    assert family_of_pipeline(class_name, width) == family


def test_what_is_not_known_is_neither_said_to_fit_nor_not_to() -> None:
    assert fits("sdxl", {"sdxl", "sd1"}) is True
    assert fits("sdxl", {"sd1"}) is False
    assert fits(UNKNOWN, {"sd1"}) is None
    assert fits("sdxl", ()) is None


def test_families_have_names_for_people() -> None:
    assert title_of("sdxl") == "Stable Diffusion XL"
    assert title_of(family_of_unet(32)) == "a network of width 32"
    assert family_of_unet(0) == UNKNOWN
