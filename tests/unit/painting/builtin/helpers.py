"""Short cuts of the painter's tests: small pictures, and what is in a recipe."""

import io
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from huahua.painting.engines.builtin import Illustration, illustrate

Spots = list[tuple[float, float, float]]


def paint(words: str, **options: Any) -> Illustration:
    """A small picture with a fixed seed."""
    settings: dict[str, Any] = {"seed": 5, "width": 96, "height": 96, "style": "flat", **options}
    return illustrate(words, **settings)


def pixels(png: bytes) -> NDArray[np.uint8]:
    """Height × width × 3."""
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB"))


def item(recipe: dict[str, Any], kind: str) -> dict[str, Any]:
    """The one item of a kind."""
    found = [entry for entry in recipe["items"] if entry["kind"] == kind]
    assert len(found) == 1, f"{kind}: {found}"
    return found[0]


def places(recipe: dict[str, Any]) -> dict[str, Spots]:
    """Where every item's copies stand."""
    return {
        entry["id"]: [(spot["x"], spot["y"], spot["size"]) for spot in entry["spots"]]
        for entry in recipe["items"]
    }
