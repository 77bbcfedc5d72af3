"""The smallest file that is a LoRA in safetensors, and the smallest folder that is a model to be told from it."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

PLAIN = {"unet.to_q.lora_A.weight": [2, 4], "unet.to_q.lora_B.weight": [4, 2]}
"""Of layers that say nothing of the network that they are for."""
_LAYER = "unet.down_blocks.0.attentions.0.transformer_blocks.0.attn2.to_k"


def made_for(width: int) -> dict[str, list[int]]:
    """Of a network whose words are so wide: 768 Stable Diffusion 1, 2048 XL."""
    return {f"{_LAYER}.lora_A.weight": [2, width], f"{_LAYER}.lora_B.weight": [4, 2]}


def lora_file(
    change: Callable[[dict[str, Any]], Any] | None = None,
    tail: bytes = b"",
    shapes: Mapping[str, list[int]] = PLAIN,
) -> bytes:
    """With its header as `change` makes it, and more bytes at its end."""
    header: dict[str, Any] = {"__metadata__": {"format": "pt"}}
    end = 0
    for name, shape in shapes.items():
        size = 4 * math.prod(shape)
        header[name] = {"dtype": "F32", "shape": shape, "data_offsets": [end, end + size]}
        end += size
    if change is not None:
        change(header)
    said = json.dumps(header).encode()
    return len(said).to_bytes(8, "little") + said + bytes(end) + tail


def model_folder(folder: Path, width: int = 768) -> Path:
    """A pipeline of Stable Diffusion as far as its files tell without being loaded: 768 wide words are version 1."""
    (folder / "unet").mkdir(parents=True)
    parts = {"scheduler": ["diffusers", "PNDMScheduler"], "unet": ["diffusers", "UNet2DConditionModel"]}
    (folder / "model_index.json").write_text(json.dumps({"_class_name": "StableDiffusionPipeline"} | parts))
    config = {"sample_size": 64, "in_channels": 4, "cross_attention_dim": width}
    (folder / "unet" / "config.json").write_text(json.dumps(config))
    (folder / "unet" / "diffusion_pytorch_model.safetensors").write_bytes(lora_file())
    return folder
