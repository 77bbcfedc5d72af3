"""A brand in a pack: a ground in its colour, its logo in that ground's corner and on the sheet."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from PIL import Image

from huahua.avatars.domain.branding import WornBrand
from huahua.avatars.domain.variants import COLOURS
from huahua.kit.corners import placed, scaled

GROUND = "brand"
"""The background in the brand's own colour."""
_CUTS_CORNERS = ("circle", "squircle")


@dataclass(frozen=True, slots=True)
class PackBrand:
    worn: WornBrand
    logo: Image.Image | None

    @classmethod
    def of(cls, given: Mapping[str, Any] | None, logo: bytes | None) -> PackBrand | None:
        if given is None:
            return None
        mark = None if logo is None else Image.open(io.BytesIO(logo), formats=("PNG",)).convert("RGBA")
        return cls(WornBrand.from_json(given), mark)

    def marked(self, picture: Image.Image, shape: str) -> Image.Image:
        """With the logo in its corner, where it is to be shown and the shape has corners."""
        worn = self.worn
        if self.logo is None or not worn.shows or (shape in _CUTS_CORNERS and worn.corner != "centre"):
            return picture
        mark = sized(self.logo, worn.share * min(picture.size))
        done = picture.copy()
        done.alpha_composite(mark, placed(picture.size, mark.size, worn.corner, worn.clear))
        return done


def sized(logo: Image.Image, side: float) -> Image.Image:
    """With a longer side of `side` pixels. Colours behind full transparency do not bleed into the edges."""
    return logo.convert("RGBa").resize(scaled(logo.size, side), Image.Resampling.LANCZOS).convert("RGBA")


def colour_of(background: str, brand: PackBrand | None) -> str:
    """Six hex digits."""
    if background == GROUND and brand is not None:
        return brand.worn.colours.background.removeprefix("#")
    return COLOURS[background]
