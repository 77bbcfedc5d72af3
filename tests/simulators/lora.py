"""The smallest file that is a LoRA in safetensors."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any


def lora_file(change: Callable[[dict[str, Any]], Any] | None = None, tail: bytes = b"") -> bytes:
    """With its header as `change` makes it, and more bytes at its end."""
    shapes = {"unet.to_q.lora_A.weight": [2, 4], "unet.to_q.lora_B.weight": [4, 2]}
    header: dict[str, Any] = {"__metadata__": {"format": "pt"}}
    end = 0
    for name, shape in shapes.items():
        header[name] = {"dtype": "F32", "shape": shape, "data_offsets": [end, end + 32]}
        end += 32
    if change is not None:
        change(header)
    said = json.dumps(header).encode()
    return len(said).to_bytes(8, "little") + said + bytes(end) + tail
