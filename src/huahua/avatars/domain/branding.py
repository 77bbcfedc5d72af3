"""What an avatar takes from a brand: a ground and clothes in its colours, where nothing was said of them. Pure."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, get_args

from huahua.avatars.domain.options import Descriptor
from huahua.avatars.domain.spec import AvatarSpec, Color
from huahua.avatars.domain.variants import COLOUR_OPTIONS, COLOURS

_LIGHTNESS = 0.4
"""How much lightness counts beside hue and chroma."""
_COLOURED = 0.04
"""Chroma in Oklab from which a colour has a hue."""
_GREYS = frozenset({"black", "white", "grey"})


@dataclass(frozen=True, slots=True)
class BrandColours:
    """Of one brand, as `#rrggbb`."""

    background: str
    clothing: str


@dataclass(frozen=True, slots=True)
class WornBrand:
    """A brand as it is when something is asked for, so that what waits is made the same although the brand changes.

    `logo` is the digest of a PNG, which is kept as long as a run may wait; it goes into `corner` of grounds in the
    brand's colour where it `shows`, with a longer side of `share` and `clear` free around it, both of the picture's
    shorter side.
    """

    id: str
    name: str
    version: int
    colours: BrandColours
    logo: str | None = None
    shows: bool = False
    corner: str = "bottom_right"
    share: float = 0.16
    clear: float = 0.04

    def told(self) -> dict[str, Any]:
        """What files say of it."""
        return {"name": self.name, "version": self.version}

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> WornBrand:
        return cls(**{**data, "colours": BrandColours(**data["colours"])})


def brand_options(
    options: Mapping[str, Any], descriptor: Descriptor, colours: BrandColours
) -> dict[str, Any]:
    """Options of a vector avatar that show the colours, but for those that `options` choose already. A style whose
    people wear nothing of one colour gets the ground alone."""
    found: dict[str, Any] = {}
    for part, colour in (("background", colours.background), ("clothes", colours.clothing)):
        known = [name for name in COLOUR_OPTIONS[part] if name in descriptor]
        if known and not any(name in options for name in known):
            found[known[0]] = colour.removeprefix("#")
    return found


def brand_spec(spec: AvatarSpec, colours: BrandColours) -> AvatarSpec:
    """The spec for a model that paints: what was not said gets the nearest colour that has a name."""
    filled = {}
    if spec.background is None:
        filled["background"] = nearest(colours.background)
    if spec.clothing_color is None:
        filled["clothing_color"] = nearest(colours.clothing)
    return spec.model_copy(update=filled)


def nearest(colour: str) -> Color:
    """By distance in Oklab (https://bottosson.github.io/posts/oklab), where hue counts for more than lightness: a dark
    blue is named after its blue and no black."""
    wanted = _oklab(colour.removeprefix("#"))
    coloured = math.hypot(wanted[1], wanted[2]) > _COLOURED

    def distance(name: str) -> float:
        there = _oklab(COLOURS[name])
        squares = [(one - other) ** 2 for one, other in zip(wanted, there, strict=True)]
        return _LIGHTNESS * squares[0] + squares[1] + squares[2]

    return min((name for name in get_args(Color) if not (coloured and name in _GREYS)), key=distance)


def _oklab(colour: str) -> tuple[float, float, float]:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    cones = (
        (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3),
        (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3),
        (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3),
    )
    return (
        0.2104542553 * cones[0] + 0.7936177850 * cones[1] - 0.0040720468 * cones[2],
        1.9779984951 * cones[0] - 2.4285922050 * cones[1] + 0.4505937099 * cones[2],
        0.0259040371 * cones[0] + 0.7827717662 * cones[1] - 0.8086757660 * cones[2],
    )
