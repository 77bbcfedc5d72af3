"""Steps of a diffusion model as the quality level of a model that has levels. Pure."""

from __future__ import annotations

from typing import Literal

QualityLevel = Literal["low", "medium", "high"]


def quality_level(steps: int) -> QualityLevel:
    """Up to 15 steps are a draft, up to 35 the usual, more is for the best picture."""
    if steps <= 15:
        return "low"
    return "medium" if steps <= 35 else "high"
