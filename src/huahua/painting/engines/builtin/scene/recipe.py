"""The recipe of a picture: everything it is made of, as JSON, so that it can be painted again or changed."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from ..words.lexicon import SUBJECTS

VERSION = 1
SMALLEST, LARGEST = 64, 2048


@dataclass(frozen=True, slots=True)
class Spot:
    """Where one copy stands: feet (or centre, for what flies) in shares of the width and the height; ``size`` its
    height in shares of the short side."""

    x: float
    y: float
    size: float
    flip: bool = False


@dataclass(slots=True)
class Item:
    """One named thing with all its copies."""

    id: str
    kind: str
    word: str
    count: int | None = None
    colours: list[str] = field(default_factory=list)
    size: str | None = None
    place: str | None = None
    link: tuple[str, str] | None = None
    pose: str | None = None
    spots: list[Spot] = field(default_factory=list)


@dataclass(slots=True)
class Layout:
    """The stage that the things stand on; it does not change when things are added."""

    mode: str
    setting: str
    water: str | None = None
    horizon: float = 0.6
    hero: bool = False
    side: int = 1


@dataclass(slots=True)
class Recipe:
    """See the module. Built by ``compose`` and changed by ``edit``."""

    words: str
    negative: str
    seed: int
    width: int
    height: int
    style: str
    time: str
    season: str
    weather: list[str]
    moods: list[str]
    tint: str | None
    layout: Layout
    items: list[Item]
    banned: list[str] = field(default_factory=list)
    understood: list[str] = field(default_factory=list)
    unmet: list[str] = field(default_factory=list)
    edits: list[str] = field(default_factory=list)

    def kinds(self) -> set[str]:
        """Kinds of things in the picture."""
        return {item.kind for item in self.items}

    def dump(self) -> dict[str, Any]:
        """As JSON-ready data."""
        data = asdict(self)
        for item in data["items"]:
            item["link"] = list(item["link"]) if item["link"] else None
        return {"version": VERSION, "engine": "builtin/painter", **data}


def load(data: Mapping[str, Any]) -> Recipe:
    """A recipe from its JSON data. Raises ValueError when it is not one or is of another version."""
    if data.get("version") != VERSION:
        raise ValueError("this picture was made by another version of the painter")
    try:
        fields = {key: value for key, value in data.items() if key not in ("version", "engine")}
        items = [_item(item) for item in fields.pop("items")]
        layout = Layout(**fields.pop("layout"))
        recipe = Recipe(layout=layout, items=items, **fields)
        recipe.width, recipe.height = bounded(recipe.width), bounded(recipe.height)
    except (KeyError, TypeError) as error:
        raise ValueError("this is not a recipe of the painter") from error
    return recipe


def _item(data: Mapping[str, Any]) -> Item:
    if data["kind"] not in SUBJECTS:
        raise ValueError("the recipe names a thing that the painter does not know")
    spots = [Spot(**spot) for spot in data["spots"]]
    link = data.get("link")
    return Item(**{**data, "spots": spots, "link": (link[0], link[1]) if link else None})


def bounded(pixels: int) -> int:
    """A side length inside what the painter paints."""
    return max(SMALLEST, min(LARGEST, int(pixels)))
