"""Tiny models, made once for all tests, and helpers to ask for a picture of them."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("HF_HUB_OFFLINE", "1")  # before anything of the hub is imported
os.environ["OMP_NUM_THREADS"] = (
    "1"  # tiny matrices, and other tests beside these: threads would only wait for each other
)

import numpy as np
import pytest
import torch
from PIL import Image, ImageDraw

from huahua.painting.engines.diffusers.folders import stamp_of
from huahua.painting.engines.diffusers.plain import Adapter, Given, Model, Shared
from huahua.painting.engines.diffusers.studio import Studio
from tests.local import tiny

torch.set_num_threads(1)


@pytest.fixture(scope="session")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of tiny models, LoRA files in `loras`, and parts for control and reference."""
    folder = tmp_path_factory.mktemp("models")
    for name in ("sd15", "sdxl", "sd3", "flux"):
        getattr(tiny, f"tiny_{name}")(folder / name)
    tiny.tiny_controlnet(folder / "parts" / "canny")
    tiny.tiny_controlnet(folder / "parts" / "depth", seed=1)
    tiny.tiny_ip_adapter(folder / "parts" / "ip")
    for number in range(6):
        tiny.tiny_lora(folder / "sd15", folder / "loras" / f"style-{number}.safetensors", seed=number)
    tiny.tiny_lora(folder / "sd15", folder / "loras" / "wide.safetensors", seed=9, rank=48)
    return folder


@pytest.fixture(scope="session")
def studio() -> Studio:
    return Studio()


@pytest.fixture(scope="session")
def model(models: Path) -> Callable[..., Model]:
    def make(name: str = "sd15", **more: Any) -> Model:
        plain = Model(
            root=str(models / name),
            hub=False,
            pickle=False,
            dtype="float32",
            device="cpu",
            offload="auto",
            pixels=64 * 64,
            controls={"canny": str(models / "parts/canny"), "depth": str(models / "parts/depth")},
            sketchers={"depth": ""},
            ip_adapter=str(models / "parts/ip"),
            ip_adapter_file="ip-adapter.safetensors",
        )
        return plain | more  # type: ignore[return-value]

    return make


def shared(**more: Any) -> Shared:
    plain = Shared(width=64, height=64, steps=4, quality="standard", guidance=5.0, strength=0.75, adapters=[])
    return plain | more  # type: ignore[return-value]


def adapter(file: Path, weight: float = 1.0) -> Adapter:
    """As the painter names it to the process that paints."""
    return Adapter(name=file.stem, file=str(file), stamp=stamp_of(file), weight=weight)


def given(number: int = 0, **more: Any) -> Given:
    plain = Given(
        id=number,
        prompt=f"a red boat {number}",
        negative="",
        seed=100 + number,
        image=None,
        mask=None,
        controls=[],
        references=[],
        previews=True,
    )
    return plain | more  # type: ignore[return-value]


def drawing(seed: int = 0, size: tuple[int, int] = (64, 64)) -> bytes:
    """A PNG with shapes, different for each seed."""
    generator = np.random.default_rng(seed)
    picture = Image.new("RGB", size, tuple(int(v) for v in generator.integers(0, 255, 3)))
    draw = ImageDraw.Draw(picture)
    for _ in range(5):
        x, y = (int(v) for v in generator.integers(0, min(size) - 16, 2))
        draw.ellipse((x, y, x + 16, y + 16), fill=tuple(int(v) for v in generator.integers(0, 255, 3)))
    return png(picture)


def left_mask(size: tuple[int, int] = (64, 64)) -> bytes:
    """Transparent, and so to be repainted, in its left half."""
    mask = Image.new("RGBA", size, (0, 0, 0, 255))
    mask.paste((0, 0, 0, 0), (0, 0, size[0] // 2, size[1]))
    return png(mask)


def png(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def pixels(data: bytes) -> np.ndarray[Any, Any]:
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGB")).astype(np.int16)


def apart(one: bytes, other: bytes) -> float:
    """Mean difference of two pictures, 0 to 255."""
    return float(np.abs(pixels(one) - pixels(other)).mean())
