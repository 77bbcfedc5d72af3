"""Styles that people taught, as sentences speak of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

MAX_CHOSEN = 4
MAX_WEIGHT = 2.0
MAX_TOLD = 20
"""Styles that a model is told of."""
MIN_CHARS = 2
"""A shorter name would be found in words that mean something else."""
_OF_STYLE = re.compile(r"\bstyles?\b|风格|画风|風格|畫風", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class StyleChoice:
    """One that shall be painted with: `weight` 0 is none of it, 1 the usual. `base` is the model that it was taught
    for and `family` the kind of network that it fits, where they are known."""

    id: str
    weight: float = 1.0
    base: str = ""
    family: str = ""


@dataclass(frozen=True, slots=True)
class TrainedStyle:
    """One that somebody may paint with. `trigger` is the word that it was taught under."""

    id: str
    name: str
    trigger: str = ""
    base: str = ""
    family: str = ""

    @property
    def choice(self) -> StyleChoice:
        return StyleChoice(self.id, base=self.base, family=self.family)


def spoken(words: str, styles: Sequence[TrainedStyle]) -> TrainedStyle | None:
    """The style that these words ask for: by its trigger, which means nothing else, or by its name in a sentence that
    speaks of style. The longest that is said wins, then the first."""
    said = [
        (len(name), style)
        for style in styles
        for name in (style.trigger, style.name if _OF_STYLE.search(words) else "")
        if _is_said(name.strip(), words)
    ]
    return max(said, key=lambda pair: pair[0])[1] if said else None


def called(name: str | None, styles: Sequence[TrainedStyle]) -> TrainedStyle | None:
    """The style that a model names where it may name any style."""
    wanted = (name or "").strip().casefold()
    return next((each for each in styles if wanted in _names(each)), None) if wanted else None


def _names(style: TrainedStyle) -> set[str]:
    return {name.strip().casefold() for name in (style.id, style.name, style.trigger)} - {""}


def _is_said(name: str, words: str) -> bool:
    """As a whole word, where its script has words with spaces between them."""
    if len(name) < MIN_CHARS:
        return False
    before = r"(?<![a-z0-9_])" if name[0].isascii() else ""
    after = r"(?![a-z0-9_])" if name[-1].isascii() else ""
    return re.search(before + re.escape(name) + after, words, re.IGNORECASE) is not None
