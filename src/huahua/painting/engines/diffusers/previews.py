"""The unfinished picture from its latents, by a linear map that is fitted to the model's own VAE.

Each value of latents says something about the colour of its patch, and a linear map of them is a small picture that
costs nothing beside a step. The map is found once per model by encoding patches of known colours, so that it fits
every VAE, whatever its channels.
"""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import torch
from PIL import Image

MAX_SIDE = 512
MAX_BYTES = 40_000
_PATCHES = 8
"""Per side of a picture of patches."""
_PICTURES = 4


class LatentColours:
    """`fit` may raise whatever a VAE of another shape raises; then there are no previews."""

    def __init__(self, matrix: torch.Tensor) -> None:
        self._matrix = matrix

    @classmethod
    def fit(cls, vae: Any) -> LatentColours:
        weight = next(vae.parameters())
        scale = 2 ** (len(vae.config.block_out_channels) - 1)
        side = _PATCHES * scale
        generator = torch.Generator().manual_seed(7)
        colours = torch.rand(_PICTURES, 3, _PATCHES, _PATCHES, generator=generator)
        colours = torch.nn.functional.interpolate(colours[:, :, ::2, ::2], size=_PATCHES, mode="nearest")
        patches = torch.nn.functional.interpolate(colours, size=side, mode="nearest") * 2 - 1
        with torch.inference_mode():
            latents = vae.encode(patches.to(weight.device, weight.dtype)).latent_dist.mean.float().cpu()
        latents = (latents - (vae.config.get("shift_factor") or 0.0)) * vae.config.scaling_factor
        values = latents.permute(0, 2, 3, 1).reshape(-1, latents.shape[1])
        known = torch.cat([values, torch.ones(len(values), 1)], dim=1)
        wanted = colours.permute(0, 2, 3, 1).reshape(-1, 3)
        # A little ridge: some channels of some models say nothing about colour.
        ridge = 1e-3 * torch.eye(known.shape[1])
        return cls(torch.linalg.solve(known.T @ known + ridge, known.T @ wanted))

    def jpeg(self, latents: torch.Tensor) -> bytes:
        """Of one picture's latents, channels × height × width."""
        values = latents.detach().float().cpu().flatten(1).T
        known = torch.cat([values, torch.ones(len(values), 1)], dim=1)
        height, width = latents.shape[-2:]
        colours = (known @ self._matrix).clamp(0, 1).mul(255).byte().numpy().reshape(height, width, 3)
        return _small(Image.fromarray(np.ascontiguousarray(colours)))


def _small(picture: Image.Image) -> bytes:
    factor = MAX_SIDE / max(picture.size)
    size = (max(1, round(picture.width * factor)), max(1, round(picture.height * factor)))
    picture = picture.resize(size, Image.Resampling.BICUBIC)
    for quality in (75, 50, 25):
        out = io.BytesIO()
        picture.save(out, "JPEG", quality=quality)
        if out.tell() <= MAX_BYTES:
            break
    return out.getvalue()


def unpacked(pipeline: Any, latents: torch.Tensor, width: int, height: int) -> torch.Tensor:
    """Latents as batch × channels × height × width, also of pipelines that pack them into a row of patches."""
    if latents.dim() == 3:
        latents = pipeline._unpack_latents(latents, height, width, pipeline.vae_scale_factor)
    return latents[:, :, 0] if latents.dim() == 5 else latents
