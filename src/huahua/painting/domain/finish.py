"""What may be done to a finished picture, step by step: the request, checked. Pure.

The pixels are worked in `imaging/finishing.py`.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

MAX_SIDE = 4_096
"""Pixels: a poster."""
MAX_COLOURS = 12
MAX_STEPS = 12
_ROUNDING = 1e-6
ICON_SIDES = (16, 32, 48)
"""Of a favicon, all in one file."""

Colour = Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$")]
Share = Annotated[float, Field(ge=0, le=1)]
Corner = Literal["top_left", "top_right", "bottom_left", "bottom_right", "centre"]
LogoShare = Annotated[float, Field(ge=0.04, le=0.6)]
LogoClear = Annotated[float, Field(ge=0, le=0.2)]


class _Step(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Crop(_Step):
    """Either a part of the picture, in shares of its sides, or the part around its subject in this aspect."""

    do: Literal["crop"]
    left: Share | None = None
    top: Share | None = None
    width: Annotated[float, Field(gt=0, le=1)] | None = None
    height: Annotated[float, Field(gt=0, le=1)] | None = None
    aspect: Annotated[float, Field(ge=0.25, le=4)] | None = None
    """Width over height."""

    @model_validator(mode="after")
    def _one_way(self) -> Crop:
        box = (self.left, self.top, self.width, self.height)
        given = [side is not None for side in box]
        if any(given) == (self.aspect is not None) or any(given) != all(given):
            raise ValueError("say left, top, width and height, or an aspect alone")
        ends = (self.left or 0) + (self.width or 0), (self.top or 0) + (self.height or 0)
        if max(ends) > 1 + _ROUNDING:
            raise ValueError("the part reaches beyond the picture")
        return self


class Resize(_Step):
    """To these sides in pixels (Lanczos); one alone keeps the aspect."""

    do: Literal["resize"]
    width: Annotated[int, Field(ge=1, le=MAX_SIDE)] | None = None
    height: Annotated[int, Field(ge=1, le=MAX_SIDE)] | None = None

    @model_validator(mode="after")
    def _some(self) -> Resize:
        if self.width is None and self.height is None:
            raise ValueError("say a width, a height, or both")
        return self


class Sharpen(_Step):
    do: Literal["sharpen"]
    amount: Annotated[float, Field(gt=0, le=3)] = 1.0


class Balance(_Step):
    """`grey_world`: the picture's mean becomes grey. `palette`: its colours move towards these, in the shares in which
    they stand."""

    do: Literal["balance"]
    to: Literal["grey_world", "palette"] = "grey_world"
    palette: Annotated[list[Colour], Field(max_length=MAX_COLOURS)] = []
    strength: Share = 1.0

    @model_validator(mode="after")
    def _colours(self) -> Balance:
        if (self.to == "palette") != bool(self.palette):
            raise ValueError("a palette is named by its colours, grey_world has none")
        return self


class Background(_Step):
    """What is behind the subject becomes transparent, a colour, a run from one colour to another (downwards), or
    another picture of the same person."""

    do: Literal["background"]
    to: Literal["transparent", "colour", "gradient", "picture"] = "transparent"
    colours: Annotated[list[Colour], Field(max_length=2)] = []
    picture_id: Annotated[str, Field(max_length=80)] | None = None

    @model_validator(mode="after")
    def _enough(self) -> Background:
        wanted = {"transparent": 0, "colour": 1, "gradient": 2, "picture": 0}[self.to]
        if len(self.colours) != wanted or (self.to == "picture") != (self.picture_id is not None):
            raise ValueError(
                "a colour has one colour, a gradient two, a picture its id, transparency nothing"
            )
        return self


class Shape(_Step):
    """What lies outside becomes transparent."""

    do: Literal["shape"]
    shape: Literal["circle", "square", "rounded", "squircle"]


class Logo(_Step):
    """A brand's logo laid on: its longer side is `share` of the picture's shorter one, and `clear` of that stays free
    towards the edges."""

    do: Literal["logo"]
    brand_id: Annotated[str, Field(max_length=80)]
    corner: Corner = "bottom_right"
    share: LogoShare = 0.16
    clear: LogoClear = 0.04


Step = Annotated[Crop | Resize | Sharpen | Balance | Background | Shape | Logo, Field(discriminator="do")]


class Finish(BaseModel):
    """Steps in their order, and the file that comes of it. `ico` holds all sizes of a favicon."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    steps: Annotated[list[Step], Field(max_length=MAX_STEPS)] = []
    format: Literal["png", "webp", "jpeg", "ico"] = "png"
    quality: Annotated[int, Field(ge=40, le=100)] = 90

    @property
    def media_type(self) -> str:
        return "image/vnd.microsoft.icon" if self.format == "ico" else f"image/{self.format}"

    def picture_ids(self) -> list[str]:
        """Other pictures that are needed."""
        return [step.picture_id for step in self.steps if isinstance(step, Background) and step.picture_id]

    def brand_ids(self) -> list[str]:
        """Brands whose logos are needed."""
        return [step.brand_id for step in self.steps if isinstance(step, Logo)]
