"""Control pictures from ordinary ones: edges by OpenCV, depth by a model of the operator, others as they come."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

AS_THEY_COME = ""
"""In place of a model: the pictures that come are control pictures already."""
Sketcher = Callable[[Image.Image], Image.Image]


class NoSketcher(Exception):
    """Nothing here makes control pictures of this kind. The message is for the caller."""


def sketcher(kind: str, configured: str | None, device: str) -> Sketcher:
    """`configured` is a model's folder, `AS_THEY_COME`, or None. Raises NoSketcher."""
    if configured == AS_THEY_COME:
        return lambda picture: picture
    if kind == "canny":
        return _canny
    if kind == "line":
        return _line
    if configured is None:
        raise NoSketcher(
            f"Nothing here makes '{kind}' pictures out of ordinary ones: the operator names a model"
            f" (sketcher.{kind}=FOLDER), or sketcher.{kind}=ready where they come ready."
        )
    if kind == "depth":
        return _depth(Path(configured), device)
    raise NoSketcher(f"'{kind}' pictures are taken ready-made only (sketcher.{kind}=ready).")


def _canny(picture: Image.Image) -> Image.Image:
    """Thresholds from the picture's own brightness, so that dark and pale pictures give lines too."""
    import cv2

    grey = np.asarray(picture.convert("L"))
    middle = float(np.median(grey))
    edges = cv2.Canny(grey, int(max(20, 0.66 * middle)), int(min(255, max(60, 1.33 * middle))))
    return Image.fromarray(np.repeat(edges[:, :, None], 3, axis=2))


def _line(picture: Image.Image) -> Image.Image:
    """White lines of a pencil on black: what is darker than its surroundings."""
    import cv2

    grey = np.asarray(picture.convert("L"))
    smooth = cv2.bilateralFilter(grey, 7, 50, 50)
    blurred = cv2.GaussianBlur(smooth, (0, 0), sigmaX=max(2.0, min(grey.shape) / 100))
    lines = np.clip((blurred.astype(np.int16) - smooth.astype(np.int16)) * 6, 0, 255).astype(np.uint8)
    return Image.fromarray(np.repeat(lines[:, :, None], 3, axis=2))


def _depth(folder: Path, device: str) -> Sketcher:
    """Any depth estimation model of transformers (Depth Anything, DPT, …) with weights in safetensors."""
    from transformers import AutoImageProcessor, AutoModelForDepthEstimation

    model: Any = AutoModelForDepthEstimation.from_pretrained(
        folder, use_safetensors=True, local_files_only=True
    )
    model = model.to(device).eval()
    processor: Any = AutoImageProcessor.from_pretrained(folder, local_files_only=True)

    def sketch(picture: Image.Image) -> Image.Image:
        import torch

        with torch.inference_mode():
            inputs = processor(images=picture, return_tensors="pt").to(device)
            depth = model(**inputs).predicted_depth[0].float().cpu().numpy()
        spread = float(depth.max() - depth.min()) or 1.0
        grey = ((depth - depth.min()) / spread * 255).astype(np.uint8)
        return Image.fromarray(grey).resize(picture.size, Image.Resampling.BICUBIC).convert("RGB")

    return sketch
