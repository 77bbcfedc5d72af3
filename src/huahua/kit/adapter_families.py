"""For which kind of network a trained style (LoRA) was made, from the names and shapes of its tensors. Pure.

Low-rank weights fit a network whose layers have their names and widths, and no other: a style of Stable Diffusion XL
cannot be put into Stable Diffusion 1. What tells networks apart is how wide the words are that they listen to
(`cross_attention_dim` of a UNet), or how the blocks of a transformer are called. Names of layers are those of diffusers
(PEFT) and of kohya-ss (https://github.com/kohya-ss/sd-scripts).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

UNKNOWN = ""
"""The family of what cannot be told: it may be tried."""
FLUX, SD3, QWEN = "flux", "sd3", "qwen-image"
TITLES = {
    "sd1": "Stable Diffusion 1",
    "sd2": "Stable Diffusion 2",
    "sdxl": "Stable Diffusion XL",
    SD3: "Stable Diffusion 3",
    FLUX: "FLUX.1",
    QWEN: "Qwen-Image",
}
_BY_WIDTH = {768: "sd1", 1024: "sd2", 2048: "sdxl"}
_MAX_WIDTH = 65_536
_LISTENS = re.compile(r"attn2[._]to_[kv][._].*(?:lora_A|lora_down|lora\.down)(?:\.[\w-]+)?\.weight$")
"""The weights of a UNet that read the words; their second side is how wide those are."""
_FLUX_BLOCKS = re.compile(r"single_transformer_blocks[._]|lora_unet_(?:single|double)_blocks_")
_FLUX_WIDTH = 3_072
_QWEN_BLOCKS = re.compile(r"transformer_blocks[._]\d+[._](?:img|txt)_(?:mlp|mod)[._]")
_SD3_BLOCKS = re.compile(r"lora_unet_joint_blocks_|joint_blocks\.")
_SD3_WIDTHS = frozenset({1_536, 2_432})
_JOINT_QUERY = re.compile(r"(?:^|[._])transformer_blocks[._]\d+[._]attn[._]to_q[._]")
_DOWN = re.compile(r"(?:lora_A|lora_down|lora\.down)(?:\.[\w-]+)?\.weight$")
_PIPELINES = (
    (re.compile(r"StableDiffusion3"), SD3),
    (re.compile(r"Flux(?!2)"), FLUX),
    (re.compile(r"QwenImage"), QWEN),
)


def family_of_unet(width: Any) -> str:
    """By its `cross_attention_dim`. Networks of a width that is no known model's are a family of their own."""
    if type(width) is not int or not 1 <= width <= _MAX_WIDTH:
        return UNKNOWN
    return _BY_WIDTH.get(width, f"unet-{width}")


def family_of_pipeline(class_name: str, width: Any = None) -> str:
    """Of a pipeline of diffusers by its class; where that has a UNet, by the UNet's `cross_attention_dim`."""
    named = next((family for pattern, family in _PIPELINES if pattern.match(class_name)), UNKNOWN)
    return named or family_of_unet(width)


def family_of_adapter(shapes: Mapping[str, Sequence[int]]) -> str:
    """By the shapes of its tensors; UNKNOWN for one that changes none of the layers that tell families apart."""
    widths = {shape[1] for name, shape in shapes.items() if len(shape) > 1 and _LISTENS.search(name)}
    if widths:
        return family_of_unet(widths.pop()) if len(widths) == 1 else UNKNOWN
    down = {name: shape[1] for name, shape in shapes.items() if len(shape) > 1 and _DOWN.search(name)}
    if any(_QWEN_BLOCKS.search(name) for name in down):
        return QWEN
    flux = [width for name, width in down.items() if _FLUX_BLOCKS.search(name)]
    if flux:
        return FLUX if _FLUX_WIDTH in flux else UNKNOWN
    if any(_SD3_BLOCKS.search(name) for name in down):
        return SD3
    queries = {width for name, width in down.items() if _JOINT_QUERY.search(name)}
    return SD3 if queries and queries <= _SD3_WIDTHS else UNKNOWN


def fits(family: str, families: Collection[str]) -> bool | None:
    """Whether a style of `family` fits a model that takes `families`; None where one of the two is not known."""
    return family in families if family and families else None


def title_of(family: str) -> str:
    """For people."""
    return TITLES.get(family) or f"a network of width {family.removeprefix('unet-')}"
