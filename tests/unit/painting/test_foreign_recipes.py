"""Recipes of files: ours, stable-diffusion-webui's and ComfyUI's; and whatever a stranger writes there instead."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huahua.painting.domain import xmp
from huahua.painting.domain.foreign import read

A1111 = """a red boat, <lora:ink_wash:0.7> masterpiece
on a lake
Negative prompt: people, text
Steps: 28, Sampler: DPM++ 2M, CFG scale: 7, Seed: 4294967299, Size: 768x512, Model hash: abc, Model: dreamshaper_8, \
Denoising strength: 0.4, Lora hashes: "ink_wash: 1a, x: 2b", Version: v1.9"""
COMFY = {
    "3": {
        "class_type": "KSampler",
        "inputs": {
            "seed": 77,
            "steps": 20,
            "cfg": 8,
            "sampler_name": "euler",
            "denoise": 1,
            "model": ["10", 0],
            "positive": ["6", 0],
            "negative": ["7", 0],
            "latent_image": ["5", 0],
        },
    },
    "4": {"class_type": "CheckpointLoaderSimple", "inputs": {"ckpt_name": "v1-5.safetensors"}},
    "5": {"class_type": "EmptyLatentImage", "inputs": {"width": 512, "height": 640, "batch_size": 1}},
    "6": {"class_type": "CLIPTextEncode", "inputs": {"text": ["8", 0], "clip": ["4", 1]}},
    "7": {"class_type": "CLIPTextEncode", "inputs": {"text": "blurry", "clip": ["4", 1]}},
    "8": {"class_type": "Text", "inputs": {"value": "湖上的小船"}},
    "10": {
        "class_type": "LoraLoader",
        "inputs": {"lora_name": "ink.safetensors", "strength_model": 0.6, "model": ["4", 0]},
    },
}


def test_a_recipe_of_ours_comes_back_without_what_nobody_knows() -> None:
    ours = {
        "version": 1,
        "prompt": "船",
        "seed": 5,
        "width": 640,
        "height": 480,
        "adapters": [{"id": "a"}],
        "evil": 1,
    }
    found = read({"huahua-recipe": json.dumps(ours)})
    assert found is not None and found.source == "huahua"
    assert found.recipe == {
        "prompt": "船",
        "seed": 5,
        "width": 640,
        "height": 480,
        "adapters": [{"id": "a", "weight": 1.0}],
    }


def test_a_recipe_in_xmp_is_read() -> None:
    packet = xmp.with_recipe(xmp.packet_of(xmp.TRAINED), json.dumps({"prompt": "a <b> & c"}))
    found = read({xmp.KEYWORD: packet})
    assert found is not None and found.recipe == {"prompt": "a <b> & c"}


def test_the_text_of_stable_diffusion_webui() -> None:
    found = read({"parameters": A1111})
    assert found is not None and found.source == "a1111"
    assert found.recipe == {
        "prompt": "a red boat,  masterpiece\non a lake",
        "negative": "people, text",
        "model": "dreamshaper_8",
        "seed": 4294967299 % 2**31,
        "width": 768,
        "height": 512,
        "strength": 0.4,
        "adapters": [{"id": "ink_wash", "weight": 0.7}],
    }
    assert found.more["Sampler"] == "DPM++ 2M"


def test_the_graph_of_comfyui() -> None:
    found = read({"prompt": json.dumps(COMFY)})
    assert found is not None and found.source == "comfyui"
    assert found.recipe == {
        "prompt": "湖上的小船",
        "negative": "blurry",
        "model": "v1-5.safetensors",
        "seed": 77,
        "width": 512,
        "height": 640,
        "adapters": [{"id": "ink.safetensors", "weight": 0.6}],
    }
    assert found.more == {"steps": "20", "cfg": "8", "sampler_name": "euler"}


def test_a_graph_that_goes_round_ends() -> None:
    inputs = {
        "seed": 1,
        "positive": ["2", 0],
        "negative": ["2", 0],
        "model": ["1", 0],
        "latent_image": ["1", 0],
    }
    graph = {"1": {"inputs": inputs}, "2": {"inputs": {"conditioning": ["2", 0], "other": ["1", 0]}}}
    found = read({"prompt": json.dumps(graph)})
    assert found is not None and found.recipe == {"seed": 1}


@pytest.mark.parametrize(
    "texts",
    [
        {},
        {"huahua-recipe": "no json"},
        {"huahua-recipe": "[]"},
        {"huahua-recipe": '{"prompt": 5, "seed": true, "width": -1, "adapters": "x"}'},
        {"huahua-recipe": "[" * 100_000},
        {"parameters": "just a text"},
        {"prompt": '{"a": 5}'},
        {"prompt": "x" * 300_000},
        {xmp.KEYWORD: "<huahua:Recipe>"},
    ],
)
def test_what_is_no_recipe_is_none(texts: dict[str, str]) -> None:
    assert read(texts) is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["1", "2", "inputs"]), inner),
    max_leaves=12,
)


@given(st.dictionaries(st.sampled_from(["1", "2", "prompt", "seed", "adapters", "controls"]), JSON))
def test_no_json_breaks_the_reader(given: dict[str, object]) -> None:
    for keyword in ("huahua-recipe", "prompt"):
        read({keyword: json.dumps(given)})


@pytest.mark.parametrize(
    "text",
    [
        "x\nSteps: 1," + " " * 150_000 + "!",
        "x\nSteps: 1" + ',a:"' * 40_000,
        "<lora:" + "a" * 150_000 + "\nSteps: 1",
        "<lora:a:" + "1" * 150_000 + "\nSteps: 1",
        "<lora:a" * 20_000 + "\nSteps: 1",
    ],
)
def test_a_long_text_is_read_in_one_pass(text: str) -> None:
    """What goes back and forth over it never ends."""
    assert read({"parameters": text}) is not None
