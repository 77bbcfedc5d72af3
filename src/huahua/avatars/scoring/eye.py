"""The shipped eye: weights in `eye.npz`, and pictures as its features."""

from __future__ import annotations

import io
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from huahua.avatars.domain.looks import SIDE, Features, features_of
from huahua.avatars.domain.seeing import Eye, Head

FILE = Path(__file__).with_name("eye.npz")
_FORMATS = ("PNG", "JPEG", "WEBP")
_MAX_PIXELS = 64_000_000


@cache
def eye() -> Eye:
    with np.load(FILE, allow_pickle=False) as kept:
        heads = {
            str(field): Head(
                tuple(str(value) for value in kept[f"{field}.values"]),
                kept[f"{field}.weights"].astype(np.float32),
                kept[f"{field}.bias"].astype(np.float32),
            )
            for field in kept["fields"]
        }
        return Eye(heads, kept["mean"].astype(np.float32), kept["spread"].astype(np.float32))


def save(
    file: Path, heads: Mapping[str, tuple[tuple[str, ...], Any, Any]], mean: Features, spread: Features
) -> None:
    kept: dict[str, Any] = {"fields": np.array(list(heads)), "mean": mean, "spread": spread}
    for field, (values, weights, bias) in heads.items():
        kept[f"{field}.values"] = np.array(values)
        kept[f"{field}.weights"] = weights
        kept[f"{field}.bias"] = bias
    halves = {
        name: value.astype(np.float16) if value.dtype.kind == "f" else value for name, value in kept.items()
    }
    np.savez_compressed(file, **halves)


def features(data: bytes) -> list[float]:
    """A task for a worker: the features of an encoded picture, its middle where it is no square. Raises ValueError."""
    try:
        with Image.open(io.BytesIO(data), formats=_FORMATS) as picture:
            if picture.width * picture.height > _MAX_PIXELS:
                raise ValueError("the picture is too large")
            found: list[float] = features_of(_pixels(picture)).tolist()
            return found
    except (OSError, SyntaxError, Image.DecompressionBombError) as fault:
        raise ValueError("this is not a picture that can be read") from fault


def _pixels(picture: Image.Image) -> Any:
    side = min(picture.size)
    left, top = (picture.width - side) // 2, (picture.height - side) // 2
    square = picture.convert("RGBA").resize(
        (SIDE, SIDE), Image.Resampling.BOX, (left, top, left + side, top + side)
    )
    ground = Image.new("RGBA", square.size, "white")
    ground.alpha_composite(square)
    return np.asarray(ground.convert("RGB"))
