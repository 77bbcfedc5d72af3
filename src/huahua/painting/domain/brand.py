"""A brand: colours, a style, words and a logo, and what they make of a wish for pictures. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from huahua.kit.clock import iso
from huahua.kit.painting import Operation
from huahua.kit.text import shown_name
from huahua.painting.domain.colour_names import is_plain_grey, lightness, name, plain_name
from huahua.painting.domain.finish import Balance, Colour, Corner, Finish, Logo, LogoClear, LogoShare, Step
from huahua.painting.domain.spec import Mode, PaintSpec
from huahua.painting.domain.text import clean, is_chinese
from huahua.painting.errors import InvalidPainting

MAX_BRANDS = 100
"""Of one person, and of one team."""
MIN_COLOURS, MAX_COLOURS = 2, 8
MAX_NAME_CHARS = 80
MAX_TONE_CHARS = 300
MAX_NEGATIVE_CHARS = 600
MAX_STYLE_CHARS = 80
MAX_LOGO_BYTES = 5 * 2**20
LOGO_SIDE = 1024
"""Pixels of the longer side of a logo as it is kept."""
HARMONY = 0.5
"""How far colours move where a wish asks for it and the brand does not say."""

Role = Literal["primary", "secondary", "accent", "background", "text", "other"]
_ROLES: dict[str, tuple[str, str]] = {
    "primary": ("主色", "main colour"),
    "secondary": ("辅色", "second colour"),
    "accent": ("点缀色", "accent"),
    "background": ("背景色", "background"),
    "text": ("文字色", "lettering"),
}
_ORDER = ("primary", "secondary", "accent", "other", "background", "text")


class Swatch(BaseModel):
    """One colour of a palette; a role other than `other` stands once."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    colour: Colour
    role: Role = "other"

    @field_validator("colour")
    @classmethod
    def _lower(cls, given: str) -> str:
        return given.lower()


class Mark(BaseModel):
    """Where the logo goes: `share` of the picture's shorter side is the logo's longer one, `clear` of it stays free
    around the logo. `show`: on every picture that is not asked to be without."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    show: bool = False
    corner: Corner = "bottom_right"
    share: LogoShare = 0.16
    clear: LogoClear = 0.04


class BrandWish(BaseModel):
    """What a person says of a brand. `harmony` is how far the colours of every painted picture move towards the
    palette, 0 for not at all; `tone` are a few words that every prompt gets."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    name: Annotated[str, Field(max_length=MAX_NAME_CHARS)]
    palette: Annotated[list[Swatch], Field(min_length=MIN_COLOURS, max_length=MAX_COLOURS)]
    style: Annotated[str, Field(max_length=MAX_STYLE_CHARS)] | None = None
    tone: Annotated[str, Field(max_length=MAX_TONE_CHARS)] = ""
    negative: Annotated[str, Field(max_length=MAX_NEGATIVE_CHARS)] = ""
    harmony: Annotated[float, Field(ge=0, le=1)] = 0.0
    mark: Mark = Mark()

    @field_validator("name")
    @classmethod
    def _plain(cls, given: str) -> str:
        return shown_name(given)

    @field_validator("tone", "negative")
    @classmethod
    def _clean(cls, given: str) -> str:
        return clean(given)

    @field_validator("style")
    @classmethod
    def _some(cls, given: str | None) -> str | None:
        return clean(given or "") or None

    @model_validator(mode="after")
    def _told_apart(self) -> Self:
        if not self.name:
            raise ValueError("a brand has a name")
        roles = [swatch.role for swatch in self.palette if swatch.role != "other"]
        if len(roles) != len(set(roles)):
            raise ValueError("each role but 'other' belongs to one colour")
        return self

    def colours(self) -> list[str]:
        """The palette from the main colour to the quiet ones, each once."""
        ordered = sorted(self.palette, key=lambda swatch: _ORDER.index(swatch.role))
        return list(dict.fromkeys(swatch.colour for swatch in ordered))

    def of_role(self, role: Role) -> str | None:
        return next((swatch.colour for swatch in self.palette if swatch.role == role), None)

    def background(self) -> str:
        """What stands behind somebody: the colour with that role, else the lightest."""
        return self.of_role("background") or max(self.colours(), key=lightness)

    def clothing(self) -> str:
        """What somebody wears: the main colour, else the first that is not the background."""
        behind = self.background()
        rest = [colour for colour in self.colours() if colour != behind]
        return self.of_role("primary") or (rest or [behind])[0]


@dataclass(frozen=True, slots=True)
class BrandLogo:
    """A PNG; `digest` names its bytes."""

    digest: str
    bytes: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Brand:
    """`user_id` is who made it, or a pseudonym where their account is gone; with a `team_id` it belongs to that team.
    `version` counts its changes from 1."""

    id: str
    user_id: str
    team_id: str | None
    wish: BrandWish
    logo: BrandLogo | None
    version: int
    created_at: datetime
    updated_at: datetime

    def to_json(self) -> dict[str, Any]:
        logo = self.logo
        return {
            "id": self.id,
            "team_id": self.team_id,
            **self.wish.model_dump(),
            "logo": None
            if logo is None
            else {
                "width": logo.width,
                "height": logo.height,
                "url": f"/api/brands/{self.id}/logo?v={logo.digest[:12]}",
            },
            "version": self.version,
            "created_at": iso(self.created_at),
            "updated_at": iso(self.updated_at),
        }


@dataclass(frozen=True, slots=True)
class Branding:
    """What one painting takes from a brand: a copy, so that a restart paints the same although the brand changed.

    `words` go behind the prompt; `palette` (with `harmony`) and `logo` are worked into the finished picture.
    """

    id: str
    name: str
    version: int
    words: str = ""
    tone: str = ""
    palette: tuple[str, ...] = ()
    harmony: float = 0.0
    logo: str | None = None
    """The digest of its bytes."""
    mark: dict[str, Any] | None = None

    def to_json(self) -> dict[str, Any]:
        return asdict(self) | {"palette": list(self.palette)}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Branding:
        return cls(**(data | {"palette": tuple(data["palette"])}))

    def key(self) -> dict[str, Any]:
        """All of it that makes another picture, and the version: a changed brand is another one."""
        whole = self.to_json()
        del whole["name"]
        return whole

    def recipe(self) -> dict[str, Any]:
        """What a picture's recipe says of it."""
        said = {
            "id": self.id,
            "name": self.name,
            "version": self.version,
            "words": self.words,
            "harmony": self.harmony,
            "logo": self.logo is not None,
        }
        return {key: value for key, value in said.items() if value}

    def finish(self) -> Finish | None:
        """The steps for the painted picture; None where there are none."""
        steps: list[Step] = []
        if self.harmony > 0 and self.palette:
            steps.append(
                Balance(do="balance", to="palette", palette=list(self.palette), strength=self.harmony)
            )
        if self.logo is not None and self.mark is not None:
            steps.append(Logo(do="logo", brand_id=self.id, **self.mark))
        return Finish(steps=steps) if steps else None


def branding(brand: Brand, spec: PaintSpec, *, here: bool, avatar: bool) -> Branding:
    """What a wish takes from a brand. `here`: a painter of this machine, which reads plain words only; `avatar`: a
    drawing that is made of fields and not of words. An edit leaves colours and logo as they are unless asked.

    Raises InvalidPainting.
    """
    if spec.operation is not Operation.PAINT:
        raise InvalidPainting("A brand goes with painting, not with this.", param="brand_id")
    wish, editing = brand.wish, spec.mode is Mode.EDIT
    logo = spec.brand_logo if spec.brand_logo is not None else wish.mark.show and not editing
    if spec.brand_logo and brand.logo is None:
        raise InvalidPainting("This brand has no logo yet.", param="brand_logo")
    colours = spec.brand_colours if spec.brand_colours is not None else wish.harmony > 0 and not editing
    chinese = is_chinese(spec.instruction or spec.prompt or spec.words)
    return Branding(
        id=brand.id,
        name=wish.name,
        version=brand.version,
        words="" if avatar or (here and editing) else words_of(wish, chinese=chinese, plain=here),
        tone=wish.tone,
        palette=tuple(wish.colours()),
        harmony=(wish.harmony or HARMONY) if colours else 0.0,
        logo=brand.logo.digest if logo and brand.logo is not None else None,
        mark=wish.mark.model_dump(exclude={"show"}) if logo else None,
    )


def branded(spec: PaintSpec, wish: BrandWish, *, styled: bool) -> PaintSpec:
    """The wish with the brand's style, unless it is `styled` already, and with what the brand never shows. An edit
    keeps the style that its picture has."""
    takes_style = not styled and spec.mode is not Mode.EDIT
    # A variation has the negative text of its source, in which the brand's may stand already.
    more = "" if wish.negative in spec.negative else wish.negative
    negative = ", ".join(part for part in (spec.negative, more) if part)
    return replace(spec, style=wish.style if takes_style else spec.style, negative=negative)


def words_of(wish: BrandWish, *, chinese: bool, plain: bool) -> str:
    """Palette and tone as words for a prompt. `plain`: only what the painters of this machine read."""
    if plain:
        return _tones(wish.colours(), chinese=chinese)
    parts = []
    for swatch in sorted(wish.palette, key=lambda swatch: _ORDER.index(swatch.role)):
        said, role = name(swatch.colour, chinese=chinese), _ROLES.get(swatch.role)
        if chinese:
            parts.append(f"{role[0] if role else ''}{said}（{swatch.colour}）")
        else:
            parts.append(f"{said} ({swatch.colour}){f' as {role[1]}' if role else ''}")
    found = f"配色：{'、'.join(parts)}" if chinese else f"colour palette: {', '.join(parts)}"
    if wish.tone:
        found += f"；气质：{wish.tone}" if chinese else f"; mood: {wish.tone}"
    return found


def joined(prompt: str, words: str) -> str:
    """The prompt with a brand's words behind it."""
    if not prompt or not words:
        return prompt or words
    bare = prompt.rstrip(" ,，.。;；")
    return f"{bare}{'，' if is_chinese(prompt) else ', '}{words}"


def _tones(colours: Sequence[str], *, chinese: bool) -> str:
    told = [colour for colour in colours if not is_plain_grey(colour)] or list(colours)
    names = list(dict.fromkeys(plain_name(colour, chinese=chinese) for colour in told))[:2]
    return f"{'和'.join(names)}调" if chinese else f"in {' and '.join(names)} tones"
