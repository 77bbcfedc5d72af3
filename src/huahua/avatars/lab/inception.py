"""Features of the Inception network that FID is published with, as a worker's task; torch is the extra `local`.

The weights are a file of the operator's: `inception-2015-12-05.pt`, the TorchScript module that clean-fid and NVIDIA's
StyleGAN use. Resizing and scaling are clean-fid's mode 'clean' (Parmar, Zhang and Zhu, CVPR 2022,
https://github.com/GaParmar/clean-fid): every channel as floats by Pillow's bicubic to 299 × 299, which, unlike the
usual ways, filters before it makes smaller.
"""

from __future__ import annotations

import functools
import io
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

SIDE = 299
LENGTH = 2_048
"""Numbers a picture."""
NAME = "inception-v3 (clean)"


class NotInception(ValueError):
    """The file is no such network. The message says what is wrong with it, for the operator."""


def prepared(data: bytes) -> NDArray[np.float32]:
    """The picture as the network gets it: 3 × 299 × 299, from 0 to 255. Raises OSError for what is no picture."""
    with Image.open(io.BytesIO(data)) as opened:
        pixels = np.asarray(opened.convert("RGB")).astype(np.float32)
    channels = [Image.fromarray(pixels[:, :, number], mode="F") for number in range(3)]
    small = [np.asarray(one.resize((SIDE, SIDE), Image.Resampling.BICUBIC)) for one in channels]
    return np.stack(small).clip(0, 255).astype(np.float32)


def features(data: bytes, weights: str) -> list[float]:
    """Of one picture. Raises NotInception."""
    import torch

    layers = _layers(weights)
    given = (torch.from_numpy(prepared(data))[None] - 128) / 128
    with torch.inference_mode():
        found = layers(given)
    if tuple(found.shape[:2]) != (1, LENGTH) or found.numel() != LENGTH:
        raise NotInception(f"The network answers with {tuple(found.shape)}, not with {LENGTH} features.")
    return [float(number) for number in found.flatten().double()]


@functools.lru_cache(maxsize=1)
def _layers(weights: str) -> Any:
    """The part of the module that ends in the pooled features; loaded once by each worker."""
    import torch

    try:
        module = torch.jit.load(weights, map_location="cpu").eval()
        return module.layers
    except (RuntimeError, ValueError, OSError, AttributeError) as fault:
        raise NotInception(
            "The file of Inception's weights (lab.inception) is not the TorchScript module that clean-fid uses."
        ) from fault
