"""A description in Chinese or English, read by rules into a style and options that the style has.

Longest words first: every part of the text is read once. A colour belongs to the next part named in its
clause, else to the one before. What a style cannot show, and words that mean nothing here, are `unmet`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from huahua.avatars.domain.fitting import Fitting
from huahua.avatars.domain.lexicon import (
    CLAUSE_ENDS,
    COLOURS,
    DEFAULT_STYLE,
    FEATURES,
    IGNORED,
    IGNORED_ZH,
    NEGATIONS,
    SKINS,
    STYLES,
)
from huahua.avatars.domain.options import Descriptor

_LATIN = re.compile(r"[a-z0-9]")
_WORD = re.compile(r"[a-z][a-z0-9'-]*")
_HAN = re.compile(r"[\u4e00-\u9fff]+")
MAX_UNMET = 12


@dataclass(frozen=True, slots=True)
class Reading:
    """`options` fit `style`; `unmet` are words of the description that the avatar does not show."""

    style: str
    options: dict[str, Any]
    unmet: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Hit:
    """A known word at its place. `kind` is a feature's part, `style`, `colour`, `no` or `end`."""

    start: int
    end: int
    word: str
    kind: str
    value: str


def read(text: str, style: str | None, descriptor_of: Callable[[str], Descriptor]) -> Reading:
    """Read a description for `style` (an id, or a word for one), or for the style that fits the words.

    `descriptor_of` tells what options a style has and raises InvalidAvatar for one that is not there.
    """
    folded = text.casefold()
    hits = list(_hits(folded))
    asked = _style_named(style)
    named = next((hit.value for hit in hits if hit.kind == "style"), None)
    chosen = asked or named or DEFAULT_STYLE
    fitting = Fitting(descriptor_of(chosen))
    for clause in _clauses(hits):
        _apply(clause, fitting)
    if hits:
        fitting.finish()
    unmet = [*fitting.unmet, *_unknown(folded, hits)]
    return Reading(chosen, fitting.options, tuple(dict.fromkeys(unmet))[:MAX_UNMET])


def _style_named(style: str | None) -> str | None:
    """The id that a style's name or a word for it means; anything else stays, to be refused as it is."""
    if style is None:
        return None
    folded = style.strip().casefold()
    for known, words in STYLES.items():
        if folded == known or folded in words:
            return known
    return folded.replace(" ", "-")


@lru_cache(maxsize=1)
def _lexicon() -> list[tuple[str, str, str]]:
    """(word, kind, value), longest words first."""
    entries = [(word, "style", style) for style, words in STYLES.items() for word in (style, *words)]
    entries += [(word, part, value) for (part, value), words in FEATURES.items() for word in words]
    entries += [(word, "colour", colour) for colour, words in COLOURS.items() for word in words]
    entries += [(word, "tone", tone) for tone, words in SKINS.items() for word in words]
    entries += [(word, "no", word) for word in NEGATIONS]
    entries += [(word, "end", word) for word in CLAUSE_ENDS]
    known = {word: (word, kind, value) for word, kind, value in reversed(entries)}
    return sorted(known.values(), key=lambda entry: -len(entry[0]))


def _hits(text: str) -> Iterator[_Hit]:
    taken = [False] * (len(text) + 1)
    found = []
    for word, kind, value in _lexicon():
        folded = word.casefold()
        at = text.find(folded)
        while at >= 0:
            end = at + len(folded)
            if not any(taken[at:end]) and _stands_alone(text, at, end):
                taken[at:end] = [True] * (end - at)
                found.append(_Hit(at, end, word.strip(), kind, value))
            at = text.find(folded, at + 1)
    yield from sorted(found, key=lambda hit: hit.start)


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Latin words end where letters end (with a plural s); Chinese ones stand anywhere."""
    if not _LATIN.match(text[start]):
        return True
    before = text[start - 1] if start else " "
    after = text[end : end + 2] + "  "
    plural = after[0] == "s" and not _LATIN.match(after[1])
    return not _LATIN.match(before) and (plural or not _LATIN.match(after[0]))


def _clauses(hits: list[_Hit]) -> Iterator[list[_Hit]]:
    clause: list[_Hit] = []
    for hit in hits:
        if hit.kind == "end":
            yield clause
            clause = []
        else:
            clause.append(hit)
    yield clause


def _apply(clause: list[_Hit], fitting: Fitting) -> None:
    """The features of a clause, each with its colour and its negation."""
    parts = [hit for hit in clause if hit.kind not in ("colour", "tone", "no", "style")]
    denied = _denied(clause)
    for hit in parts:
        if hit in denied:
            fitting.leave_out(hit.kind, hit.word)
        else:
            fitting.show(hit.kind, hit.value, hit.word)
    for hit in clause:
        if hit.kind in ("colour", "tone"):
            owner = _owner(hit, parts)
            fitting.colour(owner.kind if owner else "body", hit.value, hit.word)


def _denied(clause: list[_Hit]) -> set[_Hit]:
    """Features right after a 'no' or 'without'."""
    denied = set()
    for number, hit in enumerate(clause):
        if hit.kind == "no":
            following = next(
                (later for later in clause[number + 1 :] if later.kind not in ("colour", "no")), None
            )
            if following is not None:
                denied.add(following)
    return denied


def _owner(colour: _Hit, parts: list[_Hit]) -> _Hit | None:
    coloured = [part for part in parts if part.kind not in ("sex", "age", "mood", "freckles", "blush")]
    after = [part for part in coloured if part.start >= colour.end]
    return after[0] if after else coloured[-1] if coloured else None


def _unknown(text: str, hits: list[_Hit]) -> Iterator[str]:
    """Words that mean something to people and nothing here."""
    letters = list(text)
    for hit in hits:
        letters[hit.start : hit.end] = "\0" * (hit.end - hit.start)
    rest = "".join(letters)
    for word in _WORD.findall(rest):
        if word not in IGNORED:
            yield word
    for run in _HAN.findall(rest):
        for ignored in IGNORED_ZH:
            run = run.replace(ignored, " ")
        yield from (part for part in run.split() if part)
