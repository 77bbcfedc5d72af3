"""The solver for a wished quality, where the model leaves the choice."""

from __future__ import annotations

from typing import Any

import diffusers

from huahua.painting.engines.diffusers.families import Family

_ORDINARY = (
    "PNDMScheduler",
    "DDIMScheduler",
    "LMSDiscreteScheduler",
    "EulerDiscreteScheduler",
    "DPMSolverMultistepScheduler",
    "UniPCMultistepScheduler",
)
"""A model that comes with another one (LCM, Turbo, Lightning) was trained for it and keeps it."""


def scheduler_for(pipeline: Any, family: Family, quality: str) -> None:
    """Set a fresh scheduler: they keep state from picture to picture."""
    config = pipeline.scheduler.config
    kind: Any = type(pipeline.scheduler)
    more: dict[str, Any] = {}
    if family.schedulers and kind.__name__ in _ORDINARY and config.get("timestep_spacing") != "trailing":
        kind = (
            diffusers.UniPCMultistepScheduler if quality == "draft" else diffusers.DPMSolverMultistepScheduler
        )
        more = {"use_karras_sigmas": quality != "draft"}
    pipeline.scheduler = kind.from_config(config, **more)
