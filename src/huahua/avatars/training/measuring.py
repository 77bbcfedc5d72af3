"""What a worker process measures of a picture that was cleaned before (see `infra.workers`)."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
from PIL import Image

from huahua.avatars.training.domain.looks import HASH_SIDE, perceptual_hash, sharpness

SIDE = 512


def measure(data: bytes) -> dict[str, Any]:
    with Image.open(io.BytesIO(data)) as opened:
        grey = opened.convert("RGBA").convert("RGB").convert("L")
    small = grey.resize((HASH_SIDE, HASH_SIDE), Image.Resampling.LANCZOS)
    grey.thumbnail((SIDE, SIDE), Image.Resampling.LANCZOS)
    return {
        "sharpness": sharpness(np.asarray(grey, dtype=np.float64)),
        "phash": perceptual_hash(np.asarray(small, dtype=np.float64)),
    }
