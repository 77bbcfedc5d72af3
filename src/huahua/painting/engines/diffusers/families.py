"""What the kinds of pipelines need, by the name of their class."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Family:
    """`steps`: for draft, standard and high quality."""

    prefix: str
    steps: tuple[int, int, int]
    guidance: float
    side: int
    """Of a picture where nobody asked for a size."""
    max_side: int
    step: int
    """Sides are multiples of it."""
    negative: str = "negative_prompt"
    """`negative_prompt`, `true_cfg` (needs a second guidance, twice the time) or empty."""
    true_cfg: float = 1.0
    bfloat16: bool = False
    control: str = ""
    """Class of its ControlNet model; empty: none."""
    control_image: str = "image"
    """How its ControlNet pipelines call the control picture when they paint from words."""
    schedulers: bool = False
    """Whether the fast solvers for `quality` fit it."""


FAMILIES = (
    Family("StableDiffusionXL", (12, 30, 45), 6.0, 1024, 1536, 8, control="ControlNetModel", schedulers=True),
    Family(
        "StableDiffusion3",
        (14, 28, 40),
        5.0,
        1024,
        1536,
        16,
        bfloat16=True,
        control="SD3ControlNetModel",
        control_image="control_image",
    ),
    Family("StableDiffusion", (12, 25, 40), 7.5, 512, 1024, 8, control="ControlNetModel", schedulers=True),
    Family(
        "Flux",
        (12, 28, 40),
        3.5,
        1024,
        2048,
        16,
        negative="true_cfg",
        true_cfg=4.0,
        bfloat16=True,
        control="FluxControlNetModel",
        control_image="control_image",
    ),
    Family(
        "QwenImage",
        (20, 40, 50),
        1.0,
        1328,
        2048,
        16,
        negative="true_cfg",
        true_cfg=4.0,
        bfloat16=True,
        control="QwenImageControlNetModel",
        control_image="control_image",
    ),
    Family("", (12, 28, 40), 5.0, 1024, 2048, 16, bfloat16=True),
)
"""The first whose prefix fits; the last fits every pipeline."""


def family_of(class_name: str) -> Family:
    return next(family for family in FAMILIES if class_name.startswith(family.prefix))
