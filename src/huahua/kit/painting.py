"""Words for what is asked of painters, which every area says alike."""

from __future__ import annotations

from enum import StrEnum


class Quality(StrEnum):
    """How much work a picture is worth. Each engine maps it to what it has: steps, levels, a smaller model."""

    DRAFT = "draft"
    STANDARD = "standard"
    HIGH = "high"


class Operation(StrEnum):
    """What is to be done. All but `PAINT` work on one picture that is there."""

    PAINT = "paint"
    UPSCALE = "upscale"
    """The same picture, `scale` times as wide and high."""
    REMOVE_BACKGROUND = "remove_background"
    """The same picture with nothing behind its subject."""


class ControlKind(StrEnum):
    """What is taken from a control picture: its edges, its drawn lines, how far things are, or how bodies stand."""

    CANNY = "canny"
    LINE = "line"
    DEPTH = "depth"
    POSE = "pose"
