# ruff: noqa: E501 - tables of points and words read best one shape or entry per line
"""Imports every family once, so that the table of drawers is complete."""

from . import (
    buildings,
    flowers,
    flying,
    folk,
    food,
    landforms,
    sitting,
    skies,
    standing,
    still,
    swimming,
    trees,
    vehicles,
)
from .registry import DRAWERS

__all__ = [
    "DRAWERS", "buildings", "flowers", "flying", "folk", "food", "landforms", "sitting", "skies", "standing", "still", "swimming",
    "trees", "vehicles",
]  # fmt: skip
