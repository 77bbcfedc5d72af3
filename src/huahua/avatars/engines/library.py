"""The styles that `dicebear-styles` brings, read when they are needed."""

from __future__ import annotations

import json
from functools import lru_cache
from importlib.resources import files
from typing import Any

from dicebear import OptionsDescriptor, Style

from huahua.avatars.errors import InvalidAvatar

KEPT_STYLES = 12
"""Styles kept in memory; one is up to a few megabytes."""


class _PackagedStyle(Style):
    """A style of the package, whose definition was validated before it was published.

    DiceBear validates against its JSON Schema, which takes up to a second for one style; a test does that
    here once for all styles instead of every process for each.
    """

    def __init__(self, data: dict[str, Any]) -> None:
        self._data = data
        self._meta = None
        self._canvas = None
        self._components = None
        self._colors = None


@lru_cache(maxsize=1)
def style_ids() -> tuple[str, ...]:
    """Every style's id, in alphabetical order."""
    names = (entry.name for entry in files("dicebear_styles").iterdir())
    return tuple(sorted(name.removesuffix(".json") for name in names if name.endswith(".json")))


@lru_cache(maxsize=KEPT_STYLES)
def load_style(style: str) -> Style:
    """Raises InvalidAvatar for a style that is not there."""
    if style not in style_ids():
        raise InvalidAvatar(f"There is no avatar style '{style[:60]}'.", param="style")
    text = files("dicebear_styles").joinpath(f"{style}.json").read_text("utf-8")
    return _PackagedStyle(json.loads(text))


@lru_cache(maxsize=KEPT_STYLES)
def descriptor_of(style: str) -> dict[str, dict[str, Any]]:
    """What options the style takes. Raises InvalidAvatar."""
    return OptionsDescriptor(load_style(style)).to_json()


def card_of(style: str) -> dict[str, Any]:
    """A style for people: title, maker, licence, descriptor. Raises InvalidAvatar."""
    meta = load_style(style).meta()
    licence, creator, source = meta.license(), meta.creator(), meta.source()
    return {
        "id": style,
        "title": style.replace("-", " ").title(),
        "source": {"name": source.name(), "url": source.url()},
        "creator": {"name": creator.name(), "url": creator.url()},
        "licence": {"name": licence.name(), "url": licence.url()},
        "palettes": {name: colour.values() for name, colour in load_style(style).colors().items()},
        "options": descriptor_of(style),
    }


def catalogue() -> list[dict[str, Any]]:
    """The cards of all styles. Reads six megabytes; a worker does it once and the server keeps the answer."""
    cards = []
    for style in style_ids():
        cards.append(card_of(style))
        load_style.cache_clear()
        descriptor_of.cache_clear()
    return cards
