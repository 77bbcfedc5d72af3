"""Chinese or English: the language to answer in is that of the user's words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

Lang = Literal["zh", "en"]

_HAN_PER_WORD = 1.5
"""A Chinese word is about one and a half characters long; that makes the two counts comparable."""


def _is_han(character: str) -> bool:
    return "\u3400" <= character <= "\u9fff"


def language_of(text: str) -> Lang | None:
    """The language of most words; None where there are no words (digits, an emoji)."""
    han = sum(map(_is_han, text))
    latin = len("".join(c if c.isalpha() and not _is_han(c) else " " for c in text).split())
    if han == 0 and latin == 0:
        return None
    return "zh" if han / _HAN_PER_WORD >= latin else "en"


def language(texts: Iterable[str]) -> Lang:
    """The language of the first text that has words; the newest comes first."""
    for text in texts:
        found = language_of(text)
        if found is not None:
            return found
    return "en"
