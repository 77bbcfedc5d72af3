"""What a pipeline can do, from its folder and its settings. Needs no torch."""

from __future__ import annotations

from huahua.gateway.api import READY, ControlKind, ImageCapabilities, LocalModels
from huahua.painting.engines.diffusers.asking import MIN_SIDE
from huahua.painting.engines.diffusers.families import family_of
from huahua.painting.engines.diffusers.folders import PipelineFacts

_EDITORS = ("StableDiffusion", "Flux", "QwenImage", "Kandinsky", "ZImage")
_FILLERS = ("StableDiffusion", "Flux", "QwenImage", "Kandinsky", "ZImage")
_STYLED = ("StableDiffusion", "Flux", "QwenImage")
_SKETCHED = frozenset({"canny", "line"})
"""Made here, without a model."""


def capabilities_of(facts: PipelineFacts | None, config: LocalModels) -> ImageCapabilities:
    """`facts` are None for one of the hub that is not here yet: then it is held to be able to paint words alone."""
    name = facts.class_name if facts else ""
    family = family_of(name)
    led = {
        kind
        for kind in config.controls
        if family.control
        and (
            kind in _SKETCHED
            or config.sketchers.get(kind) == READY
            or (kind == "depth" and kind in config.sketchers)
        )
    }
    refers = bool(config.ip_adapter) and name.startswith("StableDiffusion") and "3" not in name
    return ImageCapabilities(
        min_side=MIN_SIDE,
        max_side=family.max_side,
        side_step=family.step,
        max_count=config.max_batch,
        seed=True,
        negative=bool(family.negative) and facts is not None,
        quality=True,
        edit=name.startswith(_EDITORS),
        needs_source="Edit" in name or (facts is not None and facts.inpaint),
        mask=name.startswith(_FILLERS),
        strength=name.startswith(_EDITORS),
        max_references=1 if refers else 0,
        controls=frozenset(map(ControlKind, led)),
        adapters=name.startswith(_STYLED),
        adapter_families=(facts.family,) if facts is not None and facts.family else (),
        previews=True,
    )
